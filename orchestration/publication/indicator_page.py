"""docs/indicators.md, from the YAML of the indicators."""

from collections.abc import Mapping
from typing import Any

from orchestration.dbt.indicators import CHOICES, PREFIX, list_enabled
from orchestration.settings import PROJECT

PAGE = PROJECT / "docs" / "indicators.md"
_HEAD = """\
# Indicators 指标

Made by `make docs` from the YAML beside each model; a change belongs there. How to add one:
[add-an-indicator.md](add-an-indicator.md).

Each is a dbt model, `dbt_project/models/indicators/ind_<code>.sql`, with one row for every admitted evaluation. The
rows of all of them are `marts.fct_indicator_values`; the metadata on this page is `marts.dim_indicator_model`. A row
without a value has a `reason_code` and the status `not_applicable` (不适用: there is nothing to measure) or
`insufficient_data` (数据不足: there is, but the form does not say enough). An indicator that failed in the newest
refresh is excluded from the release: `marts.indicator_status` says why.

Several evaluations make one value as the column *rolls up* says, in `marts.rpt_indicator_by_department_year` and
`marts.rpt_indicator_by_year`: `ratio_of_sums` divides the sum of numerators by the sum of denominators, `sum` adds
up, and `none` has no value for several.
"""


def write_page(manifest: Mapping[str, Any]) -> str:
    """The page of all indicators that take part: a table, then each with all that is said of it."""
    indicators = {code: manifest["nodes"][PREFIX + code]["config"]["meta"] for code in list_enabled(manifest)}
    heading = ["| code | 名称 | name | unit 单位 | direction 方向 | rolls up 汇总 |", "|---|---|---|---|---|---|"]
    rows = [_write_row(code, meta) for code, meta in indicators.items()]
    sections = [_write_section(code, meta) for code, meta in indicators.items()]
    return "\n".join([_HEAD, *heading, *rows, *sections]) + "\n"


def _write_row(code: str, meta: Mapping[str, Any]) -> str:
    cells = [f"[`{code}`](#{code})", meta["name_zh"], meta["name_en"]]
    cells += [f"{meta[name]} {words[meta[name]]}" for name, words in CHOICES.items()]
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _write_section(code: str, meta: Mapping[str, Any]) -> str:
    thresholds = ", ".join(f"{name} {value}" for name, value in (meta.get("thresholds") or {}).items())
    said = {
        "含义": meta["definition_zh"],
        "Meaning": meta["definition_en"],
        "公式": meta["formula_zh"],
        "Formula": meta["formula_en"],
        "Example 例": meta["example"],
        "How to read it 解读": meta["reading"],
        "When not to use it 慎用": meta["caution"],
        "Thresholds 阈值": thresholds,
        "Basis 依据": meta["basis"],
        "Owner 负责": f"{meta['owner']}, version {meta['version']}",
    }
    lines = [f"- **{label}**: {' '.join(str(text).split())}" for label, text in said.items() if text]
    return "\n".join(["", f"## {code}", "", f"**{meta['name_zh']}** {meta['name_en']}", "", *lines])
