"""Redact texts and CSV: separators, quotation marks, line ends, encoding and byte-order mark are kept."""

import codecs
import re

from ingestion.containers.errors import ContainerError
from ingestion.containers.text import decode_text
from ingestion.redaction.texts import TextRedactor

_BETWEEN = {"text": re.compile(r'([\t\r\n\f"])'), "csv": re.compile(r'([\t\r\n\f",;])')}


def redact_plain(content: bytes, container: str, redactor: TextRedactor) -> bytes:
    """Return the redacted bytes of a text or a CSV. Raises ContainerError (not_text) if no encoding fits."""
    decoded = decode_text(content)
    if decoded is None:
        raise ContainerError("not_text", "neither UTF-8, UTF-16 with a byte-order mark, nor GB18030")
    text, encoding = decoded
    parts = _BETWEEN[container].split(text)
    return encode("".join(redactor.redact(part) for part in parts), encoding, content)


def encode(text: str, encoding: str, content: bytes) -> bytes:
    """Return a text in the encoding, with the byte order, of the original bytes."""
    if encoding != "utf-16":
        return text.encode(encoding)
    is_big = content.startswith(codecs.BOM_UTF16_BE)
    return codecs.BOM_UTF16_BE + text.encode("utf-16-be") if is_big else codecs.BOM_UTF16_LE + text.encode("utf-16-le")
