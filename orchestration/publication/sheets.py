"""What all workbooks share: cells of text, page setup, and files whose bytes depend on nothing but their content."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from ingestion.normalise import strip_invisible
from orchestration.publication.formulas import is_formula

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the earliest time of an entry of a zip file
WRAP = Alignment(wrap_text=True, vertical="center")
_BOLD = Font(bold=True)
_FILL = PatternFill("solid", fgColor="DDE6EE")
_THIN = Side(style="thin", color="808080")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_MARGIN = 0.5  # inches
_LINE = 15.0  # points


class SteadyArchive(ZipFile):
    """A zip file whose entries all have the same time."""

    def __init__(self, path: Path) -> None:
        """Open a file for writing."""
        super().__init__(path, "w", ZIP_DEFLATED, allowZip64=True)

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Write bytes or text as an entry."""
        super().writestr(self._describe(zinfo_or_arcname), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Write a file as an entry."""
        with Path(filename).open("rb") as source, self.open(self._describe(arcname), "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target)

    def _describe(self, name: Any) -> ZipInfo:
        entry = ZipInfo(name.filename if isinstance(name, ZipInfo) else str(name), EARLIEST)
        entry.compress_type = ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        return entry


def save_workbook(workbook: Workbook, path: Path, released_at: str) -> None:
    """Save a workbook: the same content and time (ISO 8601) give the same bytes."""
    moment = datetime.fromisoformat(released_at).astimezone(UTC).replace(tzinfo=None)
    workbook.properties.created = workbook.properties.modified = moment
    ExcelWriter(workbook, SteadyArchive(path)).save()


def add_sheet(workbook: Workbook, title: str, widths: Sequence[float]) -> Any:
    """Add a sheet with columns of these widths, in characters."""
    sheet: Any = workbook.create_sheet(title)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    return sheet


def set_page(sheet: Any, header_rows: str | None = None) -> None:
    """Print a sheet on A4, landscape, as wide as the page; repeat the header rows (`1:3`) and number the pages."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = _MARGIN
    sheet.oddFooter.left.text = sheet.title.replace("&", "&&")
    sheet.oddFooter.right.text = "第 &P 页，共 &N 页"
    if header_rows:
        sheet.print_title_rows = header_rows


def set_height(sheet: Any, row_number: int, values: Sequence[Any], widths: Sequence[float]) -> None:
    """Make a row high enough for its values in columns of these widths; not every program does so by itself."""
    sheet.row_dimensions[row_number].height = _LINE * max(map(_count_lines, values, widths))


def _count_lines(value: Any, width: float) -> int:
    """Return how many lines a value needs; a Chinese character takes two places."""
    if value is None:
        return 1
    places = sum(1 if sign.isascii() else 2 for sign in str(value))
    return -(-places // (int(width) - 1)) or 1


def make_head(sheet: Any, text: str) -> Cell:
    """Return a cell of a header."""
    cell = make_text(sheet, text)
    cell.font, cell.fill = _BOLD, _FILL
    return cell


def make_text(sheet: Any, text: str) -> Cell:
    """Return a cell of text, also if the text looks like a formula."""
    shown = strip_invisible(text)
    cell = WriteOnlyCell(sheet, shown)
    cell.data_type = "s"
    cell.alignment = WRAP
    if is_formula(shown):
        cell.quotePrefix = True
    return cell
