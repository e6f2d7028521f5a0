"""docs/data-dictionary.md: every table and column of a release."""

from collections.abc import Iterator, Sequence

from orchestration.publication.catalogue import ADDITIVITIES, UNITS, Column, Kind, Table
from orchestration.publication.catalogue_schema import SCHEMA as CATALOGUE_SCHEMA
from orchestration.publication.catalogue_schema import TABLES as CATALOGUE_TABLES
from orchestration.settings import PROJECT

PATH = PROJECT / "docs" / "data-dictionary.md"
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("fact", "Facts 事实"),
    ("dimension", "Dimensions 维度"),
    ("report", "Reports 报表"),
    ("quality", "Quality 质量"),
)
_INTRODUCTION = """\
# Data dictionary 数据字典

Made from the catalogue by `make docs`; edit the YAML beside each model, not this page. The same texts are in every
release: as comments on tables and columns, in the schema `catalog`, and as names of the views in the schema `绩效`.

A measure adds up (可加) over all rows, in part (部分可加: within what its description names) or not at all (不可加).
○ marks what open data leave out ([open-data.md](open-data.md)).
"""


def write_dictionary(catalogue: Sequence[Table]) -> str:
    """The dictionary as Markdown: contents by kind, then each table with its columns."""
    return "\n".join([_INTRODUCTION, *_list_contents(catalogue), *_list_tables(catalogue)])


def _list_contents(catalogue: Sequence[Table]) -> Iterator[str]:
    for kind, title in _KINDS:
        yield f"**{title}**"
        yield ""
        for table in catalogue:
            if table.kind == kind:
                yield f"- [{table.name}](#{table.name}) {table.label_zh}：{table.description_zh}"
        yield ""
    yield "**Catalogue 目录**"
    yield ""
    for table in CATALOGUE_TABLES:
        place = f"{CATALOGUE_SCHEMA}.{table.name}"
        yield f"- [{place}](#{place.replace('.', '')}) {table.label_zh}：{table.description_zh}"
    yield ""


def _list_tables(catalogue: Sequence[Table]) -> Iterator[str]:
    for kind, title in _KINDS:
        yield f"## {title}"
        yield ""
        for table in catalogue:
            if table.kind == kind:
                yield from _describe(table, table.name)
    yield "## Catalogue 目录"
    yield ""
    for table in CATALOGUE_TABLES:
        yield from _describe(table, f"{CATALOGUE_SCHEMA}.{table.name}")


def _describe(table: Table, heading: str) -> Iterator[str]:
    targets = {key.column: f"{key.table}.{key.field}" for key in table.foreign_keys}
    mark = "" if table.is_public else " ○"
    yield f"### {heading}"
    yield ""
    yield f"**{table.label_zh}**{mark} {table.description_zh} {table.description_en}"
    if table.grain:
        yield f"Grain 粒度: {', '.join(f'`{name}`' for name in table.grain)}."
    if table.public_rows:
        yield f"Open data hold the rows with `{table.public_rows}`."
    yield ""
    yield "| column | 标签 | type | unit | adds up | meaning |"
    yield "|---|---|---|---|---|---|"
    for column in table.columns:
        yield _describe_column(column, table, targets.get(column.name))
    yield ""


def _describe_column(column: Column, table: Table, target: str | None) -> str:
    mark = " ○" if table.is_public and not column.is_public else ""
    link = f" → `{target}`" if target else ""
    cells = (
        f"`{column.name}`{mark}",
        column.label_zh,
        column.data_type + ("" if column.is_nullable else " not null"),
        UNITS[column.unit] if column.unit else "",
        ADDITIVITIES.get(column.additivity or "", ""),
        f"{column.description_zh} {column.description_en}{link}",
    )
    return "| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;") for cell in cells) + " |"
