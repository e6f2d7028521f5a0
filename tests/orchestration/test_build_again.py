"""dbt builds what failed for a reason that may pass again, and only that."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import read_settings


def test_only_nodes_that_failed_or_were_skipped_are_built_again(
    sample_home: Path, copy_home: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of the landing cannot be read at first; the release gate accepts the joined results."""
    from orchestration.dbt import build
    from orchestration.dbt.invoke import DbtResult, invoke
    from orchestration.dbt.manifest import prepare_manifest
    from orchestration.release.gate import check_results
    from orchestration.run.run_record import StageError

    home = copy_home(sample_home)
    monkeypatch.setenv("JIXIAO_HOME", str(home))
    settings = read_settings()
    (file,) = (home / "landing").glob("load_id=*/rejections/*.parquet")
    hidden = file.rename(home / "hidden")
    pauses, attempts = list[float](), list[dict[str, str]]()

    def count(*arguments: Any) -> DbtResult:
        result = invoke(*arguments)
        nodes = result.run_results.results if result.run_results else []
        attempts.append({node.node.unique_id: str(node.status) for node in nodes})
        return result

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        hidden.rename(file)

    monkeypatch.setattr(build, "invoke", count)
    monkeypatch.setattr("orchestration.dbt.build.time.sleep", sleep)
    manifest = prepare_manifest(settings)
    result = build.build_core(settings)
    assert not result.failures
    assert pauses == [15]
    first, second = attempts
    unfinished = {name for name, status in first.items() if status in ("error", "fail", "skipped")}
    assert 0 < len(unfinished) < len(first)
    # dbt runs the project's hook at each invocation.
    assert {name for name in second if not name.startswith("operation.")} == unfinished
    events = [event["data"]["node_info"]["unique_id"] for event in result.events]
    kept = json.loads(settings.core_results.read_text("utf-8"))["results"]
    assert len(kept) == len(first) and {node["status"] for node in kept} <= {"success", "pass", "warn", "no-op"}
    built = [node["unique_id"] for node in kept if node["status"] != "no-op"]
    assert len(events) == len(set(events)) and set(events) <= set(built)
    build.build_indicators(settings, manifest)
    check_results(settings, manifest)

    # A failure for another reason is not repeated.
    monkeypatch.setattr(build, "_PASSING", re.compile("another"))
    file.unlink()
    del pauses[:]
    failed = build.build_core(settings)
    assert failed.failures and not pauses
    with pytest.raises(StageError, match=r"there is no finished build|did not pass"):
        check_results(settings, manifest)
