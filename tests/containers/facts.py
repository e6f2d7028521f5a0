"""Texts that tests write in other containers, and the facts that must be read in each."""

import pytest

from ingestion.records import ParsedDocument
from tests.conftest import REAL_FORMS, SAMPLES
from tests.national_form import NationalForm
from tests.shanghai_form import Form

_NAME = "shanghai_big_data_centre_2019.txt"
_REAL = REAL_FORMS / _NAME
# Four real forms, shortened as the sample and in full, and a clean form of each layout.
TEXTS = [
    pytest.param((SAMPLES / _NAME).read_text("utf-8"), id="sample"),
    pytest.param(
        _REAL.read_text("utf-8") if _REAL.exists() else "",
        id="real",
        marks=pytest.mark.skipif(not _REAL.exists(), reason=f"the real forms are not at {_REAL}"),
    ),
    pytest.param(Form().text(), id="clean"),
    pytest.param(NationalForm().text(), id="national"),
]
_PLACES = ("_line", "_page", "document_hash")


def list_facts(parsed: ParsedDocument) -> list[dict[str, object]]:
    """Return every record of a document without its place (lines, pages, places on them) and spelling (`*_text`)."""
    return [
        {
            name: value
            for name, value in record._asdict().items()
            if not name.endswith((*_PLACES, "_text")) and name != "page"
        }
        for records in parsed._replace(printed_places=[])[1:]
        for record in records
    ]
