"""docs/glossary.md: the words of the seed glossary.csv."""

from collections.abc import Iterator, Mapping

from orchestration.settings import PROJECT, Seeds

PATH = PROJECT / "docs" / "glossary.md"
_SECTIONS = {
    "forms": "Forms 表格",
    "money": "Organisations and money 单位与资金",
    "warehouse": "Warehouse 数据仓库",
}
_INTRODUCTION = """\
# Glossary 术语表

Made from `seeds/reference/glossary.csv` by `make docs`; edit the seed, not this page. A release has the same words in
`catalog.terms`. Former names (曾用名) are no longer used; a test finds them wherever users read.

The rows of a form's table are called 指标 on the form. This project calls them *line items* (指标行), and keeps
*indicator* (分析指标) for values that the warehouse computes from forms. So 年度指标值 is the target that a form
prints, and 分析指标结果 is the result of an indicator. Names of tables and columns are older than this rule:
`fct_indicator_scores` has one row for each line item.
"""


def read_terms() -> list[dict[str, str]]:
    """Return the rows of the seed in the project, by column."""
    return Seeds().read("glossary")


def write_page() -> str:
    """The glossary as Markdown: a table for each section."""
    return "\n".join([_INTRODUCTION, *_list_sections(read_terms())]).rstrip() + "\n"


def _list_sections(terms: list[dict[str, str]]) -> Iterator[str]:
    for section, title in _SECTIONS.items():
        yield f"## {title}"
        yield ""
        yield "| English | 中文 | meaning | 含义 | former 曾用名 |"
        yield "|---|---|---|---|---|"
        yield from (_show(term) for term in terms if term["section"] == section)
        yield ""


def _show(term: Mapping[str, str]) -> str:
    chinese = term["name_zh"] + (f"，简称{term['short_name_zh']}" if term["short_name_zh"] else "")
    former = term["former_names_zh"].replace("|", "、")
    return f"| {term['name_en']} | {chinese} | {term['meaning_en']} | {term['meaning_zh']} | {former} |"
