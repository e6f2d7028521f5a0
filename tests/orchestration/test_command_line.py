"""The command `jixiao`: help, exit codes, and libraries that reading commands must not import."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from orchestration.cli.main import main
from orchestration.settings import PROJECT
from tests.conftest import SAMPLES

HEAVY = (
    "altair",
    "dagster",
    "dagster_dbt",
    "dbt",
    "jinja2",
    "numpy",
    "openpyxl",
    "pandas",
    "psycopg",
    "pyarrow",
    "xlsxwriter",
)
_MODULES = """
import json, sys
from orchestration.cli.main import main
try:
    main(sys.argv[1:])
finally:
    print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def list_commands(command: click.Command, *path: str) -> Iterator[tuple[str, ...]]:
    """Yield the path of each command and group."""
    yield path
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from list_commands(child, *path, name)


@pytest.mark.parametrize("path", list(list_commands(main)), ids=" ".join)
def test_help_has_a_first_sentence_and_an_example(path: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, [*path, "--help"])
    assert done.exit_code == 0
    assert "jixiao" in done.output.split("\n", 2)[2], "no example"


@pytest.mark.parametrize(
    "arguments", [["no-such-command"], ["form"], ["form", "a-name"], ["check", "/no/such/folder"], ["status", "--xml"]]
)
def test_a_wrong_argument_has_exit_code_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, arguments).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["form", "abc"], "'abc' is not a valid evaluation key (a whole number, as in the summary of a refresh "),
        (["demo", "all"], "'all' is not a valid number of evaluations from 100 to 20000."),
    ],
)
def test_a_wrong_number_says_what_is_expected(arguments: list[str], expected: str) -> None:
    assert expected in CliRunner().invoke(main, arguments).stderr


@pytest.mark.parametrize("path", [path for path in list_commands(main) if path], ids=" ".join)
def test_the_list_of_commands_cuts_no_description(path: tuple[str, ...]) -> None:
    command: click.Command = main
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    assert command.get_short_help_str(45).endswith(".")
    assert not command.get_short_help_str(45).endswith("...")
    assert len(command.get_short_help_str(45)) <= 45


@pytest.mark.parametrize("command", ["status", "release", "refresh", "form"])
def test_an_invalid_setting_has_exit_code_1_and_one_sentence(command: str) -> None:
    arguments = {"release": ["release", "list"], "form": ["form", "1"]}.get(command, [command])
    done = CliRunner().invoke(main, arguments, env={"JIXIAO_KEEP_RELEASES": "many"})
    assert done.exit_code == 1
    assert "JIXIAO_KEEP_RELEASES is 'many': use a whole number from 1" in done.output + done.stderr
    assert "Traceback" not in done.output + done.stderr


def run(home: Path, *arguments: str) -> tuple[subprocess.CompletedProcess[str], set[str]]:
    """Run a command on the samples in a separate process; return the result and the imported packages."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JIXIAO_", "DAGSTER_"))}
    done = subprocess.run(
        [sys.executable, "-c", _MODULES, *arguments],
        cwd=PROJECT,
        env=environment | {"JIXIAO_HOME": str(home), "JIXIAO_INBOX": str(SAMPLES)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done, set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    "arguments", [["status"], ["status", "--json"], ["release", "list"], ["release", "diff", "current", "current"]]
)
def test_reading_commands_import_no_heavy_library(sample_home: Path, arguments: list[str]) -> None:
    done, loaded = run(sample_home, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    assert loaded & set(HEAVY) == set()


def test_nothing_new_imports_no_heavy_library(sample_home: Path, copy_home: Callable[[Path], Path]) -> None:
    done, loaded = run(copy_home(sample_home), "refresh")
    assert "Nothing new since release 00000001" in done.stdout
    assert loaded & set(HEAVY) == set()


@pytest.mark.parametrize(
    ("target", "command"),
    [
        (["refresh"], "jixiao refresh"),
        (["demo", "SIZE=300"], "jixiao demo 300"),
        (["demo"], "jixiao demo"),
        (["ui"], "jixiao ui"),
        (["form", "EVALUATION=-12", "ROW=2:15"], "jixiao form -12 --row '2:15'"),
        (["form", "EVALUATION=12"], "jixiao form 12"),
        (["indicator", "CODE=average_satisfaction"], "jixiao indicator new 'average_satisfaction'"),
        (["indicator"], "jixiao indicator new"),
        (["docs"], "jixiao docs"),
        (["superset"], "jixiao superset"),
    ],
    ids=lambda part: part if isinstance(part, str) else None,
)
def test_a_make_target_calls_the_command(target: list[str], command: str) -> None:
    # make passes variables to the tests if it runs them; remove them.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(
        ["make", "--dry-run", "--old-file=.venv/.lock", *target],
        cwd=PROJECT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == f".venv/bin/{command}"


def test_a_key_may_begin_with_a_minus_sign(sample_home: Path) -> None:
    done = CliRunner().invoke(main, ["form", "-12"], env={"JIXIAO_HOME": str(sample_home)})
    assert (done.exit_code, "has no evaluation -12" in done.stderr) == (1, True)
