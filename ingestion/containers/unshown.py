"""What a container holds and does not print: it is left out of the text, and notices name it."""

from ingestion.containers.result import Notice

HIDDEN, STRUCK, FOREIGN_CURRENCY = "hidden_text", "struck_text", "foreign_currency"
HIDDEN_SHEET, HIDDEN_ROWS, HIDDEN_COLUMNS = "hidden_sheet", "hidden_rows", "hidden_columns"
_LONGEST = 80  # characters of what was left out that a notice shows

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
    """Text that is printed raised (1) or lowered (-1): its figures and signs are those of Unicode that look so, and
    no digits of a number beside them."""
    if not direction:
        return text
    return text.translate(_RAISED if direction > 0 else _LOWERED)


class Unshown:
    """Notices of a document while its rows are made: what is noted belongs to the line that is settled next."""

    def __init__(self) -> None:
        self._pending: list[tuple[str, str]] = []
        self._texts: dict[tuple[int, str], str] = {}

    def note(self, code: str, text: str) -> None:
        """Note what is left out, at the line that is not yet known; white space is nothing."""
        if shown := " ".join(text[: 4 * _LONGEST].split()):
            self._pending.append((code, shown))

    def settle(self, line: int) -> None:
        """Give what was noted its line."""
        for code, text in self._pending:
            self._add(line, code, text)
        self._pending.clear()

    def take_pending(self) -> list[tuple[str, str]]:
        """What has no line yet, for a reader that settles it later."""
        pending, self._pending = self._pending, []
        return pending

    def add(self, code: str, line: int, text: str) -> None:
        """Note what is left out at a line."""
        if shown := " ".join(text[: 4 * _LONGEST].split()):
            self._add(line, code, shown)

    def list_notices(self, last_line: int) -> tuple[Notice, ...]:
        """Notices in the order of their lines, one for each code and line; what stood below the last line is its."""
        self.settle(last_line)
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
