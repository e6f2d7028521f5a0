"""Run as a script in a process of its own: a refresh that notes its stages and kills itself at a moment given.

Arguments: a file for the notes; the stage to be killed in, `any` for the whole run, or `none`; seconds after the stage
began; `refresh` for the command, or `resume` for a run of Dagster that resumes at the release, as the daemon does it. The kill is a SIGKILL from another process, so it does not wait for this one. Notes are lines: seconds and stage.
"""

import os
import select
import signal
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

# Functions of the refresh, and the stage that begins when they are called. Each stays as it is otherwise.
STAGES = (
    ("ingestion.ingest", "find_backlog", "walking the inbox"),
    ("ingestion.ingest", "DocumentRegistrar", "keeping documents"),
    ("ingestion.documents.workers", "Workers.read", "reading documents"),
    ("ingestion.landing", "write_file_list", "writing a load"),
    ("ingestion.landing", "move_into_place", "renaming a load"),
    ("ingestion.compaction", "_merge", "merging loads"),
    ("ingestion.compaction", "move_into_place", "replacing merged loads"),
    ("orchestration.assets", "build_core", "building tables"),
    ("orchestration.assets", "build_indicators", "building indicators"),
    ("orchestration.assets", "check_results", "checking the build"),
    ("orchestration.release.publish", "_write_release", "writing a release"),
    ("orchestration.release.publish", "move_into_place", "renaming a release"),
    ("orchestration.release.publish", "prune", "removing old releases"),
    ("orchestration.release.publish", "point_current", "replacing current"),
    ("orchestration.release.publish", "finish_release", "writing the ledgers"),
    ("orchestration.assets", "mirror_current", "mirroring"),
    ("orchestration.cli.refresh", "show_summary", "after the release"),
)
START, TESTING = "starting", "testing tables"


def main(notes: str, target: str, seconds: str, kind: str) -> None:
    """Refresh, and be killed."""
    began = time.monotonic()
    reading, writing = os.pipe()
    me = os.getpid()
    if os.fork() == 0:
        try:
            kill(me, reading, target, float(seconds))
        finally:
            os._exit(0)
    with Path(notes).open("w", buffering=1) as file:

        def note(stage: str) -> None:
            file.write(f"{time.monotonic() - began:.4f}\t{stage}\n")
            os.write(writing, f"{stage}\n".encode())

        note(START)
        for module, name, stage in STAGES:
            wrap(module, name, stage, note)
        follow_tests(note)
        make_loads_merge()
        if kind == "resume":
            sys.exit(0 if resume() else 1)
        sys.argv = ["jixiao", "refresh"]
        from orchestration.cli.main import main as command

        command()


def resume() -> bool:
    """Run the steps of the job from the release on; return whether they succeeded."""
    from orchestration.definitions import definitions
    from orchestration.instance import open_instance
    from orchestration.settings import read_settings

    with open_instance(read_settings()) as instance:
        job: Any = definitions.resolve_job_def("nightly_refresh")
        steps = ["release__warehouse*"]
        return bool(job.execute_in_process(instance=instance, op_selection=steps, raise_on_error=False).success)


def kill(process: int, reading: int, target: str, seconds: float) -> None:
    """Kill a process some seconds after it has begun a stage."""
    deadline = time.monotonic() + seconds if target == "any" else None
    seen = ""
    while os.getppid() == process:
        wait = 0.2 if deadline is None else min(max(deadline - time.monotonic(), 0), 0.2)
        if deadline is not None and time.monotonic() >= deadline:
            os.kill(process, signal.SIGKILL)
            return
        if select.select([reading], [], [], wait)[0]:
            seen += os.read(reading, 65536).decode()
            if deadline is None and target in seen.splitlines():
                deadline = time.monotonic() + seconds


def wrap(module: str, name: str, stage: str, note: Callable[[str], None]) -> None:
    """Note a stage whenever a function is called."""
    owner: Any = import_module(module)
    *parents, name = name.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    original = getattr(owner, name)

    def noted(*arguments: Any, **named: Any) -> Any:
        note(stage)
        return original(*arguments, **named)

    setattr(owner, name, noted)


def follow_tests(note: Callable[[str], None]) -> None:
    """Note when dbt goes over from models to tests, and back."""
    invoke: Any = import_module("orchestration.dbt.invoke")
    original, last = invoke._take_event, [""]

    def take(event: Any, result: Any) -> None:
        if event.info.name == "LogStartLine":
            kind = TESTING if event.data.node_info.resource_type == "test" else "building tables"
            if last[0] != kind:
                last[0] = kind
                note(kind)
        original(event, result)

    invoke._take_event = take


def make_loads_merge() -> None:
    """Merge loads after 4 instead of 64, so that this happens often."""
    compaction: Any = import_module("ingestion.compaction")
    compaction.MOST_LOADS, compaction.NEWEST_LOADS = 4, 2


if __name__ == "__main__":
    main(*sys.argv[1:])
