"""Apply fonts to the text of spreadsheet cells: struck out, hidden by colour or size, raised or lowered."""

from collections.abc import Iterable
from typing import NamedTuple

from ingestion.containers.colours import Colour, is_seen
from ingestion.containers.unshown import HIDDEN, STRUCK, shift_text

_TINY = 1.0  # points


class FontLook(NamedTuple):
    """The properties of a font that affect visibility; an unknown colour or size does not hide text."""

    is_struck: bool = False
    colour: Colour | None = None
    size: float | None = None
    shift: int = 0  # 1 raised, -1 lowered

    def find_reason(self, behind: Colour | None) -> str:
        """Return the code of the notice if text on a background colour is not visible, else a blank."""
        if (self.size is not None and self.size <= _TINY) or not is_seen(self.colour, behind):
            return HIDDEN
        return STRUCK if self.is_struck else ""


def read_runs(runs: Iterable[tuple[str, FontLook]], behind: Colour | None) -> tuple[str, list[tuple[str, str]]]:
    """Return the printed text of a cell's runs, and code and text of each run that is not printed."""
    printed: list[str] = []
    notes: list[tuple[str, str]] = []
    for text, font in runs:
        if reason := font.find_reason(behind):
            notes.append((reason, text))
            printed += [sign for sign in text if sign == "\n"]
        else:
            printed.append(shift_text(text, font.shift))
    return "".join(printed), notes
