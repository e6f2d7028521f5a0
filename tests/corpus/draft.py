"""A form before it is laid out: its parts in the scheme's order, the amounts as numbers, and the changes made to it."""

from dataclasses import dataclass, field
from decimal import Decimal

from orchestration.demo.writers.sheet import Run
from tests.corpus.truth import Truth


@dataclass
class Pair:
    """A label and its value; `role` names the fact, blank for a row that no scheme has."""

    label: str
    text: str
    role: str = ""


@dataclass
class Column:
    """A column of a table: its label, the field it holds, and the label over it where the header has two rows."""

    label: str
    field: str
    over: str = ""


@dataclass
class MoneyRow:
    """A row of the block of money; `source` names its amounts in the draft."""

    label: str
    source: str
    cells: dict[str, str] = field(default_factory=dict)


@dataclass
class Money:
    """The block of money: its label, its columns and rows."""

    label: str
    columns: list[Column]
    rows: list[MoneyRow]
    row_label: str = ""  # over the rows' labels


@dataclass
class Draft:
    """A form in parts."""

    truth: Truth
    title: str
    above: list[str] = field(default_factory=list)  # lines over the title
    below: list[str] = field(default_factory=list)  # lines under it, before the head
    form_header: list[list[Pair]] = field(default_factory=list)
    money: Money | None = None
    goals: list[list[Pair]] = field(default_factory=list)  # label of the block, then planned and reached
    goal_label: str = ""
    goal_rows: list[str] = field(default_factory=list)  # labels of the rows of goals, where they have any
    table_label: str = ""  # left of the table, over all its rows
    columns: list[Column] = field(default_factory=list)
    total_label: str = "合计"
    total_weight: str = "100"
    total_extra: dict[str, str] = field(default_factory=dict)  # text of the total row by field of the column
    form_footer: list[list[Pair]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    colon: str = ""  # behind each label of the head
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
    torn: dict[int, tuple[str, int]] = field(
        default_factory=dict
    )  # lines that a page break splits: column, and after how many signs
    options: set[str] = field(default_factory=set)  # what only some ways of making can do

    @property
    def scheme(self) -> str:
        return self.truth.scheme

    def pair(self, role: str) -> Pair | None:
        """The pair of the head or foot that holds a fact."""
        return next((pair for row in [*self.form_header, *self.form_footer] for pair in row if pair.role == role), None)

    def column(self, name: str) -> Column | None:
        """The column of the table that holds a field."""
        return next((column for column in self.columns if column.field == name), None)
