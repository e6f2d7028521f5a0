"""Load layouts: the titles, labels, columns and categories of each scheme, from form_labels.csv."""

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ingestion.forms.choices import has_choice, is_choice, join_choice, read_choice
from ingestion.forms.labels import LONGEST_LABEL, Label, Labels, find_labels, read_label, read_label_before_colon
from ingestion.normalise import normalise, squash

PARTS = (
    "title", "signature", "section", "head", "money_column", "money_row", "goal_column", "column", "assessor",
    "category", "subtotal", "total", "grade", "foot", "note", "set_aside", "other", "title_ending", "level_2",
)  # fmt: skip
ANY_SCHEME = "*"  # scheme_code of labels that forms of every scheme may print
_COMMON_PARTS = frozenset({"set_aside", "other", "title_ending", "level_2"})
REQUIRED_COLUMNS = frozenset({"category", "indicator_name", "self_score"})
NARRATIVES = frozenset({"goal", "achievements", "problems", "improvements", "conclusion", "implementation"})
IDENTITY = frozenset({"project_name", "supervising_department_name", "budget_unit_name", "office_name"})
AMOUNTS = frozenset({"initial_budget", "budget", "prior_year_budget", "executed"})
FIGURES = AMOUNTS | {"execution_rate", "total_score", "self_evaluation_date"}

_NOTE_MARKS = (":", "1", "、", ".")  # characters after 说明 or 注 at the start of a note: 注册用户数 is not a note
_CATEGORY = re.compile(r"^(?:[一二三四五六七八九十]{1,2}[、.])?(.+?)\(?(?<!\d)(\d{1,6}(?:\.\d{1,6})?)分?\)?$")


