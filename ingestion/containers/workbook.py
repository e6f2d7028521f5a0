"""The xlsx container, through openpyxl: it tells a cell's number format, by which alone 0.98 is known to print 98%.

(python-calamine, which is faster, gives no number formats.) openpyxl's ready-made worksheets give neither merged cells
nor formulas that have no result, and fill gaps without a bound; so its parts are used one by one, those that a table
does not need (properties, themes, charts, comments, text boxes) not at all.
"""

import io
import warnings
from collections.abc import Iterator
from typing import IO, Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._reader import CELL_TAG, FORMULA_TAG, MERGE_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import ARC_WORKBOOK, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from ingestion.containers.cell_budget import CellBudget
from ingestion.containers.errors import ContainerError
from ingestion.containers.office_zip import check_office_zip
from ingestion.containers.result import ContainerText
from ingestion.containers.sheets import Merge, Sheet, check_sheet_count, lay_out_sheets
from ingestion.containers.typed_cells import spell_cell
from ingestion.limits import Limits

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
# Built-in date formats of East Asian Excel, which files name by number only.
_EAST_ASIAN_DATES = frozenset((*range(27, 37), *range(50, 59)))
_WORKSHEET_TAG = f"{{{SHEET_MAIN_NS}}}worksheet"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


def read(content: bytes, limits: Limits) -> ContainerText:
    """Rows of a workbook's worksheets, one after the other (sheets.py tells how they become lines).

    A formula is its last result; one without a result is its text (=SUM(D2:D9)), which is no number.
    ContainerError: those of check_office_zip, too_many_pages, too_many_cells, container_not_supported.
    """
    check_office_zip(content, limits)
    budget = CellBudget(limits.cells)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows = lay_out_sheets(_read_sheets(content, limits, budget), budget)
    except (ContainerError, MemoryError):
        raise
    except Exception as error:  # openpyxl has no error of its own for bytes it cannot make sense of
        cause = error.__cause__ or error
        raise ContainerError("damaged_document", f"xlsx: {type(cause).__name__}: {cause}"[:200]) from error
    return ContainerText(rows, "xlsx", None)


def _read_sheets(content: bytes, limits: Limits, budget: CellBudget) -> Iterator[Sheet]:
    workbook = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    if _STRICT in workbook.archive.read(ARC_WORKBOOK):
        raise ContainerError("container_not_supported", "a workbook in Strict Open XML")
    workbook.read_manifest()
    workbook.read_workbook()
    if not workbook.parser.sheets:
        raise ValueError("no sheets")
    check_sheet_count(len(workbook.parser.sheets), limits)
    workbook.read_strings()
    apply_stylesheet(workbook.archive, workbook.wb)
    formats = _Formats(workbook.wb)
    for _, relation in workbook.parser.find_sheets():
        if relation.Type.endswith("/worksheet"):
            with workbook.archive.open(relation.target) as source:
                yield _SheetReader(source, workbook.shared_strings, formats).read(budget)


class _Formats:
    """Number format of each cell style of a workbook, and which of them are of dates or durations."""

    def __init__(self, workbook: Any):
        codes = [style.numFmtId for style in workbook._cell_styles]
        custom = workbook._number_formats
        self.epoch = workbook.epoch
        self.by_style = [
            BUILTIN_FORMATS.get(code, "General")
            if code < BUILTIN_FORMATS_MAX_SIZE
            else custom[code - BUILTIN_FORMATS_MAX_SIZE]
            for code in codes
        ]
        self.dates = {
            *workbook._date_formats,
            *(style for style, code in enumerate(codes) if code in _EAST_ASIAN_DATES),
        }
        self.durations = set(workbook._timedelta_formats)


class _SheetReader(WorkSheetParser):
    """openpyxl's reader of a worksheet's rows, to which formulas without a result and merged cells are added."""

    def __init__(self, source: IO[bytes], shared_strings: list[str], formats: _Formats):
        super().__init__(
            source,
            shared_strings,
            data_only=True,
            epoch=formats.epoch,
            date_formats=formats.dates,
            timedelta_formats=formats.durations,
        )
        self._formats = formats.by_style

    def read(self, budget: CellBudget) -> Sheet:
        """The sheet's cells, spelled, and its merged ranges."""
        sheet = Sheet({}, [])
        cells_in_row = 0
        element: Any = None
        for _, element in iterparse(self.source):
            if element.tag == CELL_TAG:
                cells_in_row += 1
                if cells_in_row > _LAST_COLUMN:
                    raise ValueError(f"a row of more than {_LAST_COLUMN} cells")
            elif element.tag == ROW_TAG:
                budget.take(max(1, cells_in_row))
                cells_in_row = 0
                self._add_row(element, sheet)
                element.clear()
            elif element.tag == MERGE_TAG:
                sheet.merges.extend(_read_merge(cell.get("ref", "")) for cell in element)
        if element.tag != _WORKSHEET_TAG:  # the root is the last one to end
            raise ValueError(f"a worksheet expected, not {element.tag}")
        return sheet

    def _add_row(self, element: Any, sheet: Sheet) -> None:
        row, cells = self.parse_row(element)
        if not 1 <= row <= _LAST_ROW:
            raise ValueError(f"row {row}, beyond a worksheet's last")
        for cell in cells:
            column = cell["column"]
            if not 1 <= column <= _LAST_COLUMN:
                raise ValueError(f"column {column}, beyond a worksheet's last")
            sheet.cells.setdefault(row, {})[column] = spell_cell(cell["value"], self._formats[cell["style_id"]])

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """A cell; its value is the formula's text where a formula has no result, not even an empty text."""
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.get("t") != "str":
            formula = element.find(FORMULA_TAG)
            if formula is not None:
                cell["value"] = f"={formula.text or ''}"
        return cell


def _read_merge(reference: str) -> Merge:
    first_column, first_row, last_column, last_row = range_boundaries(reference)
    return Merge(first_row or 1, first_column or 1, last_row or _LAST_ROW, last_column or _LAST_COLUMN)
