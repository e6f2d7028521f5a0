"""Read tables of a Word document: rows by grid position, background colours, and tables used for layout only."""

from collections.abc import Iterator
from typing import NamedTuple

from ingestion.containers.cell_budget import CellBudget
from ingestion.containers.colours import Colour, read_hex
from ingestion.containers.unshown import HIDDEN_ROWS, Unshown
from ingestion.containers.word.runs import PAGE_BREAK, RunReader
from ingestion.containers.word.styles import PAPER, UNKNOWN, Styles, read_fill, read_shading
from ingestion.containers.word.xml import Element, find, is_on, iter_content, read_name, read_value

_FEW = 10  # a data table has at least so many cells for each table inside a cell
_STARTED, _CONTINUED = "started", "continued"  # of cells merged with those below or above
_LIGHT_SCHEME = ("lt1", "bg1")


class TableCell(NamedTuple):
    """A cell that starts in a row: its grid position, and the colour behind its text."""

    place: int
    element: Element
    behind: Colour | None


class TableRow(NamedTuple):
    """The width of a row in the grid, the cells that start in it, and the places of those that belong to the cell
    above."""

    width: int
    cells: list[TableCell]
    merged: list[int]


class TableReader:
    """Read the rows of tables, and note hidden rows."""

    def __init__(self, runs: RunReader, styles: Styles, unshown: Unshown, budget: CellBudget):
        self._runs = runs
        self._styles = styles
        self._unshown = unshown
        self._budget = budget

    def iter_rows(self, table: Element, behind: Colour | None) -> Iterator[TableRow]:
        """Yield the printed rows with the cells that start in them, without continuations of merged cells.

        A cell deleted by a tracked change is left out. In a deleted column its place stays blank: other rows may have
        a cell over several columns there; else the cells behind it move to the left.
        """
        merged_above: set[int] = set()
        deleted_columns = _find_deleted_columns(table)
        own_fill = read_shading(find(table, "w:tblPr", "w:shd"))
        is_first_row = True
        for name, row in iter_content(table):
            if name != "w:tr" or find(row, "w:trPr", "w:del") is not None:
                continue
            if is_on(find(row, "w:trPr", "w:hidden")):
                self._unshown.note(HIDDEN_ROWS, " ".join(row.itertext("{*}t")))
                continue
            fill = own_fill or self._styles.find_table_fill(find(table, "w:tblPr"), is_first_row=is_first_row)
            is_first_row = False
            width = self._take(find(row, "w:trPr", "w:gridBefore"), 0)
            shift = 0  # columns of deleted cells whose place is taken by the cells behind them
            cells: list[TableCell] = []
            below: list[int] = []
            merged: set[int] = set()
            for child_name, cell in iter_content(row):
                if child_name != "w:tc":
                    continue
                properties = find(cell, "w:tcPr")
                span = self._take(_find_in(properties, "w:gridSpan"), 1)
                place = width
                width += span
                if _is_deleted(properties):
                    shift += 0 if place in deleted_columns else span
                    continue
                vertical, horizontal = _read_merge(properties), _find_in(properties, "w:hMerge")
                if vertical:
                    merged.add(place)
                is_below = vertical == _CONTINUED and place in merged_above
                is_right = horizontal is not None and _continues(horizontal) and place > 0
                if is_below:
                    below.append(place - shift)
                elif not is_right:
                    shade = read_shading(_find_in(properties, "w:shd")) or fill
                    cell_fill = read_fill(shade, behind) if shade != UNKNOWN else None
                    cells.append(TableCell(place - shift, cell, cell_fill))
            merged_above = merged
            yield TableRow(width - shift, cells, below)

    def read_row(self, row: TableRow) -> list[str]:
        """Return the cells of a row by grid position; a merged cell has its text in the first, the others are blank."""
        texts = [""] * row.width
        for cell in row.cells:
            texts[cell.place : cell.place + 1] = [self._read_cell(cell.element, cell.behind)]
        return texts

    def is_layout(self, table: Element) -> bool:
        """Whether a table is used for layout only. A data table may contain a small table in one of many cells."""
        own, inner = 0, []
        for cell in _iter_cells(table):
            own += 1
            inner += [
                sum(1 for _ in _iter_cells(block)) for name, block in iter_content(cell) if name == "w:tbl"
            ]  # fmt: skip
        return bool(inner) and (len(inner) * _FEW >= own or max(inner) >= own)

    def is_placing(self, row: TableRow) -> bool:
        """Whether a row of a layout table contains a table that is alone in the row or large, and not a cell's note."""
        printed = [cell for cell in row.cells if _prints(cell.element)]
        inner = [
            block for cell in printed for name, block in iter_content(cell.element) if name == "w:tbl"
        ]  # fmt: skip
        return bool(inner) and (len(printed) == 1 or max(sum(1 for _ in _iter_cells(table)) for table in inner) >= _FEW)

    def _read_cell(self, cell: Element, behind: Colour | None) -> str:
        """Return the text of a cell or a text box in it: a line for each paragraph and each row of a nested table."""
        lines: list[str] = []
        for name, block in iter_content(cell):
            if name == "w:p":
                text, boxes = self._runs.read_paragraph(block, behind)
                lines.append(text.replace(PAGE_BREAK, "\n").replace("\t", " "))
                lines += [self._read_cell(box, find_behind_box(box, behind)) for box in boxes]
            elif name == "w:tbl":
                rows = map(self.read_row, self.iter_rows(block, behind))
                lines += [" ".join(filter(None, cells)) for cells in rows]
        return "\n".join(lines).strip("\n")

    def _take(self, grid_count: Element | None, default: int) -> int:
        """Return a grid count and take it from the budget."""
        count = _read_count(grid_count, default)
        self._budget.take(count)
        return count


