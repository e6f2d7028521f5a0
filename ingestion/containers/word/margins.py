"""Find the headers and footers that each section of a Word document prints on its pages, and its footnotes."""

import posixpath
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from ingestion.containers.errors import ContainerError
from ingestion.containers.office_zip import read_part
from ingestion.containers.word.xml import Element, find, is_on, parse_part, read_name, read_value

_RELATION_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_NOTES = (
    ("word/footnotes.xml", "w:footnote", "footnoteReference"),
    ("word/endnotes.xml", "w:endnote", "endnoteReference"),
)
_REFERENCES = ("w:headerReference", "w:footerReference")


class Margin(NamedTuple):
    """A header or footer: the number of its section, from 0, its root element, and whether the first page has it."""

    section: int
    element: Element
    is_on_first_page: bool


def find_margins(content: bytes, sections: Sequence[Element]) -> Iterator[Margin]:
    """Yield the printed headers and footers of the sections of a docx, given the properties of each section.

    A section without a reference of a kind has that of the section before it (section 17.10 of ECMA-376, part 1). Those
    of first and even pages are printed only if the section or the document has such pages. A part that is missing is
    ignored. Raises etree.XMLSyntaxError if a part is not XML.
    """
    targets = _read_targets(content)
    settings = _read_root(content, "word/settings.xml")
    has_even_pages = settings is not None and is_on(find(settings, "w:evenAndOddHeaders"))
    current: dict[tuple[str, str], str] = {}
    parts: dict[str, Element | None] = {}
    for number, section in enumerate(sections):
        for child in section:
            if (kind := read_name(child.tag)) in _REFERENCES:
                name = next(filter(None, map(child.get, _RELATION_IDS)), "")
                current[kind, read_value(child, "type")] = targets.get(name, "")
        has_first_page = is_on(find(section, "w:titlePg"))
        printed = {"default": True, "first": has_first_page, "even": has_even_pages}
        on_first_page = "first" if has_first_page else "default"
        for (_, pages), part in current.items():
            if part and printed.get(pages):
                if part not in parts:
                    parts[part] = _read_root(content, part)
                if (element := parts[part]) is not None:
                    yield Margin(number, element, pages == on_first_page)


def find_notes(content: bytes, body: Element) -> Iterator[Element]:
    """Yield the footnotes and endnotes of a docx that its body refers to. Raises etree.XMLSyntaxError."""
    for part, note, reference in _NOTES:
        wanted = {read_value(mark, "id") for mark in body.iter(f"{{*}}{reference}")}
        root = _read_root(content, part) if wanted else None
        for element in root if root is not None else ():
            if read_name(element.tag) == note and read_value(element, "id") in wanted:
                yield element


def _read_targets(content: bytes) -> dict[str, str]:
    """Return the part that each relationship of the document names, by its id."""
    root = _read_root(content, "word/_rels/document.xml.rels")
    return {
        relation.get("Id", ""): posixpath.normpath(posixpath.join("/word", relation.get("Target", ""))).lstrip("/")
        for relation in (root if root is not None else ())
    }


def _read_root(content: bytes, part: str) -> Element | None:
    with suppress(ContainerError):
        return parse_part(read_part(content, part))
    return None
