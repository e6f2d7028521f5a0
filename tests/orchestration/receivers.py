"""Local servers that receive digests: an SMTP server and a web server, on ports of their own."""

import base64
import json
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class MailServer:
    """What an SMTP server received. `stalls`: it says nothing after the connection."""

    port: int = 0
    tls: ssl.SSLContext | None = None
    security: str = "none"
    login: tuple[str, str] | None = None
    refused: tuple[str, ...] = ()
    stalls: bool = False
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    was_encrypted: bool = False


@contextmanager
def run_mail_server(server: MailServer) -> Iterator[MailServer]:
    """Run an SMTP server that knows EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA and QUIT."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if server.stalls:
                time.sleep(5)
                return
            if server.security == "tls":
                self.encrypt()
            self.say("220 test")
            has_login, is_encrypted = server.login is None, server.security == "tls"
            while line := self.rfile.readline().decode().strip():
                verb, _, rest = line.partition(" ")
                verb = verb.upper()
                if verb == "EHLO":
                    offers = "250-STARTTLS\r\n" if server.security == "starttls" and not is_encrypted else ""
                    self.say(f"250-test\r\n{offers}250 AUTH PLAIN")
                elif verb == "STARTTLS":
                    self.say("220 go")
                    self.encrypt()
                    is_encrypted = True
                elif verb == "AUTH":
                    given = base64.b64decode(rest.split()[1]).decode().split("\0")[1:]
                    has_login = server.login == tuple(given)
                    self.say("235 ok" if has_login else f"535 5.7.8 not accepted: {' '.join(given)}")
                elif verb == "RCPT":
                    address = rest.partition("<")[2].rstrip(">")
                    is_refused = address in server.refused or not has_login
                    server.recipients += [] if is_refused else [address]
                    self.say("550 unknown" if is_refused else "250 ok")
                elif verb == "DATA":
                    self.say("354 go")
                    lines = []
                    while (content := self.rfile.readline()) != b".\r\n":
                        lines.append(content)
                    message = message_from_bytes(b"".join(lines), policy=policy.default)
                    assert isinstance(message, EmailMessage)
                    server.messages.append(message)
                    self.say("250 ok")
                else:
                    self.say("221 bye" if verb == "QUIT" else "250 ok")

        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def encrypt(self) -> None:
            assert server.tls
            self.connection = server.tls.wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
            server.was_encrypted = True

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Ignore clients that leave."""

    with Server(("127.0.0.1", 0), Handler) as tcp:
        server.port = tcp.server_address[1]
        yield from _serve(tcp, server)


@dataclass
class Request:
    """A request that a web server received."""

    path: str
    headers: dict[str, str]
    body: bytes

    def read(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class WebServer:
    """What a web server received, and what it answers."""

    port: int = 0
    status: int = 200
    answer: str = '{"errcode": 0, "errmsg": "ok", "code": 0}'
    delay: float = 0
    requests: list[Request] = field(default_factory=list)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def run_web_server(server: WebServer) -> Iterator[WebServer]:
    """Run a web server that keeps what is posted to it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.requests.append(Request(self.path, dict(self.headers), body))
            time.sleep(server.delay)
            self.send_response(server.status)
            if server.status in (301, 302, 307, 308):
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(server.answer.encode())

        def do_GET(self) -> None:
            server.requests.append(Request(self.path, dict(self.headers), b""))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Print nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                return  # the client left

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        server.port = http.server_address[1]
        yield from _serve(http, server)


def _serve(tcp: socketserver.BaseServer, server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=tcp.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        tcp.shutdown()
        thread.join()


def make_certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Return the context of a server for localhost, and the file with its certificate."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate
