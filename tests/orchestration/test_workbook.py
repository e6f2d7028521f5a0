"""The workbook: the column decides the type of a cell, never its value."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.escape import unescape

from orchestration.publication import workbook as workbook_module
from orchestration.publication.catalogue import Column, Table
from orchestration.publication.publication_metadata import PublicationMetadata
from orchestration.publication.sheet_layout import PAGE_WIDTH
from orchestration.publication.workbook import write_workbook
from orchestration.settings import Publication
from tests.conftest import query

COLUMNS = (
    Column("evaluation_key", "bigint", "评价键", "Key.", "键。", additivity="key"),
    Column("fiscal_year", "integer", "预算年度", "Year.", "年度。", additivity="key"),
    Column("project_name", "varchar", "项目", "Project.", "项目。", additivity="attribute"),
    Column("is_recurring", "boolean", "经常性", "Recurring.", "经常性。", additivity="attribute"),
    Column("budget_yuan", "decimal(18,2)", "预算", "Budget.", "预算。", unit="yuan", additivity="additive"),
    Column("execution_rate_gap", "decimal(24,12)", "差", "Gap.", "差。", unit="percentage_points"),
)


TABLE = Table("rpt_made", "测试", "Made.", "测试。", "report", COLUMNS, grain=("evaluation_key",), is_public=True)
ROWS = """
    (-7::bigint, 2020, '2020', true, 1.50::decimal(18, 2), 0.05::decimal(24, 12)),
    (13::bigint, 2021, '项目', false, null, -0.05::decimal(24, 12)),
    (9007199254740993::bigint, -1, null, null, 3.00::decimal(18, 2), null)
"""


def write(path: Path, rows: str) -> Workbook:
    """Write the workbook of a release with one report, and open it."""
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            create schema marts;
            create table marts.release_info as select 2 as admitted_evaluation_count, 1 as admitted_budget_unknown_count,
                2 as quarantined_evaluation_count, 5.00 as quarantined_budget_yuan, 1 as quarantined_budget_unknown_count;
            create table marts.rpt_made as
            select * from (values {rows})
                as t (evaluation_key, fiscal_year, project_name, is_recurring, budget_yuan, execution_rate_gap)
            """
        )
        write_workbook(connection, [TABLE], PublicationMetadata("1", "2026-01-01T00:00:00", Publication()), path)
    return load_workbook(path)


def read_contents(workbook: Workbook) -> list[str]:
    return [str(cell.value) for row in workbook["目录"].iter_rows() for cell in row]


def test_the_column_decides_the_type_of_a_cell(tmp_path: Path) -> None:
    workbook = write(tmp_path / "w.xlsx", ROWS)
    rows = list(workbook["测试"].iter_rows(min_row=2))
    assert [row[5].value for row in rows] == ["-7", "13", "9007199254740993"]
    for number, kind in enumerate("nssnns"):
        kinds = {row[number].data_type for row in rows if row[number].value is not None}
        assert kinds == {kind}, number
    assert Decimal(str(rows[0][4].value)) == 5
    assert rows[0][4].number_format.startswith('+0.00" 个百分点"')
    assert any(
        "其中 1 份预算金额不明" in text and "5.00 元，另有 1 份金额不明" in text for text in read_contents(workbook)
    )


@pytest.mark.parametrize(
    "text",
    [
        "<r>甲</r>",
        "<r><t>甲</t></r>",
        "<r></r>",
        "甲 & <b>乙</b>",
        "_x0041_",
        " 前后 ",
        "甲\n乙",
        "{=1}",
        "https://a.b",
    ],
)
def test_texts_are_written_as_they_are(tmp_path: Path, text: str) -> None:
    sheet = write(tmp_path / "w.xlsx", f"(1::bigint, 2020, '{text}', true, 1.00, 0.0)")["测试"]
    assert (unescape(str(sheet["B2"].value)), sheet["B2"].data_type, sheet["B2"].hyperlink) == (text, "s", None)


def test_a_sheet_is_made_for_paper(tmp_path: Path) -> None:
    sheet: Any = write(tmp_path / "w.xlsx", ROWS)["测试"]
    assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == ("测试", "第 &P 页，共 &N 页")
    assert (sheet.print_title_rows, sheet.auto_filter.ref, sheet.freeze_panes) == ("$1:$1", "A1:F4", "C2")
    assert (sheet.page_setup.fitToHeight, sheet.page_margins.left, sheet.page_margins.top) == (0, 0.5, 1)


