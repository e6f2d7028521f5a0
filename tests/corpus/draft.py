"""A form before layout: its parts in the order of the scheme, amounts as numbers, and the changes made to it."""

from dataclasses import dataclass, field
from decimal import Decimal

from orchestration.demo.writers.sheet import Run
from tests.corpus.truth import Truth


@dataclass
class Pair:
    """A label and its value; `role` is the name of the fact, blank for a row that no scheme has."""

    label: str
    text: str
    role: str = ""


@dataclass
class Column:
    """A column of a table: its label, its field, and the label above it if the header has two rows."""

    label: str
    field: str
    over: str = ""


@dataclass
class MoneyRow:
    """A row of the money block; `source` is the key of its amounts in the draft."""

    label: str
    source: str
    cells: dict[str, str] = field(default_factory=dict)


@dataclass
class Money:
    """The money block: its label, columns and rows."""

    label: str
    columns: list[Column]
    rows: list[MoneyRow]
    row_label: str = ""  # above the row labels


@dataclass
class Draft:
    """A form in parts."""

    truth: Truth
    title: str
    above: list[str] = field(default_factory=list)  # lines above the title
    below: list[str] = field(default_factory=list)  # lines between title and form header
    form_header: list[list[Pair]] = field(default_factory=list)
    money: Money | None = None
    goals: list[list[Pair]] = field(default_factory=list)  # label of the block, then planned and achieved goals
    goal_label: str = ""
    goal_rows: list[str] = field(default_factory=list)  # labels of the rows of goals, if they have any
    table_label: str = ""  # left of the table, spanning all its rows
    columns: list[Column] = field(default_factory=list)
    total_label: str = "合计"
    total_weight: str = "100"
    total_extra: dict[str, str] = field(default_factory=dict)  # text of the total row by field of the column
    form_footer: list[list[Pair]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    colon: str = ""  # after each label of the form header
    money_unit: str = "元"
    amounts: dict[str, Decimal] = field(default_factory=dict)  # in yuan, by role
    amount_style: str = "commas"
    category_labels: dict[str, str] = field(default_factory=dict)  # as printed
    subcategory_labels: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)  # printed text by role, instead of the usual one
    runs: dict[str, list[Run]] = field(default_factory=dict)
    narrative_lines: dict[str, list[str]] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    page_starts: set[int] = field(default_factory=set)  # lines of the table that start a new page
    splits: dict[int, tuple[str, int]] = field(
        default_factory=dict
    )  # lines that a page break splits: column, and number of characters before the break
    options: set[str] = field(default_factory=set)  # options that only some ways support

    @property
    def scheme(self) -> str:
        return self.truth.scheme

    def pair(self, role: str) -> Pair | None:
        """Return the pair of the form header or footer with a fact."""
        return next((pair for row in [*self.form_header, *self.form_footer] for pair in row if pair.role == role), None)

    def column(self, name: str) -> Column | None:
        """Return the table column of a field."""
        return next((column for column in self.columns if column.field == name), None)
