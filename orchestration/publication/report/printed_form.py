"""A form as it was read, laid out as its scheme prints it: fields, money, line items, total row, footer, notes."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import count
from typing import Any, NamedTuple

from orchestration.settings import Seeds

Row = tuple[Any, ...]
# Fields of the total row, and the column under which each is printed.
TOTALS = {"total_weight": "weight", "total_score": "self_score"}
# Columns of line items, in the order in which forms print them, and whether they are right-aligned.
_COLUMNS = (
    ("category", False), ("subcategory", False), ("indicator_name", False), ("explanation", False),
    ("target_operator", False), ("target", False), ("target_unit", False), ("actual", False), ("weight", True),
    ("self_score", True), ("deviation", False), ("remark", False),
)  # fmt: skip
_ALWAYS = {"indicator_name", "weight", "self_score"}
_CORRECTED = {"indicator_name": 0, "weight": 1, "self_score": 2}


class Labels(NamedTuple):
    """Labels of columns by scheme and code, of total rows by scheme, and of fields by code in both languages."""

    columns: dict[tuple[str, str], str]
    totals: dict[str, str]
    fields: dict[str, tuple[str, str]]


class Field(NamedTuple):
    """A label and value printed outside the line items; `label` is None where none is printed."""

    anchor: str
    part: str
    line_number: int | None
    code: str | None
    source: str | None
    label: str | None
    unit: str | None
    text: str
    corrected: str | None
    first_line: int
    last_line: int

    def is_on(self, line: int | None) -> bool:
        """Whether the field is printed on a line of the document."""
        return line is not None and self.first_line <= line <= self.last_line


class Line(NamedTuple):
    """A line item: texts as printed by column, corrections of three of them, and what is computed of it."""

    number: int
    texts: dict[str, str]
    corrected: Row
    is_execution_row: bool
    is_unused: bool
    first_line: int
    last_line: int
    completion: Decimal | None
    recomputed: Decimal | None
    gap: Decimal | None
    reason: tuple[str, str] | None
    rank: int | None
    peers: int | None

    def is_on(self, line: int | None) -> bool:
        """Whether the line item is printed on a line of the document."""
        return line is not None and self.first_line <= line <= self.last_line

    def correction(self, code: str) -> str | None:
        """Return the corrected value of a column, None if it is not corrected."""
        return self.corrected[_CORRECTED[code]] if code in _CORRECTED else None


class Column(NamedTuple):
    """A column of the line items: code, label of the scheme, and whether it holds points."""

    code: str
    label: str
    is_number: bool


class Money(NamedTuple):
    """The block of money as printed: labels of columns, then rows of a label and a field for each column."""

    unit: str | None
    columns: list[str]
    rows: list[tuple[str, list[Field | None]]]


class Form(NamedTuple):
    """A form as printed. `others` are texts on line items under a label of their own, by line and label."""

    title: Field | None
    head: list[Field]
    money: Money | None
    columns: list[Column]
    lines: list[Line]
    others: list[str]
    other_texts: dict[tuple[int, str], str]
    total: dict[str, Field]  # by code, under the columns of TOTALS
    total_label: str
    total_others: list[Field]
    foot: list[Field]
    notes: list[Field]


def read_labels(seeds: Seeds) -> Labels:
    """Read the labels of each scheme. The first spelling in the seed is that of the scheme's official form."""
    columns: dict[tuple[str, str], str] = {}
    totals: dict[str, str] = {}
    for row in seeds.read("form_labels"):
        if row["part"] == "column":
            columns.setdefault((row["scheme_code"], row["field_code"]), row["label"])
        elif row["part"] == "total":
            totals.setdefault(row["scheme_code"], row["label"])
    names = {row["field_code"]: (row["field_name_zh"], row["field_name_en"]) for row in seeds.read("form_fields")}
    return Labels(columns, totals, names)


def make_fields(rows: Iterable[Row]) -> list[Field]:
    """Return the rows of the query of printed fields."""
    return [
        Field(f"field-{ordinal}", part, line, code, source, label, unit, text or "", corrected, first, last)
        for ordinal, part, line, code, source, label, unit, text, corrected, first, last, _, _ in rows
    ]


def make_lines(rows: Iterable[Row]) -> list[Line]:
    """Return the rows of the query of printed line items."""
    codes = [code for code, _ in _COLUMNS]
    lines = []
    for number, *rest in rows:
        texts = dict(zip(codes, rest[:12], strict=True))
        reason = (rest[22], rest[23]) if rest[22] else None
        lines.append(Line._make((number, texts, rest[12:15], *rest[15:22], reason, *rest[24:])))
    return lines


def lay_out(scheme: str, fields: list[Field], lines: list[Line], labels: Labels) -> Form:
    """Lay out a form: columns that it uses, under the labels of its scheme; a block of money as a table."""
    parts: dict[str, list[Field]] = {}
    for field in fields:
        parts.setdefault(field.part, []).append(field)
    head = parts.get("head", [])
    assessed = [(field.line_number, field) for field in parts.get("assessor", [])]
    unknown = [
        (next((line.number for line in lines if line.is_on(field.first_line)), None), field)
        for field in parts.get("column", [])
    ]
    others = [(number, field) for number, field in [*assessed, *unknown] if number is not None]
    columns = [
        Column(code, labels.columns.get((scheme, code), code), is_number)
        for code, is_number in _COLUMNS
        if any(line.texts[code] for line in lines) or (lines and code in _ALWAYS and (scheme, code) in labels.columns)
    ]
    codes = {column.code for column in columns}
    totals = {field.code or "": field for field in parts.get("total", []) if TOTALS.get(field.code or "") in codes}
    return Form(
        title=next(iter(parts.get("title", [])), None),
        head=[field for field in head if not field.source],
        money=_lay_out_money([field for field in head if field.source], lines),
        columns=columns,
        lines=lines,
        others=list(dict.fromkeys(field.label or "" for _, field in others)),
        other_texts={(number, field.label or ""): field.text for number, field in others},
        total=totals,
        total_label=labels.totals.get(scheme, "合计"),
        total_others=[field for field in parts.get("total", []) if totals.get(field.code or "") is not field]
        + [field for number, field in unknown if number is None],
        foot=parts.get("foot", []),
        notes=parts.get("note", []),
    )


def _lay_out_money(fields: list[Field], lines: list[Line]) -> Money | None:
    """Return the block of money. Its scored execution rate is a line item: weight and score come from there."""
    if not fields:
        return None
    rows: dict[tuple[str, int], dict[str, Field]] = {}
    for field in fields:
        label, _, column = (field.label or "").rpartition(" ")
        # A label that is printed twice has a row of its own each time.
        place = next(place for place in count() if column not in rows.get((label, place), ()))
        rows.setdefault((label, place), {})[column] = field
    # Columns in the order of the row that has most of them.
    ordered = [rows[key] for key in sorted(rows, key=lambda key: -len(rows[key]))]
    codes = {column: field.code for row in reversed(ordered) for column, field in row.items()}
    codes = {column: codes[column] for row in ordered for column in row}
    scored = next((line for line in lines if line.is_execution_row), None)
    for row in rows.values():
        for column, code in codes.items():
            first = next(iter(row.values()))
            if scored and code in ("weight", "self_score") and column not in row and scored.is_on(first.first_line):
                text, corrected = scored.texts[code], scored.correction(code)
                row[column] = first._replace(anchor="", code=code, text=text, corrected=corrected)
    unit = next((field.unit for field in fields if field.unit and field.unit != "%"), None)
    return Money(
        unit, list(codes), [(label, [row.get(column) for column in codes]) for (label, _), row in rows.items()]
    )
