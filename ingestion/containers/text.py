"""Read the text container: cells separated by tabs, one row per physical line.

If cells with line breaks are quoted, as in Excel's "Unicode text", a record is a row and counts as one line.
"""

import codecs
from functools import lru_cache

from ingestion.containers.errors import ContainerError
from ingestion.containers.quoted_cells import read_records
from ingestion.containers.result import ContainerText
from ingestion.containers.rows import Rows
from ingestion.limits import Limits
from ingestion.normalise import strip_invisible

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(content: bytes, limits: Limits) -> ContainerText:
    """Return the rows of a text, with its encoding. Raises ContainerError (not_text) if no encoding fits."""
    decoded = decode_text(content)
    if decoded is None:
        raise ContainerError("not_text", "neither UTF-8, UTF-16 with a byte-order mark, nor GB18030")
    text, encoding = decoded
    return ContainerText(split_rows(text), "text", encoding)


@lru_cache(maxsize=1)  # detection of the container and its reader both need the text
def decode_text(content: bytes) -> tuple[str, str] | None:
    """Return text and encoding of a document's bytes; None if no encoding decodes every byte.

    In order: a byte-order mark, strict UTF-8, strict GB18030. Bytes are never replaced, because a replaced character
    could silently change a figure.
    """
    encodings = [name for mark, name in _MARKS if content.startswith(mark)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, encoding
    return None


def split_rows(text: str) -> Rows:
    """Split a text into rows; a form feed starts a page on its line.
    Only line feeds and carriage returns end a line: other separators (U+2028, vertical tab) occur inside cells.
    """
    text = unify_line_ends(text)
    if '"' in text and (records := _read_quoted_cells(text)):
        return Rows([cells if not is_blank("".join(cells)) else [] for cells in records])
    lines = text.split("\n")
    page_starts = [1]
    if "\f" in text:
        for index, line in enumerate(lines):
            page_starts += [index + 1] * line.count("\f")
        lines = [line.replace("\f", "") for line in lines]
    return Rows([line.split("\t") if not is_blank(line) else [] for line in lines], tuple(page_starts))


def unify_line_ends(text: str) -> str:
    """Return the text with line feeds as the only line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def is_blank(text: str) -> bool:
    """Whether a text is blank: only white space and invisible characters."""
    text = text.strip()
    return not text or not (strip_invisible(text[0]) or strip_invisible(text)).strip()


def _read_quoted_cells(text: str) -> list[list[str]] | None:
    """Return the records of a text with quoted cells that span lines; None if quotes are ordinary quotation marks."""
    opens = any(
        cell.startswith('"') and cell.count('"') % 2
        for line in text.split("\n")
        if '"' in line
        for cell in line.split("\t")
    )
    if not opens or "\f" in text:
        return None
    try:
        records = list(read_records(text, "\t"))
    except ValueError:
        return None
    # No spreadsheet has a tab in a cell: a lone quotation mark has joined rows up to the next one.
    return None if any("\t" in cell for cells in records for cell in cells) else records
