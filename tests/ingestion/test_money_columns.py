"""Money columns and labels that no seed has, and texts around the table: they are read or reported as issues."""

import pytest

from ingestion.forms.layouts import Layouts
from ingestion.records import ParsedDocument
from tests.corpus.draft import Draft
from tests.corpus.spellings import print_amount
from tests.ingestion.forms_made import (
    ANY_WAY,
    HUBEI,
    NATIONAL,
    RULED,
    SHANGHAI,
    SICHUAN,
    draw,
    find_pair,
    get_issues,
    get_values,
    read,
)


def change_column(draft: Draft, field: str, label: str) -> str:
    """Give a money column another label and another amount; return the amount as printed."""
    assert draft.money is not None
    next(column for column in draft.money.columns if column.field == field).label = label
    role = f"total:{field}"
    draft.amounts[role] += 4_300
    return print_amount(draft.amounts[role], draft.money_unit, draft.amount_style)


def is_kept(parsed: ParsedDocument, amount: str) -> bool:
    """Whether an amount is kept without a known label, or the form has an issue."""
    is_unlabelled = any(
        field.field_code is None and field.funding_source_code is not None and field.value_normalised == amount
        for field in parsed.form_fields
    )
    return is_unlabelled or bool(get_issues(parsed))


def get_lines(parsed: ParsedDocument) -> list[tuple[str, str, str]]:
    """Return name, weight and score of each line item."""
    return [
        (line.indicator_name_normalised, line.weight_normalised, line.self_score_normalised)
        for line in parsed.indicator_lines
    ]


def get_totals(parsed: ParsedDocument) -> list[tuple[str | None, str | None]]:
    """Return weight and score of the total of each form."""
    return [(form.total_weight_normalised, form.total_score_normalised) for form in parsed.evaluations]


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize(
    ("scheme", "field"), [(NATIONAL, "initial"), (NATIONAL, "executed"), (SICHUAN, "initial"), (HUBEI, "executed")]
)
def test_an_amount_in_an_unknown_column_is_kept(layouts: Layouts, scheme: str, field: str, way: str) -> None:
    draft = draw(scheme)
    amount = change_column(draft, field, "甲乙数")
    assert is_kept(read(layouts, way, draft), amount)


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("当年预算数（A）（元）", "budget"), ("1.当年预算数（元）", "budget"), ("当年预算数（调整后）（元）", "budget"),
        ("预算执行数（B）（元）", "executed"), ("2、预算执行数（元）", "executed"),
    ],
)  # fmt: skip
def test_money_labels_in_shanghai_s_form_header_fold(layouts: Layouts, label: str, field: str, way: str) -> None:
    draft = draw(SHANGHAI)
    find_pair(draft, f"total:{field}").label = label
    parsed = read(layouts, way, draft)
    assert get_values(parsed, field, "head") == [print_amount(draft.amounts[f"total:{field}"], "元")]
    assert not get_issues(parsed)


@pytest.mark.parametrize("way", [*RULED, "xls", "pdf_page"])
@pytest.mark.parametrize("scheme", [SHANGHAI, NATIONAL, SICHUAN, HUBEI])
def test_a_title_in_the_table_s_first_row(layouts: Layouts, scheme: str, way: str) -> None:
    draft, clean = draw(scheme), read(layouts, way, draw(scheme))
    draft.options.add("title_in_table")
    parsed = read(layouts, way, draft)
    assert get_values(parsed, "project_name") == get_values(clean, "project_name") != []
    assert get_lines(parsed) == get_lines(clean) != []
    assert not parsed.rejections
    assert not get_issues(parsed)


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", [SICHUAN, HUBEI])
@pytest.mark.parametrize("number", ["第1页 共1页", "— 1 —", "- 1 -", "1 / 1"])
def test_a_page_number_is_not_part_of_the_narrative_above(layouts: Layouts, number: str, scheme: str, way: str) -> None:
    draft = draw(scheme)
    if scheme == SICHUAN:
        draft.form_footer.pop()  # the narrative is the last row
    clean = read(layouts, way, draft)
    draft.notes.append(number)
    assert get_values(read(layouts, way, draft), "improvements") == get_values(clean, "improvements") != []


@pytest.mark.parametrize("way", ANY_WAY)
@pytest.mark.parametrize("scheme", [NATIONAL, HUBEI])
def test_a_heading_of_the_table_is_not_part_of_the_row_above(layouts: Layouts, scheme: str, way: str) -> None:
    draft, clean = draw(scheme), read(layouts, way, draw(scheme))
    draft.options.add("row_over_header")
    parsed = read(layouts, way, draft)
    for field in ("goal", "achievements"):
        assert get_values(parsed, field) == get_values(clean, field) or get_issues(parsed)
    assert get_lines(parsed) == get_lines(clean) != []


@pytest.mark.parametrize("way", ANY_WAY)
def test_remarks_in_the_total_s_row(layouts: Layouts, way: str) -> None:
    draft, clean = draw(NATIONAL), read(layouts, way, draw(NATIONAL))
    draft.options.add("remarks_in_total_row")
    parsed = read(layouts, way, draft)
    assert get_totals(parsed) == get_totals(clean)
    assert not get_issues(parsed)
