"""The XML of Word documents: names of elements whatever namespace they are in, and what of a body is printed."""

from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from lxml import etree

from ingestion.containers.errors import ContainerError

Element: TypeAlias = etree._Element

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
_OFF = ("0", "false", "off")


def parse_part(part: bytes) -> Element:
    """The root of a part; etree.XMLSyntaxError where it is no XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(part, parser)


def iter_content(parent: Element) -> Iterator[tuple[str, Element]]:
    """Name and element of each child that is printed, with a wrapper's children in the wrapper's place."""
    for child in parent:
        name = read_name(child.tag)
        if name in _SKIPPED:
            continue
        if name == "w:sdt":
            # The prompt of a control that nobody filled in is no text of the form's.
            content = find(child, "w:sdtContent")
            if content is not None and not is_on(find(child, "w:sdtPr", "w:showingPlcHdr")):
                yield from iter_content(content)
        elif name == "mc:AlternateContent":
            chosen = find(child, "mc:Choice")
            chosen = find(child, "mc:Fallback") if chosen is None else chosen
            if chosen is not None:
                yield from iter_content(chosen)
        elif name in _WRAPPERS:
            yield from iter_content(child)
        elif name == "w:altChunk":
            raise ContainerError("container_not_supported", "a Word document with another document in its text")
        else:
            yield name, child


@lru_cache(maxsize=1024)
def read_name(tag: str) -> str:
    """Name of a tag with the usual prefix; names of other namespaces have none."""
    namespace, _, name = tag.rpartition("}")
    return _PREFIXES.get(namespace[1:], "") + name


def find(parent: Element, *path: str) -> Element | None:
    """The first child of a name, its first child of the next name, and so on."""
    for name in path:
        found = next((child for child in parent if read_name(child.tag) == name), None)
        if found is None:
            return None
        parent = found
    return parent


def read_value(element: Element | None, attribute: str = "val") -> str:
    """An attribute in its element's own namespace; blank where there is none."""
    if element is None:
        return ""
    namespace, brace, _ = element.tag.rpartition("}")
    return str(element.get(f"{namespace}{brace}{attribute}", ""))


def is_on(switch: Element | None) -> bool:
    """Whether a switch is there and not turned off."""
    return switch is not None and read_value(switch) not in _OFF
