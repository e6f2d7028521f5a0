"""An indicator that fails is excluded and reported, without an old value; the others are released."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import dagster as dg
import pytest

from tests.conftest import SAMPLES, query, run_refresh, run_steps
from tests.orchestration.indicators_made import KNOWN, change, list_models, make_project

COLUMNS = "evaluation_key, value, numerator, denominator, status, reason_code"
# The faulty SQL of each indicator; WHOLE is its correct SQL.
BROKEN = {
    "no_such_macro": "WHOLE {{ no_such_macro() }}",
    "lost_row": f"with whole as (WHOLE) select {COLUMNS} from whole where evaluation_key <> (select min(evaluation_key) from whole)",
    "doubled": f"with whole as (WHOLE) select {COLUMNS} from whole union all select {COLUMNS} from whole",
    "of_doubled": f"select {COLUMNS} from {{{{ ref('ind_doubled') }}}}",
    "lacks_column": f"with whole as (WHOLE) select {COLUMNS.replace(', reason_code', '')} from whole",
    "other_type": f"with whole as (WHOLE) select {COLUMNS.replace('value', 'cast(value as varchar) as value')} from whole",
}
# Indicators with a fault, and the beginning of the message about it.
CAUSES = {
    "no_such_field": 'it cannot be built: Binder Error: Referenced column "spent_yuan" not found in FROM clause!',
    "no_such_macro": "it cannot be built: 'no_such_macro' is undefined",
    "lost_row": "ind_lost_row__contract failed: it has no row for evaluation ",
    "doubled": "ind_doubled__contract failed: it has 2 rows for evaluation ",
    "of_doubled": "it needs ind_doubled, which is excluded",
    "lacks_column": "it cannot be built: its SQL lacks the column reason_code: select it",
    "other_type": "it cannot be built: its column value is VARCHAR where its YAML has DECIMAL(28,6): cast it",
    "no_english": "ind_no_english has no name_en: fill in config.meta.name_en in models/indicators/ind_no_english.yml",
    "unlisted": "ind_unlisted is not listed: add `- unlisted` to vars, indicators in dbt_project.yml",
}
# Indicators that dbt cannot parse, and the file that the message names.
UNREADABLE = {
    "faulty_jinja": "ind_faulty_jinja.sql",
    "faulty_yaml": "ind_faulty_yaml.yml",
    "faulty_ref": "ind_faulty_ref.sql",
    "no_file": "ind_no_file.",
}
LISTED = sorted({*KNOWN, *CAUSES, *UNREADABLE} - {"unlisted"})
INDICATORS = """
    select indicator_model_code, count(evaluation_key)
    from marts.indicator_status
    left join marts.fct_indicator_values using (indicator_model_key)
    group by all order by all
"""
COMMENTS = """
    select table_name, column_name, data_type, comment
    from duckdb_columns() where schema_name in ('marts', 'reporting') order by table_name, column_index
