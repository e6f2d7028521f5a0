"""Make clean forms of each scheme, write them to a container, change and read them. Shared by tests of the reader."""

from collections.abc import Callable
from random import Random

from ingestion.documents.parse import parse_document
from ingestion.forms.layouts import Layouts
from ingestion.records import ParsedDocument
from orchestration.demo.writers.sheet import Sheet
from tests.corpus.draft import Draft, Pair
from tests.corpus.generate import SCHEMES
from tests.corpus.lay_out import lay_out
from tests.corpus.odd_values import set_rows
from tests.corpus.ways import WAYS

SHANGHAI, NATIONAL, SICHUAN, HUBEI, YINCHUAN = SCHEMES
RULED = ("csv_commas", "html_page", "docx_table", "xlsx_text")  # ways in which every cell has its own grid position
ANY_WAY = ("text_utf8", *RULED)
PROJECT = "青溪镇档案数字化"
_WRITERS = {way.name: way.write for way in WAYS}


def draw(scheme: str, seed: int = 1) -> Draft:
    """Return a clean form."""
    return SCHEMES[scheme](Random(seed), PROJECT)


def read(layouts: Layouts, way: str, draft: Draft, change: Callable[[Sheet], None] | None = None) -> ParsedDocument:
    """Write a form in a way and read it; `change` is applied to its sheet."""
    sheet = set_rows(lay_out(draft))
    if change is not None:
        change(sheet)
    return parse(layouts, _WRITERS[way]([sheet]))


def parse(layouts: Layouts, content: bytes | str) -> ParsedDocument:
    """Read a document."""
    return parse_document(content.encode() if isinstance(content, str) else content, "0" * 64, layouts)


def add_row(draft: Draft, *pairs: tuple[str, str]) -> None:
    """Insert a row of labels and values into the form header, below the row of the unit."""
    place = next(number for number, row in enumerate(draft.form_header) if any(pair.role == "unit" for pair in row)) + 1
    draft.form_header.insert(place, [Pair(*pair) for pair in pairs])


def find_pair(draft: Draft, role: str) -> Pair:
    """Return the pair of a fact."""
    pair = draft.pair(role)
    assert pair is not None, role
    return pair


def get_values(parsed: ParsedDocument, code: str, *parts: str) -> list[str]:
    """Return the values of a field in the given parts of the form, or in any."""
    return [
        field.value_normalised
        for field in parsed.form_fields
        if field.field_code == code and (not parts or field.part in parts)
    ]


def get_labelled(parsed: ParsedDocument, part: str = "head") -> dict[str, str]:
    """Return the value of each label of the form header, or of another part."""
    return {
        field.label_normalised: field.value_normalised
        for field in parsed.form_fields
        if field.part == part and field.label_normalised
    }


def get_issues(parsed: ParsedDocument) -> list[tuple[str, str]]:
    """Return code and text of each issue."""
    return [(issue.issue_code, issue.observed) for issue in parsed.reading_issues]
