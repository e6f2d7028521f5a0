"""Read the parts of Word documents that are checked: the text stream of a doc, the main part of a docx."""

import io

from lxml import etree
from xlrd.compdoc import CompDoc, CompDocError

from ingestion.containers.errors import ContainerError
from ingestion.containers.office_zip import read_part


def read_text_stream(content: bytes) -> bytes:
    """Return the stream of a doc with its header and its text; b"" if it has none.

    Raises ContainerError (damaged_document).
    """
    try:
        stream, start, size = CompDoc(content, logfile=io.StringIO()).locate_named_stream("WordDocument")
    except (CompDocError, AssertionError, LookupError, ValueError, OverflowError) as error:
        raise ContainerError("damaged_document", f"doc: {type(error).__name__}: {error}"[:200]) from error
    return bytes(stream[start : start + size]) if stream else b""


def read_main_part(content: bytes) -> etree._Element:
    """Return the root of the text of a docx."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(read_part(content, "word/document.xml"), parser)
