"""Apply fonts to the text of spreadsheet cells: struck out, hidden by colour or size, raised or lowered, symbols."""

from collections.abc import Iterable
from typing import NamedTuple

from ingestion.containers.colours import Colour, is_seen
from ingestion.containers.symbol_fonts import is_symbol_font, read_symbols
from ingestion.containers.unshown import HIDDEN, STRUCK, shift_text

_TINY = 1.0  # points


class FontLook(NamedTuple):
    """The properties of a font that affect visibility; an unknown colour or size does not hide text."""

    is_struck: bool = False
    colour: Colour | None = None
    size: float | None = None
    shift: int = 0  # 1 raised, -1 lowered
    symbols: str = ""  # the name of a symbol font

    def find_reason(self, behind: Colour | None) -> str:
        """Return the code of the notice if text on a background colour is not visible, else a blank."""
        if (self.size is not None and self.size <= _TINY) or not is_seen(self.colour, behind):
            return HIDDEN
        return STRUCK if self.is_struck else ""

    def print_text(self, text: str) -> str:
        """Return text as it is printed: signs of a symbol font, raised or lowered figures."""
        return shift_text(read_symbols(text, self.symbols) if self.symbols else text, self.shift)


def name_symbols(font: str | None) -> str:
    """Return the name of a font if it prints symbols, else a blank."""
    return font if font and is_symbol_font(font) else ""


def read_runs(runs: Iterable[tuple[str, FontLook]], behind: Colour | None) -> tuple[str, list[tuple[str, str]]]:
    """Return the printed text of a cell's runs, and code and text of each run that is not printed."""
    printed: list[str] = []
    notes: list[tuple[str, str]] = []
    for text, font in runs:
        if reason := font.find_reason(behind):
            notes.append((reason, text))
            printed += [sign for sign in text if sign == "\n"]
        else:
            printed.append(font.print_text(text))
    return "".join(printed), notes
