"""Find page numbers, running headers and running footers in the margins of PDF pages."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from ingestion.containers.printed.columns import Item
from ingestion.containers.printed.tables import Box

_ENDS = (0, -1)  # indexes of the first and last item of a page
_SAME_HEIGHT = 2.0  # points
_MARGIN = 72.0  # points; the end of a form, such as its notes, is rarely this far down on several pages
_PAGE_NUMBER = re.compile(
    r"(?P<dash>[-—–·]{1,9})?\s{0,9}(?:第|Page)?\s{0,9}(?P<number>\d{1,4})\s{0,9}页?"
    r"(?:\s{0,9}(?:/|of|[,，/]?\s{0,9}共)\s{0,9}\d{1,4}\s{0,9}页?)?\s{0,9}(?(dash)[-—–·]{1,9})",
    re.IGNORECASE,
)


class Unseen(NamedTuple):
    """Invisible text: code of the notice, height of its middle, and the text."""

    code: str
    middle: float
    text: str


class Placed(NamedTuple):
    """A paragraph or a table row, with its top and bottom in points from the top of the page.

    `is_spread` is true for a paragraph whose texts are side by side, as in a table without ruled lines. `boxes` are
    those of the cells of a row in their order, or that of a paragraph.
    """

    top: float
    bottom: float
    item: Item
    is_spread: bool = False
    boxes: tuple[Box, ...] = ()


class Recognition(NamedTuple):
    """How a text of a picture was recognised: the top of its item and the left edge of its cell in points; see
    RecognisedCell."""

    top: float
    left: float
    text: str
    confidence: float
    alternative: str | None
    place: tuple[int, int]  # hundredths of the page's width and height


class Page(NamedTuple):
    """The items of a page from top to bottom; its height, the number of characters read and of slanted ones; invisible
    text; of a picture, how its texts were recognised.

    `shown` is the part of the page that readers draw, None if that is not known; `turn` by how many degrees the page
    was turned counter-clockwise before it was read.
    """

    items: list[Placed]
    height: float
    read: int
    askew: int
    unseen: list[Unseen]
    recognised: tuple[Recognition, ...] = ()
    shown: Box | None = None
    turn: float = 0.0


def drop_page_numbers(pages: list[Page]) -> list[Page]:
    """Return the pages without page numbers. A page number is the first or last line; it increases from page to page,
    or it equals the number of the page and is not a bare figure."""
    found = {
        (index, place): match
        for index, page in enumerate(pages)
        for place in _ENDS
        if page.items and isinstance(item := page.items[place].item, str) and (match := _PAGE_NUMBER.fullmatch(item))
    }
    offsets = {(index, place): int(match["number"]) - index for (index, place), match in found.items()}
    counts = Counter((place, offset) for (_, place), offset in offsets.items())
    dropped = {
        (index, place % len(pages[index].items))
        for (index, place), offset in offsets.items()
        if counts[place, offset] > 1 or (offset == 1 and not found[index, place][0].isdigit())
    }
    return [
        page._replace(items=[item for place, item in enumerate(page.items) if (index, place) not in dropped])
        for index, page in enumerate(pages)
    ]


def find_running(pages: list[Page]) -> Iterator[int]:
    """Yield id() of each running header and footer: a separate line that all pages, except possibly the first, have at
    the same height with the same words, apart from the page number."""
    printed = [(number, page) for number, page in enumerate(pages, start=1) if page.items]
    for place in _ENDS:
        for others in (printed, printed[1:]):
            lines = [line for _, page in others if (line := _find_apart(page, place))]
            if len(others) < 2 or len(lines) < len(others):
                continue
            heights = [
                line.top - (page.height if place else 0.0) for line, (_, page) in zip(lines, others, strict=True)
            ]
            numbers = [number for number, _ in others]
            if max(heights) - min(heights) <= _SAME_HEIGHT and _are_alike([str(line.item) for line in lines], numbers):
                yield from map(id, lines)
                break


def _find_apart(page: Page, place: int) -> Placed | None:
    """Return the first or last item of a page if it is text in the margin, at least its height away from the next."""
    own = page.items[place]
    into = page.height - own.bottom if place else own.top
    if not isinstance(own.item, str) or into > _MARGIN:
        return None
    if len(page.items) == 1:
        return own
    gap = own.top - page.items[-2].bottom if place else page.items[1].top - own.bottom
    return own if gap >= own.bottom - own.top else None


def _are_alike(texts: list[str], numbers: list[int]) -> bool:
    """Whether texts have the same words, and each figure is the same in all texts or is the page number."""
    figures = zip(*(re.findall(r"\d+", text) for text in texts), strict=False)
    return len({re.sub(r"\d+", "#", text) for text in texts}) == 1 and all(
        len(set(column)) == 1 or list(column) == list(map(str, numbers)) for column in figures
    )
