"""The three dashboards: performance, quality with quarantined evaluations and their reasons, and what to review."""

from orchestration.publication.superset.charts import (
    SCHEME,
    UNIT,
    UNKNOWN,
    YEAR,
    YEARS,
    make_bars,
    make_number,
    make_pivot,
    make_release,
    make_sums,
    stack_by,
    where,
)
from orchestration.publication.superset.datasets import (
    CAPS,
    COVERAGE,
    EVALUATIONS,
    FAILURES,
    FILING,
    INDICATORS,
    LINES,
    QUARANTINED,
    RECOMPUTED,
    REUSE,
    REVIEWS,
    SIGNALS,
    WORKLIST,
)
from orchestration.publication.superset.parts import Chart, Dashboard

OVERVIEW = Dashboard(
    "overview",
    "绩效总览 Performance overview",
    "合计只含审核通过的评价，待核实的列在旁边；比率均为合计相除，不是比率的平均；等级跨自评表样按次序比较。\n\n"
    "Totals contain admitted evaluations; quarantined ones are shown next to them. Rates are quotients of sums, "
    "never averages. Grades of different schemes are compared by position.",
    (
        (
            make_release("overview"),
            make_number("budget_unknown", "预算不明 Unknown budget", "budget_unknown_count", UNKNOWN),
            make_number("executed_unknown", "执行不明 Unknown executed", "executed_unknown_count", UNKNOWN),
            make_number(
                "quarantined_unknown", "待核实不明 Unknown excluded", "quarantined_budget_unknown_count",
                UNKNOWN,
            ),
        ),
        (
            make_number("evaluation_count", "评价 Evaluations", "evaluation_count", "份，审核通过 admitted"),
            make_number("budget", "预算 Budget", "budget_wan_yuan", "万元 10,000 yuan"),
            make_number("execution_rate", "执行率 Executed", "execution_rate", "执行 ÷ 预算 of budget"),
            make_number("score_rate", "得分率 Score", "score_rate", "自评分 ÷ 权重 of weights"),
            make_number("quarantined", "待核实 Excluded", "quarantined_evaluation_count", "份，未计入 not in totals"),
            make_number(
                "quarantined_budget", "其预算 Budget",
                "quarantined_budget_wan_yuan", "万元，未计入 not in totals",
            ),
        ),
        (
            make_bars(
                "money_by_year", "预算与执行 Budget and executed", EVALUATIONS, "budget_wan_yuan", YEAR, 4,
                metrics=["budget_wan_yuan", "executed_wan_yuan"], show_legend=True, legendOrientation="top",
            ),
            Chart(
                "rates_by_year",
                "执行率与得分率 Rates",
                EVALUATIONS,
                "echarts_timeseries_line",
                {
                    **YEARS,
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
            make_bars(
                "grades_by_year", "等级分布，1 为最好 Grades, 1 is best", EVALUATIONS, "evaluation_count",
                YEAR, 5, contributionMode="row", y_axis_format=".0%", **stack_by("grade_ordinal"),
                adhoc_filters=where(evaluation_state="admitted"),
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
                    "groupby": ["budget_unit_code", UNIT],
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
            make_pivot(
                "execution_by_unit", "执行率：单位与年度 Execution rate by unit and year", EVALUATIONS,
                "execution_rate", [UNIT],
            ),
            make_pivot(
                "score_by_unit", "得分率：单位与年度 Score rate by unit and year", EVALUATIONS, "score_rate", [UNIT],
            ),
        ),
        (
            make_pivot(
                "categories", "得分率：类别与年度 Score rate by category and year", LINES, "score_rate",
                [SCHEME, "category_name"], 7,
            ),
            make_pivot(
                "indicators", "分析指标 Indicators by year", INDICATORS, "value", ["indicator_model_name_zh"], 5,
                adhoc_filters=[
                    *where(rollup="ratio_of_sums"),
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
            make_release("quality"),
            make_number(
                "q_unknown", "待核实不明 Unknown excluded", "quarantined_budget_unknown_count",
                UNKNOWN,
            ),
        ),
        (
            make_number("q_quarantined", "待核实 Excluded", "quarantined_evaluation_count", "份 evaluations"),
            make_number("q_budget", "其预算 Budget", "quarantined_budget_wan_yuan", "万元 10,000 yuan"),
            make_number(
                "q_coverage", "纳入汇总占比 Coverage",
                "budget_coverage_rate", "审核通过 ÷（审核通过＋待核实）",
            ),
            make_number(
                "q_blocking", "强制性 Blocking",
                "finding_count", "处发现 findings", FAILURES, severity="1 强制性",
            ),
            make_number(
                "q_warning", "核实性 Warning",
                "finding_count", "处发现 findings", FAILURES, severity="2 核实性",
            ),
            make_number("q_info", "提示性 Info", "finding_count", "处发现 findings", FAILURES, severity="3 提示性"),
        ),
        (
            make_bars(
                "reasons", "待核实原因 Reasons: evaluations by rule", FAILURES, "quarantined_evaluation_count",
                "finding_name_zh", 6, adhoc_filters=where(evaluation_state="quarantined", severity="1 强制性"),
            ),
            make_bars(
                "reasons_money", "待核实预算（万元） Quarantined by rule", FAILURES, "quarantined_budget_wan_yuan",
                "finding_name_zh", 6, adhoc_filters=where(evaluation_state="quarantined", severity="1 强制性"),
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
                        YEAR, UNIT, "project_name", "budget_wan_yuan", "reasons_zh", "relative_path",
                        "first_source_line",
                    ],
                    "order_by_cols": [f'["{YEAR}", false]', f'["{UNIT}", true]'],
                    "row_limit": 1000,
                    "page_length": 0,
                    "include_search": True,
                    "show_cell_bars": False,
                    "column_config": {
                        YEAR: {"columnWidth": 80},
                        UNIT: {"columnWidth": 160},
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
            make_bars("lost_points", "扣分 Points lost by indicator", LINES, "lost_points", "indicator_name", 6),
        ),
        (
            make_bars(
                "findings_by_year", "发现 Findings by year", FAILURES, "finding_count", YEAR, 6, **stack_by("severity"),
            ),
            make_bars(
                "coverage", "应报未报 Filing coverage (expected_evaluations.csv)", COVERAGE, "evaluation_count",
                YEAR, 6, show_value=True, **stack_by("filing_status"),
            ),
        ),
    ),
)  # fmt: skip

REVIEW = Dashboard(
    "review",
    "复核 Review",
    "先复核哪些、为什么；自评与复算、复核相差多少；哪些文字雷同；谁逾期未报；封顶规则只作测算。信号不等于有错。\n\n"
    "What to re-check first, and why; self-scores against recomputed and reviewers' scores; repeated texts; late and "
    "missing filings; score caps are simulated. A signal is no proof.",
    (
        (
            make_release("review"),
            make_number("r_signals", "触发信号 Signals", "evaluation_count", "份 evaluations", WORKLIST),
            make_number("r_gap", "高于复算 Inflation", "gap_per_100_points", "分/百分 per 100 points", RECOMPUTED),
            make_number(
                "r_leniency", "高于复核 Leniency",
                "leniency_per_100_points", "分/百分 per 100 points", REVIEWS,
            ),
        ),
        (
            Chart(
                "worklist",
                "重点复核名单 Review worklist",
                WORKLIST,
                "table",
                {
                    "query_mode": "raw",
                    "all_columns": [
                        YEAR, UNIT, "project_name", "budget_wan_yuan", "execution_rate_computed",
                        "total_score_computed_points", "grade_name_zh", "signal_points", "reasons_zh",
                    ],
                    "order_by_cols": ['["signal_points", false]', '["budget_wan_yuan", false]'],
                    "row_limit": 1000,
                    "page_length": 0,
                    "include_search": True,
                    "show_cell_bars": False,
                    "column_config": {
                        YEAR: {"columnWidth": 80},
                        UNIT: {"columnWidth": 170},
                        "project_name": {"columnWidth": 170},
                        "budget_wan_yuan": {"columnWidth": 100, "d3NumberFormat": ",.0f"},
                        "execution_rate_computed": {"columnWidth": 90, "d3NumberFormat": ".1%"},
                        "total_score_computed_points": {"columnWidth": 90, "d3NumberFormat": ",.2f"},
                        "grade_name_zh": {"columnWidth": 80},
                        "signal_points": {"columnWidth": 90},
                        "reasons_zh": {"columnWidth": 380},
                    },
                },
                width=12,
                height=440,
            ),
        ),
        (
            make_bars(
                "r_signals_by_name", "触发的信号 Signals raised", SIGNALS, "evaluation_count",
                "signal_name_zh", 6,
            ),
            make_bars("r_texts", "文字雷同 Repeated texts, by source", REUSE, "evaluation_count", "relation_code", 6),
        ),
        (
            make_bars(
                "r_gap_by_unit", "高于复算（每百分） Self-score above recomputed", RECOMPUTED, "gap_per_100_points",
                UNIT, 6, y_axis_format=",.2f",
            ),
            make_bars(
                "r_leniency_by_unit", "高于复核（每百分） Self-score above reviewers", REVIEWS,
                "leniency_per_100_points", UNIT, 6, y_axis_format=",.2f",
            ),
        ),
        (
            make_sums(
                "r_caps", "封顶与扣分测算 Score caps, simulated", CAPS,
                ["rule_set_name_zh", "grade_before_name_zh", "grade_after_name_zh"],
                ["evaluation_count", "rules_lost_points"],
            ),
            make_sums(
                "r_filing", "未报与逾期 Missing and late", FILING, [UNIT],
                ["missing_count_sum", "late_count_sum", "expected_count_sum"],
            ),
        ),
    ),
)  # fmt: skip

DASHBOARDS = (OVERVIEW, QUALITY, REVIEW)