"""


class Outcome(NamedTuple):
    """The result of a refresh: its output, and last_run.json or the record of the release."""

    done: subprocess.CompletedProcess[str]
    record: dict[str, Any]


class Story(NamedTuple):
    """A home and its refreshes, each of a project with another fault."""

    home: Path
    outcomes: dict[str, Outcome]

    def query(self, name: str, sql: str) -> list[tuple[object, ...]]:
        """Return rows of the release that a refresh made."""
        return query(self.home / "releases" / self.outcomes[name].record["release_id"] / "warehouse.duckdb", sql)


def break_indicators(project: Path) -> None:
    """Put a fault into each indicator."""
    models = list_models(project)
    for code, sql in BROKEN.items():
        path = models / f"ind_{code}.sql"
        path.write_text(sql.replace("WHOLE", path.read_text("utf-8")), "utf-8")
    change(models / "ind_no_such_field.sql", "budget_yuan - executed_yuan", "budget_yuan - spent_yuan")
    change(models / "ind_no_english.yml", r"        name_en: .*\n", "")
    change(project / "dbt_project" / "dbt_project.yml", "    - unlisted\n", "")
    change(models / "ind_faulty_jinja.sql", r"\Awith\n", "with {% if %}\n")
    change(models / "ind_faulty_yaml.yml", r"\Amodels:", "models: [")
    change(models / "ind_faulty_ref.sql", r"(?s)\A.*\Z", "select * from {{ ref('fct_misspelt') }}")
    (models / "ind_no_file.sql").unlink()


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Refresh one home with a correct project, with failing indicators, and with failing tables of indicators.

    Only the second is a refresh by Dagster, with a fault of each kind. The last two build only the indicators again.
    """
    folder = tmp_path_factory.mktemp("excluded")
    project, story = make_project(folder, *CAUSES, *UNREADABLE), Story(folder / "home", {})
    marts = project / "dbt_project" / "models" / "indicator_marts"
    whole = {path: path.read_text("utf-8") for path in list_models(project).iterdir()}

    def refresh(name: str) -> None:
        done = run_refresh(story.home, SAMPLES, project)
        story.outcomes[name] = Outcome(done, json.loads((story.home / "last_run.json").read_text("utf-8")))

    def release(name: str, target: str) -> None:
        done = run_steps(story.home, SAMPLES, project, target)
        record = story.home / ("last_run.json" if done.returncode else "current/release.json")
        story.outcomes[name] = Outcome(done, json.loads(record.read_text("utf-8")))

    @contextmanager
    def changed(table: str, pattern: str, replacement: str) -> Iterator[None]:
        path = marts / f"{table}.sql"
        text = path.read_text("utf-8")
        change(path, pattern, replacement)
        yield
        path.write_text(text, "utf-8")

    release("whole", "release")
    break_indicators(project)
    with changed("rpt_indicator_by_year", r"count\(\*\) as evaluation_count", "no_field as evaluation_count"):
        refresh("broken")
        refresh("nothing new")
    for path, text in whole.items():
        path.write_text(text, "utf-8")
    with changed("fct_indicator_values", r"evaluations\.project_key,", "evaluations.no_field,"):
        release("fact", "indicators")
    with changed("indicator_status", "then 'released'", "then null"):
        release("status", "indicators")
    return story


def test_a_correct_project_excludes_nothing(story: Story) -> None:
    done, record = story.outcomes["whole"]
    assert done.returncode == 0, done.stdout + done.stderr
    assert record["withheld"] == {}
    assert story.query("whole", INDICATORS) == [(code, 4) for code in sorted([*LISTED, "unlisted"])]


def test_the_others_are_released(story: Story) -> None:
    done, record = story.outcomes["broken"]
    assert (done.returncode, record["status"], record["release_id"]) == (0, "released", "00000002"), done.stdout
    assert story.query("broken", "select count(*) from marts.fct_indicator_scores") == [(66,)]
    assert story.query(
        "broken", "select distinct indicator_model_code from marts.rpt_indicator_by_department_year order by all"
    ) == [(code,) for code in KNOWN]


def test_an_excluded_indicator_has_no_values_not_even_old_ones(story: Story) -> None:
    assert story.query("broken", INDICATORS) == [(code, 4 if code in KNOWN else 0) for code in LISTED]
    unlisted = (
        "select count(*) from marts.fct_indicator_values anti join marts.indicator_status using (indicator_model_key)"
    )
    assert story.query("broken", unlisted) == [(0,)]


@pytest.mark.parametrize("code", CAUSES)
def test_the_cause_is_one_sentence_in_record_summary_and_mart(story: Story, code: str) -> None:
    done, record = story.outcomes["broken"]
    cause = record["withheld"][f"ind_{code}"]
    assert cause.startswith(CAUSES[code])
    assert not re.search(r"\||\n|> in macro|Runtime Error|Compilation Error", cause), (
        "the layout of dbt's message is not a sentence"
    )
    assert f"ind_{code}: {cause}" in done.stdout.splitlines()
    if code != "unlisted":  # not listed, so not in indicator_status
        status = f"select release_status, cause from marts.indicator_status where indicator_model_code = '{code}'"
        assert story.query("broken", status) == [("withheld", cause)]


def test_only_failing_indicators_are_named(story: Story) -> None:
    done, record = story.outcomes["broken"]
    failing = [*(f"ind_{code}" for code in (*CAUSES, *UNREADABLE)), "report_indicators", "rpt_indicator_by_year"]
    assert sorted(record["withheld"]) == sorted(failing)
    assert "Excluded from this release; the rest is released" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_the_catalogue_still_describes_excluded_indicators(story: Story) -> None:
    names = (
        "select indicator_model_code, indicator_model_name_zh, indicator_model_name_en from marts.dim_indicator_model"
    )
    described = {str(code): (zh, en) for code, zh, en in story.query("broken", names) if code not in ("-1", "-2")}
    assert sorted(described) == LISTED
    assert described["doubled"] == ("未执行数 doubled", "Unspent funds doubled")
    assert described["no_english"] == ("未执行数 no_english", "no_english"), (
        "an indicator without a name is shown with its code"
    )


