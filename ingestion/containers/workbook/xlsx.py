"""Read the xlsx container with openpyxl, which returns number formats: only they show whether 0.98 prints as 98%.

(python-calamine is faster but does not return number formats.) openpyxl's read-only worksheets have neither merged
cells nor formulas without a result, and fill gaps without a limit. Therefore its components are used separately;
properties, themes, charts and comments are not read.
"""

import io
import warnings
from collections.abc import Iterator
from typing import Any

from openpyxl.cell.rich_text import CellRichText
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import (
    CELL_TAG,
    CF_TAG,
    COL_TAG,
    FORMULA_TAG,
    HEADER_TAG,
    MERGE_TAG,
    ROW_TAG,
    VIEWS_TAG,
    WorkSheetParser,
)
from openpyxl.xml.constants import ARC_WORKBOOK, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from ingestion.containers.cell_budget import CellBudget
from ingestion.containers.errors import ContainerError
from ingestion.containers.office_zip import check_office_zip
from ingestion.containers.result import ContainerText
from ingestion.containers.unshown import CONDITIONAL, TEXT_BOX
from ingestion.containers.workbook.conditional import Condition, StyledCell, find_hidden, read_conditions
from ingestion.containers.workbook.looks import CellLooks
from ingestion.containers.workbook.page_headers import read_page_header
from ingestion.containers.workbook.ranges import LAST_COLUMN, LAST_ROW, read_merge
from ingestion.containers.workbook.sheets import (
    CellNote,
    HiddenSheet,
    Sheet,
    SheetMargin,
    check_sheet_count,
    lay_out_sheets,
)
from ingestion.containers.workbook.text_boxes import find_text_boxes
from ingestion.containers.workbook.typed_cells import print_cell
from ingestion.limits import Limits

_LOW, _NARROW = 1.0, 0.1  # row height in points, column width in characters, up to which nothing is visible
_WORKSHEET_TAG = f"{{{SHEET_MAIN_NS}}}worksheet"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


def read(content: bytes, limits: Limits) -> ContainerText:
    """Return the rows of a workbook's worksheets, one after the other (see sheets.py for the lines).

    A formula is read as its last result; one without a result as its text (=SUM(D2:D9)), which is not a number. Text
    that is hidden, struck out or white on white is left out and reported as notices.
    Raises ContainerError: those of check_office_zip, too_many_pages, too_many_cells, container_not_supported.
    """
    check_office_zip(content, limits)
    budget = CellBudget(limits.cells)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            laid_out = lay_out_sheets(_read_sheets(content, limits, budget), budget)
    except (ContainerError, MemoryError):
        raise
    except Exception as error:  # openpyxl has no specific error for damaged files
        cause = error.__cause__ or error
        raise ContainerError("damaged_document", f"xlsx: {type(cause).__name__}: {cause}"[:200]) from error
    return ContainerText(laid_out.rows, "xlsx", None, notices=laid_out.notices, margins=laid_out.margins)


def _read_sheets(content: bytes, limits: Limits, budget: CellBudget) -> Iterator[Sheet | HiddenSheet]:
    workbook = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False, rich_text=True)
    if _STRICT in workbook.archive.read(ARC_WORKBOOK):
        raise ContainerError("container_not_supported", "a workbook in Strict Open XML")
    workbook.read_manifest()
    workbook.read_workbook()
    if not workbook.parser.sheets:
        raise ValueError("no sheets")
    check_sheet_count(len(workbook.parser.sheets), limits)
    workbook.read_strings()
    apply_stylesheet(workbook.archive, workbook.wb)
    looks = CellLooks(workbook.wb, workbook.archive)
    for entry, relation in workbook.parser.find_sheets():
        if not relation.Type.endswith("/worksheet"):
            continue
        if entry.state in ("hidden", "veryHidden"):
            yield HiddenSheet(entry.name)
            continue
        part = workbook.archive.read(relation.target)
        sheet = _SheetReader(part, workbook.shared_strings, looks).read(budget)
        for box in find_text_boxes(workbook.archive, relation.target):
            sheet.notes.append(CellNote(box.row, 0, TEXT_BOX, " ".join(box.lines)))
            sheet.margins.extend(map(SheetMargin, box.lines))
        yield sheet


