"""The local Dagster instance, kept under the home."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from orchestration.settings import Settings


def prepare_instance(settings: Settings) -> None:
    """Set up the instance's folder and let Dagster find it."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    text = Path(__file__).with_name("dagster.yaml").read_text(encoding="utf-8")
    events = settings.dagster_home / "history" / "runs"
    (settings.dagster_home / "dagster.yaml").write_text(
        text + f"    base_dir: {json.dumps(str(events), ensure_ascii=False)}\n", encoding="utf-8"
    )
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)


@contextmanager
def open_instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """The home's instance, for runs in this process."""
    prepare_instance(settings)
    with dg.DagsterInstance.get() as instance:
        yield instance
