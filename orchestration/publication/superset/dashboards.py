"""The two dashboards: performance, and quality with quarantined evaluations and their reasons."""

from typing import Any

from orchestration.publication.superset.datasets import (
    COVERAGE,
    EVALUATIONS,
    FAILURES,
    INDICATORS,
    LINES,
    QUARANTINED,
    RELEASE,
)
from orchestration.publication.superset.parts import Chart, Dashboard, Dataset

_UNKNOWN = "另有份数，金额不明 more with unknown amount"
_YEAR, _UNIT, _SCHEME = "fiscal_year", "budget_unit_name", "scheme_name_zh"
_DARK, _BLUE, _PALE, _ORANGE, _RED = "#1f4e79", "#4d8ac0", "#a9c9e6", "#d9772b", "#b3362b"
FILTERS = {_YEAR: "Year", _UNIT: "Unit", _SCHEME: "Scheme"}
# Colours of series by metric or value; GRADE_COLOURS begin with the best grade.
COLOURS = {
    "budget_wan_yuan": _PALE, "executed_wan_yuan": _BLUE, "execution_rate": _ORANGE, "score_rate": _DARK,
    "1 强制性": _RED, "2 核实性": _ORANGE, "3 提示性": _PALE,
    "1 已报": _BLUE, "2 待核实": _ORANGE, "3 未报": _RED,
}  # fmt: skip
_YEARS = {"x_axis": _YEAR, "xAxisLabelInterval": "0"}  # show every year on the axis
GRADE_COLOURS = (_DARK, _BLUE, _PALE, _ORANGE)


def _number(name: str, title: str, metric: str, subtitle: str, dataset: Dataset = EVALUATIONS, **filters: str) -> Chart:
    settings = {
        "metric": metric,
        "subtitle": subtitle,
        "header_font_size": 0.5,
        "subtitle_font_size": 0.2,
        "adhoc_filters": _where(**filters),
    }
    return Chart(name, title, dataset, "big_number_total", settings, width=2, height=152)


def _bars(name: str, title: str, dataset: Dataset, metric: str, by: str, width: int, **settings: Any) -> Chart:
    """Return a bar chart: vertical over years, else horizontal with the longest bar on top."""
    horizontal: dict[str, Any] = {
        "orientation": "horizontal",
        "row_limit": 15,
        "x_axis_sort": metric,
        "x_axis_sort_asc": True,
        "show_value": True,
        "show_legend": False,
    }
    usual = {"x_axis": by, "metrics": [metric], "groupby": [], "y_axis_format": ",.0f", "rich_tooltip": True}
    chosen = usual | (_YEARS if by == _YEAR else horizontal) | settings
    return Chart(name, title, dataset, "echarts_timeseries_bar", chosen, width, 320 if by == _YEAR else 440)


def _stack(series: str) -> dict[str, Any]:
    """Return the settings of stacked bars, ordered by name."""
    return {
        "groupby": [series], "stack": "Stack", "show_legend": True, "legendOrientation": "top",
        "sort_series_type": "name", "sort_series_ascending": True,
    }  # fmt: skip


def _pivot(
    name: str,
    title: str,
    dataset: Dataset,
    metric: str,
    rows: list[str],
    width: int = 6,
    colour: str = "#7fb0dc",
    **settings: Any,
) -> Chart:
    """Return a pivot table of a metric by rows and years; lower values are paler."""
    usual = {
        "groupby": [*rows, _YEAR],  # not used by the chart; dashboards know only the labels of these columns
        "groupbyRows": rows,
        "groupbyColumns": [_YEAR],
        "metrics": [metric],
        "metricsLayout": "ROWS",
        "aggregateFunction": "Sum",
        "rowOrder": "key_a_to_z",
        "colOrder": "key_a_to_z",
        "valueFormat": ".1%",
        "row_limit": 10000,
        "conditional_formatting": [{"column": metric, "operator": "None", "colorScheme": colour}],
    }
    return Chart(name, title, dataset, "pivot_table_v2", usual | settings, width, height=440)


def _where(**values: str) -> list[dict[str, str]]:
    return [
        {"expressionType": "SIMPLE", "clause": "WHERE", "subject": column, "operator": "==", "comparator": value}
        for column, value in values.items()
    ]


