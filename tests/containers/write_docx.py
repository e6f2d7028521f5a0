"""A text of forms set as one Word document, as a bureau's clerk would."""

import io
from typing import NamedTuple

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.table import Table

from ingestion.normalise import squash
from tests.containers.printed import PrintedForm, read_printed

_NAMES = {"指标名称", "三级指标"}
_WEIGHTS = {"权重", "分值"}


class Cell(NamedTuple):
    """A cell of a grid before it is set: its text and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


def write_docx(text: str, *, split_pages: bool = False) -> bytes:
    """The forms of a text as a docx: titles and notes as paragraphs, head and indicators in a table of merged cells.

    With `split_pages` a row of each form is torn apart, as by a printer: its upper half ends one table, a page break
    follows, and below a header printed again the lower half opens the next.
    """
    document = docx.Document()
    for form in read_printed(text):
        for line in form.title.split("\n"):
            document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
        tables = split_form(form) if split_pages else [form]
        for place, part in enumerate(tables):
            if place:
                document.add_page_break()  # type: ignore[no-untyped-call]
            _add_table(document, part)
        for note in form.notes:
            document.add_paragraph(note)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def measure_width(form: PrintedForm) -> int:
    """Columns of a form's grid."""
    return max(len(form.header), *(len(row) for row in form.rows), *(len(fit_cells(row)) for row in form.head), 2)


def fit_cells(row: list[str]) -> list[str]:
    """A head's line without the blank cells that end it; its first pair is kept."""
    last = max((place for place, cell in enumerate(row) if cell.strip()), default=0)
    return [*row, ""][: max(last + 1, 2)]


def lay_out(form: PrintedForm) -> list[list[Cell]]:
    """The grid of a form from head to total: each row's cells in turn, without those that a merged one covers."""
    width = measure_width(form)
    grid = []
    for line in form.head:
        *others, last = fit_cells(line)
        grid.append([*map(Cell, others), Cell(last, columns=width - len(others))])
    if form.header:
        grid.append(_fill([Cell(text) for text in form.header], width))
    covered: set[tuple[int, int]] = set()
    groups = _measure_groups(form)
    for place, row in enumerate(form.rows):
        cells: list[Cell] = []
        for column, text in enumerate(row):
            if (place, column) not in covered:
                rows = groups.get((place, column), 1)
                covered |= {(place + down, column) for down in range(1, rows)}
                cells.append(Cell(text, rows=rows))
        grid.append(_fill(cells, width - (len(row) - len(cells))))
    if form.total:
        grid.append(_fill(_merge_blanks(form.total), width))
    return grid


def split_form(form: PrintedForm) -> list[PrintedForm]:
    """A form in two parts that a page break parts: a row in the middle is torn, the header stands on both."""
    names = [squash(name) for name in form.header]
    weight = next((place for place, name in enumerate(names) if name in _WEIGHTS), 0)
    name = next((place for place, text in enumerate(names) if text in _NAMES), 1)
    middle = len(form.rows) // 2
    for place in sorted(range(len(form.rows)), key=lambda place: abs(place - middle)):
        row = form.rows[place]
        torn = max(range(name, len(row)), key=lambda column: len(row[column]))
        if row[weight].strip() and torn != weight and len(row[torn]) > 3:
            half = len(row[torn]) // 2
            upper = [text[:half] if column == torn else text for column, text in enumerate(row)]
            lower = [text[half:] if column == torn else "" for column, text in enumerate(row)]
            return [
                form._replace(rows=[*form.rows[:place], upper], total=None),
                form._replace(head=[], rows=[lower, *form.rows[place + 1 :]]),
            ]
    return [form]


def _measure_groups(form: PrintedForm) -> dict[tuple[int, int], int]:
    """Height of each group of rows below one label, by its first row and its column: a label left of the names.

    A deeper label's group ends where that of a higher one does.
    """
    names = [squash(name) for name in form.header]
    deepest = next((place for place, name in enumerate(names) if name in _NAMES), 1)
    heights: dict[tuple[int, int], int] = {}
    for column in range(deepest):
        starts = [place for place, row in enumerate(form.rows) if place == 0 or any(map(str.strip, row[: column + 1]))]
        heights |= {
            (start, column): end - start for start, end in zip(starts, [*starts[1:], len(form.rows)], strict=True)
        }
    return heights


def _fill(cells: list[Cell], width: int) -> list[Cell]:
    return cells + [Cell("")] * (width - sum(cell.columns for cell in cells))


def _merge_blanks(total: list[str]) -> list[Cell]:
    """The total row, with its label across the blank cells that follow."""
    blanks = next((place for place, text in enumerate(total[1:]) if text.strip()), 0)
    return [Cell(total[0], columns=blanks + 1), *map(Cell, total[blanks + 1 :])]


def _add_table(document: Document, form: PrintedForm) -> None:
    grid = lay_out(form)
    table: Table = document.add_table(rows=len(grid), cols=measure_width(form))
    table.style = "Table Grid"
    covered: set[tuple[int, int]] = set()
    for row, cells in enumerate(grid):
        column = 0
        for cell in cells:
            while (row, column) in covered:
                column += 1
            target = table.cell(row, column)
            if cell.rows > 1 or cell.columns > 1:
                target = target.merge(table.cell(row + cell.rows - 1, column + cell.columns - 1))
                covered |= {(row + down, column) for down in range(1, cell.rows)}
            target.text = cell.text
            column += cell.columns
