"""The docx container: paragraphs and tables of a Word document's body, in their order.

The body is read as XML: python-docx passes over content controls, tracked insertions and text boxes, and refuses
documents that Word opens (a relationship that leads nowhere, the strict namespaces).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from lxml import etree

from ingestion.containers.cell_budget import CellBudget
from ingestion.containers.errors import ContainerError
from ingestion.containers.office_zip import check_office_zip, read_part
from ingestion.containers.result import ContainerText
from ingestion.limits import Limits
from ingestion.rows import Rows

_Element: TypeAlias = etree._Element

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w:",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a:",
    "http://purl.oclc.org/ooxml/drawingml/main": "a:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
}
# Elements whose content stands in their place.
_WRAPPERS = {
    "w:customXml", "w:smartTag", "w:ins", "w:moveTo", "w:hyperlink", "w:fldSimple", "w:bdo", "w:dir",
}  # fmt: skip
# Properties (tab stops are named as tabs are), and what is not printed: deleted text, the reading above a ruby.
_SKIPPED = {
    "w:pPr", "w:rPr", "w:tblPr", "w:tblGrid", "w:trPr", "w:tblPrEx", "w:tcPr", "w:sectPr",
    "w:del", "w:moveFrom", "w:rt",
}  # fmt: skip
# Not among them: w:delText, and w:instrText, which holds the codes of fields.
_TEXTS = {"w:t", "m:t", "a:t"}
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:cr": "\n", "w:noBreakHyphen": "-"}
_PAGE_BREAK = "\f"  # XML allows no form feed: it stands for nothing else
_WHITE = str.maketrans("\t\r\n", "   ")  # within w:t these are spaces
_CELL_TAG = re.compile(rb"<(?:[\w.-]+:)?tc[\s/>]")
_OFF = ("0", "false", "off")


def read(content: bytes, limits: Limits) -> ContainerText:
    """Rows of a docx: a paragraph is a row of one cell, or of the cells that its tabs separate; a table's rows follow
    its grid. Pages start at explicit breaks only.

    Raises ContainerError: damaged_document, too_many_cells, container_not_supported (another document embedded in
    the text), and what check_office_zip raises.
    """
    check_office_zip(content, limits)
    part = read_part(content, "word/document.xml")
    budget = CellBudget(limits.cells)
    budget.require(sum(1 for _ in _CELL_TAG.finditer(part)))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(part, parser)
        body = _find(root, "w:body")
        if _read_name(root.tag) != "w:document" or body is None:
            raise ContainerError("damaged_document", "word/document.xml holds no Word document")
        reader = _BodyReader(body, budget)
        reader.read_blocks(body)
    except etree.XMLSyntaxError as error:
        raise ContainerError("damaged_document", f"word/document.xml: {error}") from error
    except RecursionError as error:
        raise ContainerError("damaged_document", "elements lie too deep in one another") from error
    return ContainerText(Rows(reader.cells, tuple(reader.page_starts)), "docx", None)


class _BodyReader:
    """Rows and page starts of a body, block by block."""

    def __init__(self, body: _Element, budget: CellBudget):
        self.cells: list[list[str]] = []
        self.page_starts = [1]
        self._budget = budget
        self._ends_with_table = False
        # A section's type says how it begins: the break stands where the section above it ends.
        sections = [s for s in body.iter("{*}sectPr") if _read_name(s.getparent().tag) in ("w:pPr", "w:body")]
        self._page_ends = {
            above for above, below in pairwise(sections)
            if _read_value(_find(below, "w:type")) not in ("continuous", "nextColumn")
        }  # fmt: skip

    def read_blocks(self, container: _Element) -> None:
        """Add the rows of the paragraphs and tables of a body, text box or frame."""
        for name, block in _iter_content(container):
            if name == "w:p":
                self._add_paragraph(block)
            elif name == "w:tbl":
                self._add_table(block)

    def _add_paragraph(self, paragraph: _Element) -> None:
        text, boxes = _read_paragraph(paragraph)
        if not text and not boxes and _find(paragraph, "w:pPr", "w:rPr", "w:del") is not None:
            return  # deleted with its mark
        self._ends_with_table = False
        if _is_on(_find(paragraph, "w:pPr", "w:pageBreakBefore")):
            self._start_page()
        parts = text.split(_PAGE_BREAK)
        for place, part in enumerate(parts):
            if place:
                self._start_page()
            # Before and after a break there is no line of its own, but a paragraph is one at least.
            if part or (place == 0 and not any(parts)):
                for line in part.split("\n"):
                    self._budget.take(line.count("\t") + 1)
                    self._add_row(line.split("\t"))
        for box in boxes:
            self.read_blocks(box)
        if _find(paragraph, "w:pPr", "w:sectPr") in self._page_ends:
            self._start_page()

    def _add_table(self, table: _Element) -> None:
        if (frame := _find_frame(table)) is not None:
            self.read_blocks(frame)
            return
        if self._ends_with_table:
            self.cells.append([])
        # A row that prints nothing is no break of the table: rows of a docx are never split.
        self.cells += filter(_is_printed, _iter_rows(table, self._budget))
        self._ends_with_table = True

    def _add_row(self, cells: list[str]) -> None:
        self.cells.append(cells if _is_printed(cells) else [])

    def _start_page(self) -> None:
        line = len(self.cells) + 1
        if line > self.page_starts[-1]:
            self.page_starts.append(line)


def _iter_rows(table: _Element, budget: CellBudget) -> Iterator[list[str]]:
    """Cells of each row by grid position; a merged cell's text stands in its first, the others are blank."""
    merged_above: set[int] = set()
    for name, row in _iter_content(table):
        if name != "w:tr" or _find(row, "w:trPr", "w:del") is not None:
            continue
        cells = _make_blanks(_find(row, "w:trPr", "w:gridBefore"), 0, budget)
        merged: set[int] = set()
        for child_name, cell in _iter_content(row):
            if child_name != "w:tc":
                continue
            place = len(cells)
            vertical, horizontal = _find(cell, "w:tcPr", "w:vMerge"), _find(cell, "w:tcPr", "w:hMerge")
            if vertical is not None:
                merged.add(place)
            is_below = vertical is not None and _continues(vertical) and place in merged_above
            is_beside = horizontal is not None and _continues(horizontal) and place > 0
            cells += _make_blanks(_find(cell, "w:tcPr", "w:gridSpan"), 1, budget)
            if not is_below and not is_beside:
                cells[place] = _read_cell(cell, budget)
        merged_above = merged
        yield cells