@dataclass(frozen=True, eq=False)  # there is one instance of each: compared and hashed by identity
class Layout:
    """The labels of one scheme, squashed (NFKC, no white space), each mapped to its field.

    `signature` contains labels that only forms of this scheme print; `sections` headings without a value; `other`
    labels of fields that the warehouse does not use (a contact, a telephone number); `level_2` the usual level-2 labels
    with their category.
    """

    scheme_code: str
    titles: frozenset[str]
    signature: frozenset[str]
    sections: frozenset[str]
    form_header: Labels
    money_columns: Labels
    money_rows: Labels
    goal_columns: Labels
    columns: Labels
    assessors: Labels
    categories: Labels
    subtotals: frozenset[str]
    totals: frozenset[str]
    grades: frozenset[str]
    form_footer: Labels
    notes: tuple[str, ...]
    other: Labels
    level_2: Labels

    @cached_property
    def labels(self) -> frozenset[str]:
        """Return every label of the form header and the table."""
        parts = (
            self.form_header,
            self.money_columns,
            self.money_rows,
            self.goal_columns,
            self.columns,
            self.categories,
        )
        return frozenset(label for part in parts for label in part)

    @cached_property
    def value_labels(self) -> frozenset[str]:
        """Return every label of the form header that has values."""
        parts = (self.form_header, self.goal_columns, self.money_columns, self.money_rows)
        return frozenset(label for part in parts for label in part)

    @cached_property
    def header_labels(self) -> Labels:
        """Return the labels that a form header may have, those of unused fields included."""
        return Labels({**self.other, **self.form_header})

    @cached_property
    def footer_labels(self) -> Labels:
        """Return the labels that a form footer may have, those of unused fields included."""
        return Labels({**self.other, **self.form_footer})

    @cached_property
    def required_columns(self) -> frozenset[str]:
        """Return the columns that a table must have. Some schemes print no weights."""
        return REQUIRED_COLUMNS | ({"weight"} & set(self.columns.values()))

    def read_columns(self, cells: list[str]) -> dict[str, int] | None:
        """Return the column of each field if the cells are a table header, else None."""
        columns = find_labels(cells, self.columns)
        is_header = columns.keys() >= self.required_columns and max(map(len, cells)) <= LONGEST_LABEL
        return columns if is_header else None

    @cached_property
    def column_labels(self) -> Labels:
        """Return the labels of columns, those of assessors included."""
        return Labels({**self.columns, **self.assessors})

    @cached_property
    def opening_labels(self) -> frozenset[str]:
        """Return the column labels that also begin the label of a column of another field: 评分, 评分标准."""
        known = self.column_labels.items()
        return frozenset(
            label for label, field in known for longer, other in known if other != field and longer.startswith(label)
        )

    def read_category(self, label: str) -> tuple[str | None, str, str | None]:
        """Return category code (None if unknown), name and printed cap of a label such as 产出目标 (34分)."""
        text = squash(label)
        match = _CATEGORY.match(text) if len(text) <= LONGEST_LABEL else None
        name, cap = match.groups() if match else (text, None)
        return self.categories.get(name) or self.categories.get(read_label(label).folded), name, cap

    def is_category(self, label: str) -> bool:
        """Whether a cell is a whole category label: a known name, or any name with a printed cap."""
        code, _, cap = self.read_category(label)
        text = squash(label)
        return code is not None or (cap is not None and text.endswith("分)") and not text.startswith("("))

    def find_end(self, cells: list[str], weight: int) -> str | None:
        """Return `subtotal` or `total` for such a row, `note` for the first line below a table, else None.

        The label of the total may follow another field of the row (其他需要说明事项, its text, 总分), but precedes the
        column of weights.
        """
        lead = next(filter(str.strip, cells), "")
        if not self._may_end(lead):
            return None
        label = read_label(lead)
        if label.name in self.totals or label.folded in self.totals:
            return "total"
        if label.name in self.subtotals:
            return "subtotal"
        behind = cells[cells.index(lead) + 1 : weight]
        if label.is_in(self.other) and any(
            read_label(cell).folded in self.totals for cell in filter(str.strip, behind)
        ):
            return "total"
        if squash(cells[0][:LONGEST_LABEL]).startswith(self.notes) and sum(map(bool, map(str.strip, cells))) == 1:
            return "note"
        return "note" if self.starts_form_footer(cells) else None

    @cached_property
    def _end_labels(self) -> Labels:
        return Labels(dict.fromkeys([*self.totals, *self.subtotals, *self.other, *self.form_footer], ""))

    def _may_end(self, lead: str) -> bool:
        """Whether a line that starts with a cell may be a total or below the table. Most line items may not."""
        return (
            self._end_labels.have(lead)
            or read_label_before_colon(lead).is_in(self._end_labels)
            or squash(lead[:LONGEST_LABEL]).startswith(self.notes)
        )

    def is_section(self, label: Label) -> bool:
        """Whether a label is a section heading, which has no value."""
        return label.name in self.sections or label.folded in self.sections

    def starts_form_footer(self, cells: list[str]) -> bool:
        """Whether a line below the table starts with a labelled field, such as the grade."""
        lead = next(filter(str.strip, cells), "")
        if not self._may_end(lead):
            return False
        name = read_label_before_colon(lead)
        has_cell = self.form_footer.have(lead) and sum(map(bool, map(str.strip, cells))) > 1
        if name.folded[:1] != name.name[:1] and not has_cell:
            return False  # a numbered line is one of the notes
        has_colon = ":" in lead or "：" in lead
        return name.is_in(self.form_footer) or (has_colon and name.is_in(self.other))

    def starts_form_header(self, cells: list[str]) -> bool:
        """Whether a line starts with a form header label and a colon, or is a table header."""
        label = read_label(next(filter(str.strip, cells), ""))
        return (label.has_colon and label.is_in(self.form_header)) or self.read_columns(cells) is not None

    def is_grade(self, text: str) -> bool:
        """Whether a text is a grade, alone or with a label or points (等级：优, 优秀（99分）), or a choice of one."""
        match = _GRADE.fullmatch(squash(text)) if len(text) <= LONGEST_LABEL else None
        return (match is not None and match[1] in self.grades) or self.is_grade_choice(text)

    def is_grade_choice(self, text: str) -> bool:
        """Whether a text is a list of grades with boxes (等级：□优 ☑良), or has such a choice among other words."""
        if len(text) > _LONGEST_CHOICE:
            return False
        return is_choice(_cut_grade_label(text), self.grades) or has_choice(text, self.grades)

    def join_grades(self, cells: list[str]) -> list[str]:
        """Return the cells of a line with the grades behind their label in one cell: 等级, 优, 良√, 中, 差."""
        return join_choice(
            cells, lambda cell: "grade" in (self.form_header.find(cell), self.form_footer.find(cell)), self.grades
        )

    def read_grade(self, text: str) -> str:
        """Return the grade that is ticked if exactly one certainly is, else the text, normalised."""
        answer = read_choice(_cut_grade_label(text), self.grades) if len(text) <= _LONGEST_CHOICE else None
        return answer or normalise(text)

    def is_form_text(self, text: str) -> bool:
        """Whether a text is part of the form itself (a label, category, grade or total) and not an answer."""
        label = read_label(text)
        parts = (
            self.form_header,
            self.money_columns,
            self.money_rows,
            self.goal_columns,
            self.columns,
            self.categories,
            self.other,
        )
        names = {label.name, label.folded}
        return any(label.is_in(part) for part in parts) or bool(
            names & (self.totals | self.subtotals | self.grades | self.sections)
        )


_GRADE_LABEL = re.compile(
    r"^(?:绩效|自评|评价|考核|评定|综合){0,4}(?:等级|等次|结果|结论|级别)(?: ?\([^()]{0,24}\))?(?: ?: ?| )"
)
_LONGEST_CHOICE = 100


def _cut_grade_label(text: str) -> str:
    return _GRADE_LABEL.sub("", normalise(text))


_GRADE = re.compile(
    r"(?:(?:自评|评价|绩效|评定)*(?:等级|等次|结果|结论|级别)?:?)?(.{1,4}?)(?:等次|等级|等|级)?(?:\(\d{1,3}(?:\.\d{1,2})?分?\))?[。.]?"
)


