"""Changed figures of released evaluations: counted, listed with old and new value, refused if they are too many."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.release import changes
from orchestration.release.changes import check_changes, find_changes
from orchestration.run.run_record import StageError
from orchestration.settings import Settings, read_settings
from tests.conftest import SAMPLES


@pytest.fixture
def settings(sample_home: Path, copy_home: Callable[[Path], Path]) -> Settings:
    """Return the settings of a home whose build and current release are the same, and can be changed."""
    home = copy_home(sample_home)
    (home / "current" / "warehouse.duckdb").chmod(0o644)
    return read_settings({"JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(SAMPLES)})


def change(path: Path, *statements: str) -> None:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_build_equal_to_the_release_changes_nothing(settings: Settings) -> None:
    found = check_changes(settings)
    assert (found.compared, found.changed, found.left, found.by_figure, found.examples) == (4, 0, 0, {}, ())


def test_each_changed_figure_is_listed_with_old_and_new_value(settings: Settings) -> None:
    change(
        settings.build_file,
        "update marts.fct_budget_execution set executed_yuan = executed_yuan - 1 "
        "where evaluation_key = (select min(evaluation_key) from marts.fct_evaluations)",
        "update marts.fct_indicator_scores set self_score_points = 0.5 where line_number = 1",
    )
    found = find_changes(settings)
    assert (found.changed, found.left, found.by_figure) == (4, 0, {"executed_yuan": 1, "line_items": 4})
    (executed,) = [example for example in found.examples if example["figure"] == "executed_yuan"]
    assert float(executed["old"]) - float(executed["new"]) == 1
    assert executed["project_name"] and executed["budget_unit_name"] == "上海市大数据中心"
    check_changes(settings)  # four are too few to be refused
    assert json.loads((settings.build / "changes.json").read_text())["by_figure"] == found.by_figure


def test_too_many_changes_are_refused_unless_they_are_accepted(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "FEWEST", 0)
    change(settings.build_file, "update marts.fct_evaluations set total_score_stated_points = 1 where line_count > 0")
    with pytest.raises(StageError, match=r"4 of 4 released evaluations would change .*total_score_stated_points 4"):
        check_changes(settings)
    assert check_changes(replace(settings, max_changed_percent=100)).changed == 4


def test_an_evaluation_that_is_no_longer_admitted_counts_unless_a_newer_one_replaced_it(settings: Settings) -> None:
    for table in ("fct_indicator_scores", "fct_budget_execution", "fct_evaluations"):
        change(settings.build_file, f"delete from marts.{table}")
    change(
        settings.build_file,
        "update marts.evaluation_lifecycle set evaluation_state = 'quarantined'",
        "update marts.evaluation_lifecycle set evaluation_state = 'superseded' "
        "where evaluation_key = (select min(evaluation_key) from marts.evaluation_lifecycle)",
    )
    assert (find_changes(settings).left, find_changes(settings).share) == (3, 1.0)


def test_a_release_of_another_version_is_not_compared(settings: Settings) -> None:
    change(
        settings.current / "warehouse.duckdb",
        'drop schema if exists "绩效" cascade',
        "alter table marts.fct_indicator_scores rename column self_score_points to score",
    )
    assert find_changes(settings).compared == 0
