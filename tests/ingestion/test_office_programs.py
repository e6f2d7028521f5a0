"""Documents that LibreOffice must convert, with a program in its place: it is absent, hangs, fails or writes too much."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingestion.containers import ContainerError, read_container
from ingestion.home import Home
from ingestion.ingest import ingest
from ingestion.limits import MEBIBYTE, Limits
from orchestration.settings import PROJECT
from tests.containers.write_docx import write_docx
from tests.ingestion import office_on_path
from tests.ingestion.conftest import read_landing, read_outcomes
from tests.shanghai_form import Form

RTF = b"{\\rtf1 text}"


def install(folder: Path, script: str, version: str = "1.0") -> None:
    """Put a program with the name of LibreOffice into a folder: it states its version, or runs a script.

    The last arguments of a conversion are `--outdir`, a folder and the document.
    """
    folder.mkdir(exist_ok=True)
    program = folder / "soffice"
    program.write_text(
        f'#!/bin/sh\ncase "$*" in *--version*) echo "LibreOffice {version}"; exit;; esac\n'
        'while [ "$1" != --outdir ]; do shift; done\nmkdir -p "$2"\n' + script
    )
    program.chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only folder on PATH."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def refuse(content: bytes, limits: Limits | None = None) -> tuple[str, str]:
    """Return reason code and detail of a document that is not read."""
    with pytest.raises(ContainerError) as caught:
        read_container(content, limits or Limits())
    return caught.value.reason_code, caught.value.detail


@pytest.mark.usefixtures("programs")
def test_without_the_program_the_package_is_named() -> None:
    assert refuse(RTF) == ("converter_missing", "rtf: install libreoffice-writer")
    workbook = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    assert refuse(workbook) == ("converter_missing", "excel_xml: install libreoffice-calc")


def test_a_document_is_read_again_when_the_program_arrives_or_changes(
    inbox: Path, home: Home, programs: Path, tmp_path: Path
) -> None:
    (tmp_path / "form.docx").write_bytes(write_docx(Form().text()))
    (inbox / "a.doc").write_bytes(RTF + f" PATH={programs}".encode())
    (inbox / "b.txt").write_bytes(Form().text().encode())

    def read() -> tuple[int, object]:
        report = ingest(inbox, home, Limits(), 1, office_on_path.parse)
        return report.documents_read + report.documents_read_again, read_outcomes(home)["a.doc"]

    assert read() == (2, "converter_missing")
    assert read() == (0, "converter_missing")
    install(programs, f'/bin/cp "{tmp_path}/form.docx" "$2/document.docx"\n')
    assert read() == (1, "new_document")
    assert read() == (0, "new_document")
    install(programs, f'/bin/cp "{tmp_path}/form.docx" "$2/document.docx"\n', "2.0")
    assert read() == (1, "new_document")
    (programs / "soffice").unlink()
    assert read() == (0, "new_document")
    assert read_landing(home, "documents", "container, form_count, converter", "form_count = 1") == [
        ("rtf", 1, "LibreOffice 1.0"),
        ("rtf", 1, "LibreOffice 2.0"),
        ("text", 1, None),
    ]


def test_a_worker_passes_its_limits_on(inbox: Path, home: Home, programs: Path, tmp_path: Path) -> None:
    install(programs, f'ulimit -v > "{tmp_path}/memory"; ulimit -f > "{tmp_path}/files"\n')
    (inbox / "a.doc").write_bytes(RTF + f" PATH={programs}".encode())
    ingest(inbox, home, Limits(memory_bytes=300 * MEBIBYTE, expanded_bytes=8 * MEBIBYTE), 1, office_on_path.parse)
    assert 300 * 1024 < int((tmp_path / "memory").read_text()) < 4 * 1024 * 1024  # KiB, with those of an idle worker
    assert int((tmp_path / "files").read_text()) == 8 * 1024 * 1024 // 512
    assert read_outcomes(home) == {"a.doc": "converter_failed"}


def test_a_program_that_hangs_is_ended(programs: Path, tmp_path: Path) -> None:
    install(programs, f'echo $$ > "{tmp_path}/pid"; exec /bin/sleep 600\n')
    assert refuse(RTF, Limits(seconds=1)) == ("reader_timed_out", "more than 1 seconds")
    assert not is_running(int((tmp_path / "pid").read_text()))


@pytest.mark.skipif(sys.platform != "linux", reason="a process ends with its parent on Linux only")
def test_a_program_ends_with_its_worker(programs: Path, tmp_path: Path) -> None:
    install(programs, f'echo $$ > "{tmp_path}/new"; /bin/mv "{tmp_path}/new" "{tmp_path}/pid"; exec /bin/sleep 600\n')
    code = "import sys; from ingestion.containers import read_container as r; from ingestion.limits import Limits; r(sys.argv[1].encode(), Limits())"
    worker = subprocess.Popen(
        [sys.executable, "-c", code, RTF.decode()], env={**os.environ, "PYTHONPATH": str(PROJECT)}
    )
    wait_until((tmp_path / "pid").exists)
    program = int((tmp_path / "pid").read_text())
    assert is_running(program)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    wait_until(lambda: not is_running(program))


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exit 3\n", ("converter_failed", "LibreOffice ended with exit code 3")),
        ("kill -9 $$\n", ("converter_failed", "LibreOffice was ended by signal 9: Killed")),
        ("echo Error: source file could not be loaded\n", ("converter_failed", "LibreOffice: source file could not be loaded")),
        ('/bin/dd if=/dev/zero of="$2/document.docx" bs=1M count=2\n', ("too_large", "2097152 bytes after conversion, at most 1048576")),
        ('echo no docx > "$2/document.docx"\n', ("damaged_document", "zip: File is not a zip file")),
    ],
)  # fmt: skip
def test_a_program_that_fails_is_a_reason(programs: Path, script: str, reason: tuple[str, str]) -> None:
    install(programs, script)
    assert refuse(RTF, Limits(document_bytes=MEBIBYTE)) == reason


def test_a_new_profile_needs_a_second_run(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "form.docx").write_bytes(write_docx(Form().text()))
    install(
        programs,
        f'if ! [ -e "{tmp_path}/ran" ]; then echo > "{tmp_path}/ran"; exit 81; fi\n'
        f'/bin/cp "{tmp_path}/form.docx" "$2/document.docx"\n',
    )
    assert read_container(RTF, Limits()).converter == "LibreOffice 1.0"


def is_running(process: int) -> bool:
    """Whether a process exists that has not ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return not re.search(r"\) [ZX]", state)


def wait_until(condition: object) -> None:
    """Wait until a condition holds, for ten seconds at most."""
    assert callable(condition)
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
