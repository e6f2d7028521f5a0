"""The landing tables: one record type each, whose fields are the columns and Arrow types of the table.

`*_text` is verbatim, `*_plain` is text for people, `*_normalised` is text for keys (see normalise.py), `*_number` is
the printed text as a number (see values.py), NULL if it is not a number.
Every written row also has `load_id` and `parser_version`. Lines and pages count from 1.
"""

from decimal import Decimal
from typing import NamedTuple


class Sighting(NamedTuple):
    """A file seen in an inbox in a new state (size, time of change)."""

    inbox: str
    relative_path: str
    byte_size: int
    modified_ns: int
    document_hash: str | None  # SHA-256 of the bytes; None if the file could not be opened
    outcome: str  # new_document, known_document, archive, unreadable
    seen_ns: int | None  # when the load saw it, in ns since 1970 UTC; None in loads of versions before 0.3.0


class Document(NamedTuple):
    """A document as read: identity, container, and the number of physical lines of each role."""

    document_hash: str
    byte_size: int
    container: str | None
    encoding: str | None
    page_starts: list[int]  # first line of each page or sheet
    form_count: int
    reason_code: str | None  # why nothing could be read from it, else None
    line_count: int
    title_line_count: int
    head_line_count: int
    header_line_count: int
    row_line_count: int
    fragment_line_count: int
    total_line_count: int
    note_line_count: int
    set_aside_line_count: int
    rejected_line_count: int
    converter: str | None  # the program that converted it, such as LibreOffice 7.4.7.2; None if it was read itself


class Evaluation(NamedTuple):
    """One form of a document."""

    document_hash: str
    form_ordinal: int
    reading_basis: str | None  # text, or ocr if any of it was recognised; None in loads of versions before 0.3.0
    scheme_code: str
    title_text: str
    title_normalised: str
    title_year: int | None
    content_hash: (
        str  # SHA-256 of the normalised content: identical when the same form is resubmitted in another format
    )
    category_basis: str  # fill_down, partition, unsettled, unmatched, uncapped, none
    indicator_line_count: int
    total_weight_text: str | None
    total_weight_normalised: str | None
    total_weight_number: Decimal | None  # points
    total_score_text: str | None
    total_score_normalised: str | None
    total_score_number: Decimal | None  # points
    total_line: int | None
    first_line: int
    last_line: int
    first_page: int
    last_page: int


class FormField(NamedTuple):
    """One label/value pair of a form as printed: in its header, footer, notes, or an unknown table column."""

    document_hash: str
    form_ordinal: int
    part: str  # head (form header), total, foot (form footer), note, column
    field_number: int  # position within its part of the form, from 1
    field_code: str | None  # None if no layout has the label
    funding_source_code: str | None  # of an amount in a block of money: total, fiscal_appropriation, ..., unlisted
    label_text: str | None
    label_normalised: str | None
    label_unit: str | None  # 元, 万元, 亿元 or %, from the label, else from the block or the form
    value_text: str
    value_plain: str
    value_normalised: str
    value_number: Decimal | None  # in value_unit, if the whole value is one number
    value_unit: str | None  # printed with the number: 分, %, 元, 万元, 亿元
    first_line: int
    last_line: int
    first_page: int
    last_page: int


class IndicatorLine(NamedTuple):
    """One line item: a row of a form's table after joining, with the level-1 category assigned to it.

    The scored execution row of a money block is the first line item.
    """

    document_hash: str
    form_ordinal: int
    line_number: int
    category_label_text: str  # as printed on this row, mostly blank
    category_code: str | None
    category_normalised: str | None
    category_cap_normalised: str | None
    category_cap_number: Decimal | None
    subcategory_label_text: str  # level 2, as printed on this row
    subcategory_normalised: str | None
    indicator_name_text: str
    indicator_name_normalised: str
    explanation_text: str
    explanation_plain: str
    target_operator_text: str  # only if the table has a column for it
    target_operator_normalised: str
    target_text: str
    target_normalised: str
    target_unit_text: str  # only if the table has a column for it
    target_unit_normalised: str
    actual_text: str
    actual_normalised: str
    weight_text: str
    weight_normalised: str
    weight_number: Decimal | None  # points
    self_score_text: str
    self_score_normalised: str
    self_score_number: Decimal | None  # points
    deviation_text: str
    deviation_plain: str
    remark_text: str
    remark_plain: str
    is_placeholder: bool
    is_execution_row: bool
    first_line: int
    last_line: int
    first_page: int
    last_page: int


class AssessorScore(NamedTuple):
    """A score of a line item that somebody other than the filer gave."""

    document_hash: str
    form_ordinal: int
    line_number: int
    assessor_role_code: str
    label_text: str
    score_text: str
    score_normalised: str
    score_number: Decimal | None  # points
    first_line: int
    last_line: int
    first_page: int
    last_page: int


class SetAsideForm(NamedTuple):
    """A form that is not a project self-evaluation, recognised by its title and not read."""

    document_hash: str
    set_aside_ordinal: int
    kind_code: str
    title_text: str
    title_normalised: str
    title_year: int | None
    line_count: int
    first_line: int
    last_line: int
    first_page: int
    last_page: int


class Rejection(NamedTuple):
    """A file, document, form or range of lines that could not be read. Codes: rejection_reasons.csv."""

    document_hash: str | None
    relative_path: str | None  # only if there is no document
    form_ordinal: int | None
    first_line: int | None
    last_line: int | None
    page: int | None
    reason_code: str
    detail: str
    excerpt: str


class ReadingIssue(NamedTuple):
    """A place in a form that could not be read with certainty. Each code has a rule in dbt that evaluates it."""

    document_hash: str
    form_ordinal: int
    issue_code: str  # cells_beyond_label, identity_implausible, row_unsettled, hidden_content, ...
    field_code: str | None  # the form header field concerned: a correction of it resolves the issue
    line_number: int | None  # the line item concerned
    observed: str
    first_line: int
    last_line: int
    first_page: int
    last_page: int


class RecognisedCell(NamedTuple):
    """A cell, or a line outside of tables, whose text was recognised in a picture."""

    document_hash: str
    source_line: int
    source_column: int  # from 1
    page: int
    left_percent: int  # its place on the page, in hundredths of the page's width and height
    top_percent: int
    recognised_text: str
    confidence: Decimal  # of the least certain sign, from 0 to 1
    alternative_text: str | None  # another reading


class PrintedPlace(NamedTuple):
    """Where a line of a form, or a value on it, stands on the picture of its page; only of documents with pages.

    Lengths are thousandths of the width and height of the picture: the page as a reader draws it, turned
    counter-clockwise by `page_turn` degrees.
    """

    document_hash: str
    form_ordinal: int
    source_line: int
    line_number: int | None  # of the line item that the value belongs to
    field_code: str | None  # None for the whole line
    page: int
    page_turn: Decimal
    left_permille: int
    top_permille: int
    width_permille: int
    height_permille: int


class ParsedDocument(NamedTuple):
    """Everything read from one document."""

    document: Document
    evaluations: list[Evaluation]
    form_fields: list[FormField]
    indicator_lines: list[IndicatorLine]
    assessor_scores: list[AssessorScore]
    set_aside_forms: list[SetAsideForm]
    reading_issues: list[ReadingIssue]
    rejections: list[Rejection]
    recognised_cells: list[RecognisedCell]
    printed_places: list[PrintedPlace]
