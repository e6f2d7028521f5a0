"""Read one page of an OFD document: the characters and shapes that its objects draw."""

import unicodedata
from collections.abc import Iterator
from itertools import islice

from ingestion.containers.colours import CLEAR
from ingestion.containers.errors import ContainerError
from ingestion.containers.ofd.package import Element, Package, Sheet, find_all, get_name, read_number
from ingestion.containers.ofd.shapes import POINTS, Matrix, read_clip, read_matrix, read_paint, read_paths
from ingestion.containers.printed.assemble import assemble_page
from ingestion.containers.printed.margins import Page
from ingestion.containers.printed.signs import PageSigns
from ingestion.containers.printed.tables import Box, Edge
from ingestion.containers.printed.text import Character, clean_character

_PAGE_OBJECTS = 30_000  # as of a PDF page
_DEEPEST = 20  # blocks and composite objects in one another
_ABOVE, _BELOW = 0.88, 0.12  # of the size, that a character extends above and below its baseline
_STEEPEST = 0.1  # slope of a line of text that is read; a watermark is steeper
_BLOCKS = {"Content", "Layer", "PageBlock"}
_TINY = 1.0  # points
_NEARLY_WHITE = 240  # of each part


class PageReader:
    """Read a page; `pictured` is the part of it that pictures cover."""

    def __init__(self, package: Package, sheet: Sheet):
        left, top, width, height = sheet.box
        self._size = (width * POINTS, height * POINTS)
        self._package = package
        self._sheet = sheet
        self._signs = PageSigns((0.0, 0.0, *self._size))
        self._edges: list[Edge] = []
        self._outer = Matrix(POINTS, 0.0, 0.0, POINTS, -left * POINTS, -top * POINTS)
        self._askew = 0
        self._count = 0
        self.pictured = 0.0

    def read(self, scanned_from: float) -> Page:
        """Return the page; it counts as scanned if pictures cover more than a part of it.

        Raises ContainerError (too_many_cells), and ValueError, TypeError or ZeroDivisionError on damaged values.
        """
        for content in self._sheet.contents:
            self._read_block(content, read_matrix(content, self._outer), 0)
        is_scanned = self.pictured > scanned_from
        return assemble_page(self._size, self._signs, self._edges, self._askew, is_scanned=is_scanned)

    def _read_block(self, block: Element, matrix: Matrix, depth: int) -> None:
        if depth > _DEEPEST:
            raise ContainerError("damaged_document", "OFD: objects are nested too deeply")
        for element in block.iterchildren("{*}*"):
            self._count += 1
            if self._count > _PAGE_OBJECTS:
                raise ContainerError("too_many_cells", f"more than {_PAGE_OBJECTS} objects on a page")
            name = get_name(element)
            if name in _BLOCKS:
                self._read_block(element, matrix, depth + 1)
            elif name == "TextObject":
                self._read_text(element, read_matrix(element, matrix), matrix)
            elif name == "PathObject":
                self._read_path(element, read_matrix(element, matrix))
            elif name == "ImageObject":
                self._read_picture(element, read_matrix(element, matrix))
            elif name == "CompositeObject" and element.get("Visible") != "false":
                unit = self._package.composites.get(element.get("ResourceID", ""))
                if unit is None:
                    raise ContainerError("damaged_document", "OFD: a composite object is missing")
                for content in find_all(unit, "Content"):
                    self._read_block(content, read_matrix(element, matrix), depth + 1)

    def _read_text(self, element: Element, matrix: Matrix, outer: Matrix) -> None:
        """Add the characters of a text object."""
        size = read_number(element.get("Size", "0"))
        is_upright = element.get("CharDirection", "0") == element.get("ReadDirection", "0") == "0"
        is_level = matrix.a > 0 and matrix.d > 0 and abs(matrix.b) <= _STEEPEST * matrix.a
        is_drawn = element.get("Fill") != "false" or element.get("Stroke") == "true"
        is_stroked = element.get("Fill") == "false"
        ink, _ = read_paint(element, "StrokeColor" if is_stroked else "FillColor") if is_drawn else (CLEAR, False)
        high = size * matrix.d
        if 0 < high <= _TINY:
            ink = CLEAR
        clip = read_clip(element, read_matrix(element, outer))
        for text, places, is_measured in _place_texts(element, size):
            first: Box | None = None
            for sign, (x, y, advance) in zip(text, places, strict=True):
                left, base = matrix.apply(x, y)
                cleaned = clean_character(sign)
                if not (is_upright and is_level) or high <= 0:
                    self._askew += cleaned != " " and not ink.is_clear
                    continue
                box = left, base - _ABOVE * high, left + advance * matrix.a, base + _BELOW * high
                first = first or box
                # Without measures the text belongs to the cell in which it begins.
                own = clip if is_measured or clip else first
                if cleaned:
                    self._signs.add(Character(*box, cleaned, base), own, ink)

    def _read_path(self, element: Element, matrix: Matrix) -> None:
        """Add the edges and the area of a path object."""
        paths = read_paths(element, matrix)
        is_filled, is_stroked = element.get("Fill") == "true", element.get("Stroke") != "false"
        stroke, _ = read_paint(element, "StrokeColor")
        fill, is_opaque = read_paint(element)
        is_filled, is_stroked = is_filled and not fill.is_clear, is_stroked and not stroke.is_clear
        if not (is_filled or is_stroked):
            return
        for path in paths:
            self._edges += path.list_edges(is_stroked=is_stroked)
            if not is_filled:
                continue
            is_dense = is_opaque and path.is_rectangle and len(paths) == 1
            if is_dense:
                self._signs.add_area(path.box, fill.colour, is_dense=True)
            elif fill.colour is None or min(fill.colour) < _NEARLY_WHITE:
                self._signs.add_area(path.box, None, is_dense=False)

    def _read_picture(self, element: Element, matrix: Matrix) -> None:
        if element.get("Visible") == "false":
            return
        # A picture fills the unit square of its coordinates.
        (left, top), (right, bottom) = matrix.apply(0, 0), matrix.apply(1, 1)
        box = min(left, right), min(top, bottom), max(left, right), max(top, bottom)
        self._signs.add_area(box, None, is_dense=False)
        self.pictured += (box[2] - box[0]) * (box[3] - box[1]) / (self._size[0] * self._size[1])