class _SheetReader(WorkSheetParser):
    """openpyxl's reader of worksheet rows, extended by formulas without a result and merged cells."""

    def __init__(self, part: bytes, shared_strings: list[str], looks: CellLooks):
        super().__init__(
            io.BytesIO(part),
            shared_strings,
            data_only=True,
            epoch=looks.epoch,
            date_formats=looks.dates,
            timedelta_formats=looks.durations,
            rich_text=True,
        )
        self._looks = looks
        self._hides_zeros = False
        self._has_conditions = b"conditionalFormatting" in part
        self._conditions: list[Condition] = []
        self._styled: list[StyledCell] = []  # cells to which conditional formats may apply

    def read(self, budget: CellBudget) -> Sheet:
        """Return the sheet's cells as text, and its merged ranges."""
        sheet = Sheet({}, [], set(), set(), [], [])
        cells_in_row = 0
        element: Any = None
        for _, element in iterparse(self.source):
            if element.tag == CELL_TAG:
                cells_in_row += 1
                if cells_in_row > LAST_COLUMN:
                    raise ValueError(f"a row of more than {LAST_COLUMN} cells")
            elif element.tag == ROW_TAG:
                budget.take(max(1, cells_in_row))
                cells_in_row = 0
                self._add_row(element, sheet)
                element.clear()
            elif element.tag == COL_TAG:
                if _is_on(element.get("hidden")) or _is_small(element.get("width"), _NARROW):
                    first, last = int(element.get("min", 1)), int(element.get("max", 1))
                    sheet.hidden_columns.update(range(max(first, 1), min(last, LAST_COLUMN) + 1))
            elif element.tag == MERGE_TAG:
                sheet.merges.extend(read_merge(cell.get("ref", "")) for cell in element)
            elif element.tag == VIEWS_TAG:
                self._hides_zeros = any(view.get("showZeros") in ("0", "false") for view in element)
            elif element.tag == CF_TAG:
                self._conditions.extend(read_conditions(element))
            elif element.tag == HEADER_TAG:
                sheet.margins.extend(_list_margins(element))
        if element.tag != _WORKSHEET_TAG:  # keep the root, which ends last
            raise ValueError(f"a worksheet expected, not {element.tag}")
        self._apply_conditions(sheet)
        return sheet

    def _add_row(self, element: Any, sheet: Sheet) -> None:
        row, cells = self.parse_row(element)
        if not 1 <= row <= LAST_ROW:
            raise ValueError(f"row {row}, beyond a worksheet's last")
        if _is_on(element.get("hidden")) or _is_small(element.get("ht"), _LOW):
            sheet.hidden_rows.add(row)
        for cell in cells:
            column = cell["column"]
            if not 1 <= column <= LAST_COLUMN:
                raise ValueError(f"column {column}, beyond a worksheet's last")
            text, notes = self._read_cell(cell["value"], cell["style_id"])
            sheet.cells.setdefault(row, {})[column] = text
            if self._has_conditions and text:
                value = str(cell["value"]) if isinstance(cell["value"], CellRichText) else cell["value"]
                self._styled.append(StyledCell(row, column, value, *self._looks.find_look(cell["style_id"])))
            if notes:
                sheet.notes.extend(CellNote(row, column, code, hidden) for code, hidden in notes)

    def _apply_conditions(self, sheet: Sheet) -> None:
        """Blank the cells that conditional formats hide."""
        for cell, code in find_hidden(self._styled, self._conditions, self._looks.different):
            sheet.notes.append(CellNote(cell.row, cell.column, code, sheet.cells[cell.row][cell.column]))
            if code != CONDITIONAL:
                sheet.cells[cell.row][cell.column] = ""

    def _read_cell(self, value: Any, style: int) -> tuple[str, list[tuple[str, str]]]:
        """Return the printed text of a cell, and code and text of parts not printed as they are."""
        number_format = self._looks.formats[style]
        notes: list[tuple[str, str]] = []
        reason = self._looks.reasons[style]
        if isinstance(value, CellRichText):
            whole = str(value)
            value, notes = (whole, []) if reason else self._looks.read_rich(value, style)
        elif isinstance(value, str) and style in self._looks.symbols:
            value = self._looks.symbols[style].print_text(value)
        text, own = print_cell(value, number_format, reason, hides_zeros=self._hides_zeros)
        return text, notes + own

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Return a cell; if a formula has no result, not even an empty text, the value is the text of the formula."""
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.get("t") != "str":
            formula = element.find(FORMULA_TAG)
            if formula is not None:
                cell["value"] = f"={formula.text or ''}"
        return cell


def _is_on(switch: str | None) -> bool:
    return switch in ("1", "true", "on")


def _is_small(size: str | None, limit: float) -> bool:
    try:
        return size is not None and float(size) <= limit
    except ValueError:
        return False


def _list_margins(element: Any) -> Iterator[SheetMargin]:
    """Yield the lines of the headers and footers that a sheet prints: those of first and even pages only if it has
    them."""
    has_first_page = _is_on(element.get("differentFirst"))
    printed = {"odd": True, "first": has_first_page, "even": _is_on(element.get("differentOddEven"))}
    on_first_page = "first" if has_first_page else "odd"
    for child in element:
        pages = child.tag.rpartition("}")[2].removesuffix("Header").removesuffix("Footer")
        if printed.get(pages):
            for text in read_page_header(child.text or ""):
                yield SheetMargin(text, pages == on_first_page)