def _release(board: str) -> Chart:
    """Return the chart that shows the release."""
    settings = {"query_mode": "raw", "all_columns": ["release_id", "refreshed_at"], "row_limit": 10}
    return Chart(f"release_{board}", RELEASE.title, RELEASE, "table", settings, width=3, height=152)


OVERVIEW = Dashboard(
    "overview",
    "绩效总览 Performance overview",
    "合计只含审核通过的评价，待核实的列在旁边；比率均为合计相除，不是比率的平均；等级跨自评表样按次序比较。\n\n"
    "Totals contain admitted evaluations; quarantined ones are shown next to them. Rates are quotients of sums, "
    "never averages. Grades of different schemes are compared by position.",
    (
        (
            _release("overview"),
            _number("budget_unknown", "预算不明 Unknown budget", "budget_unknown_count", _UNKNOWN),
            _number("executed_unknown", "执行不明 Unknown executed", "executed_unknown_count", _UNKNOWN),
            _number(
                "quarantined_unknown", "待核实不明 Unknown excluded", "quarantined_budget_unknown_count",
                _UNKNOWN,
            ),
        ),
        (
            _number("evaluation_count", "评价 Evaluations", "evaluation_count", "份，审核通过 admitted"),
            _number("budget", "预算 Budget", "budget_wan_yuan", "万元 10,000 yuan"),
            _number("execution_rate", "执行率 Executed", "execution_rate", "执行 ÷ 预算 of budget"),
            _number("score_rate", "得分率 Score", "score_rate", "自评分 ÷ 权重 of weights"),
            _number("quarantined", "待核实 Excluded", "quarantined_evaluation_count", "份，未计入 not in totals"),
            _number("quarantined_budget", "其预算 Budget", "quarantined_budget_wan_yuan", "万元，未计入 not in totals"),
        ),
        (
            _bars(
                "money_by_year", "预算与执行 Budget and executed", EVALUATIONS, "budget_wan_yuan", _YEAR, 4,
                metrics=["budget_wan_yuan", "executed_wan_yuan"], show_legend=True, legendOrientation="top",
            ),
            Chart(
                "rates_by_year",
                "执行率与得分率 Rates",
                EVALUATIONS,
                "echarts_timeseries_line",
                {
                    **_YEARS,
                    "metrics": ["execution_rate", "score_rate"],
                    "groupby": [],
                    "y_axis_format": ".1%",
                    "truncateYAxis": True,
                    "y_axis_bounds": [None, None],
                    "markerEnabled": True,
                    "show_legend": True,
                    "legendOrientation": "top",
                    "rich_tooltip": True,
                },
                width=3,
            ),
            _bars(
                "grades_by_year", "等级分布，1 为最好 Grades, 1 is best", EVALUATIONS, "evaluation_count",
                _YEAR, 5, contributionMode="row", y_axis_format=".0%", **_stack("grade_ordinal"),
                adhoc_filters=_where(evaluation_state="admitted"),
            ),
        ),
        (
            Chart(
                "units",
                "各单位 Units",
                EVALUATIONS,
                "table",
                {
                    "query_mode": "aggregate",
                    "groupby": ["budget_unit_code", _UNIT],
                    "metrics": [metric.name for metric in EVALUATIONS.metrics],
                    "timeseries_limit_metric": "budget_wan_yuan",
                    "order_desc": True,
                    "row_limit": 1000,
                    "show_totals": True,
                    "include_search": True,
                    "page_length": 0,
                    "color_pn": False,
                    "column_config": {
                        "budget_unit_code": {"columnWidth": 90},
                        "execution_rate": {"showCellBars": False},
                        "score_rate": {"showCellBars": False},
                        "budget_coverage_rate": {"showCellBars": False},
                    },
                },
                width=12,
                height=480,
            ),
        ),
        (
            _pivot(
                "execution_by_unit", "执行率：单位与年度 Execution rate by unit and year", EVALUATIONS,
                "execution_rate", [_UNIT],
            ),
            _pivot(
                "score_by_unit", "得分率：单位与年度 Score rate by unit and year", EVALUATIONS, "score_rate", [_UNIT],
            ),
        ),
        (
            _pivot(
                "categories", "得分率：类别与年度 Score rate by category and year", LINES, "score_rate",
                [_SCHEME, "category_name"], 7,
            ),
            _pivot(
                "indicators", "分析指标 Indicators by year", INDICATORS, "value", ["indicator_model_name_zh"], 5,
                adhoc_filters=[
                    *_where(rollup="ratio_of_sums"),
                    {
                        "expressionType": "SIMPLE", "clause": "WHERE", "subject": "unit", "operator": "IN",
                        "comparator": ["rate", "share"],
                    },
                ],
                colour="#ffffff",  # for some a high value is better, for others a low one
            ),
        ),
    ),
)  # fmt: skip

