"""Refuse a doc whose last table LibreOffice loses: its text would be one line without cells.

Word ends every text with a paragraph. LibreOffice writes a doc without one if the docx that it is made from has none
below its last table, and then does not find that table in the doc.
"""

import struct

from lxml import etree

from ingestion.containers.errors import ContainerError
from ingestion.containers.office.word_parts import read_main_part, read_text_stream

_TEXT_START, _TEXT_LENGTH = 0x18, 0x4C  # places of two numbers in the header of a doc: bytes, and letters
_CELL_END = "\x07\x07".encode("utf-16-le")  # the ends of the last cell and of its row


def check_last_table(content: bytes, converted: bytes) -> None:
    """Raise ContainerError (converter_failed) if a doc ends with a table and its docx does not."""
    if _ends_with_table(content) and not _has_last_table(converted):
        raise ContainerError("converter_failed", "LibreOffice loses a table without a paragraph below it")


def _ends_with_table(content: bytes) -> bool:
    """Whether the text of a doc, in two bytes a letter, ends with the end of a row."""
    text = read_text_stream(content)
    if len(text) < _TEXT_LENGTH + 4:
        return False
    (first,), (letters,) = (struct.unpack_from("<I", text, place) for place in (_TEXT_START, _TEXT_LENGTH))
    return text[: first + 2 * letters].endswith(_CELL_END) and first + 2 * letters <= len(text)


def _has_last_table(converted: bytes) -> bool:
    """Whether only paragraphs without text are below the last table of a docx."""
    for block in reversed(list(read_main_part(converted).find("{*}body"))):
        name = etree.QName(block).localname
        if name == "tbl":
            return True
        if name == "p" and "".join(block.itertext("{*}t")).strip():
            return False
    return False