def _place_texts(element: Element, size: float) -> Iterator[tuple[str, list[tuple[float, float, float]], bool]]:
    """Yield each text of a text object, x, y and width of its characters, and whether their distances are stated."""
    x = y = 0.0
    for code in element.iterchildren("{*}TextCode"):
        text = (code.text or "").strip("\r\n")
        x, y = read_number(code.get("X", str(x))), read_number(code.get("Y", str(y)))
        across = list(islice(_expand(code.get("DeltaX")), len(text)))
        down = list(islice(_expand(code.get("DeltaY")), len(text)))
        is_measured = max(len(across), len(down)) >= len(text) - 1
        places = []
        left, base = x, y
        for number, sign in enumerate(text):
            usual = _measure(sign) * size
            # Of columns that only have distances downwards, the distances across are zero.
            step = across[number] if number < len(across) else 0.0 if down and not across else usual
            places.append((left, base, step if 0 < step <= size and number < len(across) else usual))
            left += step
            base += down[number] if number < len(down) else 0.0
        yield text, places, is_measured


def _expand(text: str | None) -> Iterator[float]:
    """Yield distances; `g 3 2.5` stands for three times 2.5. Raises ValueError."""
    parts = iter((text or "").split())
    for part in parts:
        if part == "g":
            count, distance = next(parts, ""), next(parts, "")
            for _ in range(int(count)):
                yield read_number(distance)
        else:
            yield read_number(part)


def _measure(sign: str) -> float:
    """Return the usual width of a character, in parts of its size."""
    return 1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.5
