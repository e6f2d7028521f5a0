"""What all workbooks share: cells of text, page setup, and files whose bytes depend on nothing but their content."""

import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ingestion.normalise import strip_invisible
from orchestration.publication.formulas import is_formula

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the earliest time of an entry of a zip file
MOST_ROWS = 100_000  # rows of a table on a sheet; a longer table is left out whole, see docs/open-data.md
SPREADSHEET_ROWS = 1_048_575  # what a sheet of a spreadsheet program holds below its header
WRAP = {"text_wrap": True, "valign": "vcenter"}
HEAD = {**WRAP, "bold": True, "bg_color": "#DDE6EE"}
GRID = {"border": 1, "border_color": "#808080"}
_MARGIN = 0.5  # inches, left and right
_HIGH_MARGIN = 1.0  # inches, top and bottom
_LINE = 15.5  # points


def name_csv(name: str, row_count: int) -> str:
    """Return the path of a table's CSV below the open data. One too long for a spreadsheet program is compressed."""
    return f"csv/{name}.csv" if row_count <= SPREADSHEET_ROWS else f"csv/{name}.csv.gz"


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


class Book:
    """A workbook that is written to a file sheet by sheet, row by row; at most one row of each sheet is in memory.

    The same content and time give the same bytes.
    """

    def __init__(self, path: Path, title: str, author: str, released_at: str) -> None:
        """Open a file for writing. `released_at` (ISO 8601) is the time that the workbook says it was created."""
        self._workbook = Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
        moment = datetime.fromisoformat(released_at).astimezone(UTC).replace(tzinfo=None)
        self._workbook.set_properties({"title": title, "author": author, "created": moment})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __enter__(self) -> "Book":
        """Return the workbook."""
        return self

    def __exit__(self, *_: object) -> None:
        """Write the file."""
        self._workbook.close()

    def add_sheet(self, title: str, widths: Sequence[float]) -> Worksheet:
        """Add a sheet with columns of these widths, in characters. Its rows must be written in their order."""
        sheet = self._workbook.add_worksheet(title)
        for number, width in enumerate(widths):
            sheet.set_column(number, number, width)
        return sheet

    def get_format(self, properties: Mapping[str, Any]) -> Format:
        """Return the format with properties of XlsxWriter; the same properties give the same format."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(dict(properties))
        return self._formats[key]

    def write_text(
        self, sheet: Worksheet, row: int, column: int, text: str, properties: Mapping[str, Any] = WRAP
    ) -> None:
        """Write a cell of text, also if the text looks like a formula. Row and column count from 0."""
        shown = strip_invisible(text)
        quoted = {"quote_prefix": True} if is_formula(shown) else {}
        put_text(sheet, row, column, shown, self.get_format({**properties, **quoted}))

    def write_texts(
        self, sheet: Worksheet, row: int, texts: Sequence[str], properties: Mapping[str, Any] = WRAP
    ) -> None:
        """Write cells of text from the first column on."""
        for column, text in enumerate(texts):
            self.write_text(sheet, row, column, text, properties)


def put_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """Write a text without invisible characters as it is.

    XlsxWriter takes a text that begins and ends with the tags of a rich text for the XML of one, unless it is given as
    the parts of a rich text, at least three.
    """
    if text.startswith("<r>") and text.endswith("</r>"):
        sheet.write_rich_string(row, column, text[0], text[1], text[2:], style)
    else:
        sheet.write_string(row, column, text, style)


def set_page(sheet: Worksheet, header_rows: int = 0, pages: int = 1, header_columns: int = 0) -> None:
    """Print a sheet on A4, landscape, as wide as `pages` pages; repeat the first header rows and number the pages.

    On several pages side by side the first `header_columns` columns are repeated, and the pages of some rows follow one
    another.
    """
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(pages, 0)
    if pages > 1:
        sheet.print_across()
        sheet.repeat_columns(0, header_columns - 1)
    sheet.set_margins(_MARGIN, _MARGIN, _HIGH_MARGIN, _HIGH_MARGIN)
    sheet.set_footer(f"&L{sheet.get_name().replace('&', '&&')}&R第 &P 页，共 &N 页")
    if header_rows:
        sheet.freeze_panes(header_rows, header_columns)
        sheet.repeat_rows(0, header_rows - 1)


def set_height(sheet: Worksheet, row: int, values: Sequence[Any], widths: Sequence[float]) -> None:
    """Make a row high enough for its values in columns of these widths; not every program does so by itself.

    The row counts from 0. Call it before the cells of the row are written.
    """
    sheet.set_row(row, _LINE * max(map(_count_lines, values, widths)))


def _count_lines(value: Any, width: float) -> int:
    """Return how many lines a value needs; a Chinese character takes two places."""
    if value is None:
        return 1
    places = sum(1 if sign.isascii() else 2 for sign in str(value))
    return -(-places // (int(width) - 1)) or 1
