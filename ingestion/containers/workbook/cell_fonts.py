"""Text of a spreadsheet's cells in the fonts it is printed in: struck out, hidden by its colour or size, or raised."""

from collections.abc import Iterable
from typing import NamedTuple

from ingestion.containers.colours import Colour, is_seen
from ingestion.containers.unshown import HIDDEN, STRUCK, shift_text

_TINY = 1.0  # points


class FontLook(NamedTuple):
    """What of a font decides whether a reader sees its text; a colour or size that is not known hides nothing."""

    is_struck: bool = False
    colour: Colour | None = None
    size: float | None = None
    shift: int = 0  # 1 raised, -1 lowered

    def find_reason(self, behind: Colour | None) -> str:
        """Why text on a colour is not printed: a notice's code, blank where it is printed."""
        if (self.size is not None and self.size <= _TINY) or not is_seen(self.colour, behind):
            return HIDDEN
        return STRUCK if self.is_struck else ""


def read_runs(runs: Iterable[tuple[str, FontLook]], behind: Colour | None) -> tuple[str, list[tuple[str, str]]]:
    """Text of a cell's runs as it is printed, and code and text of each run that is not."""
    printed: list[str] = []
    notes: list[tuple[str, str]] = []
    for text, font in runs:
        if reason := font.find_reason(behind):
            notes.append((reason, text))
            printed += [sign for sign in text if sign == "\n"]
        else:
            printed.append(shift_text(text, font.shift))
    return "".join(printed), notes