def write_wide(path: Path, columns: tuple[Column, ...], values: str) -> Any:
    """Write the workbook of a release with one report of these columns and one row; return its sheet."""
    names = ", ".join(column.name for column in columns)
    table = Table("rpt_made", "测试", "Made.", "测试。", "report", columns, grain=(columns[0].name,), is_public=True)
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            create schema marts;
            create table marts.release_info as select 1 as admitted_evaluation_count, 0 as admitted_budget_unknown_count,
                0 as quarantined_evaluation_count, 0.00 as quarantined_budget_yuan, 0 as quarantined_budget_unknown_count;
            create table marts.rpt_made as select * from (values ({values})) as t ({names})
            """
        )
        write_workbook(connection, [table], PublicationMetadata("1", "2026-01-01T00:00:00", Publication()), path)
    return load_workbook(path)["测试"]


def test_a_wide_sheet_is_printed_on_pages_side_by_side(tmp_path: Path) -> None:
    """What identifies a row is on each page; codes, English and yuan beside 万元 are on the screen only."""
    money = [
        Column(f"part_{number}_yuan", "decimal(18,2)", f"金额{number}", "Sum.", "金额。", "yuan")
        for number in range(12)
    ]
    columns = (
        Column("budget_unit_code", "varchar", "单位代码", "Code.", "代码。"),
        Column("budget_yuan", "decimal(18,2)", "预算（元）", "Budget.", "预算。", "yuan"),
        Column("budget_wan_yuan", "decimal(18,6)", "预算（万元）", "Budget.", "预算。", "wan_yuan"),
        *money,
        Column("budget_unit_name", "varchar", "单位", "Unit.", "单位。"),
        Column("reason_en", "varchar", "原因（英文）", "Why.", "原因。"),
        Column("fiscal_year", "integer", "年度", "Year.", "年度。"),
    )
    long_name = "某某市" * 12
    values = f"'X1', 1.00, 0.0001, {', '.join(['1234567890.12'] * 12)}, '{long_name}', 'why', 2020"
    sheet = write_wide(tmp_path / "wide.xlsx", columns, values)
    heads = [cell.value for cell in sheet[1]]
    assert heads[:3] == ["年度", "单位", "预算（万元）"] and set(heads[-3:]) == {
        "单位代码",
        "预算（元）",
        "原因（英文）",
    }
    assert sheet.print_title_cols == "$A:$B" and sheet.freeze_panes == "C2"
    assert sheet.print_area == "'测试'!$A$1:$O$2" and sheet.page_setup.pageOrder == "overThenDown"
    pages = sheet.page_setup.fitToWidth
    widths = [sheet.column_dimensions[column].width for column in ("A", "B")]
    amounts = sheet.column_dimensions["D"]
    assert amounts.width >= len("1,234,567,890.12") and pages == 2
    printed = sum(widths) * pages + 13 + 12 * amounts.width
    assert printed / pages <= PAGE_WIDTH + 1, "not smaller than the font that PAGE_WIDTH stands for"
    assert sheet["B2"].alignment.wrap_text and sheet.row_dimensions[2].height > 2 * 15


def test_units_and_rollups_are_words(tmp_path: Path) -> None:
    columns = (
        Column("fiscal_year", "integer", "年度", "Year.", "年度。"),
        Column("unit", "varchar", "指标单位", "Unit.", "单位。"),
        Column("rollup", "varchar", "汇总方式", "Rollup.", "汇总方式。"),
        Column("value", "decimal(24,12)", "结果", "Value.", "结果。", "varies"),
    )
    shown = {}
    for unit, value in (("rate", "0.25"), ("percentage_points", "0.25"), ("yuan", "1234.5"), ("count", "7")):
        sheet = write_wide(tmp_path / f"{unit}.xlsx", columns, f"2020, '{unit}', 'ratio_of_sums', {value}")
        row = {cell.value: sheet.cell(2, cell.column) for cell in sheet[1]}
        assert row["汇总方式"].value == "分子、分母分别合计后相除"
        shown[unit] = (row["指标单位"].value, row["结果"].value, row["结果"].number_format.split(";")[0])
    assert shown == {
        "rate": ("%", 0.25, "0.00%"), "percentage_points": ("个百分点", 25, '+0.00" 个百分点"'),
        "yuan": ("元", 1234.5, "#,##0.00"), "count": ("个", 7, "#,##0"),
    }  # fmt: skip


def test_a_report_with_too_many_rows_is_left_out_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "MOST_ROWS", 3)
    assert write(tmp_path / "fits.xlsx", ROWS).sheetnames == ["目录", "测试", "字段说明"]
    monkeypatch.setattr(workbook_module, "MOST_ROWS", 2)
    workbook = write(tmp_path / "left_out.xlsx", ROWS)
    assert workbook.sheetnames == ["目录", "字段说明"]
    (row,) = [row for row in workbook["目录"].iter_rows(values_only=True) if row[0] == "测试"]
    assert row[2] == 3
    assert "共 3 行" in str(row[1]) and "csv/rpt_made.csv 与 parquet/rpt_made.parquet" in str(row[1])
    assert "3 rows" in str(row[3]) and "csv/rpt_made.csv and parquet/rpt_made.parquet" in str(row[3])
    assert any("has no sheet" in text and "不设工作表" in text for text in read_contents(workbook))


def test_the_workbook_of_a_release_is_for_people(sample_home: Path) -> None:
    sample = sample_home / "current"
    workbook = load_workbook(sample / "open_data" / "jixiao.xlsx")
    reports = query(
        sample / "warehouse.duckdb",
        "select label_zh, table_name, row_count from catalog.tables where kind = 'report' and is_public order by table_name",
    )
    assert set(workbook.sheetnames) == {"目录", *(label for label, _, _ in reports), "字段说明"}
    assert workbook.sheetnames[:4] == ["目录", "年度执行汇总", "单位年度汇总", "项目绩效自评汇总表"]
    assert workbook.sheetnames[-2:] == ["指标得分宽表", "字段说明"]
    for label, table, count in reports:
        sheet = workbook[str(label)]
        assert re.fullmatch("[A-E]2", str(sheet.freeze_panes)) and sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr is not None and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.max_row == int(str(count)) + 1
        known = query(
            sample / "warehouse.duckdb",
            "select label_zh from catalog.columns where is_public and (column_name not like '%_key' "
            f"or column_name = 'evaluation_key') and table_name = '{table}'",
        )
        assert sorted((str(cell.value),) for cell in sheet[1]) == sorted(known)
    money = workbook["单位年度汇总"]
    labels = [cell.value for cell in money[1]]
    assert money.cell(2, labels.index("预算（元）") + 1).value == 117170002
    assert money.cell(2, labels.index("预算（元）") + 1).number_format == "#,##0.00"
    assert money.cell(2, labels.index("执行率") + 1).number_format == "0.00%"
    assert money.column_dimensions["A"].width >= 8
    listed = {str(row[0].value): row[2].value for row in workbook["目录"].iter_rows()}
    assert all(listed[str(label)] == count for label, _, count in reports)
