"""Remember what a function of a text returned: the same labels, names and figures are printed on every form."""

from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


class _Memo(dict[str, Result]):
    """Results by text. Nothing is kept of longer texts; when it is full, it starts again."""

    def __init__(self, compute: Callable[[str], Result], longest: int, most: int):
        super().__init__()
        self._compute = compute
        self._longest = longest
        self._most = most

    def __missing__(self, text: str) -> Result:
        if len(text) > self._longest:
            return self._compute(text)
        if len(self) >= self._most:
            self.clear()
        result = self[text] = self._compute(text)
        return result


def remembered(longest: int, most: int = 4096) -> Callable[[Callable[[str], Result]], Callable[[str], Result]]:
    """Remember the results for up to `most` texts of at most `longest` characters.

    Only for a function of nothing but its text whose result nobody changes: then a remembered result is the same.
    """

    def decorate(compute: Callable[[str], Result]) -> Callable[[str], Result]:
        return _Memo(compute, longest, most).__getitem__

    return decorate
