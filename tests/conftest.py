"""Fixtures shared by all tests: layouts, and warehouses that are built once in a session."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import hypothesis
import pytest

from ingestion.forms.layouts import Layouts, load_layouts
from orchestration.settings import PROJECT

REAL_FORMS = PROJECT.parent / "shared" / "evaluations"
SAMPLES = PROJECT / "seeds" / "evaluations"


# The time of an example depends on the load of the machine.
hypothesis.settings.register_profile("jixiao", deadline=None)
hypothesis.settings.load_profile("jixiao")

# Files that need minutes run first, so that all cores are busy until the end.
LONGEST = (
    "test_refresh.py", "test_story.py", "test_excluded_indicators.py", "test_demo.py", "test_run_reports.py", "test_recovery.py",
    "test_faults.py", "test_stewards_morning.py", "test_shared_cases.py", "test_postgres_mirror.py", "test_indicator_conventions.py",
    "test_new_indicator.py", "test_build_again.py", "test_corpus.py", "test_scheme_options.py", "test_upgrade.py", "test_generated_forms.py",
)  # fmt: skip


# Folder for files that the tests of a session share; a script prepares the dbt project in a home there.
SHARED = "TESTS_SHARED_FOLDER"
_PARSE = "from orchestration.dbt.manifest import prepare_manifest; from orchestration.settings import read_settings; prepare_manifest(read_settings())"


# A test is slow if it, or another test of its file, builds a warehouse or parses the dbt project: with one of these, or
# in a file that is marked slow, as those are that start an office suite or try each pattern on long texts.
BUILDS = (
    "sample_home", "broken_home", "real_home", "releases", "build_release", "build_marts", "run_steps", "run_refresh", "run_dbt", "copy_project_to",
)  # fmt: skip


def pytest_configure() -> None:
    """Let processes of tests end at a signal. A shell ignores SIGINT in commands that it starts in the background; Dagster
    then ignores SIGTERM, too; and a process inherits what its parent ignores."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the files, and mark slow tests."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))
    for item in items:
        if not isinstance(item, pytest.Function):
            continue
        parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
        if any(name in item.fixturenames or name in parameters or hasattr(item.module, name) for name in BUILDS):
            item.add_marker(pytest.mark.slow)


class Done(subprocess.CompletedProcess[str]):
    """A process that has ended."""

    def check_returncode(self) -> None:
        """Fail with what the process printed, if it failed."""
        assert self.returncode == 0, self.stdout[-2000:] + self.stderr[-2000:]


def run_refresh(
    home: Path,
    inbox: Path | None = None,
    project: Path = PROJECT,
    command: str = "refresh",
    run: Callable[..., Done] | None = None,
) -> Done:
    """Run `jixiao refresh`, or another command, in a separate process, on a home and an inbox; `run` is fork or spawn."""
    share_parsed_project(home)
    return (run or fork)(["-m", "orchestration.cli", command], home, inbox, project)


def build_release(home: Path, inbox: Path, project: Path = PROJECT, **variables: str) -> Path:
    """Build, test and release an inbox as the refresh does, without Dagster; return the released file."""
    run_steps(home, inbox, project, "release", **variables).check_returncode()
    return home / "current" / "warehouse.duckdb"


def build_marts(home: Path, inbox: Path, project: Path = PROJECT, target: str = "core") -> Path:
    """Build the marts of an inbox; return the build file. Nothing is released, and no data test runs: a third of the time.

    With the target `marts` the indicators are built, too. With `tested` the data tests run, and must pass.
    """
    run_steps(home, inbox, project, target).check_returncode()
    return home / "build" / "warehouse.duckdb"


def run_steps(home: Path, inbox: Path, project: Path = PROJECT, target: str = "release", **variables: str) -> Done:
    """Run the steps of a refresh that a target of build_release.py needs, in a process of its own."""
    share_parsed_project(home)
    return fork([str(Path(__file__).with_name("build_release.py")), target], home, inbox, project, **variables)


def share_parsed_project(home: Path) -> None:
    """Give a new home the parsed dbt project. It is kept by content: of a changed project only changes are parsed."""
    if not (home / "build").exists() and not home.is_file():
        ignored = shutil.ignore_patterns("logs", "run", "compiled")
        shutil.copytree(_parse_once() / "build", home / "build", ignore=ignored)


def _parse_once() -> Path:
    """Return a home with the parsed dbt project, and nothing else."""
    return _build_once(
        Path(os.environ[SHARED]),
        "parsed",
        lambda folder: fork(["-c", _PARSE], folder).check_returncode(),
    )


def _make_environment(home: Path, inbox: Path | None, project: Path) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JIXIAO_", "DAGSTER_"))}
    environment |= {"JIXIAO_HOME": str(home), "COLUMNS": "160", "PYTHONPATH": str(project)}
    return environment | ({} if inbox is None else {"JIXIAO_INBOX": str(inbox)})


