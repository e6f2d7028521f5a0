"""A form set as a grid of merged cells between lines of text: what every way of making a document starts from."""

from dataclasses import dataclass, field

from tests.corpus.draft import Run


@dataclass
class Cell:
    """A cell: its text, its place, how far it is merged, and the fact it holds (`role`, blank for none)."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    role: str = ""
    runs: list[Run] = field(default_factory=list)


@dataclass
class Sheet:
    """A form on paper. In text, rows of `compact` put a cell behind the other, without blanks for merged ones."""

    above: list[str]
    cells: list[Cell]
    below: list[str]
    width: int
    height: int
    compact: set[int] = field(default_factory=set)
    gaps: set[int] = field(default_factory=set)  # rows with a blank line before them in text
    page_ends: set[int] = field(default_factory=set)  # rows that a new page begins with
    head_rows: int = 0
    options: set[str] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)

    def rows(self) -> list[list[Cell]]:
        """The cells of each row, left to right, without those that a cell above covers."""
        rows: list[list[Cell]] = [[] for _ in range(self.height)]
        for cell in sorted(self.cells, key=lambda cell: cell.column):
            rows[cell.row].append(cell)
        return rows

    def spread(self) -> list[list[str]]:
        """The texts in their columns, each row as wide as the grid or as its cells if compact."""
        texts = []
        for number, cells in enumerate(self.rows()):
            if number in self.compact:
                texts.append([cell.text for cell in cells])
                continue
            line = [""] * self.width
            for cell in cells:
                line += [""] * (cell.column + 1 - len(line))
                line[cell.column] = cell.text
            texts.append(line)
        return texts


class Pen:
    """Sets cells row by row."""

    def __init__(self, width: int):
        self.width = width
        self.row = 0
        self.cells: list[Cell] = []
        self.hidden: set[int] = set()

    def put(self, text: str, column: int, columns: int = 1, rows: int = 1, role: str = "") -> Cell:
        """Set a cell in the current row."""
        cell = Cell(text, self.row, column, rows, columns, role)
        self.cells.append(cell)
        return cell
