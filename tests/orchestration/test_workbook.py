"""The workbook: the column decides the type of a cell, never its value."""

from decimal import Decimal
from pathlib import Path

import duckdb
from openpyxl import load_workbook

from orchestration.publication.catalogue import Column, Table
from orchestration.publication.publication_metadata import PublicationMetadata
from orchestration.publication.workbook import write_workbook
from orchestration.settings import Publication

COLUMNS = (
    Column("evaluation_key", "bigint", "评价键", "Key.", "键。", additivity="key"),
    Column("fiscal_year", "integer", "预算年度", "Year.", "年度。", additivity="key"),
    Column("project_name", "varchar", "项目", "Project.", "项目。", additivity="attribute"),
    Column("is_recurring", "boolean", "经常性", "Recurring.", "经常性。", additivity="attribute"),
    Column("budget_yuan", "decimal(18,2)", "预算", "Budget.", "预算。", unit="yuan", additivity="additive"),
    Column("execution_rate_gap", "decimal(24,12)", "差", "Gap.", "差。", unit="percentage_points"),
)


def test_the_column_decides_the_type_of_a_cell(tmp_path: Path) -> None:
    table = Table("rpt_made", "测试", "Made.", "测试。", "report", COLUMNS, grain=("evaluation_key",), is_public=True)
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema marts;
            create table marts.release_info as select 2 as admitted_evaluation_count, 1 as admitted_budget_unknown_count,
                2 as quarantined_evaluation_count, 5.00 as quarantined_budget_yuan, 1 as quarantined_budget_unknown_count;
            create table marts.rpt_made as
            select * from (values
                (-7::bigint, 2020, '2020', true, 1.50::decimal(18, 2), 0.05::decimal(24, 12)),
                (13::bigint, 2021, '项目', false, null, -0.05::decimal(24, 12)),
                (9007199254740993::bigint, -1, null, null, 3.00::decimal(18, 2), null)
            ) as t (evaluation_key, fiscal_year, project_name, is_recurring, budget_yuan, execution_rate_gap)
            """
        )
        write_workbook(
            connection, [table], PublicationMetadata("1", "2026-01-01T00:00:00", Publication()), tmp_path / "w.xlsx"
        )
    workbook = load_workbook(tmp_path / "w.xlsx")
    rows = list(workbook["测试"].iter_rows(min_row=2))
    assert [row[0].value for row in rows] == ["-7", "13", "9007199254740993"]
    for number, kind in enumerate("snssnn"):
        kinds = {row[number].data_type for row in rows if row[number].value is not None}
        assert kinds == {kind}, COLUMNS[number].name
    assert Decimal(str(rows[0][5].value)) == 5
    assert rows[0][5].number_format.startswith('+0.00" 个百分点"')
    contents = [str(cell.value) for row in workbook["目录"].iter_rows() for cell in row]
    assert any("其中 1 份预算金额不明" in text and "5.00 元，另有 1 份金额不明" in text for text in contents)
