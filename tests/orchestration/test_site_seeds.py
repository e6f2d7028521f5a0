"""JIXIAO_SEEDS: files of a folder outside the project replace seeds of the project."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli.main import main
from orchestration.dbt.seed_files import check_seeds
from orchestration.dbt.seed_rules import check_seed_rules
from orchestration.run.fingerprint import compute_fingerprint
from orchestration.run.run_record import StageError
from orchestration.settings import PROJECT, Seeds, read_settings
from tests.conftest import SAMPLES, Done, fork, query, share_parsed_project

REFERENCE = PROJECT / "seeds" / "reference"
EXPECTED = "budget_unit_code,project_name,fiscal_year,budget_yuan,due_date\n"
LABELS = "scheme_code,part,label,field_code\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder for seeds of a site."""
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


def run(home: Path, site: Path, *arguments: str) -> Done:
    share_parsed_project(home)
    return fork(["-m", "orchestration.cli", *arguments], home, SAMPLES, JIXIAO_SEEDS=str(site))


def test_a_file_of_the_site_replaces_that_of_the_project(site: Path) -> None:
    (site / "form_labels.csv").write_text(LABELS)
    settings = read_settings({"JIXIAO_SEEDS": str(site)})
    assert settings.seeds.list_files().keys() == Seeds().list_files().keys()
    assert settings.seeds.locate("form_labels") == site / "form_labels.csv"
    assert settings.ingestion.labels == site / "form_labels.csv"
    assert settings.seeds.locate("departments") == REFERENCE / "departments.csv"


def test_the_fingerprint_has_the_content_of_the_files_in_use(site: Path) -> None:
    own, usual = read_settings({"JIXIAO_SEEDS": str(site)}), read_settings({})
    assert compute_fingerprint(own) == compute_fingerprint(usual)
    shutil.copy(REFERENCE / "departments.csv", site)
    (site / ".notes").touch()
    assert compute_fingerprint(own) == compute_fingerprint(usual)
    with (site / "departments.csv").open("a") as file:
        file.write("U1,某局,official,,,,,\n")
    changed = compute_fingerprint(own)
    assert {name for name, value in compute_fingerprint(usual).items() if changed[name] != value} == {"seeds"}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("departments.csv", "budget_unit_code\n", "line 1 must have the columns budget_unit_code,budget_unit_name,"),
        ("corrections.csv", "\ufeff", "begins with a byte-order mark, as Excel writes it"),
        ("department.csv", "", "replaces no file of seeds/reference: rename it to departments.csv, or move it to another folder"),
        ("departments.xlsx", "", "replaces no file of seeds/reference: rename it to departments.csv, or move it"),
        ("读我.txt", "", "replaces no file of seeds/reference: give it the name of one of these, or move it"),
    ],
)  # fmt: skip
def test_an_unusable_file_is_named_by_its_path(site: Path, name: str, content: str, sentence: str) -> None:
    (site / name).write_text(content, "utf-8")
    with pytest.raises(StageError) as raised:
        check_seeds(Seeds(site=site))
    assert str(raised.value).startswith(f"{site / name} {sentence}")


def test_a_contradiction_is_told_with_the_path_and_the_line(site: Path) -> None:
    (site / "expected_evaluations.csv").write_text(f"{EXPECTED}U1,甲,2024,,2025/3/31\n")
    with pytest.raises(StageError) as raised:
        check_seed_rules(Seeds(site=site), [], [])
    place = f"{site}/expected_evaluations.csv line 2"
    sentences = str(raised.value)
    assert sentences.startswith("seeds/reference/rule_severities.csv "), "a file of the project keeps its short path"
    with pytest.raises(StageError) as raised:
        check_seed_rules(Seeds(_without_rules(site.parent), site), [], [])
    assert str(raised.value) == f"{place} has the due date 2025/3/31: write a day as 2025-03-31, or leave it blank"


def _without_rules(folder: Path) -> Path:
    """Return a copy of the seeds that names neither rules nor indicators."""
    copy = Path(shutil.copytree(REFERENCE, folder / "reference"))
    for name in ("rule_severities", "review_signals"):
        lines = (copy / f"{name}.csv").read_text("utf-8").splitlines(keepends=True)
        (copy / f"{name}.csv").write_text(lines[0], "utf-8")
    return copy


@pytest.mark.slow
def test_seeds_of_the_site_are_released(sample_home: Path, copy_home: Callable[[Path], Path], site: Path) -> None:
    home = copy_home(sample_home)
    warehouse = home / "current" / "warehouse.duckdb"
    filing = "select project_name, filing_status from marts.filing_coverage order by all"
    departments = (REFERENCE / "departments.csv").read_text("utf-8").replace("SHBDC,", "SH001,")
    (site / "departments.csv").write_text(departments, "utf-8")
    ((filed, year),) = query(warehouse, "select project_name, fiscal_year from marts.rpt_projects limit 1")
    due = f"{year}-13-01"
    expected = f"{EXPECTED}SH001,{filed},{year},,\nSH001,未报项目,{year},,{due}\n"
    (site / "expected_evaluations.csv").write_text(expected)
    done = run(home, site, "refresh")
    assert done.returncode == 1
    sentence = f"not released: dbt parse: {site}/expected_evaluations.csv line 3 has the due date {due}: write a day"
    assert sentence in done.stdout
    codes = "select distinct budget_unit_code from marts.dim_department where department_key > 0"
    assert query(warehouse, codes) == [("SHBDC",)]

    (site / "expected_evaluations.csv").write_text(expected.replace(due, ""))
    run(home, site, "refresh").check_returncode()
    assert query(warehouse, codes) == [("SH001",)]
    assert set(query(warehouse, filing)) == {(filed, "filed"), ("未报项目", "missing")}
    assert query(warehouse, "select release_id from marts.release_info") == [("00000002",)]

    assert "Nothing new since release 00000002" in run(home, site, "refresh").stdout
    key = str(query(warehouse, "select min(evaluation_key) from marts.fct_evaluations")[0][0])
    (line,) = (line for line in run(home, site, "form", key).stdout.splitlines() if "当年预算数" in line)
    printed = run(home, site, "form", key, "--row", line.split()[0]).stdout
    assert f"First copy {REFERENCE}/corrections.csv to {site}/corrections.csv." in printed
    assert f"copy its row into {site}/corrections.csv and fill in" in printed

    (site / "expected_evaluations.csv").write_text(f"{EXPECTED}SH001,未报项目,{year},,\n")
    run(home, site, "rebuild").check_returncode()
    assert query(warehouse, filing) == [("未报项目", "missing")]
    assert query(warehouse, "select release_id from marts.release_info") == [("00000003",)]


def test_a_backup_contains_the_seeds_of_the_site(sample_home: Path, site: Path, tmp_path: Path) -> None:
    (site / "departments.csv").write_text("one")
    (site / "corrections.csv").write_text("two")
    environment = {"JIXIAO_HOME": str(sample_home), "JIXIAO_SEEDS": str(site)}
    backup, home = tmp_path / "backup", tmp_path / "home"
    assert CliRunner().invoke(main, ["backup", str(backup)], env=environment).exit_code == 0
    (site / "corrections.csv").unlink()
    assert CliRunner().invoke(main, ["backup", str(backup)], env=environment).exit_code == 0
    done = CliRunner().invoke(main, ["restore", str(backup)], env={**environment, "JIXIAO_HOME": str(home)})
    assert done.exit_code == 0, done.output
    assert f"The seeds of the site are in {home}/seeds: name this folder" in done.output
    assert [path.name for path in (home / "seeds").iterdir()] == ["departments.csv"]
