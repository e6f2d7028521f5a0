"""Read the html container: the tables and blocks of a page, in the order in which a browser shows them."""

import re

from lxml import etree

from ingestion.containers.cell_budget import CellBudget
from ingestion.containers.errors import ContainerError
from ingestion.containers.html.css import Element, Properties
from ingestion.containers.html.looks import BLOCKS, Look, LookReader, is_shown
from ingestion.containers.html.table import SECTIONS, Grid, GridRow, find_layouts
from ingestion.containers.html.text import UNPRINTED, PageText, read_hidden
from ingestion.containers.result import ContainerText
from ingestion.containers.rows import Rows
from ingestion.containers.text import decode_text
from ingestion.containers.unshown import HIDDEN, HIDDEN_ROWS, Unshown
from ingestion.limits import Limits

_VERBATIM = {"pre", "textarea", "listing", "xmp"}
_TYPED_INPUTS = {"", "text", "number", "date", "month", "tel", "email", "url", "search"}
_TICKED_INPUTS = {"checkbox", "radio"}
_CELLS = {"td", "th"}
_COLUMNS = {"col", "colgroup"}
_ROWS = {"tr", *SECTIONS}
_CELL_TAG = re.compile(r"<t[dh]\b", re.IGNORECASE)


def read(content: bytes, limits: Limits) -> ContainerText:
    """Return the rows of a page: those of each data table, and a row of one cell for each line outside of tables.

    Hidden text, rows and columns, and text that is struck out or white on white, are left out and reported as notices.
    The encoding is detected from the bytes; the page's declaration is ignored. Raises ContainerError: not_text,
    damaged_document, too_many_cells.
    """
    decoded = decode_text(content)
    if decoded is None:
        raise ContainerError("not_text", "neither UTF-8, UTF-16 with a byte-order mark, nor GB18030")
    text, encoding = decoded
    budget = CellBudget(limits.cells)
    budget.require(sum(1 for _ in _CELL_TAG.finditer(text)))
    cells: list[list[str]] = []
    merged: frozenset[tuple[int, int]] = frozenset()
    unshown = Unshown()
    if (root := parse_page(text)) is not None:
        reader = _PageReader(LookReader(root), budget, unshown)
        reader.read(root)
        cells, merged = reader.cells, frozenset(reader.merged)
    return ContainerText(Rows(cells, merged=merged), "html", encoding, notices=unshown.list_notices(max(1, len(cells))))