def _make_blanks(grid_count: _Element | None, default: int, budget: CellBudget) -> list[str]:
    """As many blank cells as a grid count says; no document has a number of ten digits there in earnest."""
    text = _read_value(grid_count)[:10]
    count = max(int(text), default) if text.isdecimal() else default
    budget.take(count)
    return [""] * count


def _find_frame(table: _Element) -> _Element | None:
    """The only cell of a table that is no more than a frame around other tables."""
    rows = [row for name, row in _iter_content(table) if name == "w:tr"]
    cells = [cell for name, cell in _iter_content(rows[0]) if name == "w:tc"] if len(rows) == 1 else []
    is_frame = len(cells) == 1 and any(name == "w:tbl" for name, _ in _iter_content(cells[0]))
    return cells[0] if is_frame else None


def _read_cell(cell: _Element, budget: CellBudget) -> str:
    """Text of a cell or of a text box in one: a line for each paragraph and for each row of a table within."""
    lines: list[str] = []
    for name, block in _iter_content(cell):
        if name == "w:p":
            text, boxes = _read_paragraph(block)
            lines.append(text.replace(_PAGE_BREAK, "\n").replace("\t", " "))
            lines += [_read_cell(box, budget) for box in boxes]
        elif name == "w:tbl":
            lines += [" ".join(filter(None, cells)) for cells in _iter_rows(block, budget)]
    return "\n".join(lines).strip("\n")


