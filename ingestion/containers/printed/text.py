"""Build the text of a PDF page: characters to lines, lines to paragraphs."""

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, pairwise, starmap
from typing import NamedTuple

from ingestion.containers.errors import ContainerError
from ingestion.containers.symbol_fonts import UNREADABLE
from ingestion.containers.unshown import shift_text

# Widths and distances in parts of the font size, which is the width of a full-width character.
_WORD_SPACE = 0.25  # between ASCII characters: a space without a space character
_COLUMN_SPACE = 1.0  # between the texts of two columns of a table without ruled lines
_WIDE_SPACE = 1.0  # between others: Chinese has no spaces, and justified lines are spread
_SAME_LINE = 0.5  # between the middles of characters; raised ones are half as far
_TOUCHING = 0.1  # between neighbours
_LEVEL = 0.02  # between the middles of a line's characters, except raised ones
_SMALL = 0.85  # largest size of raised and lowered text, in parts of the neighbour's size
_RAISED, _LOWERED = (
    0.2,
    0.1,
)  # between the baselines of such text and its neighbour; small text set in the middle has less
_BESIDE = 1.0  # between the two
_NEAR = 8  # parts of a line of one size and baseline, within which the larger text is searched
_OVERLAP = 0.3  # of a character's width; kerning overlaps characters less
_FEW = 2  # characters that a stamp or a tick may overlap
_SPREAD = 1.3  # of the distance between lines: a new paragraph
_OPENING = "（(《〈「『“‘【〔["
_QUOTES = "“”‘’"  # lines do not break next to one, as defined by Unicode
_COMMAS = "，；：．"  # full-width; those within figures have no space after them
_CLOSING = "）)》〉」』”’】〕]，。、；：！？,.;:!?%％…—"


