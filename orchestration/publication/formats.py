"""Format numbers and codes for report and outgoing documents. Codes have their texts in both languages here."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from markupsafe import Markup, escape

BLANK = "—"  # not filled in, or not known; explained on the page
_WAN, _YI = Decimal(10_000), Decimal(100_000_000)
_MILLION, _BILLION = Decimal(1_000_000), Decimal(1_000_000_000)
_CENT = Decimal("0.01")

STATES = {
    "admitted": ("审核通过", "Admitted"),
    "quarantined": ("待核实", "In quarantine"),
    "superseded": ("已被新版取代", "Superseded"),
    "duplicate": ("重复报送", "Duplicate"),
    "withdrawn": ("已撤回", "Withdrawn"),
}
SEVERITIES = {
    "blocking": ("强制性审核", "Blocking"),
    "warning": ("核实性审核", "Warning"),
    "info": ("提示性审核", "Info"),
}
YEAR_BASES = {
    "form": ("表上填写", "printed on the form"),
    "source_documents": ("来源文件登记表", "list of source documents"),
    "folder": ("报送文件夹", "inbox folder"),
    "self_evaluation_date": ("自评时间推定", "inferred from the self-evaluation date"),
    "file_name": ("文件名", "file name"),
    "document_dates": ("同一文件其他表的日期", "dates of the document's other forms"),
    "unknown": ("无从确定", "cannot be determined"),
}
DIRECTIONS = {
    "higher_is_better": ("越高越好", "higher is better"),
    "lower_is_better": ("越低越好", "lower is better"),
    "neutral": ("无优劣方向", "neither is better"),
}
ROLLUPS = {
    "ratio_of_sums": ("分子、分母分别合计后相除", "sums are divided"),
    "sum": ("直接相加", "values add up"),
    "none": ("不汇总，只在单份自评中看", "not rolled up: read it form by form"),
}
UNITS = {
    "rate": ("%", "%"),
    "share": ("%", "%"),
    "percentage_points": ("个百分点", "percentage points"),
    "yuan": ("万元", "10,000 yuan"),
    "points": ("分", "points"),
    "count": ("个", "count"),
}
STATUSES = {
    "not_applicable": ("不适用", "Not applicable"),
    "insufficient_data": ("数据不足", "Too little data"),
}
RULE_KINDS = {
    "arithmetic": ("算术", "arithmetic"),
    "threshold": ("阈值", "threshold"),
    "completeness": ("完整", "completeness"),
    "consistency": ("一致", "consistency"),
    "plausibility": ("合理", "plausibility"),
}
SCOPES = {
    "file": ("整个文件", "File"),
    "document": ("整份文档", "Document"),
    "form": ("一张表", "Form"),
    "lines": ("若干行", "Lines"),
}
FILING = {
    "filed": ("已报", "Filed"),
    "quarantined": ("已报，待核实", "Filed, in quarantine"),
    "missing": ("未报", "Not filed"),
}
FIELDS = {
    "project_name": ("项目名称", "Project"),
    "project_code": ("项目编码", "Project code"),
    "budget_unit_name": ("预算单位", "Budget unit"),
    "office_name": ("具体实施处（科室）", "Implementing office"),
    "supervising_department_name": ("主管部门", "Supervising department"),
    "is_recurring": ("是否为经常性项目", "Recurring project"),
    "fiscal_year": ("预算年度", "Fiscal year"),
    "budget": ("当年预算数", "Budget of the year"),
    "prior_year_budget": ("上年预算金额", "Budget of the year before"),
    "initial_budget": ("年初预算数", "Initial budget"),
    "executed": ("预算执行数", "Executed"),
    "execution_rate": ("预算执行率", "Execution rate"),
    "self_evaluation_date": ("自评时间", "Date of self-evaluation"),
    "grade": ("绩效等级", "Grade"),
    "total_weight": ("权重合计", "Total weight"),
    "total_score": ("自评总分", "Total score"),
    "head_total_score": ("表头自评总分", "Total score of the form header"),
    "weight": ("权重", "Weight"),
    "self_score": ("自评分", "Self-score"),
    "indicator_name": ("指标名称", "Indicator"),
}


def pair(chinese: object, english: object) -> Markup:
    """Return a text in both languages, of which the page shows one. Jinja evaluates filters on constants once."""
    if chinese == english:
        return escape(chinese)
    # An f-string of escaped parts takes a fifth of the time of Markup.format.
    return Markup(
        f'<span class="zh" lang="zh-CN">{escape(chinese)}</span><span class="en" lang="en">{escape(english)}</span>'
    )


def name(chinese: str | None, english: str | None = None) -> Markup:
    """Return a name from the data in both languages; the Chinese name if there is no English one."""
    if chinese is None:
        return Markup(BLANK)
    if english is None or english == chinese:
        return Markup(f'<span lang="zh-CN">{escape(chinese)}</span>')
    return pair(chinese, english)


def read_year(year: int) -> tuple[str, str]:
    """Return a fiscal year in both languages; -1 is unknown."""
    return (f"{year}年", str(year)) if year > 0 else ("年度未知", "Year unknown")


def read_code(code: str | None, readings: dict[str, tuple[str, str]]) -> Markup:
    """Return the texts of a code in both languages; an unknown code unchanged."""
    return pair(*readings.get(code or "", (code or BLANK,) * 2))


def whole(value: int | None) -> str:
    """Return a count with thousands separators."""
    return BLANK if value is None else f"{value:,}"


def points(value: Decimal | None) -> str:
    """Return points of a form without trailing zeros."""
    if value is None:
        return BLANK
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(value: Decimal | None) -> str:
    """Return a difference without trailing zeros, with its sign."""
    return points(value) if value is None or value <= 0 else f"+{points(value)}"


def summed(value: Decimal | None) -> str:
    """Return points summed over forms with two decimals, for columns."""
    return BLANK if value is None else f"{_round(value):,.2f}"


def yuan(value: Decimal | None) -> str:
    """Return money in yuan with two decimals."""
    return BLANK if value is None else f"{value:,.2f}"


def wan(value: Decimal | None) -> str:
    """Return money in 万元 with two decimals."""
    return BLANK if value is None else f"{_round(value / _WAN):,.2f}"


def unknown(count: int | None) -> Markup:
    """Return how many amounts a sum leaves out because they are not known; nothing if there are none."""
    if not count:
        return Markup()
    return Markup("<small>{}</small>").format(pair(f"另有 {count:,} 份金额不明", f"{count:,} more with unknown amount"))


def rate(value: Decimal | None) -> str:
    """Return a ratio as a percentage with two decimals; a ratio below 1 is never shown as 100 %."""
    if value is None:
        return BLANK
    percent = value * 100
    shown = _round(percent)
    if shown == 100 and percent < 100:
        shown = percent.quantize(_CENT, ROUND_DOWN)
    return f"{shown:,.2f}%"


def gap(value: Decimal | None) -> Markup:
    """Return a difference of two ratios in percentage points."""
    if value is None:
        return Markup(BLANK)
    shown = f"{_round(value * 100):+.2f}" if _round(value * 100) else "0.00"
    return pair(f"{shown} 个百分点", f"{shown} pp")


def divide(numerator: Decimal | int | None, denominator: Decimal | int | None) -> Decimal | None:
    """Return the quotient of two sums, or None."""
    return Decimal(numerator) / Decimal(denominator) if numerator is not None and denominator else None


def money(value: Decimal | None) -> Markup:
    """Return money for a headline in the usual unit of each language; the element's value is the exact amount."""
    if value is None:
        return Markup(BLANK)
    size = abs(value)
    chinese, unit = (value / _YI, "亿元") if size >= _YI else (value / _WAN, "万元") if size >= _WAN else (value, "元")
    scaled, word = (
        (value / _BILLION, "billion")
        if size >= _BILLION
        else (value / _MILLION, "million")
        if size >= _MILLION
        else (value, "")
    )
    text = "<b>{:,.2f}</b> <small>{}</small>"
    return Markup('<data value="{}">{}</data>').format(
        value,
        pair(Markup(text).format(_round(chinese), unit), Markup(text).format(_round(scaled), f"{word} yuan".strip())),
    )


