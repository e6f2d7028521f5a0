"""Kill refreshes at random moments while documents arrive and readers read; count what is lost, half or left over.

Everything is real: the command `jixiao refresh`, its stages, SIGKILL. Documents are removed from the inbox once a load
has them, so nothing but the home can keep them. The state is written after each kill: a second start goes on with it.
"""

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg

from orchestration.settings import Settings, read_settings
from tests.conftest import SAMPLES, copy_project_to, share_parsed_project
from tests.orchestration.postgres_server import PostgresServer, find_programs, run_postgres
from tests.reliability.home_state import find_bad_releases, find_leftovers, find_lost, hash_text, measure, read_landed
from tests.reliability.killed_refresh import STAGES, START, TESTING
from tests.shanghai_form import Form

_REFRESH = Path(__file__).with_name("killed_refresh.py")
_SERVER = Path(__file__).parents[1] / "fork_server.py"
_READER = Path(__file__).with_name("reader.py")
_EVERY = 10  # kills between two refreshes that are not killed
_ANY_SHARE = 0.25  # of kills at a moment of the whole refresh; the others are at a moment of one stage
_RELEASING = tuple(stage for _, _, stage in STAGES)[9:-1]  # stages of a run that resumes at the release
_TARGETS = tuple(dict.fromkeys([START, *(stage for _, _, stage in STAGES), TESTING]))


@dataclass
class State:
    """Counts so far. `kills`: by the stage that was going on; `missed`: refreshes that ended before their kill."""

    seed: int
    turns: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    missed: int = 0
    has_build: bool = False  # whether a run can resume at the release
    whole_refreshes: int = 0
    received: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    failed_refreshes: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    most_left: int = 0  # files that a kill left, before the next refresh
    mirror_problems: list[str] = field(default_factory=list)
    readers: dict[str, Any] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=dict)  # of each stage, in whole refreshes

    @property
    def killed(self) -> int:
        """Return the number of kills."""
        return sum(self.kills.values())

    def find_problems(self) -> list[str]:
        """Return everything that must not happen."""
        failed = self.readers.get("failures", [])
        return [*self.lost, *self.half, *self.failed_refreshes, *self.left, *self.mirror_problems, *failed]


