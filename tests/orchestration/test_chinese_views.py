"""The schema 绩效: complete, in Chinese, and there under any alias of the file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.publication.catalogue import read_catalogue
from orchestration.publication.chinese_views import find_repeated_labels
from orchestration.settings import PROJECT
from tests.conftest import query


@pytest.fixture
def release(sample_home: Path) -> Path:
    return sample_home / "current" / "warehouse.duckdb"


def test_every_table_has_a_view_with_its_rows_and_columns(release: Path) -> None:
    tables = query(release, "select table_name, label_zh, row_count from catalog.tables")
    views = query(release, "select view_name from duckdb_views() where schema_name = '绩效'")
    assert sorted(views) == sorted((label,) for _, label, _ in tables)
    for name, label, count in tables:
        assert query(release, f'select count(*) from "绩效"."{label}"') == [(count,)]
        labels = "select label_zh from catalog.columns where table_name = '{}' order by column_ordinal"
        shown = "select column_name from duckdb_columns() where schema_name = '绩效' and table_name = '{}' order by column_index"
        assert query(release, labels.format(name)) == query(release, shown.format(label))


def test_views_and_their_columns_are_explained_in_chinese(release: Path) -> None:
    comments = query(
        release,
        "select comment from duckdb_views() where schema_name = '绩效' union all "
        "select comment from duckdb_columns() where schema_name = '绩效'",
    )
    assert len(comments) > 500
    assert all(text and any("一" <= sign <= "鿿" for sign in str(text)) for (text,) in comments)


def test_a_question_is_asked_in_chinese(release: Path) -> None:
    asked = "select sum(自评分), sum(权重) from \"绩效\".指标得分宽表 where 项目名称 = '上海市数据共享交换平台'"
    assert query(release, asked) == query(
        release,
        "select sum(self_score_points), sum(weight_points) from marts.rpt_indicator_scores_flat "
        "where project_name = '上海市数据共享交换平台'",
    )


def test_labels_given_twice_are_named(sample_home: Path) -> None:
    manifest = json.loads((sample_home / "build" / "target" / "manifest.json").read_text("utf-8"))
    assert find_repeated_labels(read_catalogue(manifest)) == []
    facts = manifest["nodes"]["model.jixiao.fct_evaluations"]
    facts["config"]["meta"]["label_zh"] = "项目"
    facts["columns"]["line_count"]["config"]["meta"]["label_zh"] = "未设指标行数"
    assert find_repeated_labels(read_catalogue(manifest)) == [
        "项目: 2 tables",
        "fct_evaluations: 2 columns are 未设指标行数",
    ]


READ = """
import sys, duckdb
con = duckdb.connect()
con.execute(f"attach '{sys.argv[1]}' as anything (read_only)")
if sys.argv[2] == "use":
    con.execute("use anything")
print(con.execute('select count(*), sum("权重") from anything."绩效"."指标得分事实"').fetchall())
print(con.execute("select row_count from anything.catalog.tables where label_zh = '指标得分事实'").fetchall())
con = duckdb.connect(sys.argv[1], read_only=True)
print(con.execute('select count(*) from "绩效"."项目" where "项目名称" like \\'%服务%\\'').fetchall())
"""


# DuckDB 1.1 looks for a view's tables in the current database only: `use` the file there, or open it as it is.
@pytest.mark.parametrize(
    ("version", "way"), [("1.1.3", "use"), ("1.4.4", "attach"), ("1.5.5", "attach"), ("2.0.0", "attach")]
)
def test_clients_of_every_version_read_views_under_any_alias(sample_home: Path, version: str, way: str) -> None:
    client = PROJECT / ".clients" / f"duckdb-{version}"
    if not client.is_dir():
        pytest.skip(f"no DuckDB {version} client at {client}; run `make clients`")
    done = subprocess.run(
        [sys.executable, "-c", READ, str(sample_home / "current" / "warehouse.duckdb"), way],
        env={"PYTHONPATH": str(client), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == ["[(66, Decimal('400.0000'))]", "[(66,)]", "[(3,)]"], done.stderr
