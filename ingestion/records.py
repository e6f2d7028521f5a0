"""The landing tables: one record type each, whose fields are the table's columns and Arrow types.

`*_text` is verbatim, `*_plain` is text for people, `*_normalised` is text for keys (see normalise.py), `*_number` is
the printed text as a number (see values.py), NULL where it is no number.
Every written row also carries `load_id` and `parser_version`. Lines and pages count from 1.
"""

from decimal import Decimal
from typing import NamedTuple


class Sighting(NamedTuple):
    """A file seen in an inbox in a state (size, time of change) in which it was not known."""

    inbox: str
    relative_path: str
    byte_size: int
    modified_ns: int
    document_hash: str | None  # SHA-256 of the bytes; None where the file could not be opened
    outcome: str  # new_document, known_document, archive, unreadable


class Document(NamedTuple):
    """A document's bytes as read: identity, container, and how many physical lines played which role."""

    document_hash: str
    byte_size: int
    container: str | None
    encoding: str | None
    page_starts: list[int]  # line that each page or sheet begins on
    form_count: int
    reason_code: str | None  # why nothing could be read of it, else None
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


class Evaluation(NamedTuple):
    """One form of a document."""

    document_hash: str
    form_ordinal: int
    scheme_code: str
    title_text: str
    title_normalised: str
    title_year: int | None
    content_hash: str  # SHA-256 of everything the form says, normalised: equal for a form sent again in another dress
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
    """One label/value pair of a form as printed: in its head, its notes, or a table column no layout knows."""

    document_hash: str
    form_ordinal: int
    part: str  # head, total, foot (labelled fields below the table), note, column
    field_number: int  # place within its part of the form, from 1
    field_code: str | None  # None where no layout knows the label
    funding_source_code: str | None  # of an amount in a block of money: total, fiscal_appropriation, ..., unlisted
    label_text: str | None
    label_normalised: str | None
    label_unit: str | None  # 元, 万元, 亿元 or % as the label prints it, or else the block or the form
    value_text: str
    value_plain: str
    value_normalised: str
    value_number: Decimal | None  # in value_unit, where the whole value is one number
    value_unit: str | None  # printed with the number: 分, %, 元, 万元, 亿元
    first_line: int
    last_line: int
    first_page: int
    last_page: int


class IndicatorLine(NamedTuple):
    """One row of a form's table, joined, with the level-1 category it was settled into.

    The row that scores the execution of the budget in a block of money is one as well, the first.
    """

    document_hash: str
    form_ordinal: int
    line_number: int
    category_label_text: str  # as printed on this very row, mostly blank
    category_code: str | None
    category_normalised: str | None
    category_cap_normalised: str | None
    category_cap_number: Decimal | None
    subcategory_label_text: str  # level 2, as printed on this very row
    subcategory_normalised: str | None
    indicator_name_text: str
    indicator_name_normalised: str
    explanation_text: str
    explanation_plain: str
    target_operator_text: str  # only where it has a column of its own
    target_operator_normalised: str
    target_text: str
    target_normalised: str
    target_unit_text: str  # only where it has a column of its own
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
    """A score that somebody else than the filer printed beside a line's self-score."""

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
    """A form of a kind that is no self-evaluation of a project, recognised by its title and not read."""

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
    """A file, document, form or stretch of lines that could not be read. Codes: rejection_reasons.csv."""

    document_hash: str | None
    relative_path: str | None  # only where there is no document
    form_ordinal: int | None
    first_line: int | None
    last_line: int | None
    page: int | None
    reason_code: str
    detail: str
    excerpt: str


class ReadingIssue(NamedTuple):
    """A place of a form that was read with a doubt. Each code belongs to a rule in dbt that judges it."""

    document_hash: str
    form_ordinal: int
    issue_code: str  # cells_beyond_label, identity_implausible, row_unsettled, hidden_content, ...
    field_code: str | None  # the field of the head that the doubt is about: a correction of it settles the doubt
    line_number: int | None  # the indicator line that the doubt is about
    observed: str
    first_line: int
    last_line: int
    first_page: int
    last_page: int


class ParsedDocument(NamedTuple):
    """Everything read of one document."""

    document: Document
    evaluations: list[Evaluation]
    form_fields: list[FormField]
    indicator_lines: list[IndicatorLine]
    assessor_scores: list[AssessorScore]
    set_aside_forms: list[SetAsideForm]
    reading_issues: list[ReadingIssue]
    rejections: list[Rejection]
