"""Parse the bytes of one document. Never raises on content."""

from ingestion.containers import ContainerError, read_container
from ingestion.forms.form_reader import FormReader
from ingestion.forms.layouts import Layouts
from ingestion.forms.places import add_places
from ingestion.forms.recognition import add_recognition
from ingestion.limits import Limits
from ingestion.records import Document, ParsedDocument, Rejection

DEFAULT_LIMITS = Limits()

_LINE_COUNTS = [name for name in Document._fields if name.endswith("line_count")]


def parse_document(
    content: bytes, document_hash: str, layouts: Layouts, limits: Limits = DEFAULT_LIMITS
) -> ParsedDocument:
    """Return the forms, fields, line items and rejections of a document; an unreadable document is a rejection."""
    try:
        text = read_container(content, limits)
        reader = FormReader(text, layouts, document_hash)
        reader.read()
        parsed = add_places(reader.result(len(content)), text, reader.table_columns)
        return add_recognition(parsed, text, layouts)
    except ContainerError as error:
        return reject_document(document_hash, len(content), error.reason_code, error.detail)
    except MemoryError:
        raise  # the worker reached its memory limit: the parent process rejects the document
    except Exception as error:  # a fault in the parser must cost one document, not the whole refresh
        return reject_document(document_hash, len(content), "parser_failure", f"{type(error).__name__}: {error}")


def reject_document(document_hash: str, byte_size: int, reason_code: str, detail: str) -> ParsedDocument:
    """Return the records of a document from which nothing could be read."""
    document = Document(
        document_hash=document_hash,
        byte_size=byte_size,
        container=None,
        encoding=None,
        page_starts=[],
        form_count=0,
        reason_code=reason_code,
        converter=None,
        **dict.fromkeys(_LINE_COUNTS, 0),
    )
    rejection = Rejection(
        document_hash=document_hash,
        relative_path=None,
        form_ordinal=None,
        first_line=None,
        last_line=None,
        page=None,
        reason_code=reason_code,
        detail=detail[:500],
        excerpt="",
    )
    return ParsedDocument(document, [], [], [], [], [], [], [rejection], [], [])
