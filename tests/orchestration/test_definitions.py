"""The Dagster definitions: assets, checks, job and schedule."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest

from ingestion.landing import TABLES
from orchestration.run.pin import write_pin
from orchestration.settings import PROJECT, read_settings

MODELS = PROJECT / "dbt_project" / "models"
INDICATOR = dg.AssetKey(["indicators", "ind_budget_execution_rate"])


def schema_of(model: Path) -> str:
    """Return a model's schema, which is its folder; tables made from indicators are in marts."""
    return "marts" if model.parent.name == "indicator_marts" else model.parent.name


@pytest.fixture(scope="module")
def definitions(sample_home: Path) -> Iterator[dg.Definitions]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIXIAO_HOME", str(sample_home))
        from orchestration.definitions import definitions as found

        yield found


def test_the_exact_assets(definitions: dg.Definitions) -> None:
    # Rules are ephemeral: they are parts of int_rule_rows.
    models = {(schema_of(path), path.stem) for path in MODELS.rglob("*.sql") if path.parent.name != "quality"}
    seeds = {("reference", path.stem) for path in (PROJECT / "seeds" / "reference").glob("*.csv")}
    expected = models | seeds | {("landing", name) for name in TABLES}
    expected |= {
        ("release", "warehouse"),
        ("release", "postgres_mirror"),
        ("ledger", "released_evaluations"),
        ("ledger", "releases"),
    }
    keys = {tuple(key.path) for key in definitions.resolve_asset_graph().get_all_asset_keys()}
    assert keys == expected


def test_every_data_test_is_a_check(definitions: dg.Definitions, sample_home: Path) -> None:
    manifest = json.loads((sample_home / "build" / "target" / "manifest.json").read_text())
    tests = {node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "test"}
    checks = {key.name for key in definitions.resolve_asset_graph().asset_check_keys}
    assert checks == tests


def test_a_check_has_a_short_name_that_begins_with_its_table(definitions: dg.Definitions) -> None:
    long = [
        key.name
        for key in definitions.resolve_asset_graph().asset_check_keys
        if len(key.name) > 60 or not key.name.startswith(f"{key.asset_key.path[-1]}__")
    ]
    assert long == []


def test_the_release_depends_on_every_mart_but_on_no_indicator(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    parents = {tuple(key.path) for key in graph.get(dg.AssetKey(["release", "warehouse"])).parent_keys}
    core = {(name, path.stem) for name in ("marts", "reporting") for path in (MODELS / name).glob("*.sql")}
    tagged = {
        ("reporting", path.stem)
        for path in (MODELS / "reporting").glob("*.yml")
        if "[indicators]" in path.read_text("utf-8")
    }
    assert len(tagged) == 5
    assert parents == core - tagged | {("marts", "indicator_status")}


def test_an_indicator_is_an_asset_with_its_data_tests_as_checks(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    indicator = graph.get(INDICATOR)
    assert indicator.group_name == "indicators"
    assert {check.name for check in indicator.check_keys} == {"ind_budget_execution_rate__contract"}
    assert dg.AssetKey(["marts", "fct_budget_execution"]) in indicator.parent_keys
    assert indicator.child_keys == {dg.AssetKey(["marts", "fct_indicator_values"])}
    assert graph.get(dg.AssetKey(["marts", "fct_indicator_values"])).group_name == "marts"


def test_every_asset_of_the_project_has_a_description_in_words(definitions: dg.Definitions) -> None:
    """Descriptions contain no SQL; models also describe their columns."""
    specs = {tuple(spec.key.path): spec for spec in definitions.resolve_all_asset_specs()}
    for (schema, name), spec in specs.items():
        assert spec.description or schema == "ledger", (schema, name)
        assert "Raw SQL" not in (spec.description or "")
    columns = specs["marts", "fct_evaluations"].metadata["dagster/column_schema"].columns
    assert all(column.description for column in columns)
    assert "a form's table" in (specs["landing", "indicator_lines"].description or "")


def test_an_indicator_asset_has_its_formula_and_owner(definitions: dg.Definitions) -> None:
    (spec,) = (spec for spec in definitions.resolve_all_asset_specs() if spec.key == INDICATOR)
    assert spec.owners == ["team:finance"]
    for words in (
        "预算执行率 Budget execution rate",
        "公式 Formula:",
        "依据 Basis:",
        "负责 Owner: finance; 版本 version: 1",
    ):
        assert words in (spec.description or "")


def test_the_schedule_is_on(definitions: dg.Definitions) -> None:
    schedule = definitions.resolve_schedule_def("nightly_refresh_schedule")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "Asia/Shanghai")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert schedule.job_name == "nightly_refresh"


def test_the_schedule_skips_a_run_with_nothing_new(
    definitions: dg.Definitions,
    sample_home: Path,
    copy_home: Callable[[Path], Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """It records so. A pinned release is left alone."""
    schedule = definitions.resolve_schedule_def("nightly_refresh_schedule")
    home = copy_home(sample_home)
    monkeypatch.setenv("JIXIAO_HOME", str(home))
    assert isinstance(schedule(), dg.SkipReason)
    last_run = json.loads((home / "last_run.json").read_text("utf-8"))
    assert (last_run["status"], last_run["release_id"]) == ("nothing_new", "00000001")
    monkeypatch.setenv("JIXIAO_HOME", str(tmp_path / "new"))
    assert isinstance(schedule(), dg.RunRequest)
    write_pin(read_settings(), "00000001")
    skipped = schedule()
    assert isinstance(skipped, dg.SkipReason) and "pinned" in (skipped.skip_message or "")


def test_runs_checks_and_rows_are_recorded_in_the_instance(sample_home: Path) -> None:
    with dg.DagsterInstance.from_config(str(sample_home / "dagster")) as instance:
        (run,) = instance.get_runs()
        assert run.status == dg.DagsterRunStatus.SUCCESS
        assert run.job_name == "nightly_refresh"
        event = instance.get_latest_materialization_event(dg.AssetKey(["landing", "documents"]))
        assert event is not None
        assert event.asset_materialization is not None
        metadata = event.asset_materialization.metadata
        assert metadata["documents_read"].value == 1
        assert metadata["forms"].value == 4
        check = dg.AssetCheckKey(INDICATOR, "ind_budget_execution_rate__contract")
        summary = instance.event_log_storage.get_asset_check_summary_records([check])[check]
        assert summary.last_check_execution_record is not None
        assert summary.last_check_execution_record.status.value == "SUCCEEDED"
        rows = instance.get_latest_materialization_event(INDICATOR)
        assert rows is not None
        assert rows.asset_materialization is not None
        assert rows.asset_materialization.metadata["dagster/row_count"].value == 4


def test_dagster_finds_the_definitions_of_a_clone_without_arguments(sample_home: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JIXIAO_", "DAGSTER_"))}
    done = subprocess.run(
        [sys.executable, "-m", "dagster", "definitions", "validate"],
        cwd=PROJECT,
        env=environment | {"JIXIAO_HOME": str(sample_home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Validation successful for code location jixiao" in done.stdout + done.stderr
