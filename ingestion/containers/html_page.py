"""The html container: the tables and blocks of a page, in their order, as a browser shows them."""

import re
from typing import TypeAlias

from lxml import etree

from ingestion.containers.cell_budget import CellBudget
from ingestion.containers.errors import ContainerError
from ingestion.containers.result import ContainerText
from ingestion.containers.text import decode_text
from ingestion.limits import Limits
from ingestion.rows import Rows

_Element: TypeAlias = etree._Element

_UNPRINTED = {
    "script", "style", "template", "title", "noscript", "iframe", "xml", "del", "rt", "rp", "datalist",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend",
    "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "textarea", "tfoot", "th",
    "thead", "tr", "ul",
}  # fmt: skip
_VERBATIM = {"pre", "textarea", "listing", "xmp"}
# Where a group of rows is shown, wherever it stands in the page.
_SECTIONS = {"thead": 0, "tbody": 1, "tfoot": 2}
_TYPED_INPUTS = {"", "text", "number", "date", "month", "tel", "email", "url", "search"}
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SPAN = re.compile(r"\s*(\d{1,10})")
_TO_THE_END = 10**10
_FEW = 10  # cells a table of data has at least for each table in one of them
_CELL_TAG = re.compile(r"<t[dh]\b", re.IGNORECASE)
_WHITE = re.compile(r"[ \t\r\n\f]+")
# A line feed between two characters of Chinese text is no space: editors break the source there.
_WIDE = "\u2e80-\u303e\u3041-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003fffd"
_SEGMENT_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")


def read(content: bytes, limits: Limits) -> ContainerText:
    """Rows of a page: of each table that does not merely place others, and one of a single cell for each line outside.

    The bytes decide the encoding, not what the page says of it. Raises ContainerError: not_text, damaged_document,
    too_many_cells.
    """
    decoded = decode_text(content)
    if decoded is None:
        raise ContainerError("not_text", "neither UTF-8, UTF-16 with a byte-order mark, nor GB18030")
    text, encoding = decoded
    budget = CellBudget(limits.cells)
    budget.require(sum(1 for _ in _CELL_TAG.finditer(text)))
    reader = _PageReader(budget)
    if (root := _parse(text)) is not None:
        reader.read(root)
    return ContainerText(Rows(reader.cells), "html", encoding)