def fork(
    arguments: list[str], home: Path, inbox: Path | None = None, project: Path = PROJECT, **variables: str
) -> Done:
    """Run Python with these arguments in the project, in a fork of a process that has the libraries loaded."""
    server = _start_fork_server()
    assert server.stdin is not None and server.stdout is not None
    with TemporaryDirectory() as folder:
        outputs = {name: str(Path(folder) / name) for name in ("stdout", "stderr")}
        environment = _make_environment(home, inbox, project) | variables
        request = {"arguments": arguments, "folder": str(project), "environment": environment, **outputs}
        server.stdin.write(json.dumps(request) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        texts = {name: Path(path).read_text("utf-8") for name, path in outputs.items()}
    return Done(arguments, code, texts["stdout"], texts["stderr"])


def spawn(
    arguments: list[str], home: Path, inbox: Path | None = None, project: Path = PROJECT, **variables: str
) -> Done:
    """Run Python with these arguments in the project, in a process that starts from nothing."""
    environment = _make_environment(home, inbox, project) | variables
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    return Done(done.args, done.returncode, done.stdout, done.stderr)


@cache
def _start_fork_server() -> subprocess.Popen[str]:
    # -P: do not import from the folder of the script, which contains tests/ingestion.
    command = [sys.executable, "-P", str(Path(__file__).with_name("fork_server.py"))]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JIXIAO_", "DAGSTER_"))}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def build_once(tmp_path_factory: pytest.TempPathFactory, name: str, build: Callable[[Path], object]) -> Path:
    """Return a folder that is built once for all processes that run tests."""
    base = tmp_path_factory.getbasetemp()
    return _build_once(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base, name, build)


def _build_once(base: Path, name: str, build: Callable[[Path], object]) -> Path:
    folder, done = base / name, base / f"{name}.done"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            build(folder)
            done.touch()
    return folder


def query(database: Path, sql: str) -> list[tuple[object, ...]]:
    """Return the rows of a query on a release or build."""
    if _is_built_once(database):
        return _attach(database.resolve()).execute(sql).fetchall()
    # One thread: these queries are small, and the tests run in several processes already.
    with duckdb.connect(str(database), read_only=True, config={"threads": 1}) as connection:
        return connection.execute(sql).fetchall()


def _is_built_once(database: Path) -> bool:
    """Whether a file is in a folder of `build_once`, which tests only read."""
    base = Path(os.environ[SHARED]).resolve()
    path = database.resolve()
    return path.is_relative_to(base) and (base / f"{path.relative_to(base).parts[0]}.done").exists()


@lru_cache(maxsize=4)
def _attach(database: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that stays open, since opening a file takes ten times as long as most queries.

    The file is attached to a database in memory: the code under test may open it with other settings.
    """
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(f"attach '{database}' as warehouse (read_only)")
    connection.execute("use warehouse")
    return connection


def run_dbt(home: Path, *arguments: str, project: Path = PROJECT, run: Callable[..., Done] | None = None) -> Done:
    """Run dbt on the build of a home."""
    folder = project / "dbt_project"
    options = [
        "--project-dir", str(folder), "--profiles-dir", str(folder), "--target-path", str(home / "build" / "target"),
        "--log-path", str(home / "build" / "logs"),
    ]  # fmt: skip
    return (run or fork)(["-c", "from dbt.cli.main import cli; cli()", *arguments, *options], home, None, project)


@pytest.fixture(scope="session", autouse=True)
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Return the folder for files that the tests of a session share."""
    base = tmp_path_factory.getbasetemp()
    os.environ[SHARED] = str(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture(scope="session")
def layouts() -> Layouts:
    """The layouts of the seed."""
    return load_layouts(PROJECT / "seeds" / "reference" / "form_labels.csv")


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample evaluations released; tests only read it."""

    def build(folder: Path) -> None:
        run_refresh(folder / "home", run=spawn).check_returncode()

    return build_once(tmp_path_factory, "sample", build) / "home"


@pytest.fixture
def copy_home(tmp_path: Path) -> Callable[[Path], Path]:
    """A function that copies a built home, for tests that change it."""

    def copy(home: Path) -> Path:
        target = tmp_path / "home"
        shutil.copytree(home, target, symlinks=True)
        return target

    return copy


def copy_project_to(folder: Path) -> Path:
    """A copy of the project's sources."""
    for name in ("ingestion", "orchestration", "dbt_project", "seeds"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("target", "logs"))
    shutil.copy(PROJECT / "requirements.lock", folder)
    return folder


@pytest.fixture
def copy_project(tmp_path: Path) -> Path:
    """A copy of the project's sources, for tests that change them."""
    return copy_project_to(tmp_path / "project")
