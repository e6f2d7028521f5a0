"""Convert doc, rtf, OpenDocument and Excel XML of 2003 into docx or xlsx, without values that are computed again."""

from collections.abc import Callable
from typing import NamedTuple

from ingestion.containers.errors import ContainerError
from ingestion.containers.office.fields import check_doc_fields, check_docx_fields
from ingestion.containers.office.last_table import check_last_table
from ingestion.containers.office.libreoffice import Filters, convert, find_office, read_version
from ingestion.containers.office.sources import prepare_flat, prepare_package
from ingestion.limits import Limits

_DOCX = ("docx", "MS Word 2007 XML")
_XLSX = ("xlsx", "Calc MS Excel 2007 XML")
_PACKAGES = {"docx": "libreoffice-writer", "xlsx": "libreoffice-calc"}


class _Way(NamedTuple):
    """How a container is converted. `prepare` checks the document and returns what is passed to LibreOffice."""

    filters: Filters
    prepare: Callable[[bytes, Limits], bytes]


class Converted(NamedTuple):
    """A converted document, the container it now has, and name and version of the converter."""

    content: bytes
    container: str
    converter: str


def _pass_rtf(content: bytes, _: Limits) -> bytes:
    return content


_WAYS = {
    "doc": _Way(Filters("doc", "MS Word 97", *_DOCX), check_doc_fields),
    "rtf": _Way(Filters("rtf", "Rich Text Format", *_DOCX), _pass_rtf),
    "odt": _Way(Filters("odt", "writer8", *_DOCX), prepare_package),
    "fodt": _Way(Filters("fodt", "OpenDocument Text Flat XML", *_DOCX), prepare_flat),
    "ods": _Way(Filters("ods", "calc8", *_XLSX), prepare_package),
    "fods": _Way(Filters("fods", "OpenDocument Spreadsheet Flat XML", *_XLSX), prepare_flat),
    "excel_xml": _Way(Filters("xml", "MS Excel 2003 XML Orcus", *_XLSX), prepare_flat),
}


def convert_document(content: bytes, container: str, limits: Limits) -> Converted:
    """Return a document of one of these containers as docx or xlsx.

    Raises ContainerError: converter_missing, field_recomputed (a text that LibreOffice would compute again),
    encrypted_document, damaged_document, and those of check_office_zip, convert and check_last_table.
    """
    filters, prepare = _WAYS[container]
    program = find_office()
    if program is None:
        raise ContainerError("converter_missing", f"{container}: install {_PACKAGES[filters.target]}")
    version = read_version(program)
    converted = convert(program, prepare(content, limits), filters, limits)
    if filters.target == "docx":
        check_docx_fields(converted, limits)
    if container == "doc":
        check_last_table(content, converted)
    return Converted(converted, filters.target, version)
