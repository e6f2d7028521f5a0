"""Collect notices of content that a container does not print and that is left out of the text."""

from ingestion.containers.result import Notice

HIDDEN, STRUCK, FOREIGN_CURRENCY = "hidden_text", "struck_text", "foreign_currency"
ROUNDED, CONDITIONAL = "rounded_number", "conditional_format"
TEXT_BOX = "text_box"
NOT_HIDDEN = (ROUNDED, CONDITIONAL, TEXT_BOX)  # of content that concerns only the form in which it is
HIDDEN_SHEET, HIDDEN_ROWS, HIDDEN_COLUMNS = "hidden_sheet", "hidden_rows", "hidden_columns"
_LONGEST = 80  # characters of the text left out that a notice shows

_FIGURES = "0123456789"
_RAISED_FIGURES, _LOWERED_FIGURES = "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"
_FULL_WIDTH = "０１２３４５６７８９"
_RAISED = str.maketrans(
    _FIGURES + _FULL_WIDTH + "+-=()＋－＝（）−",
    _RAISED_FIGURES * 2 + "⁺⁻⁼⁽⁾⁺⁻⁼⁽⁾⁻",
)  # fmt: skip
_LOWERED = str.maketrans(
    _FIGURES + _FULL_WIDTH + "+-=()＋－＝（）−",
    _LOWERED_FIGURES * 2 + "₊₋₌₍₎₊₋₌₍₎₋",
)  # fmt: skip


def shift_text(text: str, direction: int) -> str:
    """Return text printed raised (1) or lowered (-1) with Unicode superscripts or subscripts, so that its digits are
    not read as digits of the number next to them."""
    if not direction:
        return text
    return text.translate(_RAISED if direction > 0 else _LOWERED)


class Unshown:
    """The notices of a document while its rows are built: a note belongs to the next line that is assigned."""

    def __init__(self) -> None:
        self._pending: list[tuple[str, str]] = []
        self._texts: dict[tuple[int, str], str] = {}

    def note(self, code: str, text: str) -> None:
        """Note text left out of a line that is not yet known; ignore white space."""
        if shown := " ".join(text[: 4 * _LONGEST].split()):
            self._pending.append((code, shown))

    def assign_line(self, line: int) -> None:
        """Assign the pending notes to a line."""
        for code, text in self._pending:
            self._add(line, code, text)
        self._pending.clear()

    def take_pending(self) -> list[tuple[str, str]]:
        """Return and remove the pending notes, for a reader that assigns them later."""
        pending, self._pending = self._pending, []
        return pending

    def add(self, code: str, line: int, text: str) -> None:
        """Note text left out of a line."""
        if shown := " ".join(text[: 4 * _LONGEST].split()):
            self._add(line, code, shown)

    def list_notices(self, last_line: int) -> tuple[Notice, ...]:
        """Return notices by line, one for each code and line; pending notes belong to the last line."""
        self.assign_line(last_line)
        return tuple(
            Notice(code, max(1, min(line, last_line)), text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
            for (line, code), text in sorted(self._texts.items())
        )

    def _add(self, line: int, code: str, text: str) -> None:
        before = self._texts.get((line, code))
        if before is None:
            self._texts[line, code] = text
        elif len(before) <= _LONGEST:
            self._texts[line, code] = f"{before} | {text}"
