"""Separate the visible characters of a page, in runs, from the invisible ones."""

from collections.abc import Iterator
from itertools import groupby, pairwise

from ingestion.containers.colours import Colour, Paint
from ingestion.containers.printed.cells import Run, add_to_runs
from ingestion.containers.printed.ground import Grounds, find_strikes
from ingestion.containers.printed.margins import Unseen
from ingestion.containers.printed.tables import Box, Edge
from ingestion.containers.printed.text import Character
from ingestion.containers.symbol_fonts import UNREADABLE
from ingestion.containers.unshown import HIDDEN, STRUCK

_WORD_GAP = 0.5  # of the size, between characters of a word
_FIGURES = set("0123456789０１２３４５６７８９.．,，%％-－−+")


class PageSigns:
    """The characters of a page in drawing order, and the areas behind and over them. `crop` is the visible part."""

    def __init__(self, crop: Box):
        self._crop = crop
        self._characters: list[Character] = []
        self._clips: list[Box | None] = []
        self._reasons: list[str] = []
        self._grounds = Grounds()

    def add(self, character: Character, clip: Box | None, ink: Paint) -> None:
        """Add a horizontal character."""
        self._characters.append(character)
        self._clips.append(clip)
        self._reasons.append("" if not ink.is_clear and self._grounds.shows(ink.colour, character) else HIDDEN)

    def add_area(self, box: Box, colour: Colour | None, *, is_dense: bool) -> None:
        """Add a filled area; its colour is None if it is unknown, as that of a picture."""
        self._grounds.add(box, colour, is_dense=is_dense, before=len(self._characters))

    def sort_out(self, edges: list[Edge], *, is_scanned: bool) -> tuple[list[Run], list[Unseen], list[Edge]]:
        """Return runs of the visible characters, the invisible texts, and the edges of tables.

        If most text of a scanned page is invisible, it is the text layer of the picture and counts as visible.
        """
        if is_scanned and self._reasons.count(HIDDEN) * 2 >= len(self._reasons):
            self._reasons = [""] * len(self._reasons)
        struck, ruling = find_strikes(self._characters, edges)
        for place in struck:
            self._reasons[place] = self._reasons[place] or STRUCK
        if gone := self._find_outside() | (set() if is_scanned else self._grounds.find_covered(self._characters)):
            self._remove(gone)
        runs: list[Run] = []
        for character, clip, reason in zip(self._characters, self._clips, self._reasons, strict=True):
            if not reason:
                add_to_runs(runs, character, clip)
        return runs, list(self._list_unseen()), ruling

    def _find_outside(self) -> set[int]:
        left, top, right, bottom = self._crop
        return {
            place
            for place, character in enumerate(self._characters)
            if not (left <= character.centre <= right and top <= character.middle <= bottom)
        }

    def _remove(self, gone: set[int]) -> None:
        """Hide words that are completely covered; in other words, mark the covered figures as unreadable."""
        for word in self._list_words():
            if gone.issuperset(word):
                for place in word:
                    self._reasons[place] = self._reasons[place] or HIDDEN
                continue
            for place in gone.intersection(word):
                if self._characters[place].text in _FIGURES:
                    self._characters[place] = self._characters[place]._replace(text=UNREADABLE)

    def _list_words(self) -> Iterator[list[int]]:
        word: list[int] = []
        for place, character in enumerate(self._characters):
            before = self._characters[place - 1] if word else None
            if before and not (
                character.is_level_with(before) and abs(character.left - before.right) <= _WORD_GAP * character.size
            ):
                yield word
                word = []
            word.append(place)
        if word:
            yield word

    def _list_unseen(self) -> Iterator[Unseen]:
        signs = zip(self._reasons, self._characters, strict=True)
        for code, group in groupby(signs, key=lambda sign: sign[0]):
            if not code:
                continue
            characters = [character for _, character in group]
            text = characters[0].text
            middle = characters[0].middle
            for before, character in pairwise(characters):
                if not character.is_level_with(before):
                    yield Unseen(code, middle, text)
                    text, middle = "", character.middle
                text += character.text
            yield Unseen(code, middle, text)