QUALITY = Dashboard(
    "quality",
    "质量与待核实 Quality and quarantine",
    "待核实的评价未计入任何合计；一份评价可因多条规则待核实，在每条规则下各计一次。\n\n"
    "Totals do not contain quarantined evaluations. An evaluation that fails several rules counts for each of them.",
    (
        (
            _release("quality"),
            _number(
                "q_unknown", "待核实不明 Unknown excluded", "quarantined_budget_unknown_count",
                _UNKNOWN,
            ),
        ),
        (
            _number("q_quarantined", "待核实 Excluded", "quarantined_evaluation_count", "份 evaluations"),
            _number("q_budget", "其预算 Budget", "quarantined_budget_wan_yuan", "万元 10,000 yuan"),
            _number("q_coverage", "纳入汇总占比 Coverage", "budget_coverage_rate", "审核通过 ÷（审核通过＋待核实）"),
            _number("q_blocking", "强制性 Blocking", "finding_count", "处发现 findings", FAILURES, severity="1 强制性"),
            _number("q_warning", "核实性 Warning", "finding_count", "处发现 findings", FAILURES, severity="2 核实性"),
            _number("q_info", "提示性 Info", "finding_count", "处发现 findings", FAILURES, severity="3 提示性"),
        ),
        (
            _bars(
                "reasons", "待核实原因 Reasons: evaluations by rule", FAILURES, "quarantined_evaluation_count",
                "finding_name_zh", 6, adhoc_filters=_where(evaluation_state="quarantined", severity="1 强制性"),
            ),
            _bars(
                "reasons_money", "待核实预算（万元） Quarantined by rule", FAILURES, "quarantined_budget_wan_yuan",
                "finding_name_zh", 6, adhoc_filters=_where(evaluation_state="quarantined", severity="1 强制性"),
            ),
        ),
        (
            Chart(
                "quarantined_list",
                "待核实清单 Quarantined evaluations and places",
                QUARANTINED,
                "table",
                {
                    "query_mode": "raw",
                    "all_columns": [
                        _YEAR, _UNIT, "project_name", "budget_wan_yuan", "reasons_zh", "relative_path",
                        "first_source_line",
                    ],
                    "order_by_cols": [f'["{_YEAR}", false]', f'["{_UNIT}", true]'],
                    "row_limit": 1000,
                    "page_length": 0,
                    "include_search": True,
                    "show_cell_bars": False,
                    "column_config": {
                        _YEAR: {"columnWidth": 80},
                        _UNIT: {"columnWidth": 160},
                        "project_name": {"columnWidth": 160},
                        "budget_wan_yuan": {"columnWidth": 100, "d3NumberFormat": ",.0f"},
                        "reasons_zh": {"columnWidth": 380},
                        "relative_path": {"columnWidth": 220},
                        "first_source_line": {"columnWidth": 100},
                    },
                },
                width=12,
                height=440,
            ),
        ),
        (
            Chart(
                "findings",
                "发现 Findings by rule",
                FAILURES,
                "table",
                {
                    "query_mode": "aggregate",
                    "groupby": ["severity", "finding_name_zh"],
                    "metrics": ["evaluation_count", "finding_count"],
                    "timeseries_limit_metric": "finding_count",
                    "order_desc": True,
                    "row_limit": 1000,
                    "page_length": 0,
                    "color_pn": False,
                    "column_config": {"severity": {"columnWidth": 90}, "finding_name_zh": {"columnWidth": 240}},
                },
                width=6,
                height=440,
            ),
            _bars("lost_points", "扣分 Points lost by indicator", LINES, "lost_points", "indicator_name", 6),
        ),
        (
            _bars(
                "findings_by_year", "发现 Findings by year", FAILURES, "finding_count", _YEAR, 6, **_stack("severity"),
            ),
            _bars(
                "coverage", "应报未报 Filing coverage (expected_evaluations.csv)", COVERAGE, "evaluation_count",
                _YEAR, 6, show_value=True, **_stack("filing_status"),
            ),
        ),
    ),
)  # fmt: skip

DASHBOARDS = (OVERVIEW, QUALITY)
