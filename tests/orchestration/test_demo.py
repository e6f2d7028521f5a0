"""`jixiao demo` with a small city: forms of two schemes in every container are released."""

import json
import os
import subprocess
import sys
from pathlib import Path
from unicodedata import normalize

import pytest

from ingestion.containers.reading import _READERS
from ingestion.documents.inbox import list_inbox
from orchestration.demo.city import SEED, YEARS, make_city
from orchestration.demo.filing import file_city, print_form
from orchestration.demo.make import find_batches_done, run_batches
from orchestration.demo.offences import Offence
from orchestration.settings import PROJECT, make_demo_environment, read_settings
from tests.conftest import query, share_parsed_project
from tests.orchestration.test_ten_questions import EACH, Question, run
from tests.planted import measure_signals, measure_worklist

pytestmark = pytest.mark.slow

SIZE = 200
_DIGEST = f"""
import hashlib
from orchestration.demo.filing import file_city
digest = hashlib.sha256()
for batch in file_city({SIZE}):
    for path, content in batch.items():
        digest.update(path.encode() + content)
print(digest.hexdigest())
"""


def run_demo(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `jixiao demo` on a separate home."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JIXIAO_", "DAGSTER_"))}
    return subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "demo", *arguments],
        cwd=PROJECT,
        env=environment | {"JIXIAO_DEMO_HOME": str(home), "COLUMNS": "160"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The home of a small city after its batches, and the output; tests only read it."""
    home = tmp_path_factory.mktemp("demo") / "home"
    share_parsed_project(home)
    (home / "demo.json").write_text(json.dumps({"seed": SEED, "size": SIZE, "batches": 0}))
    done = run_demo(home, str(SIZE))
    assert done.returncode == 0, done.stdout + done.stderr
    return home, done.stdout


@pytest.fixture(scope="module")
def release(demo: tuple[Path, str]) -> Path:
    return demo[0] / "current" / "warehouse.duckdb"


def test_a_demo_has_a_separate_home() -> None:
    own = PROJECT / ".jixiao-demo"
    for environment, home in (
        ({"JIXIAO_HOME": "/real", "JIXIAO_INBOX": "/real/in"}, own),
        ({"JIXIAO_DEMO_HOME": "/a b"}, Path("/a b")),
    ):
        settings = read_settings(make_demo_environment(environment))
        assert (settings.home, settings.inbox) == (home, home / "inbox")
        assert settings.publication.publisher == "示例市（虚构） An invented city"


def test_every_container_and_the_schemes_of_the_city_are_admitted(demo: tuple[Path, str], release: Path) -> None:
    landing = f"read_parquet('{demo[0]}/landing/load_id=*/documents/*.parquet')"
    containers = query(
        release, f"select distinct container from marts.fct_evaluations join {landing} using (document_hash)"
    )
    assert {name for (name,) in containers} == set(_READERS) - {"mht", "ofd", "picture"}  # rarely filed
    in_archives = query(release, "select count(*) from marts.fct_evaluations where relative_path like '%.zip/%'")
    assert in_archives > [(0,)]
    admitted = query(
        release, "select distinct scheme_code from marts.fct_evaluations join marts.dim_scheme using (scheme_key)"
    )
    assert {code for (code,) in admitted} == {"mof_2020", "shanghai_2019"}


def test_every_state_that_an_inbox_can_bring_occurs(release: Path) -> None:
    rows = query(release, "select distinct evaluation_state from marts.evaluation_lifecycle order by 1")
    assert rows == [("admitted",), ("duplicate",), ("quarantined",), ("superseded",)]


def test_a_few_are_quarantined_for_several_reasons(release: Path) -> None:
    rows = query(
        release, "select load_id, quarantined_count, form_count from marts.load_reconciliation order by load_id"
    )
    assert [load for load, _, _ in rows] == ["00000001", "00000002", "all"]
    shares = [quarantined / forms for _, quarantined, forms in rows]  # type: ignore[operator]
    assert max(shares) < 0.2
    assert shares[-1] > 0.02
    reasons = query(release, "select count(distinct rule_code) from marts.rule_findings where severity = 'blocking'")
    assert reasons >= [(5,)]


def test_a_form_without_a_mistake_is_admitted(release: Path) -> None:
    """Forms of every container; the year of those filed late may be unknown.

    Some are quarantined because a page break splits a name that no other form prints in full.
    """
    columns = "budget_unit_name, project_name, fiscal_year from marts.evaluation_lifecycle"
    admitted = set(query(release, f"select {columns} where evaluation_state = 'admitted'"))
    split = set(query(release, f"select {columns} where reason_codes = 'row_settled'"))
    filed = [evaluation for evaluation in make_city(SIZE) if not evaluation.is_missing]
    punctual = [evaluation for evaluation in filed if evaluation.year != YEARS[-1]]
    sound: set[tuple[object, ...]] = {
        (evaluation.unit_name, normalize("NFKC", evaluation.project.name), evaluation.year)
        for evaluation in punctual
        if not print_form(evaluation)[1]
    }
    assert len(sound) > 0.9 * len(punctual)
    assert sound <= admitted | split
    assert len(sound - admitted) <= 0.005 * len(sound)


def test_what_the_city_plants_is_flagged_and_few_others_are(demo: tuple[Path, str], release: Path) -> None:
    measures = measure_signals(release, demo[0] / "offences.csv")
    # Most innocents that are flagged: those with another good reason, such as a cheap tender or a bad year before.
    most: dict[str, float] = {Offence.JUMPED: 0.15}
    for kind, measure in measures.items():
        assert measure.recall >= 0.6, kind
        assert measure.flagged_innocents <= most.get(kind, 0.05), kind
    for kind in (Offence.INFLATED, Offence.MISSING, Offence.RENAMED):
        assert measures[kind].planted > 0, kind
        assert measures[kind].recall == 1, kind


def test_the_units_of_the_city_and_what_they_have_to_file_are_known(release: Path) -> None:
    filing = "sum(expected_count), sum(filed_count + quarantined_count + missing_count)"
    assert query(release, f"select {filing} from marts.rpt_filing") == [(SIZE, SIZE)]
    missing = "sum(missing_count) > 0, sum(late_count) > 0 from marts.rpt_filing"
    assert query(release, f"select {missing}") == [(True, True)]
    assert query(release, "select count(*) from marts.dim_department where is_inferred and department_key > 0") == [
        (0,)
    ]
    names = query(
        release,
        "select list(distinct budget_unit_name order by budget_unit_name) from marts.dim_department"
        " where department_key > 0 group by budget_unit_code having count(distinct budget_unit_name) > 1",
    )
    assert names == [(["示例市信息中心", "示例市大数据中心"],)]
    years = query(
        release,
        "select count(distinct fiscal_year) from marts.rpt_department_year where budget_unit_code = 'SL001'",
    )
    assert years == [(len(YEARS),)]


def test_the_first_of_the_worklist_are_those_with_something_planted(demo: tuple[Path, str], release: Path) -> None:
    first = measure_worklist(release, demo[0] / "offences.csv", 0.05)
    everyone = measure_worklist(release, demo[0] / "offences.csv", 1)
    assert first.precision >= 0.5
    assert first.precision >= 2 * everyone.precision


def test_unreadable_files_are_rejected_for_reasons_of_the_filer(release: Path) -> None:
    reasons = {reason for (reason,) in query(release, "select distinct reason_code from marts.rejections")}
    assert len(reasons) >= 3
    assert not reasons & {"parser_failure", "reader_died", "reader_timed_out", "reader_out_of_memory"}
    assert query(release, "select count(distinct kind_code) from marts.set_aside_forms") == [(4,)]


def test_the_city_is_marked_as_invented_everywhere(release: Path) -> None:
    rows = query(
        release,
        """
        select project_name, budget_unit_name from marts.evaluation_lifecycle
        where project_name not like '%(虚构)' or budget_unit_name not like '示例市%'
        """,
    )
    assert rows == []


def test_the_output_names_the_report_and_the_release(demo: tuple[Path, str]) -> None:
    home, shown = demo
    for place in (home / "current" / "warehouse.duckdb", home / "current" / "report" / "index.html"):
        assert str(place) in shown
        assert place.is_file()


@EACH
def test_the_ten_questions_have_answers(question: Question, release: Path) -> None:
    _, rows = run(release, question.sql)
    assert rows


def test_a_second_demo_finds_nothing_new(demo: tuple[Path, str]) -> None:
    done = run_demo(demo[0], str(SIZE))
    assert done.returncode == 0
    assert "Nothing new since release 00000002" in done.stdout


def test_a_home_of_another_size_is_refused(demo: tuple[Path, str]) -> None:
    done = run_demo(demo[0], "300")
    assert done.returncode == 1
    assert done.stderr.startswith(f"demo not made: {demo[0]} contains a demo of {SIZE} evaluations; remove that folder")


def test_a_home_with_real_forms_is_refused(sample_home: Path) -> None:
    before = sorted(sample_home.iterdir())
    done = run_demo(sample_home, str(SIZE))
    assert done.returncode == 1
    assert done.stderr.startswith(f"demo not made: {sample_home} is not the home of a demo; set JIXIAO_DEMO_HOME")
    assert sorted(sample_home.iterdir()) == before


@pytest.mark.parametrize("size", ["many", "99", "100000", "2.5"])
def test_a_size_out_of_range_is_refused(tmp_path: Path, size: str) -> None:
    done = run_demo(tmp_path / "home", size)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Invalid value for '[SIZE]': " in done.stderr
    assert not (tmp_path / "home").exists()


def test_an_interrupted_demo_continues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch is done when it is released; otherwise it is written and refreshed again."""
    settings = read_settings({"JIXIAO_HOME": str(tmp_path / "home"), "JIXIAO_INBOX": str(tmp_path / "home" / "inbox")})
    outcomes = iter([0, 1, 0])
    seen: list[int] = []
    briefs: list[bool] = []

    def refresh(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        seen.append(len(list(list_inbox(settings.inbox))))
        briefs.append("--brief" in command)
        return subprocess.CompletedProcess(command, next(outcomes))

    monkeypatch.setattr("orchestration.demo.make.subprocess.run", refresh)
    assert run_batches(settings, {}, SIZE, find_batches_done(settings, SIZE)) == 1
    assert find_batches_done(settings, SIZE) == 1
    assert run_batches(settings, {}, SIZE, find_batches_done(settings, SIZE)) == 0
    assert find_batches_done(settings, SIZE) == 2
    first, second = file_city(SIZE)
    assert seen == [len(first), len(first | second), len(first | second)]
    assert briefs == [True, False, False], "only the last batch has a summary"


def test_the_same_city_is_made_again_to_the_byte() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", _DIGEST],
            cwd=PROJECT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
