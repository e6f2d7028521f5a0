"""Charts of the dashboards: numbers, bars, pivot tables and tables of sums, with their settings and colours."""

from typing import Any

from orchestration.publication.superset.datasets import EVALUATIONS, RELEASE
from orchestration.publication.superset.parts import Chart, Dataset

UNKNOWN = "另有份数，金额不明 more with unknown amount"
YEAR, UNIT, SCHEME = "fiscal_year", "budget_unit_name", "scheme_name_zh"
_DARK, _BLUE, _PALE, _ORANGE, _RED = "#1f4e79", "#4d8ac0", "#a9c9e6", "#d9772b", "#b3362b"
FILTERS = {YEAR: "Year", UNIT: "Unit", SCHEME: "Scheme"}
# Colours of series by metric or value; GRADE_COLOURS begin with the best grade.
COLOURS = {
    "budget_wan_yuan": _PALE, "executed_wan_yuan": _BLUE, "execution_rate": _ORANGE, "score_rate": _DARK,
    "1 强制性": _RED, "2 核实性": _ORANGE, "3 提示性": _PALE,
    "1 已报": _BLUE, "2 待核实": _ORANGE, "3 未报": _RED,
}  # fmt: skip
YEARS = {"x_axis": YEAR, "xAxisLabelInterval": "0"}  # show every year on the axis
GRADE_COLOURS = (_DARK, _BLUE, _PALE, _ORANGE)


def make_number(
    name: str, title: str, metric: str, subtitle: str, dataset: Dataset = EVALUATIONS, **filters: str
) -> Chart:
    """Return a big number with a subtitle."""
    settings = {
        "metric": metric,
        "subtitle": subtitle,
        "header_font_size": 0.5,
        "subtitle_font_size": 0.2,
        "adhoc_filters": where(**filters),
    }
    return Chart(name, title, dataset, "big_number_total", settings, width=2, height=152)


def make_bars(name: str, title: str, dataset: Dataset, metric: str, by: str, width: int, **settings: Any) -> Chart:
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
    chosen = usual | (YEARS if by == YEAR else horizontal) | settings
    return Chart(name, title, dataset, "echarts_timeseries_bar", chosen, width, 320 if by == YEAR else 440)


def stack_by(series: str) -> dict[str, Any]:
    """Return the settings of stacked bars, ordered by name."""
    return {
        "groupby": [series], "stack": "Stack", "show_legend": True, "legendOrientation": "top",
        "sort_series_type": "name", "sort_series_ascending": True,
    }  # fmt: skip


def make_pivot(
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
        "groupby": [*rows, YEAR],  # not used by the chart; dashboards know only the labels of these columns
        "groupbyRows": rows,
        "groupbyColumns": [YEAR],
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


def make_sums(name: str, title: str, dataset: Dataset, by: list[str], metrics: list[str]) -> Chart:
    """Return a table of metrics by columns, the largest first metric on top."""
    settings = {
        "query_mode": "aggregate", "groupby": by, "metrics": metrics, "timeseries_limit_metric": metrics[0],
        "order_desc": True, "row_limit": 1000, "page_length": 0, "color_pn": False,
    }  # fmt: skip
    return Chart(name, title, dataset, "table", settings, width=6, height=440)


def where(**values: str) -> list[dict[str, str]]:
    """Return filters: columns equal values."""
    return [
        {"expressionType": "SIMPLE", "clause": "WHERE", "subject": column, "operator": "==", "comparator": value}
        for column, value in values.items()
    ]


def make_release(board: str) -> Chart:
    """Return the chart that shows the release."""
    settings = {"query_mode": "raw", "all_columns": ["release_id", "refreshed_at"], "row_limit": 10}
    return Chart(f"release_{board}", RELEASE.title, RELEASE, "table", settings, width=3, height=152)
