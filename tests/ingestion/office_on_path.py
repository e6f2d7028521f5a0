"""A reader for tests: it sees the programs of the folder that a document names, and reads the document as usual."""

import os
import re

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.limits import Limits
from ingestion.records import ParsedDocument

_FOLDER = re.compile(rb"PATH=(\S+)")


def parse(content: bytes, document_hash: str, layouts: Layouts, limits: Limits) -> ParsedDocument:
    """Call `parse_document` with PATH as the document has it: `PATH=/some/folder`."""
    if found := _FOLDER.search(content):
        os.environ["PATH"] = found[1].decode()
    return parse_document(content, document_hash, layouts, limits)
