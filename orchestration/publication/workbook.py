"""Write the workbook of a release: contents, the reports and the flat table in Chinese, descriptions of columns."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ingestion.normalise import strip_invisible
from orchestration.publication.catalogue import UNITS, Column, Table
from orchestration.publication.formats import ROLLUPS
from orchestration.publication.formulas import is_formula
from orchestration.publication.publication_metadata import TITLE_EN, TITLE_ZH, PublicationMetadata
from orchestration.publication.sheet_layout import Layout, lay_out
from orchestration.publication.sheets import HEAD, MOST_ROWS, WRAP, Book, name_csv, put_text, set_height, set_page

_BATCH = 10_000
_FORM = "evaluation_key"  # the only key that is shown: it distinguishes forms of one project
_FORMATS = {
    "yuan": "#,##0.00", "wan_yuan": "#,##0.00", "points": "0.00", "rate": "0.00%", "share": "0.00%", "count": "#,##0",
    "percentage_points": '+0.00" 个百分点";-0.00" 个百分点";0.00" 个百分点"',
}  # fmt: skip
_ADDITIVITIES = {
    "additive": "可加",
    "semi_additive": "部分可加",
    "not_additive": "不可加",
    "key": "键",
    "attribute": "属性",
}
# Codes that a sheet shows in words, by column; a value of `unit` varies from row to row.
_WORDS = {
    "unit": {"rate": "%", "share": "%", "percentage_points": "个百分点", "yuan": "元", "points": "分", "count": "个"},
    "rollup": {code: names[0] for code, names in ROLLUPS.items()},
}
_CELL = {"valign": "top", "bottom": 1, "bottom_color": "#D8DFE5"}
_TEXT = {"text_wrap": True, "indent": 1}
_TITLE = {**WRAP, "text_wrap": False, "bold": True, "font_size": 14}
_CONTENTS_WIDTHS = (30, 62, 12, 52)
_COLUMNS_WIDTHS = (22, 22, 44, 9, 9, 26, 33)
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

    Texts are always written as texts; so are keys, because numbers of a sheet have only 15 digits. A report of more
    than MOST_ROWS rows has no sheet: sums over a part of its rows would be wrong.
    """
    author = metadata.publication.publisher or "Jixiao 绩效"
    reports = sorted((table for table in tables if table.kind == "report"), key=_place)
    counts = {table.name: count_rows(connection, table) for table in reports}
    with Book(path, f"{TITLE_ZH} {TITLE_EN}", author, metadata.released_at) as book:
        _write_contents(book, connection, reports, counts, metadata)
        for table in reports:
            if counts[table.name] <= MOST_ROWS:
                _write_report(book, connection, table)
        _write_columns(book, reports)


def _place(table: Table) -> tuple[int, str]:
    """Return the place of a report's sheet among the sheets."""
    return (_ORDER.index(table.name) if table.name in _ORDER else len(_ORDER)), table.name


def list_shown(table: Table) -> list[Column]:
    """Return the columns of a report's sheet: all except the surrogate keys, whose names are shown instead."""
    return [column for column in table.public_columns if not column.name.endswith("_key") or column.name == _FORM]


