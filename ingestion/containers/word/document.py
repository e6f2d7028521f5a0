"""Read the docx container: paragraphs and tables of a Word document's body, in document order.

The body is read as XML: python-docx ignores content controls, tracked insertions and text boxes, and rejects documents
that Word opens (a dangling relationship, the strict namespaces).
"""

import re
from itertools import pairwise

from lxml import etree

from ingestion.containers.cell_budget import CellBudget
from ingestion.containers.colours import Colour
from ingestion.containers.errors import ContainerError
from ingestion.containers.office_zip import check_office_zip, read_part
from ingestion.containers.result import ContainerText, MarginText
from ingestion.containers.rows import Rows
from ingestion.containers.unshown import Unshown
from ingestion.containers.word.margins import find_margins, find_notes
from ingestion.containers.word.runs import PAGE_BREAK, RunReader
from ingestion.containers.word.styles import PAPER, Styles
from ingestion.containers.word.tables import TableReader, find_behind_box
from ingestion.containers.word.xml import Element, find, is_on, iter_content, parse_part, read_name, read_value
from ingestion.limits import Limits

_CELL_TAG = re.compile(rb"<(?:[\w.-]+:)?tc[\s/>]")


def read(content: bytes, limits: Limits) -> ContainerText:
    """Return the rows of a docx.

    A paragraph is a row of one cell, or of the cells that its tabs separate. The rows of a table follow its grid; a
    table used for layout only is read as the blocks of its cells. Pages start only at explicit breaks. Hidden rows, and
    text that is hidden, struck out or white on white, are left out and reported as notices.

    Raises ContainerError: damaged_document, too_many_cells, container_not_supported (another document embedded in
    the text), and the errors of check_office_zip.
    """
    check_office_zip(content, limits)
    part = read_part(content, "word/document.xml")
    budget = CellBudget(limits.cells)
    budget.require(sum(1 for _ in _CELL_TAG.finditer(part)))
    try:
        root = parse_part(part)
        body = find(root, "w:body")
        if read_name(root.tag) != "w:document" or body is None:
            raise ContainerError("damaged_document", "word/document.xml is not a Word document")
        styles = Styles(_read_styles(content))
        reader = _BodyReader(body, styles, budget)
        reader.read_blocks(body, PAPER)
        margins = _read_margins(content, body, reader, styles, budget)
    except etree.XMLSyntaxError as error:
        raise ContainerError("damaged_document", f"word/document.xml: {error}") from error
    except RecursionError as error:
        raise ContainerError("damaged_document", "elements are nested too deeply") from error
    notices = reader.unshown.list_notices(max(1, len(reader.cells)))
    rows = Rows(
        reader.cells,
        tuple(reader.page_starts),
        text_lines=frozenset(reader.text_lines),
        merged=frozenset(reader.merged),
    )
    return ContainerText(rows, "docx", None, notices=notices, margins=margins)


def _read_styles(content: bytes) -> bytes | None:
    try:
        return read_part(content, "word/styles.xml")
    except ContainerError:  # a few documents have no styles
        return None


def _read_margins(
    content: bytes, root: Element, body: "_BodyReader", styles: Styles, budget: CellBudget
) -> tuple[MarginText, ...]:
    """Return the lines of the headers, footers and notes of a document whose body is read."""
    margins: list[MarginText] = []

    def add(element: Element, first: int, last: int, *, is_sure: bool) -> None:
        reader = _BodyReader(element, styles, budget)
        reader.read_blocks(element, PAPER)
        margins.extend(MarginText(first, last, tuple(cells), is_sure) for cells in reader.cells if cells)

    for number, element, is_sure in find_margins(content, body.sections):
        add(element, *body.find_section_lines(number), is_sure=is_sure)
    for note in find_notes(content, root):
        add(note, 1, len(body.cells), is_sure=True)
    return tuple(margins)


class _BodyReader:
    """Read rows and page starts of a body, block by block."""

    def __init__(self, body: Element, styles: Styles, budget: CellBudget):
        self.cells: list[list[str]] = []
        self.page_starts = [1]
        self.text_lines: list[int] = []
        self.merged: set[tuple[int, int]] = set()
        self.unshown = Unshown()
        self._budget = budget
        self._runs = RunReader(styles, self.unshown)
        self._tables = TableReader(self._runs, styles, self.unshown, budget)
        self._ends_with_table = False
        # The type of a section defines how it starts: the break is at the end of the section above.
        self.sections = [s for s in body.iter("{*}sectPr") if read_name(s.getparent().tag) in ("w:pPr", "w:body")]
        self._page_ends = {
            above for above, below in pairwise(self.sections)
            if read_value(find(below, "w:type")) not in ("continuous", "nextColumn")
        }  # fmt: skip
        self._section_ends: dict[Element, int] = {}  # last lines of sections

    def read_blocks(self, container: Element, behind: Colour | None) -> None:
        """Add the rows of the paragraphs and tables of a body, a text box or a layout cell."""
        for name, block in iter_content(container):
            if name == "w:p":
                self._add_paragraph(block, behind)
            elif name == "w:tbl":
                self._add_table(block, behind)

    def find_section_lines(self, number: int) -> tuple[int, int]:
        """Return the first and last line of a section."""
        ends = [0, *(self._section_ends.get(section, len(self.cells)) for section in self.sections)]
        return ends[number] + 1, ends[number + 1]

    def _add_paragraph(self, paragraph: Element, behind: Colour | None) -> None:
        text, boxes = self._runs.read_paragraph(paragraph, behind)
        if not text and not boxes and find(paragraph, "w:pPr", "w:rPr", "w:del") is not None:
            return  # deleted together with its paragraph mark
        self._ends_with_table = False
        if is_on(find(paragraph, "w:pPr", "w:pageBreakBefore")):
            self._start_page()
        parts = text.split(PAGE_BREAK)
        for place, part in enumerate(parts):
            if place:
                self._start_page()
            # A page break adds no line before or after it, but a paragraph has at least one line.
            if part or (place == 0 and not any(parts)):
                for line in part.split("\n"):
                    self._budget.take(line.count("\t") + 1)
                    cells = line.split("\t")
                    self._add_row(cells if _is_printed(cells) else [])
                    self.text_lines.append(len(self.cells))
        for box in boxes:
            self.read_blocks(box, find_behind_box(box, behind))
        if (section := find(paragraph, "w:pPr", "w:sectPr")) is not None:
            self._section_ends[section] = len(self.cells)
        if section in self._page_ends:
            self._start_page()

    def _add_table(self, table: Element, behind: Colour | None) -> None:
        is_layout = self._tables.is_layout(table)
        is_begun = False
        for row in self._tables.iter_rows(table, behind):
            if is_layout and (len(row.cells) == 1 or self._tables.is_placing(row)):
                for cell in row.cells:
                    self.read_blocks(cell.element, cell.behind)
                is_begun = False
                continue
            if not is_begun and self._ends_with_table:
                self.cells.append([])
            is_begun, self._ends_with_table = True, True
            # A blank row is not a break of the table: rows of a docx are never split.
            if _is_printed(cells := self._tables.read_row(row)):
                self._add_row(cells)
                self.merged.update((len(self.cells), place) for place in row.merged)

    def _add_row(self, cells: list[str]) -> None:
        self.cells.append(cells)
        self.unshown.assign_line(len(self.cells))

    def _start_page(self) -> None:
        line = len(self.cells) + 1
        if line > self.page_starts[-1]:
            self.page_starts.append(line)


def _is_printed(cells: list[str]) -> bool:
    return any(map(str.strip, cells))
