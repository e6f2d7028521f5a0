"""Errors which say that a home cannot be used are one sentence, whatever library reports them, and others are not."""

import errno
import logging
from pathlib import Path

import pytest

from ingestion.documents.backlog import InboxMissingError
from orchestration.dbt.invoke import DbtResult, Failure, raise_failures
from orchestration.notification.report_run import reported_run
from orchestration.run.home_problem import find_home_problem
from orchestration.run.lock import refresh_lock
from orchestration.run.run_record import StageError, read_last_run, recorded_stage
from orchestration.settings import read_settings

HOME = Path("/srv/home")
FULL = "the home cannot be used: No space left on device"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (OSError(errno.EDQUOT, "quota", "/srv/home/a"), "the home cannot be used: Disk quota exceeded: /srv/home/a"),
        (PermissionError(errno.EACCES, "no", "/srv/home/a"), "the home cannot be used: Permission denied: /srv/home/a"),
        ("the dbt project does not parse: [Errno 28] No space left on device", FULL),
        ('IO Error: Could not write file "/srv/home/build/warehouse.duckdb": No space left on device', FULL),
        (
            'IO Error: Cannot open file "/srv/home/build/x": Read-only file system',
            "the home cannot be used: Read-only file system",
        ),
        (
            "(sqlite3.OperationalError) database or disk is full (Background on this error at: https://sqlalche.me/e)",
            "the home cannot be used: database or disk is full",
        ),
        ("DuckDB has too little memory (failed to offload data block of size 256.0 KiB (0 bytes used))", FULL),
    ],
)
def test_a_home_that_cannot_be_used(error: OSError | str, sentence: str) -> None:
    assert find_home_problem(error, HOME) == sentence
    if isinstance(error, str):
        assert find_home_problem(StageError(error), HOME) == sentence


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(errno.ENOENT, "No such file or directory", "/srv/home/a"),
        PermissionError(errno.EACCES, "Permission denied", "/elsewhere/a"),
        'IO Error: Cannot open file "/elsewhere/seed.csv": Permission denied',
        "Out of Memory Error: could not allocate block of size 256.0 KiB",
        "Permission denied is the name of a project",
    ],
)
def test_other_errors(error: OSError | str) -> None:
    assert find_home_problem(error, HOME) is None


def test_the_cause_of_an_error_counts_but_not_that_of_the_inbox() -> None:
    cause = PermissionError(errno.EACCES, "Permission denied", "/srv/home/inbox")
    for error, sentence in (
        (ValueError("wrapped"), "the home cannot be used: Permission denied: /srv/home/inbox"),
        (InboxMissingError("the inbox cannot be listed"), None),
    ):
        error.__cause__ = cause
        assert find_home_problem(error, HOME) == sentence


def test_a_stage_records_the_sentence(tmp_path: Path) -> None:
    settings = read_settings({"JIXIAO_HOME": str(tmp_path)})
    with pytest.raises(OSError), recorded_stage(settings, "landing"):
        raise OSError(errno.EDQUOT, "Disk quota exceeded")
    record = read_last_run(settings)
    assert (record["stage"], record["cause"]) == ("landing", "the home cannot be used: Disk quota exceeded")


def test_no_model_is_blamed() -> None:
    result = DbtResult(failures=[Failure("dim_year", "No space", "model.dim_year")], home_problem=FULL)
    with pytest.raises(StageError) as error:
        raise_failures(result)
    assert (str(error.value), error.value.node) == (FULL, None)


def test_what_follows_from_the_home_is_not_told_before_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "home").write_text("a file")
    settings = read_settings({"JIXIAO_HOME": str(tmp_path / "home")})
    with caplog.at_level(logging.WARNING), pytest.raises(OSError), reported_run(settings), refresh_lock(settings.home):
        pass
    assert caplog.messages == []


def test_metrics_that_cannot_be_written_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    metrics = tmp_path / "no-folder" / "jixiao.prom"
    (tmp_path / "no-folder").write_text("a file")
    settings = read_settings({"JIXIAO_HOME": str(tmp_path / "home"), "JIXIAO_METRICS_FILE": str(metrics)})
    with caplog.at_level(logging.WARNING), pytest.raises(ValueError), reported_run(settings):
        raise ValueError("a model fails")
    (message,) = caplog.messages
    assert message.startswith("heartbeat or metrics not written: Not a directory: ")
