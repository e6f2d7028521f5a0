"""The catalogue: what dbt's manifest says of every public table, its columns, keys and measures."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from orchestration.run.run_record import StageError

SCHEMA = "marts"
Kind = Literal["fact", "dimension", "report", "quality"]
Additivity = Literal["additive", "semi_additive", "not_additive", "key", "attribute"]
# How the pages say it.
ADDITIVITIES = {
    "additive": "yes 可加",
    "semi_additive": "in part 部分可加",
    "not_additive": "no 不可加",
    "key": "key 键",
}
MEASURES = ("additive", "semi_additive", "not_additive")
UNITS = {
    "yuan": "元",
    "wan_yuan": "万元",
    "points": "分",
    "rate": "比值",
    "percentage_points": "个百分点",
    "count": "个",
    "varies": "随行而定",
}

# What the suffix of a column's name says.
_PREFIX_KINDS: tuple[tuple[str, Kind], ...] = (("fct_", "fact"), ("dim_", "dimension"), ("rpt_", "report"))
_SUFFIX_UNITS = (
    (r"_wan_yuan$", "wan_yuan"),
    (r"_yuan$", "yuan"),
    (r"_points$", "points"),
    (r"_rate_gap$", "percentage_points"),
    (r"_rate(_stated|_computed)?$|_share$", "rate"),
    (r"_count$", "count"),
)
# How a measure's description says that it adds up; the first that is found holds.
_PHRASES: tuple[tuple[str, Additivity], ...] = (
    (r"\b[Dd]oes not add up (over|across)\b", "semi_additive"),
    (r"\b([Dd]oes not add up|[Dd]o not add|[Nn]ever add)\b", "not_additive"),
    (r"\b[Aa]dds up (within|over|across)\b", "semi_additive"),
    (r"\b[Aa]dds up\b", "additive"),
)
_ATTRIBUTE = re.compile(r"(_ordinal|_line|_page|_row|_year|line_number)$")
_NUMERIC = re.compile(r"(tiny|small|big|huge)?int(eger)?$|decimal|double|float|numeric", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """A column: its type, names and meaning in both languages, unit and how it adds up."""

    name: str
    data_type: str
    label_zh: str
    description_en: str
    description_zh: str
    unit: str | None = None
    additivity: Additivity | None = None
    is_nullable: bool = True
    is_public: bool = True

    @property
    def is_numeric(self) -> bool:
        """Whether its values are numbers."""
        return bool(_NUMERIC.match(self.data_type))


@dataclass(frozen=True)
class ForeignKey:
    """A column whose every value is one of another table's column."""

    column: str
    table: str
    field: str


@dataclass(frozen=True)
class Table:
    """A table: its names and meaning, grain, keys and columns; `public_rows` is the condition on rows of open data."""

    name: str
    label_zh: str
    description_en: str
    description_zh: str
    kind: Kind
    columns: tuple[Column, ...]
    grain: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    is_public: bool = False
    public_rows: str | None = None

    @property
    def public_columns(self) -> tuple[Column, ...]:
        """Columns of open data."""
        return tuple(column for column in self.columns if column.is_public)

    def select_public(self, expressions: Sequence[str]) -> str:
        """SQL of expressions over the public rows, in the order of the grain."""
        where = f"where {self.public_rows}" if self.public_rows else ""
        order = ", ".join(self.grain) or "all"
        return f"select {', '.join(expressions)} from {SCHEMA}.{self.name} {where} order by {order}"


def read_catalogue(manifest: Mapping[str, Any], publish_all: bool = False) -> tuple[Table, ...]:
    """Every table of the marts as dbt's manifest describes it, by name; all of it public with `publish_all`.

    Raises StageError that names each table and column without a Chinese label or a description in both languages:
    such a release could not explain itself.
    """
    nodes = manifest["nodes"]
    models = [node for node in nodes.values() if node["resource_type"] == "model" and node["schema"] == SCHEMA]
    tests: dict[str, list[Mapping[str, Any]]] = {}
    for node in nodes.values():
        if node["resource_type"] == "test" and node.get("test_metadata"):
            tests.setdefault(node.get("attached_node") or "", []).append(node)
    catalogue = tuple(
        _read_table(node, tests.get(node["unique_id"], []), publish_all)
        for node in sorted(models, key=lambda node: str(node["name"]))
    )
    silent = list(_find_silent(catalogue))
    if silent:
        raise StageError(f"the catalogue has gaps: {'; '.join(silent)}", silent[0].split(":")[0])
    return catalogue