def in_unit(value: Decimal | None, unit: str) -> str:
    """Return the value of an indicator in its unit."""
    if unit in ("rate", "share"):
        return rate(value)
    if unit == "percentage_points":
        return gap(value)
    if unit == "points":
        return summed(value)
    return wan(value) if unit == "yuan" else points(value)


def place(page: int | None, row: int | None) -> Markup:
    """Return a place in a document; the page is left out if there is only one."""
    if row is None:
        return Markup(BLANK)
    if page is None or page == 1:
        return pair(f"第 {row} 行", f"line {row}")
    return pair(f"第 {page} 页第 {row} 行", f"page {page}, line {row}")


def place_of_form(ordinal: int, line: int) -> Markup:
    """Return the number of a form in its document, and its first line."""
    return pair(f"第 {ordinal} 张表，自第 {line} 行起", f"form {ordinal}, from line {line} on")


def _round(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP) + 0  # no -0.00


FILTERS = {
    "en": pair,
    "year": lambda year: pair(*read_year(year)),
    "name": name,
    "whole": whole,
    "points": points,
    "signed": signed,
    "summed": summed,
    "yuan": yuan,
    "wan": wan,
    "unknown": unknown,
    "rate": rate,
    "gap": gap,
    "divide": divide,
    "money": money,
    "in_unit": in_unit,
    "state": lambda code: read_code(code, STATES),
    "severity": lambda code: read_code(code, SEVERITIES),
    "year_basis": lambda code: read_code(code, YEAR_BASES),
    "direction": lambda code: read_code(code, DIRECTIONS),
    "rollup": lambda code: read_code(code, ROLLUPS),
    "unit": lambda code: read_code(code, UNITS),
    "status": lambda code: read_code(code, STATUSES),
    "rule_kind": lambda code: read_code(code, RULE_KINDS),
    "scope": lambda code: read_code(code, SCOPES),
    "filing": lambda code: read_code(code, FILING),
    "field": lambda code: read_code(code, FIELDS),
}