def find_behind_box(box: Element, behind: Colour | None) -> Colour | None:
    """Return the colour behind the text of a text box; None if the fill of its shape is unknown."""
    for ancestor in box.iterancestors():
        name = read_name(ancestor.tag)
        if name == "w:p":
            break
        if name == "wsp":
            return _read_shape_fill(find(ancestor, "spPr"), behind)
        if (colour := ancestor.get("fillcolor")) is not None:  # of a shape in VML
            return read_hex(colour[1:7]) if colour.startswith("#") else PAPER if colour.startswith("white") else None
    return behind if behind is not None else PAPER


def _read_shape_fill(properties: Element | None, behind: Colour | None) -> Colour | None:
    if properties is None:
        return None
    if find(properties, "a:noFill") is not None:
        return behind
    if (colour := find(properties, "a:solidFill", "a:srgbClr")) is not None:
        return read_hex(colour.get("val", ""))
    scheme = find(properties, "a:solidFill", "a:schemeClr")
    return PAPER if scheme is not None and scheme.get("val") in _LIGHT_SCHEME else None


def _iter_cells(table: Element) -> Iterator[Element]:
    """Yield the cells of a table, without those of nested tables."""
    for name, row in iter_content(table):
        if name == "w:tr":
            for child_name, cell in iter_content(row):
                if child_name == "w:tc":
                    yield cell


def _is_deleted(properties: Element | None) -> bool:
    return _find_in(properties, "w:cellDel") is not None


def _find_deleted_columns(table: Element) -> set[int]:
    """Return the columns in which every row has a cell deleted by a tracked change, or a cell over several columns."""
    deleted: set[int] = set()
    kept: set[int] = set()
    if table.find(".//{*}cellDel") is None:
        return deleted
    for name, row in iter_content(table):
        if name != "w:tr" or find(row, "w:trPr", "w:del") is not None:
            continue
        place = _read_count(find(row, "w:trPr", "w:gridBefore"), 0)
        for child_name, cell in iter_content(row):
            if child_name == "w:tc":
                properties = find(cell, "w:tcPr")
                span = _read_count(_find_in(properties, "w:gridSpan"), 1)
                if _is_deleted(properties):
                    deleted.add(place)
                elif span == 1:
                    kept.add(place)
                place += span
    return deleted - kept


def _read_count(grid_count: Element | None, default: int) -> int:
    """Return a grid count, at least the default; read ten digits at most."""
    text = read_value(grid_count)[:10]
    return max(int(text), default) if text.isdecimal() else default


def _prints(cell: Element) -> bool:
    return any(map(str.strip, cell.itertext("{*}t")))


def _find_in(properties: Element | None, name: str) -> Element | None:
    return find(properties, name) if properties is not None else None


def _read_merge(properties: Element | None) -> str:
    """Return how a cell is merged with those above and below it, after tracked changes: blank if it is not."""
    if (tracked := _find_in(properties, "w:cellMerge")) is not None:
        return {"cont": _CONTINUED, "rest": _STARTED}.get(read_value(tracked, "vMerge"), "")
    vertical = _find_in(properties, "w:vMerge")
    return "" if vertical is None else _CONTINUED if _continues(vertical) else _STARTED


def _continues(merge: Element) -> bool:
    return read_value(merge) != "restart"