def _read_paragraph(paragraph: _Element) -> tuple[str, list[_Element]]:
    """Text of a paragraph, with tabs, line feeds and page breaks, and the contents of its text boxes."""
    pieces: list[str] = []
    boxes: list[_Element] = []
    _collect_text(paragraph, pieces, boxes)
    return "".join(pieces), boxes


def _collect_text(parent: _Element, pieces: list[str], boxes: list[_Element]) -> None:
    for name, element in _iter_content(parent):
        if name in _TEXTS:
            pieces.append((element.text or "").translate(_WHITE))
        elif name in _SIGNS:
            pieces.append(_SIGNS[name])
        elif name == "w:br":
            pieces.append(_PAGE_BREAK if _read_value(element, "type") == "page" else "\n")
        elif name == "w:sym":
            pieces.append(_read_symbol(element))
        elif name == "w:fldChar":
            pieces.append(_read_choice(element))
        elif name == "w:txbxContent":
            boxes.append(element)
        elif name != "w:r" or not _is_on(_find(element, "w:rPr", "w:vanish")):
            _collect_text(element, pieces, boxes)


def _iter_content(parent: _Element) -> Iterator[tuple[str, _Element]]:
    """Name and element of each child that is printed, with a wrapper's children in the wrapper's place."""
    for child in parent:
        name = _read_name(child.tag)
        if name in _SKIPPED:
            continue
        if name == "w:sdt":
            # The prompt of a control that nobody filled in is no text of the form's.
            content = _find(child, "w:sdtContent")
            if content is not None and not _is_on(_find(child, "w:sdtPr", "w:showingPlcHdr")):
                yield from _iter_content(content)
        elif name == "mc:AlternateContent":
            chosen = _find(child, "mc:Choice")
            chosen = _find(child, "mc:Fallback") if chosen is None else chosen
            if chosen is not None:
                yield from _iter_content(chosen)
        elif name in _WRAPPERS:
            yield from _iter_content(child)
        elif name == "w:altChunk":
            raise ContainerError("container_not_supported", "a Word document with another document in its text")
        else:
            yield name, child


@lru_cache(maxsize=1024)
def _read_name(tag: str) -> str:
    """Name of a tag with the usual prefix; names of other namespaces have none."""
    namespace, _, name = tag.rpartition("}")
    return _PREFIXES.get(namespace[1:], "") + name


def _find(parent: _Element, *path: str) -> _Element | None:
    """The first child of a name, its first child of the next name, and so on."""
    for name in path:
        found = next((child for child in parent if _read_name(child.tag) == name), None)
        if found is None:
            return None
        parent = found
    return parent


def _read_value(element: _Element | None, attribute: str = "val") -> str:
    """An attribute in its element's own namespace; blank where there is none."""
    if element is None:
        return ""
    namespace, brace, _ = element.tag.rpartition("}")
    return str(element.get(f"{namespace}{brace}{attribute}", ""))


def _read_symbol(element: _Element) -> str:
    code = _read_value(element, "char")
    return chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{1,4}", code) else ""


def _read_choice(field: _Element) -> str:
    """The entry chosen in a drop-down field, which has no result in the text; blank for any other field."""
    choices = _find(field, "w:ffData", "w:ddList")
    if choices is None:
        return ""
    entries = [_read_value(child) for child in choices if _read_name(child.tag) == "w:listEntry"]
    chosen = (_read_value(_find(choices, "w:result")) or _read_value(_find(choices, "w:default")) or "0")[:4]
    return entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else ""


def _is_on(switch: _Element | None) -> bool:
    return switch is not None and _read_value(switch) not in _OFF


def _continues(merge: _Element) -> bool:
    return _read_value(merge) != "restart"


def _is_printed(cells: list[str]) -> bool:
    return any(map(str.strip, cells))