def _parse(text: str) -> _Element | None:
    """The page's tree, None where there is nothing in it; whatever is broken is repaired, nothing is left out."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )  # fmt: skip
    try:
        root: _Element | None = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    # At its limits (elements 2048 deep) the parser gives what it has read till then.
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise ContainerError("damaged_document", "elements lie too deep in one another")
    return root


class _PageReader:
    """Rows of a page, element by element: nothing here recurses, pages may be deep."""

    def __init__(self, budget: CellBudget):
        self.cells: list[list[str]] = []
        self._budget = budget
        self._outside = _Text()
        self._grid: _Grid | None = None
        self._cell: _Element | None = None
        self._cell_text = _Text()
        self._verbatim_depth = 0
        self._ends_with_table = False

    def read(self, root: _Element) -> None:
        """Add the rows of a whole page."""
        layouts = _find_layouts(root)
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            is_printed = not _is_unprinted(element)
            if event == "start":
                if not is_printed:
                    walk.skip_subtree()
                elif element.tag == "select":
                    self._text.add(_read_choice(element))
                    walk.skip_subtree()
                else:
                    self._open(element, is_layout=element in layouts)
                continue
            if is_printed and element.tag != "select":
                self._close(element)
            self._add_text(element.tail)
        self._flush()

    @property
    def _text(self) -> "_Text":
        return self._outside if self._cell is None else self._cell_text

    def _add_text(self, text: str | None) -> None:
        if text:
            self._text.add(text, is_verbatim=self._verbatim_depth > 0)

    def _open(self, element: _Element, *, is_layout: bool) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._text.break_line()
        if tag == "table" and not is_layout and self._cell is None:
            self._flush()
            self._grid = _Grid(self._budget)
        elif self._grid is not None and self._cell is None and tag in ("td", "th"):
            self._cell, self._cell_text = element, _Text()
        elif self._grid is not None and self._cell is None and tag == "tr":
            self._grid.start_row()
        elif self._grid is not None and self._cell is None and tag in _SECTIONS:
            self._grid.start_section(_SECTIONS[tag])
        elif tag == "input" and element.get("type", "").lower() in _TYPED_INPUTS:
            self._text.add(element.get("value", ""))
        self._verbatim_depth += tag in _VERBATIM
        self._add_text(element.text)

    def _close(self, element: _Element) -> None:
        tag = element.tag
        self._verbatim_depth -= tag in _VERBATIM
        if element is self._cell and self._grid is not None:
            text = "\n".join(self._cell_text.fold())
            self._grid.place(text, _read_span(element, "colspan") or 1, _read_span(element, "rowspan") or _TO_THE_END)
            self._cell = None
        elif tag == "table" and self._cell is None and self._grid is not None:
            self._flush()  # what stood in the table outside of its cells, a caption above all
            self._add_table(self._grid.rows)
            self._grid = None
        elif tag in _BLOCKS:
            self._text.break_line()

    def _flush(self) -> None:
        """Add what was printed outside of tables since the last one."""
        for line in self._outside.fold():
            self._budget.take(1)
            self.cells.append([line])
            self._ends_with_table = False
        self._outside = _Text()

    def _add_table(self, rows: list[list[str]]) -> None:
        # A row that prints nothing is no break of the table: rows of a page are never split.
        printed = [row for row in rows if any(row)]
        if printed and self._ends_with_table:
            self.cells.append([])
        self.cells += printed
        self._ends_with_table = self._ends_with_table or bool(printed)


class _Text:
    """Text of a block or a cell, by its lines."""

    def __init__(self) -> None:
        self._lines: list[list[str]] = [[]]

    def add(self, text: str, *, is_verbatim: bool = False) -> None:
        """Add text to the line; within <pre> white space stays and line feeds end lines."""
        if not is_verbatim:
            self._lines[-1].append(text)
            return
        first, *others = re.sub(r"[ \t\f]", "\u00a0", text).replace("\r\n", "\n").split("\n")
        self._lines[-1].append(first)
        self._lines += [[line] for line in others]

    def break_line(self) -> None:
        """What comes next stands on a line of its own."""
        if self._lines[-1]:
            self._lines.append([])

    def fold(self) -> list[str]:
        """The lines that are not blank, with their white space folded as a browser does."""
        return list(filter(None, (_fold_line("".join(pieces)) for pieces in self._lines)))


class _Grid:
    """A table's rows by grid position: a merged cell's text stands in its first, the others are blank."""

    def __init__(self, budget: CellBudget) -> None:
        self._budget = budget
        self._rows: list[tuple[int, list[str]]] = []
        self._section = _SECTIONS["tbody"]
        self._covered_until: dict[int, int] = {}  # row number, by column

    @property
    def rows(self) -> list[list[str]]:
        """The rows in the order in which they are shown."""
        return [row for _, row in sorted(self._rows, key=lambda placed: placed[0])]

    def start_section(self, section: int) -> None:
        """Begin a group of rows, which no merged cell of the one above reaches into."""
        self._section = section
        self._covered_until = {}

    def start_row(self) -> None:
        """Begin a row."""
        self._rows.append((self._section, []))

    def place(self, text: str, columns: int, rows: int) -> None:
        """Add a cell to the row, beside those that merged cells above cover."""
        if not self._rows:
            self.start_row()
        number, row = len(self._rows), self._rows[-1][1]
        while self._covered_until.get(len(row), 0) > number:
            self._budget.take(1)
            row.append("")
        self._budget.take(columns)
        if rows > 1:
            self._covered_until |= dict.fromkeys(range(len(row), len(row) + columns), number + rows)
        row += [text, *[""] * (columns - 1)]


def _find_layouts(root: _Element) -> set[_Element]:
    """Tables with tables in them that place what they hold, and are no tables of data: one of those has a small table
    in one of many cells."""
    layouts: set[_Element] = set()
    if root.find(".//table//table") is None:
        return layouts
    open_tables: list[tuple[_Element, list[int], list[int]]] = []  # their own cells; cells of each table in them
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=("table", "td", "th")):
        if element.tag != "table":
            if open_tables and event == "start":
                open_tables[-1][1].append(1)
        elif event == "start":
            open_tables.append((element, [], []))
        else:
            table, own, inner = open_tables.pop()
            if inner and (len(inner) * _FEW >= len(own) or max(inner) >= len(own)):
                layouts.add(table)
            if open_tables and not _is_unprinted(table):
                open_tables[-1][2].append(len(own))
    return layouts


def _is_unprinted(element: _Element) -> bool:
    if element.tag in _UNPRINTED or "hidden" in element.attrib:
        return True
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None


def _read_choice(select: _Element) -> str:
    """The option that a list shows: the one selected, else the first."""
    options = select.findall(".//option")
    chosen = next((option for option in options if "selected" in option.attrib), options[0] if options else None)
    return "" if chosen is None else "".join(chosen.itertext())


def _read_span(cell: _Element, name: str) -> int:
    """Columns or rows that a cell covers, 1 where it says nothing."""
    match = _SPAN.match(cell.get(name, "1"))
    return int(match[1]) if match else 1


def _fold_line(text: str) -> str:
    if "\n" in text:
        text = _SEGMENT_BREAK.sub("", text)
    return _WHITE.sub(" ", text).replace("\u00a0", " ").strip()
