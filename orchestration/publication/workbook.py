"""Write the workbook of a release: contents, the reports and the flat table in Chinese, descriptions of columns."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ingestion.normalise import strip_invisible
from orchestration.publication.catalogue import UNITS, Column, Table
from orchestration.publication.formulas import is_formula
from orchestration.publication.publication_metadata import TITLE_EN, TITLE_ZH, PublicationMetadata
from orchestration.publication.sheets import add_sheet, make_head, make_text, save_workbook, set_height, set_page

_MOST_ROWS = 1_048_575  # rows of a sheet besides its header
_BATCH = 10_000
_FORM = "evaluation_key"  # the only key that is shown: it distinguishes forms of one project
_FORMATS = {
    "yuan": "#,##0.00", "wan_yuan": "#,##0.00", "points": "0.00", "rate": "0.00%", "count": "#,##0",
    "percentage_points": '+0.00" 个百分点";-0.00" 个百分点";0.00" 个百分点"',
}  # fmt: skip
_ADDITIVITIES = {
    "additive": "可加",
    "semi_additive": "部分可加",
    "not_additive": "不可加",
    "key": "键",
    "attribute": "属性",
}
_TITLE = Font(bold=True, size=14)
_CONTENTS_WIDTHS = (30, 62, 12, 52)
_COLUMNS_WIDTHS = (28, 24, 62, 18, 12, 34, 62)
# The order of the sheets is that of the report's sections; a report that is not listed here follows.
_ORDER = (
    "rpt_execution_year", "rpt_department_year", "rpt_projects", "rpt_project_history", "rpt_grade_distribution",
    "rpt_category_year", "rpt_indicator_concept_year", "rpt_indicator_by_year", "rpt_indicator_by_department_year",
    "rpt_recomputed_scores", "rpt_reviewer_gap", "rpt_score_cap_effect", "rpt_review_worklist", "rpt_review_sample",
    "rpt_filing", "rpt_indicator_scores_flat",
)  # fmt: skip


def write_workbook(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], metadata: PublicationMetadata, path: Path
) -> None:
    """Write the public reports among `tables` of the current database, each on a sheet with its Chinese labels.

    Texts are always written as texts; so are keys, because numbers of a sheet have only 15 digits.
    """
    workbook = Workbook(write_only=True)
    workbook.properties.title = f"{TITLE_ZH} {TITLE_EN}"
    workbook.properties.creator = metadata.publication.publisher or "Jixiao 绩效"
    contents = add_sheet(workbook, "目录", _CONTENTS_WIDTHS)
    reports = sorted((table for table in tables if table.kind == "report"), key=_place)
    counts = {table.name: _write_report(workbook, connection, table) for table in reports}
    _write_contents(contents, connection, reports, counts, metadata)
    _write_columns(workbook, reports)
    save_workbook(workbook, path, metadata.released_at)


def _place(table: Table) -> tuple[int, str]:
    """Return the place of a report's sheet among the sheets."""
    return (_ORDER.index(table.name) if table.name in _ORDER else len(_ORDER)), table.name


def list_shown(table: Table) -> list[Column]:
    """Return the columns of a report's sheet: all except the surrogate keys, whose names are shown instead."""
    return [column for column in table.public_columns if not column.name.endswith("_key") or column.name == _FORM]


