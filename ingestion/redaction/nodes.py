"""Redact a text that is spread over several nodes of a document, such as the runs of a paragraph."""

from collections.abc import Callable

from ingestion.redaction.texts import TextRedactor


class TextNodes:
    """The nodes of one cell or paragraph: they are redacted as one text, and each keeps its length."""

    def __init__(self, redactor: TextRedactor):
        self._redactor = redactor
        self._pieces: list[tuple[str, Callable[[str], None]]] = []

    def add(self, text: str | None, write: Callable[[str], None]) -> None:
        """Add the text of a node, and what writes its replacement."""
        if text:
            self._pieces.append((text, write))

    def finish(self) -> None:
        """Redact what was added since the last call."""
        text = self._redactor.redact("".join(piece for piece, _ in self._pieces))
        start = 0
        for piece, write in self._pieces:
            write(text[start : start + len(piece)])
            start += len(piece)
        self._pieces.clear()
