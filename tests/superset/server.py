"""A stock Superset of the check's own, from the environment that `make superset-check` makes."""

import os
import secrets
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.settings import PROJECT

ENVIRONMENT = PROJECT / ".superset"
USER = PASSWORD = "admin"


class Superset:
    """A running server; `run` is its command on the same metadata."""

    def __init__(self, folder: Path, environment: dict[str, str]):
        config = folder / "superset_config.py"
        config.write_text(f"SECRET_KEY = {secrets.token_hex()!r}\n", encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self._environment = {
            **os.environ, **environment, "FLASK_APP": "superset", "SCARF_ANALYTICS": "false",
            "SUPERSET_CONFIG_PATH": str(config), "SUPERSET_HOME": str(folder),
        }  # fmt: skip

    def run(self, *arguments: str) -> str:
        """A command of Superset; what it said. AssertionError with that where it failed."""
        done = subprocess.run(
            self._command(*arguments), env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def start(self) -> subprocess.Popen[str]:
        """Start the server and wait until it answers."""
        command = self._command("run", "--host", "127.0.0.1", "--port", str(self.port), "--with-threads")
        with self.log.open("w", encoding="utf-8") as log:
            process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log, text=True)
        deadline = time.monotonic() + 180
        while True:
            assert process.poll() is None, self.log.read_text("utf-8")
            assert time.monotonic() < deadline, f"Superset does not answer: see {self.log}"
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=5):
                    return process
            except (urllib.error.URLError, OSError):
                time.sleep(1)

    def _command(self, *arguments: str) -> list[str]:
        return [str(ENVIRONMENT / "bin" / "superset"), *arguments]


@contextmanager
def run_superset(folder: Path, environment: dict[str, str]) -> Iterator[Superset]:
    """A new Superset with an administrator, whose metadata lie in a folder; stopped at the end."""
    superset = Superset(folder, environment)
    superset.run("db", "upgrade")
    superset.run(
        "fab", "create-admin", "--username", USER, "--firstname", USER, "--lastname", USER,
        "--email", "admin@example.org", "--password", PASSWORD,
    )  # fmt: skip
    superset.run("init")
    process = superset.start()
    try:
        yield superset
    finally:
        process.terminate()
        process.wait(timeout=30)
