"""Refuse documents with fields that LibreOffice computes again: their text would not be what is printed."""

import re

from lxml import etree

from ingestion.containers.errors import ContainerError
from ingestion.containers.office.word_parts import read_main_part, read_text_stream
from ingestion.containers.office_zip import check_office_zip
from ingestion.limits import Limits

# Fields whose text stays as printed, and page numbers, which are in no field of a form.
_KEPT = (
    "EMBED", "FORMCHECKBOX", "FORMDROPDOWN", "FORMTEXT", "HYPERLINK", "MERGEFIELD", "NUMPAGES", "PAGE",
    "PAGEREF", "QUOTE", "SECTIONPAGES", "SHAPE", "TOC",
)  # fmt: skip
# The other fields of Word. Some leave no trace in the converted document.
_CHANGED = (
    "ADDRESSBLOCK", "ASK", "AUTHOR", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "AUTOTEXT", "AUTOTEXTLIST",
    "COMMENTS", "COMPARE", "CREATEDATE", "DATABASE", "DATE", "DDE", "DDEAUTO", "DOCPROPERTY", "DOCVARIABLE",
    "EDITTIME", "EQ", "FILENAME", "FILESIZE", "FILLIN", "GLOSSARY", "GREETINGLINE", "IF", "INCLUDETEXT",
    "INDEX", "INFO", "KEYWORDS", "LASTSAVEDBY", "LINK", "LISTNUM", "MACROBUTTON", "MERGEREC", "MERGESEQ",
    "NEXT", "NEXTIF", "NOTEREF", "NUMCHARS", "NUMWORDS", "PRINTDATE", "REF", "REVNUM", "SAVEDATE", "SECTION",
    "SEQ", "SET", "SKIPIF", "STYLEREF", "SUBJECT", "TEMPLATE", "TIME", "TITLE", "USERADDRESS", "USERINITIALS",
    "USERNAME",
)  # fmt: skip
# In a doc a field is its sign, its code and its text; the code is in one byte or two bytes a letter.
# The code of a formula is = and an expression.
_IN_DOC = re.compile(
    rb"\x13 {0,3}(?:(" + "|".join(_CHANGED).encode() + rb")[ \\\x14\x15]|(=)[ -~]{1,200}[\x14\x15])", re.IGNORECASE
)
_IS_ENCRYPTED = 0x01  # in the flags of a doc, byte 11
_CODE = re.compile(r"\s*(=|[^\s\\\"=]*)")


def check_doc_fields(content: bytes, _: Limits) -> bytes:
    """Return a doc unchanged. Raises ContainerError: encrypted_document, field_recomputed, damaged_document."""
    text = read_text_stream(content)
    if len(text) < 12:
        raise ContainerError("damaged_document", "doc: no text")
    if text[11] & _IS_ENCRYPTED:
        raise ContainerError("encrypted_document", "a document with a password")
    # Without its zero bytes, text in two bytes a letter is found as well.
    if found := _IN_DOC.search(text) or _IN_DOC.search(text.replace(b"\0", b"")):
        _refuse((found[1] or found[2]).decode().upper())
    return content


def check_docx_fields(content: bytes, limits: Limits) -> None:
    """Check the fields of a converted document. Raises ContainerError (field_recomputed)."""
    check_office_zip(content, limits)
    code = ""
    for element in read_main_part(content).iter(etree.Element):
        name = etree.QName(element).localname
        if name == "fldSimple":
            _check_code(next((value for key, value in element.items() if key.endswith("instr")), ""))
        elif name == "instrText":
            code += element.text or ""
        elif name == "fldChar" and code:  # the sign before the text of the field, or at its end
            _check_code(code)
            code = ""
    if code:
        _check_code(code)


def _check_code(code: str) -> None:
    found = _CODE.match(code)
    name = found[1].upper() if found else ""
    if name not in _KEPT:
        _refuse(name)


def _refuse(name: str) -> None:
    raise ContainerError("field_recomputed", name[:40])