def parse_page(text: str) -> Element | None:
    """Return the tree of a page, None if it is empty; broken markup is repaired without losing text."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )  # fmt: skip
    try:
        root: Element | None = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    # At its limits (a depth of 2048 elements) the parser returns the part read so far.
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise ContainerError("damaged_document", "elements are nested too deeply")
    return root


class _PageReader:
    """Read the rows of a page element by element, without recursion because pages may be deep."""

    def __init__(self, looks: LookReader, budget: CellBudget, unshown: Unshown):
        self.cells: list[list[str]] = []
        self.merged: set[tuple[int, int]] = set()
        self._looks = looks
        self._budget = budget
        self._unshown = unshown
        self._look = Look()
        self._outside = PageText()
        self._grid: Grid | None = None
        self._cell: Element | None = None
        self._cell_text = PageText()
        self._verbatim_depth = 0
        self._ends_with_table = False

    def read(self, root: Element) -> None:
        """Add the rows of a whole page."""
        layouts = find_layouts(root, lambda table: is_shown(self._looks.resolve(table)))
        around: list[Look] = []  # looks of the open elements
        skipped: Element | None = None
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                look, properties = self._looks.read(element, self._look)
                is_rendered = is_shown(properties)
                if element.tag in UNPRINTED or not is_rendered or element.tag == "select":
                    skipped = element
                    walk.skip_subtree()
                    if element.tag not in UNPRINTED:
                        self._skip(element, look, is_rendered=is_rendered)
                else:
                    around.append(self._look)
                    self._look = look
                    self._open(element, properties, is_layout=element in layouts)
                continue
            if element is skipped:
                skipped = None
            else:
                self._close(element)
                self._look = around.pop()
            self._add_text(element.tail)
        self._flush()

    @property
    def _text(self) -> PageText:
        return self._outside if self._cell is None else self._cell_text

    def _add_text(self, text: str | None) -> None:
        if text:
            self._text.add(text, self._look, is_verbatim=self._verbatim_depth > 0)

    def _skip(self, element: Element, look: Look, *, is_rendered: bool) -> None:
        """Add the selected option of a list; note the text of an element that is not rendered."""
        tag = element.tag
        if is_rendered:
            self._text.add(_read_choice(element), look)
        elif self._grid is None or self._cell is not None:
            self._text.note(HIDDEN_ROWS if tag == "tr" else HIDDEN, read_hidden(element))
        elif tag in _CELLS:
            self._grid.hide(element, read_hidden(element))
        elif tag in _COLUMNS:
            self._grid.add_columns(element, is_hidden=True)
        else:
            self._grid.note(HIDDEN_ROWS if tag in _ROWS else HIDDEN, read_hidden(element))

    def _open(self, element: Element, properties: Properties, *, is_layout: bool) -> None:
        tag = element.tag
        if tag in BLOCKS:
            self._text.break_line()
        if tag == "table" and not is_layout and self._cell is None:
            self._flush()
            self._grid = Grid(self._budget)
        elif tag == "input":
            self._read_input(element)
        elif self._grid is not None and self._cell is None:
            self._open_in_table(element, properties)
        self._verbatim_depth += tag in _VERBATIM
        self._add_text(element.text)

    def _open_in_table(self, element: Element, properties: Properties) -> None:
        assert self._grid is not None
        tag = element.tag
        if tag in _CELLS:
            self._cell, self._cell_text = element, PageText()
        elif tag == "tr":
            self._grid.start_row()
        elif tag in SECTIONS:
            self._grid.start_section(SECTIONS[tag])
        elif tag == "col" or (tag == "colgroup" and not len(element)):
            group = element.getparent()
            stated = {} if group is None or group.tag != "colgroup" else self._looks.resolve(group)
            is_hidden = "collapse" in (properties.get("visibility"), stated.get("visibility"))
            self._grid.add_columns(element, is_hidden=is_hidden)

    def _read_input(self, element: Element) -> None:
        kind = element.get("type", "").strip().lower()
        if kind in _TYPED_INPUTS:
            self._text.add(element.get("value", ""), self._look)
        elif kind in _TICKED_INPUTS:
            self._text.add("☑" if "checked" in element.attrib else "☐", self._look)
        elif kind == "hidden" and self._cell is not None:
            self._text.note(HIDDEN, element.get("value", ""))

    def _close(self, element: Element) -> None:
        tag = element.tag
        self._verbatim_depth -= tag in _VERBATIM
        if element is self._cell and self._grid is not None:
            lines, below = self._cell_text.fold()
            notes = [note for _, of_line in lines for note in of_line] + below
            self._grid.place(element, "\n".join(line for line, _ in lines), notes)
            self._cell = None
        elif tag == "table" and self._cell is None and self._grid is not None:
            self._flush()  # text in the table outside of its cells, mainly a caption
            self._add_table(self._grid.rows)
            self._grid = None
        elif tag in BLOCKS:
            self._text.break_line()
            if tag in SECTIONS and self._cell is None and self._grid is not None:
                self._grid.end_section()

    def _flush(self) -> None:
        """Add the text outside of tables since the last table."""
        lines, below = self._outside.fold()
        for line, notes in lines:
            self._budget.take(1)
            self._add_row([line], notes)
            self._ends_with_table = False
        for code, text in below:
            self._unshown.note(code, text)
        self._outside = PageText()

    def _add_table(self, rows: list[GridRow]) -> None:
        # A blank row is not a break of the table: rows of a page are never split.
        is_printed = any(any(row.cells) for row in rows)
        if is_printed and self._ends_with_table:
            self.cells.append([])
        for row in rows:
            self._add_row(row.cells, row.notes)
            self.merged.update((len(self.cells), place) for place in row.merged if any(row.cells))
        self._ends_with_table = self._ends_with_table or is_printed

    def _add_row(self, cells: list[str], notes: list[tuple[str, str]]) -> None:
        for code, text in notes:
            self._unshown.note(code, text)
        if any(cells):
            self.cells.append(cells)
            self._unshown.assign_line(len(self.cells))


def _read_choice(select: Element) -> str:
    """Return the option that a list shows: the selected one, else the first."""
    options = select.findall(".//option")
    chosen = next((option for option in options if "selected" in option.attrib), options[0] if options else None)
    return "" if chosen is None else "".join(chosen.itertext())
