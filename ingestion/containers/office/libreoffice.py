"""Run LibreOffice, if it is on PATH, as a converter: without macros, links and network, and within limits."""

import ctypes
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ingestion.containers.errors import ContainerError
from ingestion.limits import Limits

_NAMES = ("soffice", "libreoffice")
_NEEDS_RESTART = 81  # the exit code of the first run with a new profile
_PART_OF_TIME = 0.8  # of the time left for the document; the rest is for reading what was converted
_LONGEST_DETAIL = 200
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
_SETTINGS = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),  # never
    ("Office.Calc/Content/Update", "Link", "2"),  # never
    # A proxy at a port where nothing listens: no request leaves the machine.
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
    ("Setup/L10N", "ooLocale", "en-US"),
    ("Setup/L10N", "ooSetupSystemLocale", "en-US"),
)


class Filters(NamedTuple):
    """How a document is converted: LibreOffice's names of the filters, and the endings of both files."""

    source: str
    import_filter: str
    target: str
    export_filter: str


def find_office() -> Path | None:
    """Return the program of LibreOffice on PATH, None if there is none.

    The launcher starts another process; the program itself is preferred, because it ends with the worker.
    """
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        return None
    launcher = Path(found).resolve()
    program = launcher.with_name("soffice.bin")
    return program if program.exists() else launcher


def find_converter() -> str | None:
    """Return name and version of LibreOffice on PATH, None if there is none or it does not run."""
    program = find_office()
    try:
        return read_version(program) if program else None
    except ContainerError:
        return None


def read_version(program: Path) -> str:
    """Return name and version, such as "LibreOffice 7.4.7.2". Raises ContainerError if the program does not say."""
    try:
        return _ask_version(program, program.stat().st_mtime_ns)
    except OSError as error:
        raise ContainerError("converter_failed", f"LibreOffice: {error}"[:_LONGEST_DETAIL]) from error


@lru_cache(maxsize=4)
def _ask_version(program: Path, _: int) -> str:
    """Return the version of a program, asked once for each time of its change."""
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        try:
            answer = subprocess.run(
                [program, _set_profile(Path(folder)), "--version"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=20,
                env=_set_environment(folder),
                check=False,
            ).stdout.decode("utf-8", "replace")
        except subprocess.TimeoutExpired as error:
            raise ContainerError("converter_failed", "LibreOffice does not state its version") from error
    if version := re.search(r"LibreOffice(?:Dev)? \d[\d.]*", answer):
        return version[0]
    raise ContainerError("converter_failed", "LibreOffice does not state its version")


def convert(program: Path, content: bytes, filters: Filters, limits: Limits) -> bytes:
    """Return a document converted by LibreOffice, with a profile of its own that is deleted afterwards.

    LibreOffice inherits the memory limit of this process, has most of the time left for the document, and ends with
    this process (Linux). Raises ContainerError: reader_timed_out, converter_failed, too_large.
    """
    with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
        source = Path(folder) / f"document.{filters.source}"
        source.write_bytes(content)
        command = [
            str(program),
            _set_profile(Path(folder)),
            "--headless",
            "--norestore",
            "--nolockcheck",
            f"--infilter={filters.import_filter}",
            "--convert-to",
            f"{filters.target}:{filters.export_filter}",
            "--outdir",
            f"{folder}/converted",
            str(source),
        ]
        log = Path(folder) / "log.txt"
        exit_code = _run(command, folder, log, limits)
        if exit_code == _NEEDS_RESTART:
            exit_code = _run(command, folder, log, limits)
        said = " ".join(log.read_bytes()[-2000:].decode("utf-8", "replace").split())
        if exit_code:
            raise ContainerError("converter_failed", _describe_end(exit_code))
        converted = Path(folder) / "converted" / f"document.{filters.target}"
        if not converted.exists():
            problem = said.replace(folder, "").removeprefix("Error: ")[:_LONGEST_DETAIL]
            raise ContainerError("converter_failed", f"LibreOffice: {problem or 'nothing was converted'}")
        if (size := converted.stat().st_size) > limits.document_bytes:
            raise ContainerError("too_large", f"{size} bytes after conversion, at most {limits.document_bytes}")
        return converted.read_bytes()


def _run(command: list[str], folder: str, log: Path, limits: Limits) -> int:
    """Run a command and return its exit code. Raises ContainerError (reader_timed_out, converter_failed)."""
    seconds = _PART_OF_TIME * (signal.getitimer(signal.ITIMER_REAL)[0] or limits.seconds)
    with log.open("wb") as stream:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=_set_environment(folder),
                start_new_session=True,
                preexec_fn=_make_binder(limits),
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise ContainerError("converter_failed", f"LibreOffice: {error}"[:_LONGEST_DETAIL]) from error
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise ContainerError("reader_timed_out", f"more than {limits.seconds} seconds") from error
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _make_binder(limits: Limits) -> Callable[[], None]:
    """Return what a new process does before it becomes LibreOffice: limit its files, and end with its parent."""
    parent = os.getpid()
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
    most = limits.expanded_bytes

    def bind() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        if prctl is not None:
            prctl(_DIE_WITH_PARENT, int(signal.SIGKILL))
            if os.getppid() != parent:
                os._exit(1)

    return bind


def _set_environment(folder: str) -> dict[str, str]:
    """Return the environment of LibreOffice: without a display, and equal on every machine."""
    return {
        "PATH": os.defpath,
        "HOME": folder,
        "TMPDIR": folder,
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "SAL_USE_VCLPLUGIN": "svp",
    }


def _set_profile(folder: Path) -> str:
    """Write a profile with the settings, if it is not yet there, and return the argument that names it."""
    profile = folder / "profile"
    if not profile.exists():
        items = "".join(
            f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value>'
            "</prop></item>"
            for path, name, value in _SETTINGS
        )
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>\n'
        )
    return f"-env:UserInstallation={profile.as_uri()}"


def _describe_end(exit_code: int) -> str:
    if exit_code < 0:
        return f"LibreOffice was ended by signal {-exit_code}: {signal.strsignal(-exit_code)}"
    return f"LibreOffice ended with exit code {exit_code}"
