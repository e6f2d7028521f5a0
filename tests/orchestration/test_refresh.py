"""`jixiao refresh` for its user: exit code, message, release, last_run.json."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.run.lock import refresh_lock
from tests.conftest import SAMPLES, build_marts, fork, query, run_refresh, run_steps
from tests.shanghai_form import Form


def last_run(home: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((home / "last_run.json").read_text())
    return record


def releases(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "releases").iterdir()) if (home / "releases").is_dir() else []


# Columns about when something was received or released, which differ between two ways to the same state.
HISTORY = ("load_id", "received_load_id", "received_at", "first_release_id", "last_release_id")


CHANGED = "from orchestration.run.up_to_date import find_changes; from orchestration.settings import read_settings; print(bool(find_changes(read_settings())))"


def dump(release: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every table of a release with its rows, without the columns about its history."""
    skipped = ("release_info", "load_reconciliation")
    columns = query(release, "select table_name, column_name from duckdb_columns() where schema_name = 'marts'")
    kept: dict[str, list[str]] = {}
    for table, column in columns:
        if table not in skipped and column not in HISTORY:
            kept.setdefault(str(table), []).append(f'"{column}"')
    return {
        table: query(release, f'select {", ".join(names)} from marts."{table}" order by all')
        for table, names in kept.items()
    }


def test_the_first_refresh_releases_and_says_how_to_query(sample_home: Path) -> None:
    assert last_run(sample_home)["status"] == "released"
    assert (sample_home / "current").readlink() == Path("releases/00000001")


def test_nothing_new_opens_nothing_and_releases_nothing(sample_home: Path, copy_home: Callable[[Path], Path]) -> None:
    home = copy_home(sample_home)
    done = run_refresh(home, SAMPLES)
    assert done.returncode == 0
    assert "Nothing new since release 00000001: no document opened, nothing released." in done.stdout
    assert last_run(home)["status"] == "nothing_new"
    assert releases(home) == ["00000001"]


def test_nothing_new_imports_neither_dagster_nor_dbt() -> None:
    code = "import sys, orchestration.cli.refresh; print([m for m in ('dagster', 'dbt', 'dagster_dbt') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_changed_seed_rebuilds_and_releases(
    sample_home: Path, copy_home: Callable[[Path], Path], copy_project: Path
) -> None:
    home = copy_home(sample_home)
    seed = copy_project / "seeds" / "reference" / "departments.csv"
    seed.write_text(seed.read_text().replace("SHBDC,", "SH001,"))
    # Somebody has the last build open for writing, and the release for reading.
    with (
        duckdb.connect(home / "build" / "warehouse.duckdb"),
        duckdb.connect(home / "current" / "warehouse.duckdb", read_only=True),
    ):
        done = run_refresh(home, SAMPLES, copy_project)
    assert done.returncode == 0, done.stdout
    assert releases(home) == ["00000001", "00000002"]
    assert last_run(home)["withheld"] == {}
    assert "Excluded" not in done.stdout
    codes = "select distinct budget_unit_code from marts.dim_department where department_key > 0"
    assert query(home / "current" / "warehouse.duckdb", codes) == [("SH001",)]
    assert query(home / "releases" / "00000001" / "warehouse.duckdb", codes) == [("SHBDC",)]


