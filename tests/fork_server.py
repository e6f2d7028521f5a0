"""Run by the tests as a process of its own: fork processes that have the heavy libraries loaded already.

The tests run dozens of refreshes. Imports cost 3 to 6 s of each. Each line of standard
input is a request: a JSON object with `arguments` (a script, or `-m` and a module, and its arguments, or `-c` and a program), `folder` (working
directory, first on the path of modules), `environment`, `stdout` and `stderr` (files). Each answer is a line: the exit code. Arguments of the server are
more modules to load, for requests that all use one version of the project.
"""

import atexit
import gc
import json
import os
import runpy
import sys
import threading
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import Any

# Third-party only: what a project's own modules are is decided in the fork.
LIBRARIES = (
    "dbt.cli.main", "dbt.adapters.duckdb", "dagster", "dagster_dbt", "dagster._core.execution.api", "pandas", "pyarrow.parquet",
    "duckdb", "altair", "jinja2", "openpyxl", "xlsxwriter", "psycopg", "lxml.html", "rich.console", "rich.progress", "rich.table",
)  # fmt: skip


def main() -> None:
    """Answer requests until standard input ends."""
    answers = os.fdopen(os.dup(1), "w")
    for name in [*LIBRARIES, *sys.argv[1:]]:
        import_module(name)
    share_parsed_projects()
    # The collector of a fork need not look through the libraries.
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            leave(run(json.loads(line)))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


def share_parsed_projects() -> None:
    """Let dbt use what it parsed for another home, so that it parses only changes: the path of a home is no change."""
    from dbt.adapters.duckdb.credentials import DuckDBCredentials

    find_keys: Callable[[DuckDBCredentials], tuple[str, ...]] = DuckDBCredentials._connection_keys
    DuckDBCredentials._connection_keys = lambda self: tuple(  # type: ignore[method-assign]
        key for key in find_keys(self) if key not in ("path", "settings")
    )


def leave(code: int) -> None:
    """End a fork. It skips the end of the interpreter, where a library aborts that waits for threads it had before."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def run(request: dict[str, Any]) -> int:
    """Run a script, module or program as Python would; return the exit code."""
    for descriptor, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, request["stdout"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        (2, request["stderr"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        os.dup2(os.open(path, flags), descriptor)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    sys.path.insert(0, request["folder"])
    first, *rest = request["arguments"]
    sys.argv = rest if first == "-m" else [first, *rest[first == "-c" :]]
    try:
        if first == "-c":
            exec(rest[0], {"__name__": "__main__"})
        elif first == "-m":
            runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(first, run_name="__main__")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    main()
