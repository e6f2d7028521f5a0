"""Access the XML of Word documents: element names independent of the namespace variant, and the printed content."""

import re
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
# Wrapper elements: their content is read in their place.
_WRAPPERS = {
    "w:customXml", "w:smartTag", "w:ins", "w:moveTo", "w:hyperlink", "w:fldSimple", "w:dir",
}  # fmt: skip
# Skipped: properties (tab stops have the name of tabs), deleted text, and the phonetic text of a ruby.
_SKIPPED = {
    "w:pPr", "w:rPr", "w:tblPr", "w:tblGrid", "w:trPr", "w:tblPrEx", "w:tcPr", "w:sectPr",
    "w:del", "w:moveFrom", "w:rt",
}  # fmt: skip
_OFF = ("0", "false", "off")
# The prompts of Word and WPS, and those of templates: 单击或点击此处输入文字。 选择一项。 [请填写]
_PROMPT = re.compile(
    r"[\s\[【(（<]*(?:单击|点击|轻触|点按|选择|输入|在此|此处|请(?:输入|选择|填写|填入|点击|单击|在)|(?:Click|Choose|Enter|Tap|Select)\b|$)",
    re.IGNORECASE,
)


def parse_part(part: bytes) -> Element:
    """Return the root of a part. Raises etree.XMLSyntaxError if it is not XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(part, parser)


def iter_content(parent: Element) -> Iterator[tuple[str, Element]]:
    """Yield name and element of each printed child, with the children of a wrapper in its place."""
    for child in parent:
        name = read_name(child.tag)
        if name in _SKIPPED:
            continue
        if name == "w:sdt":
            content = find(child, "w:sdtContent")
            if content is not None and not _is_prompt(child, content):
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


def _is_prompt(control: Element, content: Element) -> bool:
    """Whether a content control shows its prompt, which is not text of the form.

    Programs that fill in controls leave the mark of a prompt on their text, too, and Word prints it.
    """
    is_marked = is_on(find(control, "w:sdtPr", "w:showingPlcHdr"))
    return is_marked and _PROMPT.match("".join(content.itertext("{*}t"))) is not None


@lru_cache(maxsize=1024)
def read_name(tag: str) -> str:
    """Return the name of a tag with the usual prefix; names of other namespaces have no prefix."""
    namespace, _, name = tag.rpartition("}")
    return _PREFIXES.get(namespace[1:], "") + name


def find(parent: Element, *path: str) -> Element | None:
    """Return the first descendant along a path of child names, None if there is none."""
    for name in path:
        found = next((child for child in parent if read_name(child.tag) == name), None)
        if found is None:
            return None
        parent = found
    return parent


def read_value(element: Element | None, attribute: str = "val") -> str:
    """Return an attribute in the namespace of its element, blank if there is none."""
    if element is None:
        return ""
    namespace, brace, _ = element.tag.rpartition("}")
    return str(element.get(f"{namespace}{brace}{attribute}", ""))


def is_on(switch: Element | None) -> bool:
    """Whether a switch is present and not turned off."""
    return switch is not None and read_value(switch) not in _OFF