def test_a_changed_severity_changes_admission(tmp_path: Path, copy_project: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(
        Form().with_cell(4, 4, "").changed(total=["合计", "", "", "100", "86", ""]).with_head(绩效等级="良好").text()
    )
    home = tmp_path / "home"
    count = "select (select count(*) from marts.fct_evaluations), (select count(*) from marts.quarantined_evaluations)"
    assert query(build_marts(home, tmp_path / "in", copy_project), count) == [(0, 1)]
    seed = copy_project / "seeds" / "reference" / "rule_severities.csv"
    seed.write_text(
        seed.read_text().replace(
            "score_present_where_weighted,shanghai_2019,blocking", "score_present_where_weighted,shanghai_2019,warning"
        )
    )
    assert query(build_marts(home, tmp_path / "in", copy_project), count) == [(1, 0)]


def test_a_broken_mart_is_not_released(
    sample_home: Path, copy_home: Callable[[Path], Path], copy_project: Path
) -> None:
    home = copy_home(sample_home)
    model = copy_project / "dbt_project" / "models" / "marts" / "fct_indicator_scores.sql"
    model.write_text(
        model.read_text().replace(
            "lines.weight_points,", "cast(lines.weight_points + 1 as decimal(10, 4)) as weight_points,"
        )
    )
    done = run_refresh(home, SAMPLES, copy_project)
    assert done.returncode == 1
    sentence = done.stdout.strip().splitlines()[-1]
    assert sentence.startswith(
        "not released: dbt: fct_evaluations__totals_equal_lines failed: shanghai_big_data_centre_2019.txt, form "
    )
    assert "should have quarantined it" in sentence
    assert "(and 1 more)" in sentence
    assert "Traceback" not in done.stdout + done.stderr
    record = last_run(home)
    assert (record["status"], record["stage"], record["node"]) == (
        "failed",
        "dbt",
        "fct_evaluations__totals_equal_lines",
    )
    assert Path(record["log"]).is_file()
    assert (home / "current").readlink() == Path("releases/00000001")
    assert releases(home) == ["00000001"]

    command = [
        "-m",
        "dagster",
        "asset",
        "materialize",
        "--select",
        "release/warehouse",
        "-m",
        "orchestration.definitions",
    ]
    alone = fork(command, home, SAMPLES, copy_project, DAGSTER_HOME=str(home / "dagster"))
    assert alone.returncode != 0
    assert "nothing is released" in last_run(home)["cause"]
    assert (home / "current").readlink() == Path("releases/00000001")

    again = fork(["-c", CHANGED], home, SAMPLES, copy_project)
    assert again.stdout == "True\n", "after a failed build the next refresh must not report nothing new"


@pytest.mark.parametrize(
    ("file", "text", "named"),
    [
        ("models/marts/dim_year.sql", "{{ no_such_macro() }}", "dim_year"),
        ("models/marts/dim_year.yml", "models: [", "dim_year.yml"),
    ],
)
def test_a_project_that_cannot_be_parsed_is_reported(
    sample_home: Path, copy_home: Callable[[Path], Path], copy_project: Path, file: str, text: str, named: str
) -> None:
    home = copy_home(sample_home)
    (copy_project / "dbt_project" / file).write_text(text)
    done = run_refresh(home, SAMPLES, copy_project)
    assert done.returncode == 1
    assert named in done.stdout.strip().splitlines()[-1]
    assert "Traceback" not in done.stdout + done.stderr
    assert releases(home) == ["00000001"]


def test_an_empty_inbox_is_reported(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / ".DS_Store").write_bytes(b"left by a system")
    done = run_refresh(tmp_path / "home", tmp_path / "in")
    assert done.returncode == 1
    assert done.stdout.startswith(f"not released: the inbox {tmp_path / 'in'} contains no document; put forms there")
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_a_missing_inbox_is_reported(tmp_path: Path) -> None:
    done = run_refresh(tmp_path / "home", tmp_path / "in")
    assert done.returncode == 1
    assert done.stdout.startswith(f"not released: the inbox {tmp_path / 'in'} is not a directory")
    assert done.stderr == ""


def test_a_home_that_cannot_be_used_is_reported(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    done = run_refresh(tmp_path / "home", SAMPLES)
    assert done.returncode == 1
    assert done.stdout.startswith("not released: ")
    assert "Traceback" not in done.stdout + done.stderr


def test_a_second_refresh_is_refused_while_one_is_running(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with refresh_lock(home):
        done = run_refresh(home, SAMPLES)
    assert done.returncode == 1
    assert f"another refresh of {home} is running (process {os.getpid()})" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_rebuilding_in_another_order_gives_equal_keys_and_tables(tmp_path: Path) -> None:
    forms = {
        "a.txt": Form(),
        "b.txt": Form().with_head(项目名称="乙项目", 预算单位="某市 数据局"),
        "c.txt": Form().with_head(项目名称="丙项目", 绩效等级="良好"),
    }
    once, twice = tmp_path / "once", tmp_path / "twice"
    for inbox, names in ((once, ["a.txt", "b.txt", "c.txt"]), (twice, ["c.txt"])):
        inbox.mkdir()
        for name in names:
            (inbox / name).write_text(forms[name].with_head(自评时间="2020-05-14").text())
    run_steps(tmp_path / "home2", twice, target="landing").check_returncode()
    for name in ("b.txt", "a.txt"):
        shutil.copy(once / name, twice / name)
    first, second = (
        dump(build_marts(tmp_path / home, inbox, target="marts")) for home, inbox in (("home1", once), ("home2", twice))
    )
    assert first == second
    assert len(first["fct_evaluations"]) == 2