@dataclass(frozen=True, eq=False)
class Layouts:
    """All known layouts, titles of forms that are set aside, and endings of self-evaluation titles."""

    layouts: tuple[Layout, ...]
    set_aside: dict[str, str]  # title without 表: kind
    title_endings: frozenset[str]

    @cached_property
    def title_sign(self) -> re.Pattern[str]:
        """Return a pattern of the characters of which every title contains at least one."""
        titles = [title for layout in self.layouts for title in layout.titles] + list(self.set_aside)
        return re.compile(f"[{re.escape(''.join({title[-1] for title in titles} | {'表'}))}]")

    def is_table_header(self, cells: list[str]) -> bool:
        """Whether a line is the table header of any scheme, or its line with the label of the line items."""
        if len(cells) < len(REQUIRED_COLUMNS) or not any(map(self._name_labels.have, cells)):
            return False
        found = (find_labels(cells, layout.columns) for layout in self.layouts)
        return any(columns.keys() >= {"category", "indicator_name"} and len(columns) > 2 for columns in found)

    @cached_property
    def _name_labels(self) -> Labels:
        labels = [label for layout in self.layouts for label in layout.columns.items()]
        return Labels({label: field for label, field in labels if field == "indicator_name"})

    @cached_property
    def _end_labels(self) -> Labels:
        ends = [label for layout in self.layouts for label in (*layout.totals, *layout.footer_labels)]
        return Labels(dict.fromkeys(ends, ""))

    @cached_property
    def _notes(self) -> tuple[str, ...]:
        return tuple({note for layout in self.layouts for note in layout.notes})

    def is_end(self, cells: list[str]) -> bool:
        """Whether a line is the total row of a table of any scheme, or the first line below a table."""
        lead = next(filter(str.strip, cells), "")
        is_known = read_label_before_colon(lead).is_in(self._end_labels)
        if not is_known and not squash(lead[:8]).startswith(self._notes):
            return False
        return any(layout.find_end(cells, len(cells)) in ("total", "note") for layout in self.layouts)

    @cached_property
    def _identity_labels(self) -> Labels:
        return Labels(
            {
                label: field
                for layout in self.layouts
                for label, field in layout.form_header.items()
                if field in IDENTITY
            }
        )

    def is_identity_label(self, cell: str) -> bool:
        """Whether a cell is a label of a project, a unit or an office in any layout."""
        return self._identity_labels.have(cell)


def load_layouts(path: Path) -> Layouts:
    """Load the layouts of form_labels.csv (scheme_code, part, label, field_code).

    Raises ValueError with file and line if a part is unknown, a label appears twice in one part of a scheme, or a
    scheme lacks a required column.
    """
    parts: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: {part: {} for part in PARTS})
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            scheme, part, label = row["scheme_code"], row["part"], squash(row["label"])
            if part not in PARTS:
                raise ValueError(f"{path.name} line {line}: part {part!r} is unknown; use one of {', '.join(PARTS)}")
            if (scheme == ANY_SCHEME) != (part in _COMMON_PARTS):
                common = ", ".join(sorted(_COMMON_PARTS))
                raise ValueError(f"{path.name} line {line}: the parts {common}, and only they, belong to scheme *")
            if label in parts[scheme][part]:
                raise ValueError(
                    f"{path.name} line {line}: {part} label {label!r} of {scheme} appears twice; remove one"
                )
            parts[scheme][part][label] = row["field_code"]
    common_parts = parts.pop(ANY_SCHEME, {part: {} for part in PARTS})
    for scheme, known in parts.items():
        missing = REQUIRED_COLUMNS - set(known["column"].values())
        if missing:
            raise ValueError(f"{path.name}: {scheme} has no label for column {', '.join(sorted(missing))}; add a row")
    return Layouts(
        tuple(_make_layout(scheme, known, common_parts) for scheme, known in parts.items()),
        {title.removesuffix("表"): kind for title, kind in common_parts["set_aside"].items()},
        frozenset(common_parts["title_ending"]),
    )


def _make_layout(scheme: str, known: dict[str, dict[str, str]], common: dict[str, dict[str, str]]) -> Layout:
    return Layout(
        scheme_code=scheme,
        titles=frozenset(title.removesuffix("表") for title in known["title"]),
        signature=frozenset(known["signature"]),
        sections=frozenset(known["section"]),
        form_header=Labels(known["head"]),
        money_columns=Labels(known["money_column"]),
        money_rows=Labels(known["money_row"]),
        goal_columns=Labels(known["goal_column"]),
        columns=Labels(known["column"]),
        assessors=Labels(known["assessor"]),
        categories=Labels(known["category"]),
        subtotals=frozenset(known["subtotal"]),
        totals=frozenset(known["total"]),
        grades=frozenset(known["grade"]),
        form_footer=Labels(known["foot"]),
        notes=tuple(note + mark for note in known["note"] for mark in _NOTE_MARKS),
        # A form header label of the scheme takes precedence.
        other=Labels({label: code for label, code in common["other"].items() if label not in known["head"]}),
        level_2=Labels(common["level_2"]),
    )
