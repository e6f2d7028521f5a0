"""Workbooks that exceed limits, are damaged, or are not workbooks raise ContainerError and no other error."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ingestion.containers import ContainerError, ContainerText, read_container
from ingestion.limits import Limits
from tests.containers.write_xls import write_xls
from tests.containers.write_xlsx import save_workbook, write_xlsx
from tests.containers.xlsx_parts import MAIN, SHEET, change_part, write_sheet
from tests.shanghai_form import Form

LIMITS = Limits()
WRITERS = {"xlsx": write_xlsx, "xls": write_xls}


def fail(content: bytes, limits: Limits = LIMITS) -> tuple[str, str]:
    """Return reason code and detail of a document that cannot be read."""
    with pytest.raises(ContainerError) as caught:
        read_container(content, limits)
    return caught.value.reason_code, caught.value.detail


def test_a_workbook_of_blank_sheets_is_empty() -> None:
    assert fail(save_workbook(Workbook()))[0] == "empty_document"


@pytest.mark.parametrize("container", ["xlsx", "xls"])
def test_more_sheets_than_the_limit_are_rejected(container: str) -> None:
    content = WRITERS[container](Form().text() * 4)
    assert fail(content, Limits(pages=3)) == ("too_many_pages", "4 sheets, at most 3")
    assert len(read_container(content, Limits(pages=4)).rows.page_starts) == 4


@pytest.mark.parametrize("container", ["xlsx", "xls"])
def test_more_cells_than_the_limit_are_rejected(container: str) -> None:
    content = WRITERS[container](Form().text() * 4)
    cells = sum(map(len, read_container(content, LIMITS).rows.cells))
    assert fail(content, Limits(cells=cells - 1))[0] == "too_many_cells"


@pytest.mark.parametrize(
    "data",
    [
        "<row/>" * 3000,
        '<row><c r="XFD1"><v>1</v></c></row>' * 3,
        "".join(f'<row r="{row}"><c><v>1</v></c></row>' for row in range(1, 500_000, 1000)),
    ],
    ids=["rows", "wide rows", "gaps"],
)
def test_a_grid_that_only_seems_small_is_rejected(data: str) -> None:
    assert fail(write_sheet(data), Limits(cells=2000)) == ("too_many_cells", "more than 2000 cells")


def test_thousands_of_overlapping_merged_cells_are_rejected() -> None:
    data = "".join(f'<row r="{row}"><c><v>1</v></c></row>' for row in range(1, 101))
    merges = '<mergeCell ref="B1:C1048576"/>' * 1000
    assert fail(write_sheet(data, f"<mergeCells>{merges}</mergeCells>"), Limits(cells=2000))[0] == "too_many_cells"


@pytest.mark.parametrize(
    "data",
    [
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row r="99999999999999"><c><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        f"<row>{'<c/>' * 20_000}</row>",
        f"<row><c><v>{'9' * 5000}</v></c></row>",
        '<row><c t="s"><v>7</v></c></row>',
        '<row><c s="70"><v>7</v></c></row>',
        "<row><c><v>eight</v></c></row>",
    ],
)
def test_values_invalid_in_a_worksheet_are_damage(data: str) -> None:
    assert fail(write_sheet(data))[0] == "damaged_document"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_workbook_is_rejected(share: float) -> None:
    new, old = write_xlsx(Form().text()), write_xls(Form().text())
    assert fail(new[: int(len(new) * share)])[0] == "damaged_document"
    # The directory, which identifies a compound file as a workbook, may have been at its end.
    assert fail(old[: int(len(old) * share)])[0] in {"damaged_document", "container_not_supported"}
    assert fail(old[: int(len(old) * share) // 2] + old[-4096:])[0] == "damaged_document"


@pytest.mark.parametrize("part", ["[Content_Types].xml", "xl/workbook.xml", "xl/sharedStrings.xml", SHEET])
@pytest.mark.parametrize(
    "change", [lambda _: b"", lambda xml: xml[:-20], lambda _: b"<a/>"], ids=["no", "cut", "other"]
)
def test_a_workbook_with_a_broken_part_is_damaged(part: str, change: Callable[[bytes], bytes]) -> None:
    assert fail(change_part(write_xlsx(Form().text()), part, change))[0] == "damaged_document"


def test_a_listed_sheet_that_is_missing_is_damage() -> None:
    content = write_xlsx(Form().text() * 2)
    lost = change_part(content, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"sheet2.xml", b"sheet3.xml"))
    assert fail(lost)[0] == "damaged_document"


def test_parts_that_tables_do_not_need_may_be_broken() -> None:
    content = write_xlsx(Form().text())
    broken = change_part(content, "docProps/core.xml", lambda _: b"<a/>")
    broken = change_part(broken, "xl/theme/theme1.xml", lambda _: b"<a/>")
    assert read_container(broken, LIMITS) == read_container(content, LIMITS)


def test_an_xls_with_a_password_is_reported() -> None:
    writer_name = b"\x5c\x00\x70\x00"  # a record that xlwt writes near the top and readers ignore
    content = write_xls(Form().text())
    assert content.count(writer_name) == 1
    assert fail(content.replace(writer_name, b"\x2f\x00\x70\x00"))[0] == "encrypted_document"


def test_a_workbook_in_strict_open_xml_is_reported() -> None:
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    content = change_part(write_xlsx(Form().text()), "xl/workbook.xml", lambda xml: xml.replace(MAIN.encode(), strict))
    assert fail(content) == ("container_not_supported", "a workbook in Strict Open XML")


def test_an_entity_in_a_sheet_is_rejected() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "1">]>'
    assert fail(change_part(write_xlsx(Form().text()), SHEET, lambda xml: bomb + xml))[0] == "xml_entities"


def read_or_fail(content: bytes) -> ContainerText | None:
    """Read any bytes; no error other than ContainerError may be raised."""
    try:
        return read_container(content, LIMITS)
    except ContainerError:
        return None


SMALL = {container: write("项目绩效自我评价\t\n项目名称：\t甲项目\n") for container, write in WRITERS.items()}
PARTS = ["xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", SHEET]
MARKUP = st.sampled_from([b"<c>", b"</c>", b"<row>", b'r="A9"', b'<c t="s"><v>9', b"<f>", b'"', b"\xff", b"<v>1e9</v>"])


@given(st.sampled_from(PARTS), st.floats(0, 1), st.one_of(st.binary(max_size=40), MARKUP))
def test_any_bytes_in_a_part_give_rows_or_a_reason(part: str, share: float, inserted: bytes) -> None:
    def insert(xml: bytes) -> bytes:
        place = int(len(xml) * share)
        return xml[:place] + inserted + xml[place:]

    read_or_fail(change_part(SMALL["xlsx"], part, insert))


@settings(max_examples=200)
@given(st.sampled_from(["xlsx", "xls"]), st.floats(0, 1), st.binary(max_size=40), st.booleans())
def test_any_bytes_in_a_workbook_give_rows_or_a_reason(
    container: str, share: float, bytes_: bytes, is_overwritten: bool
) -> None:
    content = SMALL[container]
    place = int(len(content) * share)
    read_or_fail(content[:place] + bytes_ + content[place + (len(bytes_) if is_overwritten else 0) :])