def split_languages(text: str) -> tuple[str, str]:
    """English and Chinese part of a description: sentences in English, then the rest in Chinese."""
    sentences = " ".join(text.split()).rsplit(". ", 1)
    if len(sentences) < 2:
        return (text.strip(), "") if text.isascii() else ("", text.strip())
    return f"{sentences[0]}.", sentences[1]


def _read_table(node: Mapping[str, Any], tests: Sequence[Mapping[str, Any]], publish_all: bool) -> Table:
    meta = node["config"]["meta"]
    grain: tuple[str, ...] = ()
    filled: set[str] = set()
    foreign_keys = []
    for test in tests:
        if test["test_metadata"]["name"] == "keys":
            arguments = test["test_metadata"]["kwargs"]
            grain = next((tuple(columns) for columns in arguments.get("unique", ())), ())
            filled |= set(arguments.get("not_null", ()))
            foreign_keys += [_read_reference(reference) for reference in arguments.get("references", ())]
    keys = {*grain, *(key.column for key in foreign_keys)}
    description_en, description_zh = split_languages(node["description"])
    return Table(
        name=node["name"],
        label_zh=meta.get("label_zh", ""),
        description_en=description_en,
        description_zh=description_zh,
        kind=meta.get("kind") or _name_kind(node["name"]),
        columns=tuple(
            _read_column(column, column["name"] in keys, column["name"] not in filled, publish_all)
            for column in node["columns"].values()
        ),
        grain=grain,
        foreign_keys=tuple(sorted(foreign_keys, key=lambda key: key.column)),
        is_public=publish_all or meta.get("public") is True,
        public_rows=None if publish_all else meta.get("public_rows"),
    )


def _read_reference(reference: Mapping[str, str]) -> ForeignKey:
    """The foreign key that an entry of `references` in a test of keys stands for."""
    return ForeignKey(reference["column"], reference["to"].split("'")[1], reference["field"])


def _read_column(column: Mapping[str, Any], is_key: bool, is_nullable: bool, publish_all: bool) -> Column:
    name, meta = column["name"], column["config"].get("meta", {})
    description_en, description_zh = split_languages(column["description"])
    unit = meta.get("unit") or next((unit for suffix, unit in _SUFFIX_UNITS if re.search(suffix, name)), None)
    is_numeric = bool(_NUMERIC.match(column["data_type"]))
    return Column(
        name=name,
        data_type=column["data_type"],
        label_zh=meta.get("label_zh", ""),
        description_en=description_en,
        description_zh=description_zh,
        unit=unit if is_numeric else None,
        additivity=meta.get("additivity") or _read_additivity(name, description_en, unit, is_key, is_numeric),
        is_nullable=is_nullable,
        is_public=publish_all or meta.get("public") is not False,
    )


def _read_additivity(
    name: str, description: str, unit: str | None, is_key: bool, is_numeric: bool
) -> Additivity | None:
    """Keys by tests and name, measures by the words of the description, rates never; None where nothing tells."""
    if is_key or name.endswith("_key"):
        return "key"
    if not is_numeric:
        return "attribute"
    found = next((additivity for phrase, additivity in _PHRASES if re.search(phrase, description)), None)
    if found is None and unit in ("rate", "percentage_points"):
        return "not_additive"
    return found or ("attribute" if _ATTRIBUTE.search(name) else None)


def _name_kind(name: str) -> Kind:
    return next((kind for prefix, kind in _PREFIX_KINDS if name.startswith(prefix)), "quality")


def _find_silent(catalogue: Sequence[Table]) -> Iterator[str]:
    """What has no label, no description in a language, or metadata of no meaning; each with its place."""
    for table in catalogue:
        if table.kind not in get_args(Kind):
            yield f"{table.name}: config.meta.kind is {table.kind}; use one of {', '.join(get_args(Kind))}"
        parts: list[tuple[str, Table | Column]] = [(table.name, table)]
        parts += [(f"{table.name}.{column.name}", column) for column in table.columns]
        for place, part in parts:
            if not part.label_zh:
                yield f"{place}: add config.meta.label_zh"
            english, chinese = part.description_en, part.description_zh
            if not english.endswith(".") or "。" in english or not _is_chinese(chinese):
                yield f"{place}: describe it in English, then in Chinese"
        for column in table.columns:
            if column.additivity not in (None, *get_args(Additivity)):
                yield f"{table.name}.{column.name}: config.meta.additivity is {column.additivity}; use one of " + (
                    ", ".join(get_args(Additivity))
                )
            if column.unit not in (None, *UNITS):
                yield f"{table.name}.{column.name}: config.meta.unit is {column.unit}; use one of {', '.join(UNITS)}"


def _is_chinese(text: str) -> bool:
    return any("一" <= sign <= "鿿" for sign in text)
