"""`jixiao release`: list, roll back, compare by content."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from ingestion.file_list import write_file_list
from orchestration.cli.main import main
from orchestration.run.lock import refresh_lock
from orchestration.run.up_to_date import find_changes
from orchestration.settings import PROJECT, read_settings
from tests.conftest import SAMPLES


@pytest.fixture
def home(sample_home: Path, copy_home: Callable[[Path], Path]) -> Path:
    """A home with three releases, the last one current and with another fingerprint; each has changed content."""
    home = copy_home(sample_home)
    for name in ("00000002", "00000003"):
        shutil.copytree(home / "releases" / "00000001", home / "releases" / name)
    for name in ("00000001", "00000002", "00000003"):
        (home / "releases" / name / "warehouse.duckdb").chmod(0o644)
        path = home / "releases" / name / "release.json"
        path.chmod(0o600)
        record = json.loads(path.read_text()) | {"release_id": name}
        if name != "00000001":
            record["fingerprint"]["seeds"] = "others"
        path.write_text(json.dumps(record))
        write_file_list(path.parent)
    (home / "current").unlink()
    (home / "current").symlink_to("releases/00000003")
    return home


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        main,
        ["release", *arguments],
        env={"JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(SAMPLES), "JIXIAO_POSTGRES_URL": ""},
    )


def change(home: Path, name: str, sql: str) -> None:
    with duckdb.connect(str(home / "releases" / name / "warehouse.duckdb")) as connection:
        connection.execute(sql)


def test_the_list_has_each_release_and_marks_the_current_one(home: Path) -> None:
    listed = json.loads(run(home, "list", "--json").stdout)
    assert [(one["release_id"], one["is_current"]) for one in listed] == [
        ("00000001", False), ("00000002", False), ("00000003", True),
    ]  # fmt: skip
    assert all(one["row_count"] > 700 for one in listed)
    assert [line[:10] for line in run(home, "list").stdout.splitlines()] == ["  00000001", "  00000002", "* 00000003"]


def test_a_home_without_a_release_has_an_empty_list(tmp_path: Path) -> None:
    done = run(tmp_path, "list", "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (0, [])


def test_a_rollback_goes_to_the_release_before_and_lasts_pins_it(home: Path) -> None:
    done = run(home, "rollback")
    assert done.exit_code == 0, done.stderr
    assert (home / "current").readlink() == Path("releases/00000002")
    settings = read_settings({"JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(SAMPLES)})
    assert find_changes(settings), "something is new, so a refresh without a pin would release"
    assert run(home, "rollback", "00000001").exit_code == 0
    assert not find_changes(settings), "the inputs are those of the first release"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["00000009"], "keeps no release 00000009; it keeps 00000001, 00000002, 00000003"),
        (["00000003"], "release 00000003 is already the current one"),
    ],
)
def test_a_rollback_to_a_missing_release_changes_nothing(home: Path, arguments: list[str], sentence: str) -> None:
    done = run(home, "rollback", *arguments)
    assert done.exit_code == 1
    assert sentence in done.stderr
    assert (home / "current").readlink() == Path("releases/00000003")


def test_a_rollback_before_the_first_release_changes_nothing(
    sample_home: Path, copy_home: Callable[[Path], Path]
) -> None:
    done = run(copy_home(sample_home), "rollback")
    assert (done.exit_code, "keeps no release before the current one" in done.stderr) == (1, True)


def test_a_rollback_is_refused_while_a_refresh_is_running(home: Path) -> None:
    with refresh_lock(home):  # this process has the lock: another one is refused
        done = subprocess.run(
            [sys.executable, "-m", "orchestration.cli", "release", "rollback"],
            cwd=PROJECT,
            env={"JIXIAO_HOME": str(home), "PATH": ""},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith(f"not rolled back: another refresh of {home} is running")
    assert (home / "current").readlink() == Path("releases/00000003")


def test_releases_of_the_same_content_are_equal(home: Path) -> None:
    change(home, "00000002", "update marts.release_info set release_id = '00000002', refreshed_at = now()")
    change(home, "00000002", "update marts.evaluation_lifecycle set received_load_id = '00000007'")
    done = run(home, "diff", "00000001", "00000002")
    assert (done.exit_code, done.stdout) == (0, "00000001 and 00000002 have the same content\n")


def test_each_difference_is_found(home: Path) -> None:
    change(home, "00000002", "delete from marts.fct_indicator_scores where line_number = 1")
    change(home, "00000002", "insert into marts.fct_rule_results select * from marts.fct_rule_results limit 1")
    change(home, "00000002", "update marts.dim_scheme set scheme_name_en = 'Another' where scheme_key > 0")
    change(home, "00000002", "alter table marts.filing_coverage add column added integer")
    change(home, "00000002", "alter table marts.unmapped_names alter suggested_code type text[] using [suggested_code]")
    change(home, "00000002", "create table marts.another (number integer)")
    change(home, "00000002", "create view marts.one_more as select 1 as number")
    done = run(home, "diff", "00000001", "00000002", "--rows", "1", "--json")
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert (found["is_equal"], found["tables_only_in_a"]) == (False, [])
    assert found["tables_only_in_b"] == ["marts.another", "marts.one_more"]
    tables = {table["table"]: table for table in found["tables"]}
    scores = tables["marts.fct_indicator_scores"]
    assert (scores["rows_only_in_a"], scores["rows_only_in_b"], len(scores["examples_a"])) == (4, 0, 1)
    results = tables["marts.fct_rule_results"]
    assert (results["rows_only_in_a"], results["rows_only_in_b"]) == (0, 1), "duplicate rows are counted"
    schemes = tables["marts.dim_scheme"]
    assert schemes["rows_only_in_a"] == schemes["rows_only_in_b"] > 0
    assert schemes["examples_b"][0]["scheme_name_en"] == "Another"
    assert tables["marts.filing_coverage"]["columns_only_in_b"] == ["added INTEGER"]
    assert tables["marts.unmapped_names"]["columns_only_in_a"] == ["suggested_code VARCHAR"]
    assert tables["marts.unmapped_names"]["columns_only_in_b"] == ["suggested_code VARCHAR[]"]
    shown = run(home, "diff", "00000001", "00000002").stdout.splitlines()
    assert "marts.another: only in 00000002" in shown
    assert "marts.fct_indicator_scores: 4 rows only in 00000001, 0 only in 00000002" in shown


def test_a_release_can_be_named_by_its_folder_or_file(home: Path) -> None:
    folder = home / "releases" / "00000001"
    assert run(home, "diff", str(folder), str(folder / "warehouse.duckdb")).exit_code == 0
    done = run(home, "diff", "00000001", "nowhere")
    assert (done.exit_code, "there is no release nowhere" in done.stderr) == (1, True)
    (home / "broken").write_text("no database")
    done = run(home, "diff", "00000001", str(home / "broken"))
    assert (done.exit_code, "cannot be opened" in done.stderr) == (1, True)
