"""Judge the state of a home (run/status.py) for monitoring: ok, warning, critical or unknown, with sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

MEBIBYTE = 1024 * 1024


class Level(IntEnum):
    """Levels, which are the exit codes of Nagios plugins."""

    OK = 0
    WARNING = 1
    CRITICAL = 2
    UNKNOWN = 3


@dataclass(frozen=True)
class Thresholds:
    """From which values on a state is a warning or critical; None: never. Hours since the last success, free MiB."""

    warning_hours: float = 26
    critical_hours: float = 50
    warning_disk_mb: int = 2048
    critical_disk_mb: int = 512
    warning_quarantined: int | None = None
    warning_backlog: int | None = None


@dataclass(frozen=True)
class Judgement:
    """The level of a home, and one sentence for each reason."""

    level: Level
    problems: tuple[str, ...]


def judge(state: Mapping[str, Any], thresholds: Thresholds) -> Judgement:
    """Return the worst level of what the state (read_status) has, with the sentences of all levels but ok."""
    found = list(_find_problems(state, thresholds))
    found.sort(key=lambda problem: -problem[0])
    return Judgement(max((level for level, _ in found), default=Level.OK), tuple(text for _, text in found))


def hours_since(text: object) -> float | None:
    """Return the hours since a recorded time (ISO 8601), 0 if it is in the future; None if it is not a time."""
    try:
        return max((datetime.now(UTC) - datetime.fromisoformat(str(text))).total_seconds() / 3600, 0.0)
    except (ValueError, TypeError):
        return None


def _find_problems(state: Mapping[str, Any], thresholds: Thresholds) -> Iterator[tuple[Level, str]]:
    release, run = state["release"], state["last_run"] or {}
    if release is None:
        yield Level.CRITICAL, "there is no release"
    elif problem := release.get("problem"):
        yield Level.CRITICAL, problem
    if problem := (state["pin"] or {}).get("problem"):
        yield Level.CRITICAL, problem
    if run.get("status") == "failed":
        yield Level.CRITICAL, f"the newest run failed: {run.get('stage')}: {run.get('cause')}"
    elif run.get("status") == "interrupted":
        yield Level.CRITICAL, "the newest run was interrupted"
    hours = hours_since(state["last_success_at"])
    if hours is None:
        if release is not None:
            yield Level.WARNING, "it is not known when a run last succeeded"
    elif hours >= thresholds.critical_hours:
        yield Level.CRITICAL, f"no run has succeeded for {hours:.0f} hours"
    elif hours >= thresholds.warning_hours:
        yield Level.WARNING, f"no run has succeeded for {hours:.0f} hours"
    yield from _find_disk_problem(state["disk"], thresholds)
    for problem in filter(None, (state["landing_problem"], state["inbox"].get("problem"))):
        if problem != run.get("cause"):  # else it is in the sentence about the run
            yield Level.WARNING, problem
    if state["mirror_failure"]:
        yield Level.WARNING, f"the PostgreSQL mirror failed: {state['mirror_failure']}"
    if release and release.get("withheld"):
        yield Level.WARNING, f"{len(release['withheld'])} models are excluded from the release"
    for channel, problem in state["notifications"].items():
        if problem:
            yield Level.WARNING, f"the digest was not sent by {channel}: {problem}"
    yield from _find_counts(state, thresholds)


def _find_disk_problem(disk: Mapping[str, int] | None, thresholds: Thresholds) -> Iterator[tuple[Level, str]]:
    free = disk["free_bytes"] // MEBIBYTE if disk else None
    if free is None:
        yield Level.WARNING, "it is not known how much space is free"
    elif free < thresholds.critical_disk_mb:
        yield Level.CRITICAL, f"{free} MiB are free on the disk of the home"
    elif free < thresholds.warning_disk_mb:
        yield Level.WARNING, f"{free} MiB are free on the disk of the home"


def _find_counts(state: Mapping[str, Any], thresholds: Thresholds) -> Iterator[tuple[Level, str]]:
    quarantined, files = (state["release"] or {}).get("quarantined"), state["inbox"].get("files")
    if thresholds.warning_quarantined is not None and quarantined and quarantined >= thresholds.warning_quarantined:
        yield Level.WARNING, f"{quarantined} evaluations are quarantined"
    if thresholds.warning_backlog is not None and files and files >= thresholds.warning_backlog:
        yield Level.WARNING, f"{files} new or changed files in the inbox are not read"
