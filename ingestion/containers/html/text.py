"""Collect the visible text of a page's blocks and cells, line by line, with white space folded as in a browser."""

import re

from ingestion.containers.html.css import Element
from ingestion.containers.html.looks import Look
from ingestion.containers.symbol_fonts import read_symbols
from ingestion.containers.unshown import shift_text

UNPRINTED = {"script", "style", "template", "title", "noscript", "iframe", "xml", "rt", "rp", "datalist"}
_WHITE = re.compile(r"[ \t\r\n\f]+")
# A line feed between two characters of Chinese text is not a space: editors break source lines there.
_WIDE = "\u2e80-\u303e\u3041-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003fffd"
_SEGMENT_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")
_TURN, _TURN_END = "\u202e", "\u202c"  # around text that normalising reads in reverse
_EXCERPT = 400  # characters of hidden text that a notice may need

Note = tuple[str, str]  # code of a notice, and the text left out


class _Line:
    """The pieces of a line, which of them are moved up or down, and the largest text size."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.notes: list[Note] = []
        self._moved: list[tuple[int, Look]] = []
        self._largest = 0.0

    def add(self, text: str, look: Look) -> None:
        """Add text to the line as shown."""
        if not self.pieces and text.isspace():
            return
        if look.reason:
            self.notes.append((look.reason, text))
            return
        if look.size > self._largest and not text.isspace():
            self._largest = look.size
        if look.font:
            text = read_symbols(text, look.font)
        if look.offset:
            self._moved.append((len(self.pieces), look))
        text = shift_text(text, look.shift)
        self.pieces.append(f"{_TURN}{text}{_TURN_END}" if look.is_turned else text)

    def fold(self) -> str:
        """Return the text with white space folded; smaller text that is moved becomes superscript or subscript."""
        if not self.pieces:
            return ""
        for place, look in self._moved:
            if look.size < self._largest:
                self.pieces[place] = shift_text(self.pieces[place], look.offset)
        self._moved.clear()
        text = "".join(self.pieces).replace(_TURN_END + _TURN, "")
        if "\n" in text:
            text = _SEGMENT_BREAK.sub("", text)
        return _WHITE.sub(" ", text).replace("\u00a0", " ").strip()


class PageText:
    """The text of a block or a cell, by lines."""

    def __init__(self) -> None:
        self._lines = [_Line()]

    def add(self, text: str, look: Look, *, is_verbatim: bool = False) -> None:
        """Add text to the line; within <pre> keep white space and end lines at line feeds."""
        if not is_verbatim:
            self._lines[-1].add(text, look)
            return
        first, *others = re.sub(r"[ \t\f]", "\u00a0", text).replace("\r\n", "\n").split("\n")
        self._lines[-1].add(first, look)
        for line in others:
            self._lines.append(_Line())
            self._lines[-1].add(line, look)

    def note(self, code: str, text: str) -> None:
        """Note text left out of the line."""
        self._lines[-1].notes.append((code, text))

    def break_line(self) -> None:
        """Start a new line, unless the current line is empty."""
        if self._lines[-1].pieces:
            self._lines.append(_Line())

    def fold(self) -> tuple[list[tuple[str, list[Note]]], list[Note]]:
        """Return the lines that are not blank, each with notes of text left out in or above it; and notes below."""
        lines: list[tuple[str, list[Note]]] = []
        notes: list[Note] = []
        for line in self._lines:
            notes += line.notes
            if text := line.fold():
                lines.append((text, notes))
                notes = []
        return lines, notes


def read_hidden(element: Element) -> str:
    """Return the beginning of the text of an element that is not rendered."""
    pieces: list[str] = []
    length = 0
    for inner in element.iter():
        within = inner.text if inner.tag not in UNPRINTED else None
        for text in (within, inner.tail if inner is not element else None):
            if text and not text.isspace():
                pieces.append(text[:_EXCERPT])
                length += len(pieces[-1])
        if length >= _EXCERPT:
            break
    return " ".join(pieces)