class Loop:
    """A home, an inbox and a copy of the project in a folder, and the turns of the loop."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.home, self.inbox, self.project = (
            folder, folder / "home", folder / "inbox", folder / "project",
        )  # fmt: skip
        self.path = folder / "state.json"
        self.state = State(**json.loads(self.path.read_text())) if self.path.exists() else State(seed)
        self.settings: Settings = read_settings({"JIXIAO_HOME": str(self.home), "JIXIAO_INBOX": str(self.inbox)})
        self.postgres: PostgresServer | None = None
        self.random = random.Random()
        self.server: subprocess.Popen[str] | None = None

    def prepare(self) -> None:
        """Release the samples once, so that readers have a release."""
        if not self.project.exists():
            copy_project_to(self.project)
        share_parsed_project(self.home)
        if not self.inbox.exists():
            shutil.copytree(SAMPLES, self.inbox)
            self.refresh_whole()

    def start_server(self) -> subprocess.Popen[str]:
        """Start the process that refreshes are forked from, with the libraries and the project loaded."""
        modules = ("orchestration.cli.main", "orchestration.cli.refresh", "orchestration.definitions")
        environment = {**os.environ, "JIXIAO_HOME": str(self.home), "PYTHONPATH": str(self.project)}
        command = [sys.executable, "-P", str(_SERVER), *modules]
        return subprocess.Popen(
            command, cwd=self.project, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, count: int) -> None:
        """Kill refreshes until `count` have been killed."""
        while self.state.killed < count:
            self.state.turns += 1
            self.random.seed(f"{self.state.seed}:{self.state.turns}")
            self.send_documents()
            if self.state.turns % (_EVERY + 1) == 0:
                self.refresh_whole()
            else:
                self.refresh_killed()
            self.take_away_documents()
            self.save()
            print(f"{self.state.killed} kills, {len(self.state.find_problems())} problems", flush=True)
        self.refresh_whole()
        self.save()

    def save(self) -> None:
        """Write the state."""
        temporary = self.path.with_suffix(".new")
        temporary.write_text(json.dumps(asdict(self.state), ensure_ascii=False, indent=1))
        temporary.replace(self.path)

    def send_documents(self) -> None:
        """Put one to three new forms into the inbox; sometimes all of them in an archive."""
        texts = {}
        for number in range(self.random.randint(1, 3)):
            name = f"{self.state.turns:05d}-{number}"
            texts[f"{name}.txt"] = Form().text().replace("甲项目", f"项目{name}")
        if self.random.random() < 0.2:
            with zipfile.ZipFile(self.inbox / f"{self.state.turns:05d}.zip", "w") as archive:
                for name, text in texts.items():
                    archive.writestr(name, text)
        else:
            for name, text in texts.items():
                (self.inbox / name).write_text(text, "utf-8")
        self.state.received += [hash_text(text) for text in texts.values()]

    def take_away_documents(self) -> None:
        """Remove some of the files that a load contains from the inbox."""
        landed = read_landed(self.settings)
        for path in sorted(self.inbox.glob("*.*")):
            if path.suffix == ".zip":
                with zipfile.ZipFile(path) as archive:
                    hashes = {hash_text(archive.read(name).decode()) for name in archive.namelist()}
            else:
                hashes = {hash_text(path.read_text("utf-8"))}
            if hashes <= landed and self.random.random() < 0.7:
                path.unlink()

    def refresh(
        self, target: str, seconds: float, kind: str = "refresh", *, has_mirror: bool = False
    ) -> tuple[int, str, list[tuple[float, str]]]:
        """Run a refresh; return its exit code, what it printed, and its stages with the seconds of their begin."""
        self.server = self.server or self.start_server()
        assert self.server.stdin is not None and self.server.stdout is not None
        files = {name: str(self.folder / f"{name}.txt") for name in ("notes", "stdout", "stderr")}
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("JIXIAO_", "DAGSTER_"))
        }
        environment |= {
            "JIXIAO_HOME": str(self.home), "JIXIAO_INBOX": str(self.inbox), "JIXIAO_WORKERS": "1", "COLUMNS": "160",
            "JIXIAO_INBOX_MAY_BE_EMPTY": "1", "JIXIAO_KEEP_RELEASES": "3", "JIXIAO_KEEP_RUNS": "10",
            "PYTHONPATH": str(self.project),
        }  # fmt: skip
        if has_mirror and self.postgres:
            environment["JIXIAO_POSTGRES_URL"] = self.postgres.url
        arguments = [str(_REFRESH), files.pop("notes"), target, str(seconds), kind]
        request = {"arguments": arguments, "folder": str(self.project), "environment": environment, **files}
        self.server.stdin.write(json.dumps(request) + "\n")
        self.server.stdin.flush()
        code = int(self.server.stdout.readline())
        said = "".join(Path(path).read_text("utf-8") for path in files.values())
        lines = [line.split("\t") for line in Path(arguments[1]).read_text().splitlines()]
        return code, said, [(float(begin), stage) for begin, stage in lines]

    def refresh_killed(self) -> None:
        """Draw a moment and kill a refresh then; look at the home before anything else touches it."""
        whole = self.random.random() < _ANY_SHARE
        targets = [target for target in _TARGETS if self.postgres or target != "mirroring"]
        target = "any" if whole else self.random.choice(targets)
        usual = self.state.seconds.get("whole" if whole else target) or [0.02]
        seconds = self.random.uniform(0, statistics.median(usual))
        kind = "resume" if target in _RELEASING and self.state.has_build else "refresh"
        code, said, stages = self.refresh(target, seconds, kind, has_mirror=target == "mirroring")
        names = [stage for _, stage in stages]
        if "building tables" in names:  # a run can resume with a build only if it was finished
            self.state.has_build = "checking the build" in names
        if code == -9:
            stage = stages[-1][1]
            self.state.kills[stage] = self.state.kills.get(stage, 0) + 1
            self.state.most_left = max(self.state.most_left, len(find_leftovers(self.home)))
        else:
            self.state.missed += 1
            if kind == "refresh":  # one that resumes does not read what has arrived
                self.look_at(code, said)
        self.state.half += find_bad_releases(self.settings)
        if target == "mirroring":
            self.look_at_mirror()

    def refresh_whole(self) -> None:
        """Refresh without a kill: it must succeed, have every document, and leave nothing behind."""
        code, said, stages = self.refresh("none", 0)
        self.state.whole_refreshes += 1
        for (begin, stage), (end, _) in pairwise(stages):
            if stage not in (TESTING, "building tables"):
                self.state.seconds.setdefault(stage, []).append(end - begin)
        for stage in (TESTING, "building tables"):
            begins = [begin for begin, name in stages if name == stage]
            self.state.seconds.setdefault(stage, []).append(begins[-1] - begins[0] if begins else 1.0)
        self.state.seconds.setdefault("mirroring", []).append(1.0)
        self.state.seconds.setdefault("whole", []).append(stages[-1][0])
        self.state.has_build = code == 0
        self.look_at(code, said)

    def look_at(self, code: int, said: str) -> None:
        """Note what is wrong after a refresh that was not killed."""
        if code:
            self.state.failed_refreshes.append(f"turn {self.state.turns}: exit code {code}: {said[-500:]}")
            return
        self.state.lost += find_lost(self.settings, self.state.received)
        self.state.half += find_bad_releases(self.settings)
        self.state.left += [f"turn {self.state.turns}: {name}" for name in find_leftovers(self.home)]

    def look_at_mirror(self) -> None:
        """The mirror has the tables of one release, or none."""
        if self.postgres is None:
            return
        with psycopg.connect(self.postgres.url) as connection:
            found = connection.execute("select to_regclass('marts.release_info')").fetchone()
            if found and found[0]:
                counts = connection.execute(
                    "select admitted_evaluation_count, (select count(*) from marts.fct_evaluations) from marts.release_info"
                ).fetchall()
                if len(counts) != 1 or counts[0][0] != counts[0][1]:
                    self.state.mirror_problems.append(f"turn {self.state.turns}: the mirror has {counts}")

    @contextmanager
    def readers(self) -> Iterator[None]:
        """Readers of `current`: one that opens it for each read, one that keeps its connection for 60 reads."""
        path = str(self.home / "current" / "warehouse.duckdb")
        commands = [[sys.executable, "-P", str(_READER), path, "0.5", reads] for reads in ("1", "60")]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        processes = [subprocess.Popen(command, **pipes) for command in commands]  # type: ignore[call-overload]
        try:
            yield
        finally:
            for process in processes:
                counts = json.loads(process.communicate("\n")[0])
                for name, value in counts.items():
                    self.state.readers[name] = self.state.readers.get(name, type(value)()) + value
            self.save()


def kill_refreshes(folder: Path, count: int, seed: int) -> State:
    """Kill `count` refreshes; go on with what an earlier call left in the folder. Return the counts."""
    folder.mkdir(parents=True, exist_ok=True)
    loop = Loop(folder, seed)
    loop.prepare()
    with ExitStack() as stack:
        if find_programs():
            loop.postgres = stack.enter_context(run_postgres(54_400 + seed % 100))
        stack.enter_context(loop.readers())
        loop.run(count)
    return loop.state


def describe(state: State, settings_home: Path) -> str:
    """Return the counts as lines for a person."""
    readers = state.readers
    lines = [f"{count:5d} kills in: {stage}" for stage, count in sorted(state.kills.items(), key=lambda item: -item[1])]
    sizes = {name: measure(settings_home / name) for name in ("landing", "releases", "build", "dagster")}
    return "\n".join(
        [
            *lines,
            f"{state.killed:5d} kills in all; {state.missed} refreshes ended before their kill",
            f"{state.whole_refreshes:5d} refreshes without a kill, {len(state.failed_refreshes)} failed",
            f"{len(state.received):5d} documents received, {len(state.lost)} lost",
            f"{len(state.half):5d} half or damaged releases",
            f"{readers.get('reads', 0):5d} reads with {readers.get('connections', 0)} connections, "
            f"{readers.get('failed', 0)} failed; {readers.get('releases', 0)} releases seen",
            f"{state.most_left:5d} files left over by a kill at most, {len(state.left)} after the next refresh",
            f"{len(state.mirror_problems):5d} half mirrors",
            *(f"{name}: {size['bytes'] / 1e6:.1f} MB in {size['files']} files" for name, size in sizes.items()),
            *state.find_problems()[:20],
        ]
    )
