"""The model of a printed form: a grid of merged cells between lines of text. Every writer starts from it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace


@dataclass
class Run:
    """Text next to a cell's own text, with a look: struck, raised, lowered, hidden, white or zero (size)."""

    text: str
    look: str
    before: bool = False


@dataclass
class Cell:
    """A cell: text, position (from 0) and span. `role` names the value that it contains, blank for none.

    `number_format` is that of a number in a workbook, blank for the usual one.
    """

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    role: str = ""
    runs: list[Run] = field(default_factory=list)
    number_format: str = ""

    @property
    def is_merged(self) -> bool:
        """Whether the cell covers more than one place of the grid."""
        return self.rows > 1 or self.columns > 1

    def order_runs(self) -> list[Run]:
        """Return the runs in printed order; the cell's own text has a blank look."""
        before, after = ([run for run in self.runs if run.before is side] for side in (True, False))
        return [run for run in (*before, Run(self.text, ""), *after) if run.text]


@dataclass
class Sheet:
    """A printed form: lines above, a grid of `width` x `height`, lines below. A tab in a line separates cells.

    All row numbers count from 0; those of `gaps` go on from `height` for the lines below.
    """

    above: list[str]
    cells: list[Cell]
    below: list[str]
    width: int
    height: int
    compact: set[int] = field(default_factory=set)  # rows that text prints without blanks for merged cells
    gaps: set[int] = field(default_factory=set)  # rows with a blank line before them in text
    page_starts: set[int] = field(default_factory=set)  # rows that start a new page
    head_rows: int = 0  # rows above the table
    header_row: int | None = None  # the row that each new page repeats
    options: set[str] = field(default_factory=set)  # features that only some writers have
    hidden_rows: set[int] = field(default_factory=set)
    shares: list[float] = field(default_factory=list)  # width of each column, as parts of 1; empty for equal parts
    starts_page: bool = True  # in a PDF

    def rows(self) -> list[list[Cell]]:
        """Return the cells of each row from left to right, without those that a cell above covers."""
        rows: list[list[Cell]] = [[] for _ in range(self.height)]
        for cell in sorted(self.cells, key=lambda cell: cell.column):
            rows[cell.row].append(cell)
        return rows

    def spread(self) -> list[list[str]]:
        """Return the texts of each row in their columns; a compact row has its cells only."""
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

    def lines(self) -> list[list[str]]:
        """Return every printed line as cells, with blank lines at gaps and page ends."""
        lines = [line.split("\t") for line in self.above]
        blank_before = self.gaps | self.page_starts
        for number, cells in enumerate(self.spread()):
            lines += [[], cells] if number in blank_before else [cells]
        for number, line in enumerate(self.below, start=self.height):
            lines += [[], line.split("\t")] if number in blank_before else [line.split("\t")]
        return lines

    def place(self) -> Iterator[Cell]:
        """Yield every cell as a worksheet has them: lines above and below are rows, as wide as the grid."""
        top = len(self.above)
        for row, line in enumerate(self.above):
            yield from self._place_line(line, row)
        for cell in self.cells:
            yield replace(cell, row=cell.row + top)
        for row, line in enumerate(self.below, start=top + self.height):
            yield from self._place_line(line, row)

    def pages(self) -> list["Sheet"]:
        """Return the sheet cut at its page ends. A merged cell that is cut keeps its text on the first page."""
        stops = [*sorted(self.page_starts), self.height]
        starts = [0, *stops[:-1]]
        parts = [self._cut(start, stop) for start, stop in zip(starts, stops, strict=True)]
        parts[0].above, parts[0].starts_page, parts[-1].below = self.above, self.starts_page, self.below
        return parts

    def _cut(self, start: int, stop: int) -> "Sheet":
        """Return the rows from `start` to before `stop`, below the header again if it is above them."""
        is_repeated = self.header_row is not None and self.header_row < start
        cells = [replace(cell, row=0) for cell in self.cells if is_repeated and cell.row == self.header_row]
        shift = is_repeated - start
        for cell in self.cells:
            first, last = max(cell.row, start), min(cell.row + cell.rows, stop)
            if first < last:
                part = replace(cell, row=first + shift, rows=last - first)
                cells.append(part if first == cell.row else replace(part, text="", runs=[]))
        return Sheet([], cells, [], self.width, stop + shift, shares=self.shares)

    def _place_line(self, line: str, row: int) -> list[Cell]:
        texts = line.split("\t")
        if len(texts) == 1:
            return [Cell(line, row, 0, columns=self.width)]
        return [Cell(text, row, column) for column, text in enumerate(texts)]
