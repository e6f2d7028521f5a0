"""`make docs`: docs/bus-matrix.md, which dimension each fact has, from the catalogue."""

from collections.abc import Iterator, Mapping, Sequence

from orchestration.publication.catalogue import Table
from orchestration.settings import PROJECT

PATH = PROJECT / "docs" / "bus-matrix.md"
_INTRODUCTION = """\
# Bus matrix 总线矩阵

Made from the relationship tests by `make docs`; edit the YAML of each model, not this page. The rows are the business
processes with the grain of their tables, the columns the shared dimensions.

● the table has the dimension's key; a second key of the same dimension is shown by its name. ○ The key is one join
away, through `evaluation_key`. Columns of each table: [data-dictionary.md](data-dictionary.md).
"""


def write_bus_matrix(catalogue: Sequence[Table]) -> str:
    """The matrix as Markdown: facts, then what else holds keys of dimensions."""
    tables = {table.name: table for table in catalogue}
    dimensions = [table for table in catalogue if table.name.startswith("dim_")]
    shared = sorted(dimensions, key=lambda dimension: (-_count_uses(catalogue, dimension), dimension.name))
    return "\n".join([_INTRODUCTION, *_list_rows(tables, shared), "", *_list_dimensions(shared)]) + "\n"


def _count_uses(catalogue: Sequence[Table], dimension: Table) -> int:
    return sum(any(key.table == dimension.name for key in table.foreign_keys) for table in catalogue)


def _list_rows(tables: Mapping[str, Table], dimensions: Sequence[Table]) -> Iterator[str]:
    heads = (f"{table.label_zh}<br>{table.name.removeprefix('dim_').replace('_', ' ')}" for table in dimensions)
    yield f"| process 业务过程 | a row is | {' | '.join(heads)} |"
    yield "|---|---|" + ":-:|" * len(dimensions)
    for kind in ("fact", "quality"):
        for table in tables.values():
            keys = {key.table for key in table.foreign_keys}
            if table.kind == kind and any(dimension.name in keys for dimension in dimensions):
                cells = (_mark(table, dimension, tables) for dimension in dimensions)
                yield f"| {table.label_zh} `{table.name}` | {_tell_grain(table)} | {' | '.join(cells)} |"


def _tell_grain(table: Table) -> str:
    """What a row is, from the description: One row per <…>: what it holds."""
    return table.description_en.removeprefix("One row per ").split(":")[0].rstrip(".")


def _mark(table: Table, dimension: Table, tables: Mapping[str, Table]) -> str:
    held = [key for key in table.foreign_keys if key.table == dimension.name]
    if held:
        return " ".join(["●", *(f"`{key.column}`" for key in held if key.column != key.field)])
    through = [tables[key.table] for key in table.foreign_keys if key.column == "evaluation_key"]
    return "○" if any(key.table == dimension.name for other in through for key in other.foreign_keys) else ""


def _list_dimensions(dimensions: Sequence[Table]) -> Iterator[str]:
    yield "| dimension 维度 | table | a row is |"
    yield "|---|---|---|"
    for dimension in dimensions:
        yield f"| {dimension.label_zh} | `{dimension.name}` | {_tell_grain(dimension)} |"