def test_a_refresh_with_nothing_new_still_reports_excluded_indicators(story: Story) -> None:
    done, record = story.outcomes["nothing new"]
    assert done.returncode == 0
    assert "Nothing new since release 00000002" in done.stdout
    assert "ind_of_doubled: it needs ind_doubled, which is excluded" in done.stdout.splitlines()
    assert (record["status"], record["withheld"]) == ("nothing_new", story.outcomes["broken"].record["withheld"])


def test_an_indicator_that_cannot_be_parsed_is_excluded_and_its_file_is_named(story: Story) -> None:
    """Faults: an error in the Jinja, an error in the YAML, a ref to a missing model, a missing file."""
    done, record = story.outcomes["broken"]
    for code, file in UNREADABLE.items():
        cause = record["withheld"][f"ind_{code}"]
        assert cause.startswith("it cannot be read: ")
        assert f"indicators/{file}" in cause
        assert f"ind_{code}: {cause}" in done.stdout.splitlines()


def test_after_the_correction_the_sources_are_built_again(story: Story) -> None:
    assert not (story.home / "build" / "project").exists()
    causes = story.outcomes["fact"].record["withheld"]
    assert not any(cause.startswith("it cannot be read") for cause in causes.values())


def test_a_failing_report_table_is_excluded_alone(story: Story) -> None:
    _, record = story.outcomes["broken"]
    tables = {name for name in record["withheld"] if not name.startswith("ind_")}
    assert tables == {"report_indicators", "rpt_indicator_by_year"}
    assert 'Referenced column "no_field" not found' in record["withheld"]["rpt_indicator_by_year"]
    assert story.query("broken", "select count(*) from marts.rpt_indicator_by_year") == [(0,)]
    assert story.query("broken", "select count(*) from reporting.report_indicators") == [(0,)]
    assert story.query("broken", COMMENTS) == story.query("whole", COMMENTS)


def test_a_failing_fact_excludes_every_indicator_and_the_core_is_released(story: Story) -> None:
    done, record = story.outcomes["fact"]
    assert (done.returncode, record["release_id"]) == (0, "00000003"), done.stdout + done.stderr
    assert "no_field" in record["withheld"]["fct_indicator_values"]
    assert record["withheld"]["ind_unspent_funds"] == "it needs fct_indicator_values, which is excluded"
    for table in ("fct_indicator_values", "rpt_indicator_by_department_year", "rpt_indicator_by_year"):
        assert story.query("fact", f"select count(*) from marts.{table}") == [(0,)]
    assert story.query("fact", "select count(*) from reporting.dashboard_indicator_values") == [(0,)]
    assert story.query("fact", COMMENTS) == story.query("whole", COMMENTS), "the columns are unchanged for readers"
    statuses = "select indicator_model_code, release_status from marts.indicator_status order by all"
    assert story.query("fact", statuses) == [(code, "withheld") for code in LISTED]
    assert story.query("fact", "select count(*) from marts.fct_indicator_scores") == [(66,)]


def test_without_indicator_status_nothing_is_released(story: Story) -> None:
    done, record = story.outcomes["status"]
    assert (done.returncode, record["status"], record["node"]) == (1, "failed", "indicator_status__keys")
    assert (story.home / "current").readlink() == Path("releases") / story.outcomes["fact"].record["release_id"]


def test_dagster_shows_which_checks_failed(story: Story) -> None:
    with dg.DagsterInstance.from_config(str(story.home / "dagster")) as instance:
        runs = [run for run in instance.get_runs() if run.status == dg.DagsterRunStatus.SUCCESS]
        assert len(runs) == 1
        for code in ("doubled", "lost_row"):
            key = dg.AssetCheckKey(dg.AssetKey(["indicators", f"ind_{code}"]), f"ind_{code}__contract")
            summary = instance.event_log_storage.get_asset_check_summary_records([key])[key]
            assert summary.last_check_execution_record is not None
            assert summary.last_check_execution_record.status.value == "FAILED"
