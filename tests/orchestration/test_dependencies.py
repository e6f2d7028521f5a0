"""The bill of materials of the lock, and the audit of the dependencies, which never fails where it cannot ask."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from orchestration.settings import PROJECT

LOCK = (PROJECT / "requirements.lock").read_text("utf-8")
PINS = re.findall(r"^([\w.-]+)==([^ \\;]+)", LOCK, re.MULTILINE)


def run(script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROJECT / ".ci" / script)]
    return subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, check=False)


def test_the_bill_has_every_locked_package_and_is_the_same_each_time() -> None:
    done = run("sbom.py")
    assert done.returncode == 0, done.stderr
    bill = json.loads(done.stdout)
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    assert [(one["name"], one["version"]) for one in bill["components"]] == PINS
    assert sum(len(one["properties"]) for one in bill["components"]) == LOCK.count("--hash=sha256:") > 1000
    references = [one["bom-ref"] for one in bill["components"]]
    assert len(set(references)) == len(references) and "pkg:pypi/duckdb@1.5.6" in references
    assert bill["dependencies"][0] == {"ref": "jixiao", "dependsOn": references}
    assert "://" not in done.stdout, "no host"
    assert run("sbom.py").stdout == done.stdout


@contextmanager
def database(answer: bytes) -> Iterator[str]:
    """A server that gives one answer; `{}` in it stands for the results of all packages but the first."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            queries: list[Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            assert queries[0]["package"] == {"name": PINS[0][0], "ecosystem": "PyPI"}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer.replace(b"REST", b",".join([b"{}"] * (len(queries) - 1))))

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def test_a_known_vulnerability_fails_the_audit() -> None:
    with database(b'{"results": [{"vulns": [{"id": "GHSA-1"}]}, REST]}') as url:
        done = run("audit.py", JIXIAO_AUDIT_URL=url)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"{PINS[0][0]} {PINS[0][1]}: GHSA-1", f"{len(PINS)} dependencies audited, 1 known vulnerabilities",
    ]  # fmt: skip


def test_no_vulnerability_passes() -> None:
    with database(b'{"results": [{}, REST]}') as url:
        done = run("audit.py", JIXIAO_AUDIT_URL=url)
    assert (done.returncode, done.stdout) == (0, f"{len(PINS)} dependencies audited, 0 known vulnerabilities\n")


def test_the_audit_does_not_fail_where_it_cannot_ask() -> None:
    with database(b"not json") as url:
        answers = [run("audit.py", JIXIAO_AUDIT_URL=url)]
    with database(b'{"results": []}') as url:
        answers.append(run("audit.py", JIXIAO_AUDIT_URL=url))
    answers.append(run("audit.py", JIXIAO_AUDIT_URL=url))  # nobody listens there any more
    for done in answers:
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("dependencies are not audited: ")
