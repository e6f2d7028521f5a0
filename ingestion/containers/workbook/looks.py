"""Read the cell styles of an xlsx: number format, font and fill."""

from functools import lru_cache
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.xml.constants import ARC_STYLE, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring

from ingestion.containers.colours import BLACK, WHITE, Colour, read_hex
from ingestion.containers.workbook.cell_fonts import FontLook, name_symbols, read_runs
from ingestion.containers.workbook.conditional import DifferentLook

# Built-in date formats of East Asian Excel, which files reference only by number.
_EAST_ASIAN_DATES = frozenset((*range(27, 37), *range(50, 59)))
# Built-in formats with the currency symbol of the reader's locale, unless the file defines them.
_LOCAL_CURRENCIES = frozenset((5, 6, 7, 8, 42, 44))
_SHIFTS = {"superscript": 1, "subscript": -1}
_THEME = (WHITE, BLACK)  # the first colours of a theme: background and text
_SYSTEM_PAPER = 65
_NO_COLOUR = "00000000"


class CellLooks:
    """Number format, font and fill of each cell style of a workbook, and the styles of dates and durations."""

    def __init__(self, workbook: Any, archive: Any):
        styles = workbook._cell_styles
        codes = [style.numFmtId for style in styles]
        custom = workbook._number_formats
        self._workbook = workbook
        self.epoch = workbook.epoch
        self.formats = [
            BUILTIN_FORMATS.get(code, "General")
            if code < BUILTIN_FORMATS_MAX_SIZE
            else custom[code - BUILTIN_FORMATS_MAX_SIZE]
            for code in codes
        ]
        for style in _find_local_currencies(archive):
            if style < len(self.formats):
                self.formats[style] = "#,##0.00"
        self.dates = {
            *workbook._date_formats,
            *(style for style, code in enumerate(codes) if code in _EAST_ASIAN_DATES),
        }
        self.durations = set(workbook._timedelta_formats)
        fonts = dict(enumerate(map(self._read_font, workbook._fonts)))
        fills = dict(enumerate(map(self._read_fill, workbook._fills)))
        self._looks = [(fonts.get(style.fontId, FontLook()), fills.get(style.fillId)) for style in styles]
        self.reasons = [font.find_reason(behind) for font, behind in self._looks]
        self.symbols = {style: font for style, (font, _) in enumerate(self._looks) if font.symbols}

        self.different = [self._read_different(style) for style in workbook._differential_styles.styles]

    def find_look(self, style: int) -> tuple[FontLook, Colour | None]:
        """Return the font and the background of a cell style."""
        return self._looks[style]

    def read_rich(self, text: CellRichText, style: int) -> tuple[str, list[tuple[str, str]]]:
        """Return the printed text of a cell with several fonts, and code and text of each part that is not printed."""
        font, behind = self._looks[style]
        runs = [
            (block.text, self._read_font(block.font)) if isinstance(block, TextBlock) else (str(block), font)
            for block in text
        ]
        return read_runs(runs, behind)

    def _read_font(self, font: Any) -> FontLook:
        return FontLook(
            bool(font.strike),
            self._read_colour(font.color),
            font.sz,
            _SHIFTS.get(font.vertAlign or "", 0),
            name_symbols(font.rFont if isinstance(font, InlineFont) else font.name),
        )

    def _read_different(self, style: Any) -> DifferentLook:
        """Return the look of a conditional format, whose fills have their colour as background."""
        font, fill = style.font, style.fill
        behind = (
            fill.bgColor if fill is not None and getattr(fill, "fill_type", "gradient") in (None, "solid") else None
        )
        return DifferentLook(
            self._read_colour(font.color) if font is not None else None,
            self._read_colour(behind) if behind is not None and behind.value != _NO_COLOUR else None,
            bool(font is not None and font.strike),
            style.numFmt.formatCode if style.numFmt is not None else None,
        )

    def _read_fill(self, fill: Any) -> Colour | None:
        kind = getattr(fill, "fill_type", "gradient")
        if kind is None:
            return WHITE
        return self._read_colour(fill.fgColor) if kind == "solid" else None

    def _read_colour(self, colour: Any) -> Colour | None:
        """Return a colour; None if unknown, as most theme colours and system colours are."""
        if colour is None:
            return None
        if colour.type == "rgb":
            return _read_argb(colour.rgb)
        if colour.type == "indexed":
            if colour.indexed == _SYSTEM_PAPER:
                return WHITE
            palette = self._workbook._colors
            return _read_argb(palette[colour.indexed]) if colour.indexed < min(len(palette), 64) else None
        if colour.type == "theme" and colour.theme in (0, 1):
            return _tint(_THEME[colour.theme], colour.tint or 0.0)
        return None


@lru_cache(maxsize=1024)
def _read_argb(text: str) -> Colour | None:
    return read_hex(text[-6:]) if len(text) in (6, 8) else None


def _tint(colour: Colour, tint: float) -> Colour:
    towards = 255 if tint > 0 else 0
    red, green, blue = (round(part + (towards - part) * min(abs(tint), 1.0)) for part in colour)
    return red, green, blue


def _find_local_currencies(archive: Any) -> list[int]:
    """Return the cell styles with a currency format given only by number, which openpyxl reads as dollars."""
    if ARC_STYLE not in archive.namelist():
        return []
    root = fromstring(archive.read(ARC_STYLE))
    prefix = f"{{{SHEET_MAIN_NS}}}"
    spelled = {entry.get("numFmtId") for entry in root.iterfind(f"{prefix}numFmts/{prefix}numFmt")}
    codes = [style.get("numFmtId", "0") for style in root.iterfind(f"{prefix}cellXfs/{prefix}xf")]
    return [
        style
        for style, code in enumerate(codes)
        if code not in spelled and code.isdecimal() and int(code[:9]) in _LOCAL_CURRENCIES
    ]
