"""Write the workbook of a release: contents, the reports and the flat table in Chinese, descriptions of columns."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from ingestion.normalise import strip_invisible
from orchestration.publication.catalogue import UNITS, Column, Table
from orchestration.publication.formulas import is_formula
from orchestration.publication.publication_metadata import TITLE_EN, TITLE_ZH, PublicationMetadata

_MOST_ROWS = 1_048_575  # rows of a sheet besides its header
_BATCH = 10_000
_FORM = "evaluation_key"  # the only key that is shown: it distinguishes forms of one project
_FORMATS = {"yuan": "#,##0.00", "wan_yuan": "#,##0.00", "points": "0.00", "rate": "0.00%", "count": "#,##0"}
_ADDITIVITIES = {
    "additive": "可加",
    "semi_additive": "部分可加",
    "not_additive": "不可加",
    "key": "键",
    "attribute": "属性",
}
_BOLD = Font(bold=True)
_TITLE = Font(bold=True, size=14)
_FILL = PatternFill("solid", fgColor="DDE6EE")
_WRAP = Alignment(wrap_text=True, vertical="center")


def write_workbook(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], metadata: PublicationMetadata, path: Path
) -> None:
    """Write the public reports among `tables` of the current database, each on a sheet with its Chinese labels.

    Texts are always written as texts; so are long keys, because numbers of a sheet have only 15 digits.
    """
    workbook = Workbook(write_only=True)
    workbook.properties.title = f"{TITLE_ZH} {TITLE_EN}"
    workbook.properties.creator = metadata.publication.publisher or "Jixiao 绩效"
    contents = _add_sheet(workbook, "目录", (30, 62, 12, 52))
    reports = [table for table in tables if table.kind == "report"]
    counts = {table.name: _write_report(workbook, connection, table) for table in reports}
    _write_contents(contents, connection, reports, counts, metadata)
    _write_columns(workbook, reports)
    workbook.save(path)


def list_shown(table: Table) -> list[Column]:
    """Return the columns of a report's sheet: all except the surrogate keys, whose names are shown instead."""
    return [column for column in table.public_columns if not column.name.endswith("_key") or column.name == _FORM]


def _write_report(workbook: Workbook, connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Write a sheet of a table; return its number of rows."""
    columns = list_shown(table)
    sheet = _add_sheet(workbook, table.label_zh, [_choose_width(column) for column in columns])
    sheet.freeze_panes = "A2"
    sheet.append([_head(sheet, column.label_zh) for column in columns])
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
            sheet.append([_fill(*cells) for cells in zip(plain, marked, row, strict=True)])
        count += len(rows)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}"
    return count


def _fill(plain: Cell, marked: Cell, value: Any) -> Cell | None:
    if value is None:
        return None
    if isinstance(value, bool):
        value = "是" if value else "否"
    elif isinstance(value, int) and abs(value) > 10**15:
        value = str(value)
    if isinstance(value, (int, Decimal, date)):
        plain.value = value
        return plain
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
    admitted, quarantined, left_out = connection.execute(
        "select admitted_evaluation_count, quarantined_evaluation_count, quarantined_budget_yuan "
        "from marts.release_info"
    ).fetchall()[0]
    known = "金额不明" if left_out is None else f" {left_out:,.2f} 元"
    title = WriteOnlyCell(sheet, f"{TITLE_ZH}  {TITLE_EN}")
    title.font = _TITLE
    sheet.append([title])
    for label, text in (
        ("发布编号 Release", metadata.release_id),
        ("发布时间 Released (UTC)", metadata.released_at[:16].replace("T", " ")),
        ("发布方 Publisher", metadata.publisher),
        ("许可 Licence", metadata.licence),
        ("引用格式 Citation", metadata.citation),
        ("联系方式 Contact", metadata.contact),
        (
            "覆盖范围 Coverage",
            f"采纳 {admitted} 份评价；另有 {quarantined} 份（预算{known}）处于隔离区，未计入各表。",
        ),
        (
            "说明 Note",
            "比率不可相加或平均，应以分子、分母合计相除；各列含义与可加性见“字段说明”。空白表示未填，不是 0。",
        ),
    ):
        sheet.append([_head(sheet, label), _text(sheet, text)])
    sheet.append([])
    sheet.append([_head(sheet, label) for label in ("工作表 Sheet", "说明", "行数 Rows", "Description")])
    for table in reports:
        count = counts[table.name]
        cut = f"（一张工作表最多 {_MOST_ROWS:,} 行，其余见 CSV 与 Parquet）" if count == _MOST_ROWS else ""
        texts = (table.label_zh, table.description_zh + cut, table.description_en)
        name, chinese, english = (_text(sheet, text) for text in texts)
        sheet.append([name, chinese, count, english])


def _write_columns(workbook: Workbook, reports: Sequence[Table]) -> None:
    """Write a row for each column of each sheet: description, unit, additivity."""
    sheet = _add_sheet(workbook, "字段说明", (28, 24, 62, 18, 12, 34, 62))
    sheet.freeze_panes = "A2"
    sheet.append(
        [_head(sheet, label) for label in ("工作表", "列", "说明", "单位", "可加性", "字段名 Column", "Description")]
    )
    for table in reports:
        for column in list_shown(table):
            texts = (
                table.label_zh, column.label_zh, column.description_zh, UNITS.get(column.unit or "", ""),
                _ADDITIVITIES.get(column.additivity or "", ""), f"{table.name}.{column.name}", column.description_en,
            )  # fmt: skip
            sheet.append([_text(sheet, text) for text in texts])


def _add_sheet(workbook: Workbook, title: str, widths: Sequence[float]) -> Any:
    sheet: Any = workbook.create_sheet(title)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    return sheet


def _head(sheet: Any, text: str) -> Cell:
    cell = _text(sheet, text)
    cell.font, cell.fill, cell.alignment = _BOLD, _FILL, _WRAP
    return cell


def _text(sheet: Any, text: str) -> Cell:
    """Return a cell of text, also if the text looks like a formula."""
    cell = WriteOnlyCell(sheet, strip_invisible(text))
    cell.data_type = "s"
    cell.alignment = _WRAP
    if is_formula(text):
        cell.quotePrefix = True
    return cell


def _choose_format(column: Column) -> str:
    if column.data_type == "date":
        return "yyyy-mm-dd"
    if column.data_type == "varchar":
        return "@"
    return _FORMATS.get(column.unit or "", "General")


def _choose_width(column: Column) -> float:
    """Return a width for the label (a Chinese character counts double) and for usual values."""
    label = sum(1 if sign.isascii() else 2 for sign in column.label_zh) + 2
    usual = {"yuan": 20, "wan_yuan": 16}.get(column.unit or "", 12)
    if column.data_type == "varchar":
        usual = 28 if column.name.endswith(("_name", "_text", _FORM)) else 16
    return min(max(label, usual), 40)
