"""Write metrics of a home in the text format of Prometheus, for the textfile collector of its node exporter."""

import os
import shutil
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from ingestion.sql import open_read_only
from orchestration.run.current import read_current
from orchestration.settings import Settings

_COUNTS = """
    select document_count, admitted_evaluation_count, quarantined_evaluation_count, rejection_count
    from marts.release_info
"""
_COUNT_NAMES = ("documents", "evaluations_admitted", "evaluations_quarantined", "rejections")


def write_metrics(settings: Settings, path: Path, heartbeat: Mapping[str, Any]) -> None:
    """Replace the file of metrics; readable by all, because another user collects it. Raises OSError if it cannot."""
    text = "".join(_format_metrics(settings, heartbeat))
    temporary = path.with_name(f"{path.name}.{os.getpid()}")  # the collector reads *.prom only
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _format_metrics(settings: Settings, heartbeat: Mapping[str, Any]) -> Iterable[str]:
    status = str(heartbeat["run"]).partition(" ")[0]
    yield _format(
        "runs_total",
        "counter",
        "Runs by result.",
        {f'{{result="{name}"}}': count for name, count in heartbeat["runs"].items()},
    )
    yield _format(
        "last_run_timestamp_seconds", "gauge", "When the newest run ended.", {"": _to_seconds(heartbeat["at"])}
    )
    yield _format(
        "last_run_success",
        "gauge",
        "1 if the newest run released or found nothing new.",
        {"": int(status in ("released", "nothing_new"))},
    )
    yield _format(
        "last_success_timestamp_seconds",
        "gauge",
        "When a run last released or found nothing new.",
        {"": _to_seconds(heartbeat["last_success_at"])},
    )
    yield _format("run_seconds", "gauge", "Duration of the newest run.", {"": heartbeat["seconds"]})
    yield _format(
        "stage_seconds",
        "gauge",
        "Duration of each stage of the newest run.",
        {f'{{stage="{name}"}}': seconds for name, seconds in heartbeat["stages"].items()},
    )
    yield _format(
        "release_timestamp_seconds",
        "gauge",
        "When the current release was made.",
        {"": _to_seconds(read_current(settings).get("released_at"))},
    )
    for name, value in _count(settings).items():
        yield _format(name, "gauge", f"{name.replace('_', ' ').capitalize()} in the current release.", {"": value})
    yield _format(
        "disk_free_bytes", "gauge", "Free space on the disk of the home.", {"": shutil.disk_usage(settings.home).free}
    )


def _format(name: str, kind: str, description: str, samples: Mapping[str, float | None]) -> str:
    """Return the lines of a metric; nothing if no value is known."""
    lines = [f"jixiao_{name}{labels} {value}\n" for labels, value in samples.items() if value is not None]
    return "".join([f"# HELP jixiao_{name} {description}\n", f"# TYPE jixiao_{name} {kind}\n", *lines]) if lines else ""


def _count(settings: Settings) -> dict[str, int]:
    release = settings.current / settings.build_file.name
    try:
        with open_read_only(release) as connection:
            return dict(zip(_COUNT_NAMES, connection.execute(_COUNTS).fetchall()[0], strict=True))
    except duckdb.Error:
        return {}  # there is no release, or it cannot be read: its counts are not known


def _to_seconds(text: str | None) -> float | None:
    try:
        return datetime.fromisoformat(text).timestamp() if text else None
    except ValueError:
        return None
