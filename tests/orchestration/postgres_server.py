"""A PostgreSQL server for a test: start, stop, connect through a socket."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER = "postgres"


def find_programs() -> Path | None:
    """Folder of initdb and pg_ctl, of the newest version that is installed; None if there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return found[-1].parent if found else None


class PostgresServer:
    """A cluster in a folder of its own; `url` reaches it as its owner, who needs a password over TCP."""

    def __init__(self, programs: Path, folder: Path, port: int):
        self._programs = programs
        self.folder = folder
        self.port = port
        self.url = f"postgresql://{USER}:secret@127.0.0.1:{port}/postgres"

    def run(self, program: str, *arguments: str) -> None:
        """Run a program of the server as a user that may run it."""
        command = [str(self._programs / program), *arguments]
        if os.geteuid() == 0:
            command = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", *command]
        subprocess.run(command, check=True, capture_output=True, text=True, cwd=self.folder)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.folder} -c fsync=off"
        )
        self.run(
            "pg_ctl", "start", "-w", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-o", options
        )

    def stop(self) -> None:
        """Stop the server at once, with connected clients."""
        self.run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self.folder / "data"))


@contextmanager
def run_postgres(port: int) -> Iterator[PostgresServer]:
    """A running server; skips the test if PostgreSQL is not installed."""
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="jixiao-postgres-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam(USER)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    server = PostgresServer(programs, folder, port)
    password = folder / "password"
    password.write_text("secret")
    password.chmod(0o644)
    arguments = ("-D", str(folder / "data"), "-U", USER, "-A", "scram-sha-256", f"--pwfile={password}", "-E", "UTF8")
    try:
        server.run("initdb", *arguments, "--no-sync", "--locale=C.UTF-8")
        server.start()
        yield server
    finally:
        subprocess.run(["pkill", "-QUIT", "-f", str(folder / "data")], check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)