class Character(NamedTuple):
    """A printed character (sometimes a ligature), its box and the height of its baseline, in points from the top left
    of the page."""

    left: float
    top: float
    right: float
    bottom: float
    text: str
    base: float

    @property
    def size(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    @property
    def is_closing(self) -> bool:
        """Whether the character is punctuation that belongs to the text before it."""
        return self.text in _CLOSING

    def is_level_with(self, other: "Character") -> bool:
        """Whether the character is at the height of another one."""
        return abs(self.middle - other.middle) <= _TOUCHING * self.size

    def touches(self, before: "Character") -> bool:
        """Whether the character directly follows another one in its line."""
        return abs(self.left - before.right) <= _TOUCHING * self.size


class Line(NamedTuple):
    """The characters of a line from left to right, without spaces at the ends; its text with spaces between them."""

    characters: list[Character]
    text: str

    @property
    def left(self) -> float:
        return self.characters[0].left

    @property
    def right(self) -> float:
        return self.characters[-1].right

    @property
    def edge(self) -> float:
        """Return where the text ends, without punctuation that overflows the edge."""
        last = self.characters[-1]
        return last.left if last.is_closing else last.right

    @property
    def middle(self) -> float:
        return self.characters[0].middle

    @property
    def size(self) -> float:
        return self.characters[0].size

    @property
    def part_count(self) -> int:
        """Return the number of texts of the line, which wide spaces separate."""
        space = _COLUMN_SPACE * self.size
        return 1 + sum(after.left - before.right > space for before, after in pairwise(self.characters))


def clean_character(text: str) -> str:
    """Return a character as it is kept: white space as a space, a glyph without a character, or with one
    of private use, as U+FFFD."""
    if text.isprintable():
        # pdfminer returns the number of a glyph without a character.
        return UNREADABLE if text.startswith("(cid:") else text
    if text.isspace():
        return " "
    return re.sub("[\0-\x1f\x7f-\x9f\ud800-\uf8ff\U000f0000-\U0010ffff]", UNREADABLE, text)


def gather_lines(characters: Iterable[Character]) -> list[Line]:
    """Return lines from top to bottom; a character printed twice to look bold counts once."""
    gathered: list[list[Character]] = []
    for character in sorted(characters, key=lambda character: character.middle):
        if gathered:
            first = gathered[-1][0]
            if character.middle - first.middle <= _SAME_LINE * max(character.size, first.size):
                gathered[-1].append(character)
                continue
        gathered.append([character])
    lines = (_make_line(_mark_shifted(sorted(line))) for line in gathered)
    return [line for line in lines if line is not None]


def read_cell(characters: Iterable[Character]) -> str:
    """Return the text of a cell, one line per paragraph.

    Raises ContainerError (no_text_layer) if two lines overlap, as with text that a low row cuts off only on paper.
    """
    lines = gather_lines(characters)
    if any(sum(starmap(_is_over, pairwise(line.characters))) > _FEW for line in lines):
        raise ContainerError("no_text_layer", f"lines are printed over each other: {lines[0].text[:40]!a}")
    return join_cell(lines)


def join_cell(lines: list[Line]) -> str:
    """Return the text of the lines of a cell, one line per paragraph."""
    right = max((line.edge for line in lines), default=0.0)
    return "\n".join(map(_join_lines, _split_paragraphs(lines, right, 0.5)))


def read_body(lines: list[Line], right: float, barriers: list[float]) -> Iterator[tuple[list[Line], str]]:
    """Yield the paragraphs of the lines outside tables: their lines and text.

    `right` is the right end of the page's text, `barriers` are the heights of table rows in order: no paragraph
    continues below one.
    """
    distances: dict[int, float] = {}
    for above, below in pairwise(lines):
        size, distance = round(below.size), below.middle - above.middle
        distances[size] = min(distance, distances.get(size, distance))

    def is_apart(above: Line, below: Line) -> bool:
        return (
            round(above.size) != round(below.size)
            or below.middle - above.middle > _SPREAD * distances[round(below.size)]
            or bisect(barriers, above.middle) != bisect(barriers, below.middle)
        )

    for block in _split(lines, is_apart):
        for paragraph in _split_paragraphs(block, right, 1.0):
            yield paragraph, _join_lines(paragraph)


def _mark_shifted(characters: list[Character]) -> list[Character]:
    """Return a line's characters from left to right; convert raised or lowered figures next to larger text to marks."""
    sizes = [character.size for character in characters]
    if min(sizes) > _SMALL * max(sizes):
        return characters
    printed = [character for character in characters if character.text != " "]
    parts = [list(part) for _, part in groupby(printed, key=lambda sign: (round(sign.size, 1), round(sign.base, 1)))]
    marked: list[Character] = []
    for number, part in enumerate(parts):
        shift = _find_shift(parts, number, -1) or _find_shift(parts, number, 1)
        marked += [sign._replace(text=shift_text(sign.text, shift)) for sign in part]
    return sorted(marked + [character for character in characters if character.text == " "])


def _find_shift(parts: list[list[Character]], number: int, step: int) -> int:
    """Return 1 if a part of a line is raised next to the nearest larger part on a side, -1 if lowered, else 0."""
    inner = own = parts[number]
    for place in range(number + step, number + step * (_NEAR + 1), step):
        if not 0 <= place < len(parts):
            break
        other = parts[place]
        gap = inner[0].left - other[-1].right if step < 0 else other[0].left - inner[-1].right
        size = other[0].size
        if gap > _BESIDE * max(size, own[0].size):
            break
        if own[0].size <= _SMALL * size:
            rise = (other[0].base - own[0].base) / size
            return (rise >= _RAISED) - (rise <= -_LOWERED)
        inner = other
    return 0


def _make_line(characters: list[Character]) -> Line | None:
    kept: list[Character] = []
    text = ""
    after_space = False
    for character in characters:
        if character.text == " ":
            after_space = True
            continue
        if kept:
            before = kept[-1]
            if character.text == before.text and character.left - before.left < (before.right - before.left) / 2:
                continue
            if after_space or _is_spaced(before, character):
                text += " "
        text += character.text
        kept.append(character)
        after_space = False
    return Line(kept, text) if kept else None


def _is_spaced(before: Character, after: Character) -> bool:
    space = _WORD_SPACE if before.text.isascii() and after.text.isascii() else _WIDE_SPACE
    return after.left - before.right > space * after.size


def _is_over(before: Character, after: Character) -> bool:
    """Whether a character overlaps one of another line; widths do not show it, since fonts may have wrong ones."""
    if not (before.text.isalnum() and after.text.isalnum()):
        return False
    overlap = before.right - after.left
    is_other_line = abs(before.middle - after.middle) > _LEVEL * after.size
    return overlap > _OVERLAP * min(before.right - before.left, after.right - after.left) and (
        is_other_line or after.left - before.left < _TOUCHING * after.size
    )


def _split_paragraphs(lines: list[Line], right: float, slack: float) -> list[list[Line]]:
    """Group lines by paragraph: one ends if the start of the next line, and `slack`, would have fitted on its line."""
    return _split(lines, lambda above, below: right - above.right > _measure_opening(below) + slack * below.size)


def _split(lines: list[Line], is_apart: Callable[[Line, Line], bool]) -> list[list[Line]]:
    parts = [lines[:1]] if lines else []
    for above, below in pairwise(lines):
        if is_apart(above, below):
            parts.append([])
        parts[-1].append(below)
    return parts


def _measure_opening(line: Line) -> float:
    """Return the width of the unbreakable start of a line: a word or character with its brackets and punctuation."""
    characters = line.characters
    last = 0
    while last + 1 < len(characters) and _holds_next(characters[last], characters[last + 1]):
        last += 1
    return characters[last].right - line.left


def _holds_next(before: Character, after: Character) -> bool:
    if before.text in _OPENING or after.text in _CLOSING or before.text in _QUOTES or after.text in _QUOTES:
        return True
    if before.text in _COMMAS and after.text.isdigit():
        return True
    return before.text.isascii() and after.text.isascii() and not _is_spaced(before, after)


def _join_lines(lines: list[Line]) -> str:
    """Join the lines of a paragraph without spaces, except within English text."""
    text = lines[0].text
    for line in lines[1:]:
        is_english = _is_letter(text[-1]) and _is_letter(line.text[0])
        text += f" {line.text}" if is_english else line.text
    return text


def _is_letter(sign: str) -> bool:
    return sign.isascii() and sign.isalpha()
