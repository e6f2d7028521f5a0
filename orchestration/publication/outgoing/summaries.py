"""Write the summary of projects (项目绩效自评汇总表) of each fiscal year, to be printed on A4."""

from pathlib import Path
from typing import Any

import duckdb
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from orchestration.publication.outgoing.texts import make_file_name, say_year
from orchestration.publication.publication_metadata import PublicationMetadata
from orchestration.publication.sheets import (
    GRID,
    WRAP,
    add_sheet,
    make_head,
    make_text,
    save_workbook,
    set_height,
    set_page,
)

TITLE = "项目绩效自评汇总表"
_MOST_ROWS = 1_000_000
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
        workbook = Workbook(write_only=True)
        workbook.properties.title = f"{say_year(year)}{TITLE}"
        workbook.properties.creator = metadata.publication.publisher or "Jixiao 绩效"
        _write_sheet(workbook, connection, year, metadata)
        save_workbook(workbook, folder / f"{make_file_name(f'{TITLE}-{say_year(year)}')}.xlsx", metadata.released_at)


def _write_sheet(
    workbook: Workbook, connection: duckdb.DuckDBPyConnection, year: int, metadata: PublicationMetadata
) -> None:
    sheet = add_sheet(workbook, say_year(year), [6, *_WIDTHS])
    sheet.freeze_panes = f"A{_HEADER_ROWS + 1}"
    set_page(sheet, f"1:{_HEADER_ROWS}")
    sheet.row_dimensions[1].height = 30
    sheet.append(_spread(sheet, f"{say_year(year)}{TITLE}", Font(bold=True, size=16)))
    publisher = metadata.publication.publisher or "（编制单位）"
    sheet.append(
        _spread(sheet, f"编制单位：{publisher}　　数据版本：{metadata.release_id}　　空白表示未填或不明，不是 0")
    )
    sheet.append([_frame(make_head(sheet, head)) for head in ("序号", *(head for _, head, _, _ in _COLUMNS))])
    names = ", ".join(name for name, _, _, _ in _COLUMNS)
    result = connection.execute(
        f"select {names} from marts.rpt_projects where fiscal_year = ? "
        f"order by supervising_department_name, budget_unit_name, project_name, evaluation_key limit {_MOST_ROWS}",
        [year],
    )
    count = 0
    while rows := result.fetchmany(_BATCH):
        for row in rows:
            count += 1
            set_height(sheet, _HEADER_ROWS + count, row, _WIDTHS)
            sheet.append([_number(sheet, count, "0"), *_fill(sheet, row)])
    sheet.auto_filter.ref = f"A{_HEADER_ROWS}:{get_column_letter(len(_COLUMNS) + 1)}{_HEADER_ROWS + count}"
    _write_totals(sheet, connection, year)


def _write_totals(sheet: Any, connection: duckdb.DuckDBPyConnection, year: int) -> None:
    """Write sums by scheme and over all; scores and grades of several schemes are not added."""
    schemes = connection.execute(_TOTALS, {"year": year}).fetchall()
    *total, quarantined = connection.execute(_TOTAL, {"year": year}).fetchall()[0]
    rows = [("小计", *row) for row in schemes] if len(schemes) > 1 else []
    for label, scheme, count, budget, _, executed, _, rate in [*rows, ("合计", "", *total)]:
        texts: list[Any] = [label, None, f"{count:,} 份", scheme, budget, executed, rate]
        sheet.append([_number(sheet, None, "0"), *_fill(sheet, [*texts, *[None] * (len(_COLUMNS) - len(texts))])])
    _, _, budget_unknown, _, executed_unknown, _ = total
    notes = [
        (budget_unknown, "另有 {:,} 份全年预算数不明，未计入合计。"),
        (executed_unknown, "另有 {:,} 份全年执行数不明，未计入合计。"),
        (quarantined, "另有 {:,} 份自评表待核实，暂不计入本表。"),
    ]
    for count, note in notes:
        if count:
            sheet.append([_plain(sheet, f"注：{note.format(count)}")])
    sheet.append(
        [_plain(sheet, "注：预算执行率合计以执行数与预算数均已知的自评合计相除；不同自评表样的得分与等级不合并。")]
    )


def _fill(sheet: Any, row: Any) -> list[Cell]:
    """Return the framed cells of a row. The column decides whether a cell is a number or a text."""
    return [
        _number(sheet, value, kind or "@") if kind or value is None else _frame(make_text(sheet, str(value)))
        for value, (_, _, _, kind) in zip(row, _COLUMNS, strict=True)
    ]


def _number(sheet: Any, value: Any, kind: str) -> Cell:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = kind
    cell.alignment = WRAP
    return _frame(cell)


def _frame(cell: Cell) -> Cell:
    cell.border = GRID
    return cell


def _plain(sheet: Any, text: str) -> Cell:
    cell = make_text(sheet, text)
    cell.alignment = Alignment(wrap_text=False)
    return cell


def _spread(sheet: Any, text: str, font: Font | None = None) -> list[Cell]:
    """Return a row whose text is centred over all columns, without merged cells."""
    cells = [make_text(sheet, text), *(WriteOnlyCell(sheet) for _ in _COLUMNS)]
    for cell in cells:
        cell.alignment = Alignment(horizontal="centerContinuous", vertical="center")
    if font:
        cells[0].font = font
    return cells
