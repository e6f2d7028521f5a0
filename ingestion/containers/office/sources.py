"""Prepare OpenDocument and Excel XML of 2003 for conversion: LibreOffice must not compute a stored value again."""

import io
import zipfile

from lxml import etree

from ingestion.containers.errors import ContainerError
from ingestion.containers.office_zip import check_office_zip, read_part
from ingestion.limits import Limits

_OPENDOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT = (f"{{{_OPENDOCUMENT}{name}:1.0}}" for name in ("office", "table", "text"))
_EXCEL = "{urn:schemas-microsoft-com:office:spreadsheet}"
# What makes LibreOffice compute cells: without it, the stored results are taken.
_FORMULAS = (
    f"{_TABLE}formula",
    f"{_TABLE}number-matrix-columns-spanned",
    f"{_TABLE}number-matrix-rows-spanned",
    f"{_EXCEL}Formula",
    f"{_EXCEL}ArrayRange",
)
_SOURCES = tuple(
    _TABLE + name for name in ("data-pilot-tables", "dde-links", "cell-range-source", "table-source", "scenario")
)
# Elements of a text that are not fields, and fields with page numbers, which are in no field of a form.
_PLAIN = {
    "p", "h", "span", "s", "tab", "line-break", "a", "list", "list-item", "list-header", "numbered-paragraph",
    "section", "section-source", "soft-page-break", "bookmark", "bookmark-start", "bookmark-end",
    "reference-mark", "reference-mark-start", "reference-mark-end", "note", "note-citation", "note-body",
    "number", "ruby", "ruby-base", "ruby-text", "tracked-changes", "changed-region", "change", "change-start",
    "change-end", "insertion", "deletion", "format-change", "sequence-decls", "sequence-decl", "variable-decls",
    "variable-decl", "user-field-decls", "user-field-decl", "alphabetical-index-mark",
    "alphabetical-index-mark-start", "alphabetical-index-mark-end", "toc-mark", "toc-mark-start",
    "toc-mark-end", "table-of-content", "table-of-content-source", "table-of-content-entry-template",
    "index-title-template", "index-source-styles", "index-source-style", "index-body", "index-title",
    "index-entry-chapter", "index-entry-text", "index-entry-tab-stop", "index-entry-page-number",
    "index-entry-link-start", "index-entry-link-end", "index-entry-span", "page-number", "page-count", "meta",
}  # fmt: skip


def prepare_package(content: bytes, limits: Limits) -> bytes:
    """Return an OpenDocument package without formulas.

    Raises ContainerError: encrypted_document, field_recomputed, damaged_document, and those of check_office_zip.
    """
    check_office_zip(content, limits)
    if b"encryption-data" in read_part(content, "META-INF/manifest.xml"):
        raise ContainerError("encrypted_document", "a document with a password")
    prepared = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(prepared, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in package.infolist():
            part = package.read(entry)
            copy.writestr(entry, _prepare(part) if entry.filename == "content.xml" else part)
    return prepared.getvalue()


def prepare_flat(content: bytes, _: Limits) -> bytes:
    """Return OpenDocument or Excel XML in one file, without formulas.

    Raises ContainerError: xml_entities, field_recomputed, damaged_document.
    """
    return _prepare(content)


def _prepare(part: bytes) -> bytes:
    """Remove the formulas of a part. Raises ContainerError if it has a field that is computed again."""
    try:
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ContainerError("damaged_document", f"XML: {error}"[:200]) from error
    if root.getroottree().docinfo.doctype:
        raise ContainerError("xml_entities", "a document type or entity is defined")
    for body in root.iter(f"{_OFFICE}body"):
        for element in body.iter(f"{_TEXT}*"):
            name = etree.QName(element).localname
            if name not in _PLAIN and element.get(f"{_TEXT}fixed") != "true":
                raise ContainerError("field_recomputed", name[:40])
    for element in list(root.iter(*_SOURCES)):
        if (parent := element.getparent()) is not None:
            parent.remove(element)
    for element in root.iter(etree.Element):
        for name in _FORMULAS:
            element.attrib.pop(name, None)
    prepared: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return prepared