def count_rows(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Return the number of public rows of a table."""
    key = table.public_columns[0].name
    return int(connection.execute(f"select count(*) from ({table.select_public([key])})").fetchall()[0][0])


def _write_report(book: Book, connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Write a sheet of a table."""
    layout = lay_out(list_shown(table))
    columns = layout.columns
    sheet = book.add_sheet(table.label_zh, layout.widths)
    set_page(sheet, header_rows=1, pages=layout.pages, header_columns=layout.identifying)
    labels = [column.label_zh for column in columns]
    set_height(sheet, 0, labels, [width - 1 for width in layout.widths])
    for number, column in enumerate(columns):
        align: dict[str, Any] = {"align": "right"} if _is_number(column) else {}
        if column.data_type == "varchar":
            align = {"indent": 1}
        book.write_text(sheet, 0, number, column.label_zh, {**HEAD, **align})
    quoted = book.get_format({**_CELL, **_TEXT, "num_format": "@", "quote_prefix": True})  # remains a text when edited
    writers = [_make_writer(book, sheet, number, column, quoted) for number, column in enumerate(columns)]
    texts = [number for number, column in enumerate(columns[: layout.printed]) if column.data_type == "varchar"]
    names = [column.name for column in columns]
    empty = book.get_format(_CELL)
    unit_place = names.index("unit") if "unit" in names else None
    result = connection.execute(table.select_public([column.name for column in columns]))
    count = 0
    while rows := result.fetchmany(_BATCH):
        for row in rows:
            count += 1
            unit = None if unit_place is None else row[unit_place]
            _set_height_of_texts(sheet, count, row, texts, layout)
            for write, value in zip(writers, row, strict=True):
                if value is not None:
                    write(count, value, unit)
            for number in range(layout.printed):
                if row[number] is None:
                    sheet.write_blank(count, number, None, empty)
    sheet.autofilter(0, 0, count, len(columns) - 1)
    if layout.printed < len(columns):
        sheet.print_area(0, 0, count, layout.printed - 1)


def _set_height_of_texts(
    sheet: Worksheet, row: int, values: Sequence[Any], texts: Sequence[int], layout: Layout
) -> None:
    """Make a row high enough for its texts, if one of them may need a second line."""
    long = [number for number in texts if values[number] and 2 * len(values[number]) >= layout.widths[number] - 3]
    if long:
        set_height(sheet, row, [values[number] for number in long], [layout.widths[number] - 2 for number in long])


def _make_writer(
    book: Book, sheet: Worksheet, number: int, column: Column, quoted: Format
) -> Callable[[int, Any, str | None], object]:
    """Return the function that writes the value of a row into a column, given the unit that the row states.

    The column alone decides whether a value is a number, a date or a text: keys are texts.
    """
    plain = book.get_format(_describe_cell(column, column.unit))
    words = _WORDS.get(column.name, {})

    def write_text(row: int, value: Any, unit: str | None) -> None:
        text = words.get(value) or strip_invisible(str(value))
        put_text(sheet, row, number, text, quoted if is_formula(text) else plain)

    def write_varying(row: int, value: Any, unit: str | None) -> None:
        factor = 100 if unit == "percentage_points" else 1
        sheet.write_number(row, number, value * factor, book.get_format(_describe_cell(column, unit)))

    if column.data_type == "date":
        return lambda row, value, unit: sheet.write_datetime(row, number, value, plain)
    if column.data_type == "boolean":
        return lambda row, value, unit: sheet.write_string(row, number, "是" if value else "否", plain)
    if not _is_number(column):
        return write_text
    if column.name == "value" and column.unit == "varies":
        return write_varying
    if column.unit == "percentage_points":
        return lambda row, value, unit: sheet.write_number(row, number, value * 100, plain)
    return lambda row, value, unit: sheet.write_number(row, number, value, plain)


def _write_contents(
    book: Book,
    connection: duckdb.DuckDBPyConnection,
    reports: Sequence[Table],
    counts: dict[str, int],
    metadata: PublicationMetadata,
) -> None:
    """Write the publication metadata, the coverage, and a row for each report."""
    sheet = book.add_sheet("目录", _CONTENTS_WIDTHS)
    set_page(sheet)
    admitted, unknown, quarantined, left_out, left_out_unknown = connection.execute(
        "select admitted_evaluation_count, admitted_budget_unknown_count, quarantined_evaluation_count, "
        "quarantined_budget_yuan, quarantined_budget_unknown_count from marts.release_info"
    ).fetchall()[0]
    known_in = f"（其中 {unknown} 份预算金额不明）" if unknown else ""
    known = "金额不明" if left_out is None else f" {left_out:,.2f} 元{_say_unknown(left_out_unknown)}"
    book.write_text(sheet, 0, 0, f"{TITLE_ZH}  {TITLE_EN}", _TITLE)
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
        (
            "工作表行数 Rows of a sheet",
            f"超过 {MOST_ROWS:,} 行的报表不设工作表，全部行见 CSV 与 Parquet 文件。"
            f"A report of more than {MOST_ROWS:,} rows has no sheet; its CSV and Parquet files have all rows.",
        ),
    )
    for number, (label, text) in enumerate(about, 1):
        set_height(sheet, number, (label, text), _CONTENTS_WIDTHS)
        book.write_text(sheet, number, 0, label, HEAD)
        book.write_text(sheet, number, 1, text)
    first = len(about) + 2
    book.write_texts(sheet, first, ("工作表 Sheet", "说明", "行数 Rows", "Description"), HEAD)
    for number, table in enumerate(reports, first + 1):
        count = counts[table.name]
        chinese, english = _say_left_out(table.name, count) if count > MOST_ROWS else ("", "")
        texts = (table.label_zh, table.description_zh + chinese, str(count), table.description_en + english)
        set_height(sheet, number, texts, _CONTENTS_WIDTHS)
        book.write_texts(sheet, number, texts[:2])
        sheet.write_number(number, 2, count)
        book.write_text(sheet, number, 3, texts[3])


def _say_left_out(name: str, count: int) -> tuple[str, str]:
    """Return what the contents say of a report without a sheet, in Chinese and English."""
    csv = name_csv(name, count)
    return (
        f"（共 {count:,} 行，超过 {MOST_ROWS:,} 行，不设工作表；全部行见 {csv} 与 parquet/{name}.parquet）",
        f" (No sheet: {count:,} rows, more than {MOST_ROWS:,}. All rows: {csv} and parquet/{name}.parquet.)",
    )


def _say_unknown(count: int) -> str:
    return f"，另有 {count} 份金额不明" if count else ""


def _write_columns(book: Book, reports: Sequence[Table]) -> None:
    """Write a row for each column of each report: description, unit, additivity."""
    sheet = book.add_sheet("字段说明", _COLUMNS_WIDTHS)
    set_page(sheet, header_rows=1)
    book.write_texts(
        sheet, 0, ("工作表", "列", "说明", "单位", "可加性", "字段名 Column", "Description"), HEAD
    )  # fmt: skip
    shown = ((table, column) for table in reports for column in list_shown(table))
    for number, (table, column) in enumerate(shown, 1):
        texts = (
            table.label_zh, column.label_zh, column.description_zh, UNITS.get(column.unit or "", ""),
            _ADDITIVITIES.get(column.additivity or "", ""), f"{table.name}.{column.name}", column.description_en,
        )  # fmt: skip
        set_height(sheet, number, texts, _COLUMNS_WIDTHS)
        book.write_texts(sheet, number, texts)


def _is_number(column: Column) -> bool:
    return column.is_numeric and not column.name.endswith("_key")


def _describe_cell(column: Column, unit: str | None) -> dict[str, Any]:
    """Return the format of a column's cells whose values are in a unit."""
    text = _TEXT if column.data_type == "varchar" else {}
    return {**_CELL, **text, "num_format": _choose_format(column, unit)}


def _choose_format(column: Column, unit: str | None) -> str:
    if column.data_type == "date":
        return "yyyy-mm-dd"
    if not _is_number(column):
        return "@"
    return _FORMATS.get(unit or "", "General")
