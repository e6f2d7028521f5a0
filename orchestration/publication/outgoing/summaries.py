"""Write the summary of projects (项目绩效自评汇总表) of each fiscal year, to be printed on A4."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from xlsxwriter.worksheet import Worksheet

from orchestration.publication.outgoing.texts import make_file_name, say_year
from orchestration.publication.publication_metadata import PublicationMetadata
from orchestration.publication.sheets import GRID, HEAD, MOST_ROWS, WRAP, Book, set_height, set_page

TITLE = "项目绩效自评汇总表"
_BATCH = 10_000
_HEADER_ROWS = 3
_MONEY, _RATE, _POINTS = "#,##0.00", "0.00%", "0.00"
# Column of rpt_projects, head, width, number format of numbers.
_COLUMNS = (
    ("supervising_department_name", "主管部门", 16, None),
    ("budget_unit_name", "预算单位", 20, None),
    ("project_name", "项目名称", 26, None),
    ("scheme_name_zh", "自评表样", 20, None),
    ("budget_yuan", "全年预算数（元）", 16, _MONEY),
    ("executed_yuan", "全年执行数（元）", 16, _MONEY),
    ("execution_rate_computed", "预算执行率", 10, _RATE),
    ("total_weight_points", "满分", 7, _POINTS),
    ("total_score_computed_points", "自评得分", 9, _POINTS),
    ("grade_name_zh", "得分等级", 9, None),
    ("stated_grade_name_zh", "填报等级", 9, None),
    ("reviewer_score_points", "复核得分", 9, _POINTS),
)
_SPREAD = {"align": "center_across", "valign": "vcenter"}
_WIDTHS = [width for _, _, width, _ in _COLUMNS]
_TOTALS = """
    select
        scheme_name_zh, evaluation_count, budget_yuan, budget_unknown_count, executed_yuan, executed_unknown_count,
        execution_rate
    from marts.rpt_execution_year
    where fiscal_year = $year and evaluation_count > 0
    order by scheme_name_zh
"""
_TOTAL = """
    select
        evaluation_count, budget_yuan, budget_unknown_count, executed_yuan, executed_unknown_count, execution_rate,
        quarantined_evaluation_count
    from reporting.outgoing_years
    where fiscal_year = $year
"""


def write_summaries(connection: duckdb.DuckDBPyConnection, folder: Path, metadata: PublicationMetadata) -> None:
    """Write the summary of each fiscal year with an admitted evaluation."""
    years = connection.execute("select distinct fiscal_year from marts.rpt_projects order by 1").fetchall()
    for (year,) in years:
        path = folder / f"{make_file_name(f'{TITLE}-{say_year(year)}')}.xlsx"
        author = metadata.publication.publisher or "Jixiao 绩效"
        with Book(path, f"{say_year(year)}{TITLE}", author, metadata.released_at) as book:
            _write_sheet(book, connection, year, metadata)


def _write_sheet(book: Book, connection: duckdb.DuckDBPyConnection, year: int, metadata: PublicationMetadata) -> None:
    """Write the projects of a year, then the totals. If there are more than MOST_ROWS, only the totals."""
    sheet = book.add_sheet(say_year(year), [6, *_WIDTHS])
    set_page(sheet, header_rows=_HEADER_ROWS)
    sheet.set_row(0, 30)
    _write_spread(book, sheet, 0, f"{say_year(year)}{TITLE}", {"bold": True, "font_size": 16})
    publisher = metadata.publication.publisher or "（编制单位）"
    about = f"编制单位：{publisher}　　数据版本：{metadata.release_id}　　空白表示未填或不明，不是 0"
    _write_spread(book, sheet, 1, about, {})
    book.write_texts(sheet, _HEADER_ROWS - 1, ("序号", *(head for _, head, _, _ in _COLUMNS)), HEAD | GRID)
    source = "from marts.rpt_projects where fiscal_year = ?"
    (count,) = connection.execute(f"select count(*) {source}", [year]).fetchall()[0]
    row = _HEADER_ROWS
    if count <= MOST_ROWS:
        names = ", ".join(name for name, _, _, _ in _COLUMNS)
        order = "supervising_department_name, budget_unit_name, project_name, evaluation_key"
        result = connection.execute(f"select {names} {source} order by {order}", [year])
        while values := result.fetchmany(_BATCH):
            for value in values:
                set_height(sheet, row, value, _WIDTHS)
                _write_row(book, sheet, row, row - _HEADER_ROWS + 1, value)
                row += 1
    sheet.autofilter(_HEADER_ROWS - 1, 0, row - 1, len(_COLUMNS))
    _write_totals(book, sheet, row, connection, year, count if count > MOST_ROWS else 0)


def _write_totals(
    book: Book, sheet: Worksheet, row: int, connection: duckdb.DuckDBPyConnection, year: int, left_out: int
) -> None:
    """Write sums by scheme and over all from a row on; scores and grades of several schemes are not added.

    `left_out` is the number of projects that are not listed above.
    """
    schemes = connection.execute(_TOTALS, {"year": year}).fetchall()
    *total, quarantined = connection.execute(_TOTAL, {"year": year}).fetchall()[0]
    rows = [("小计", *scheme) for scheme in schemes] if len(schemes) > 1 else []
    for number, (label, scheme, count, budget, _, executed, _, rate) in enumerate([*rows, ("合计", "", *total)], row):
        texts: list[Any] = [label, None, f"{count:,} 份", scheme, budget, executed, rate]
        _write_row(book, sheet, number, None, [*texts, *[None] * (len(_COLUMNS) - len(texts))])
    _, _, budget_unknown, _, executed_unknown, _ = total
    counted = [
        (left_out, "本年度共 {:,} 份，超过一张工作表的上限，未逐份列出；全部见 open_data/csv/rpt_projects.csv。"),
        (budget_unknown, "另有 {:,} 份全年预算数不明，未计入合计。"),
        (executed_unknown, "另有 {:,} 份全年执行数不明，未计入合计。"),
        (quarantined, "另有 {:,} 份自评表待核实，暂不计入本表。"),
    ]
    notes = [
        *(note.format(count) for count, note in counted if count),
        "预算执行率合计以执行数与预算数均已知的自评合计相除；不同自评表样的得分与等级不合并。",
    ]
    for number, note in enumerate(notes, row + len(rows) + 1):
        book.write_text(sheet, number, 0, f"注：{note}", {})


def _write_row(book: Book, sheet: Worksheet, row: int, ordinal: int | None, values: Sequence[Any]) -> None:
    """Write the framed cells of a row. The column decides whether a cell is a number or a text."""
    kinds: list[str | None] = ["0", *(kind for _, _, _, kind in _COLUMNS)]
    for column, (value, kind) in enumerate(zip((ordinal, *values), kinds, strict=True)):
        number = book.get_format({**WRAP, **GRID, "num_format": kind or "@"})
        if value is None:
            sheet.write_blank(row, column, None, number)
        elif kind:
            sheet.write_number(row, column, value, number)
        else:
            book.write_text(sheet, row, column, str(value), WRAP | GRID)


def _write_spread(book: Book, sheet: Worksheet, row: int, text: str, properties: Mapping[str, Any]) -> None:
    """Write a row whose text is centred over all columns, without merged cells."""
    book.write_text(sheet, row, 0, text, {**_SPREAD, **properties})
    for column in range(len(_COLUMNS)):
        sheet.write_blank(row, column + 1, None, book.get_format(_SPREAD))
