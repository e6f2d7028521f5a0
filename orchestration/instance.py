"""The local Dagster instance, kept under the home."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from orchestration.settings import Settings


def prepare_instance(settings: Settings) -> None:
    """Set up the instance's folder and let Dagster find it."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(Path(__file__).with_name("dagster.yaml"), settings.dagster_home / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)


@contextmanager
def open_instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """The home's instance, for runs in this process."""
    prepare_instance(settings)
    with dg.DagsterInstance.get() as instance:
        yield instance