def _write_report(workbook: Workbook, connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Write a sheet of a table; return its number of rows."""
    columns = list_shown(table)
    sheet = add_sheet(workbook, table.label_zh, [_choose_width(column) for column in columns])
    sheet.freeze_panes = "A2"
    set_page(sheet, "1:1")
    sheet.append([make_head(sheet, column.label_zh) for column in columns])
    # A cell is written when its row is appended, so one cell of each kind is enough for a column.
    plain = [WriteOnlyCell(sheet) for _ in columns]
    marked = [WriteOnlyCell(sheet) for _ in columns]
    for column, cell, quoted in zip(columns, plain, marked, strict=True):
        cell.number_format = _choose_format(column)
        quoted.number_format = "@"
        quoted.quotePrefix = True  # remains a text when it is edited
    names = [column.name for column in columns]
    result = connection.execute(f"select * from ({table.select_public(names)}) limit {_MOST_ROWS}")
    count = 0
    while rows := result.fetchmany(_BATCH):
        for row in rows:
            sheet.append([_fill(*cells) for cells in zip(columns, plain, marked, row, strict=True)])
        count += len(rows)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}"
    return count


def _fill(column: Column, plain: Cell, marked: Cell, value: Any) -> Cell | None:
    """Return the cell of a value. The column alone decides whether it is a number, a date or a text: keys are texts."""
    if value is None:
        return None
    if column.data_type == "date" or _is_number(column):
        plain.value = value * 100 if column.unit == "percentage_points" else value
        return plain
    if column.data_type == "boolean":
        value = "是" if value else "否"
    text = strip_invisible(str(value))
    cell = marked if is_formula(text) else plain
    cell.value = text
    cell.data_type = "s"
    return cell


def _write_contents(
    sheet: Any,
    connection: duckdb.DuckDBPyConnection,
    reports: Sequence[Table],
    counts: dict[str, int],
    metadata: PublicationMetadata,
) -> None:
    """Write the publication metadata, the coverage, and a row for each sheet."""
    set_page(sheet)
    admitted, unknown, quarantined, left_out, left_out_unknown = connection.execute(
        "select admitted_evaluation_count, admitted_budget_unknown_count, quarantined_evaluation_count, "
        "quarantined_budget_yuan, quarantined_budget_unknown_count from marts.release_info"
    ).fetchall()[0]
    known_in = f"（其中 {unknown} 份预算金额不明）" if unknown else ""
    known = "金额不明" if left_out is None else f" {left_out:,.2f} 元{_say_unknown(left_out_unknown)}"
    title = WriteOnlyCell(sheet, f"{TITLE_ZH}  {TITLE_EN}")
    title.font = _TITLE
    sheet.append([title])
    about = (
        ("数据版本 Release", metadata.release_id),
        ("发布时间 Released (UTC)", metadata.released_at[:16].replace("T", " ")),
        ("发布方 Publisher", metadata.publisher),
        ("许可 Licence", metadata.licence),
        ("引用格式 Citation", metadata.citation),
        ("联系方式 Contact", metadata.contact),
        (
            "覆盖范围 Coverage",
            f"审核通过 {admitted} 份自评{known_in}；另有 {quarantined} 份（预算{known}）待核实，暂不计入各表。",
        ),
        (
            "说明 Note",
            "比率不可相加或平均，应以分子、分母合计相除；各列含义与可加性见“字段说明”。空白表示未填，不是 0。",
        ),
    )
    for number, (label, text) in enumerate(about, 2):
        set_height(sheet, number, (label, text), _CONTENTS_WIDTHS)
        sheet.append([make_head(sheet, label), make_text(sheet, text)])
    sheet.append([])
    sheet.append([make_head(sheet, label) for label in ("工作表 Sheet", "说明", "行数 Rows", "Description")])
    for number, table in enumerate(reports, len(about) + 4):
        count = counts[table.name]
        cut = f"（一张工作表最多 {_MOST_ROWS:,} 行，其余见 CSV 与 Parquet）" if count == _MOST_ROWS else ""
        texts = (table.label_zh, table.description_zh + cut, table.description_en)
        set_height(sheet, number, (*texts[:2], count, texts[2]), _CONTENTS_WIDTHS)
        name, chinese, english = (make_text(sheet, text) for text in texts)
        sheet.append([name, chinese, count, english])


def _say_unknown(count: int) -> str:
    return f"，另有 {count} 份金额不明" if count else ""


def _write_columns(workbook: Workbook, reports: Sequence[Table]) -> None:
    """Write a row for each column of each sheet: description, unit, additivity."""
    sheet = add_sheet(workbook, "字段说明", _COLUMNS_WIDTHS)
    sheet.freeze_panes = "A2"
    set_page(sheet, "1:1")
    sheet.append(
        [
            make_head(sheet, label)
            for label in ("工作表", "列", "说明", "单位", "可加性", "字段名 Column", "Description")
        ]
    )
    number = 1
    for table in reports:
        for column in list_shown(table):
            number += 1
            texts = (
                table.label_zh, column.label_zh, column.description_zh, UNITS.get(column.unit or "", ""),
                _ADDITIVITIES.get(column.additivity or "", ""), f"{table.name}.{column.name}", column.description_en,
            )  # fmt: skip
            set_height(sheet, number, texts, _COLUMNS_WIDTHS)
            sheet.append([make_text(sheet, text) for text in texts])


def _is_number(column: Column) -> bool:
    return column.is_numeric and not column.name.endswith("_key")


def _choose_format(column: Column) -> str:
    if column.data_type == "date":
        return "yyyy-mm-dd"
    if not _is_number(column):
        return "@"
    return _FORMATS.get(column.unit or "", "General")


def _choose_width(column: Column) -> float:
    """Return a width for the label (a Chinese character counts double) and for usual values."""
    label = sum(1 if sign.isascii() else 2 for sign in column.label_zh) + 2
    usual = {"yuan": 20, "wan_yuan": 16}.get(column.unit or "", 12)
    if column.data_type == "varchar":
        usual = 28 if column.name.endswith(("_name", "_text", _FORM)) else 16
    return min(max(label, usual), 40)
