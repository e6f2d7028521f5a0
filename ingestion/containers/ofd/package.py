"""Open an OFD package: its pages with their templates, and the graphics that its resources define."""

import math
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from lxml import etree

from ingestion.containers.errors import ContainerError
from ingestion.containers.office_zip import check_office_zip, read_part
from ingestion.limits import Limits

Element: TypeAlias = etree._Element
Size = tuple[float, float, float, float]  # left, top, width and height in millimetres

_NOT_TYPED = ("Watermark", "Stamp")
_A4: Size = (0.0, 0.0, 210.0, 297.0)


class Sheet(NamedTuple):
    """A page: its box, and what is drawn on it: templates behind it, content, templates over it, annotations."""

    box: Size
    contents: list[Element]


@dataclass(frozen=True)
class Package:
    """The pages of a document, and composite graphics by id."""

    sheets: list[Sheet]
    composites: dict[str, Element]


def open_package(content: bytes, limits: Limits) -> Package:
    """Return the pages of an OFD document.

    Raises ContainerError: damaged_document, encrypted_document, too_many_pages, container_not_supported (several
    documents or versions in one package), and those of check_office_zip.
    """
    check_office_zip(content, limits)
    root = _Part(content, "OFD.xml")
    bodies = find_all(root.element, "DocBody")
    if len(bodies) != 1 or find_all(bodies[0], "Version"):
        raise ContainerError("container_not_supported", "an OFD package with several documents or versions")
    document = root.open(_read_text(bodies[0], "DocRoot"))
    pages = [page for group in find_all(document.element, "Pages") for page in find_all(group, "Page")]
    if len(pages) > limits.pages:
        raise ContainerError("too_many_pages", f"{len(pages)} pages, at most {limits.pages}")
    templates = {
        element.get("ID"): element.get("BaseLoc", "") for element in find_all(document.element, "TemplatePage")
    }
    opened = {name: document.open(place).element for name, place in templates.items()}
    usual = _read_box(document.element) or _A4
    notes = _find_annotations(document)
    sheets = []
    for page in pages:
        sheet = _make_sheet(document.open(page.get("BaseLoc", "")).element, opened, usual)
        sheet.contents.extend(notes.get(page.get("ID"), []))
        sheets.append(sheet)
    return Package(
        sheets,
        {str(element.get("ID")): element for element in _find_composites(document)},
    )


def find_all(parent: Element, name: str) -> list[Element]:
    """Return the descendants of a name, in any namespace."""
    return list(parent.iter(f"{{*}}{name}"))


def get_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(etree.QName(element).localname)


def read_number(text: str) -> float:
    """Return a number. Raises ValueError, also if it is not finite."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def read_numbers(text: str | None) -> list[float]:
    """Return the numbers of a text, separated by spaces. Raises ValueError."""
    return list(map(read_number, (text or "").split()))


class _Part:
    """A part of the package; places in it are relative to its folder."""

    def __init__(self, content: bytes, name: str):
        self._content = content
        self._name = name
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            self.element: Element = etree.fromstring(read_part(content, name), parser)
        except etree.XMLSyntaxError as error:
            raise ContainerError("damaged_document", f"{name[:80]}: {error}"[:200]) from error

    def open(self, place: str) -> "_Part":
        folder = "" if place.startswith("/") else posixpath.dirname(self._name)
        return _Part(self._content, posixpath.normpath(posixpath.join(folder, place.lstrip("/"))))


def _make_sheet(page: Element, templates: dict[str | None, Element], usual: Size) -> Sheet:
    behind: list[Element] = []
    over: list[Element] = []
    for use in find_all(page, "Template"):
        template = templates.get(use.get("TemplateID"))
        if template is None:
            raise ContainerError("damaged_document", "OFD: a template page is missing")
        (over if use.get("ZOrder") == "Foreground" else behind).extend(find_all(template, "Content"))
    return Sheet(_read_box(page) or usual, [*behind, *find_all(page, "Content"), *over])


def _read_box(parent: Element) -> Size | None:
    for element in find_all(parent, "PhysicalBox"):
        left, top, width, height = read_numbers(element.text)
        return left, top, width, height
    return None


def _find_composites(document: _Part) -> Iterator[Element]:
    for name in ("PublicRes", "DocumentRes"):
        for resources in find_all(document.element, name):
            yield from find_all(document.open(resources.text or "").element, "CompositeGraphicUnit")


def _find_annotations(document: _Part) -> dict[str | None, list[Element]]:
    """Return what annotations draw, such as typed text, by the id of their page; without watermarks and stamps."""
    found: dict[str | None, list[Element]] = {}
    for listed in find_all(document.element, "Annotations"):
        part = document.open(listed.text or "")
        for page in find_all(part.element, "Page"):
            place = part.open(_read_text(page, "FileLoc"))
            for annotation in find_all(place.element, "Annot"):
                if annotation.get("Type") not in _NOT_TYPED and annotation.get("Visible") != "false":
                    found.setdefault(page.get("PageID"), []).extend(find_all(annotation, "Appearance"))
    return found


def _read_text(parent: Element, name: str) -> str:
    found = find_all(parent, name)
    if not found or not found[0].text:
        raise ContainerError("damaged_document", f"OFD: no {name}")
    return str(found[0].text).strip()
