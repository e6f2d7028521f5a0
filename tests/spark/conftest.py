"""The environment of Spark, which `make spark-check` makes."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from orchestration.settings import PROJECT
from tests.conftest import Done

PYTHON = PROJECT / ".spark" / "bin" / "python"


@pytest.fixture(autouse=True, scope="session")
def spark() -> Iterator[None]:
    """Skip where Spark is not installed."""
    if not PYTHON.exists() or not shutil.which("java"):
        pytest.skip("Spark is not installed: `make spark-check` installs it, and needs Java 17")
    yield


def run_on_spark(script: str, *arguments: str, **variables: str) -> Done:
    """Run a script of `deploy/spark/` in its environment."""
    command = [str(PYTHON), str(PROJECT / "deploy" / "spark" / script), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), **variables}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return Done(done.args, done.returncode, done.stdout, done.stderr)
