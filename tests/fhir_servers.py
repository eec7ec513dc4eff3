"""FHIR servers for the tests, on free loopback ports: a real one, SEKMET from its wheel, and one that misbehaves as it is told."""

import json
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from tests.servers import _free_port

START_WITHIN = 60.0
STOP_WITHIN = 10.0
SERVE = """import sys
from sekmet.cli import app
from sekmet.fhir import search
search.DEFAULT_COUNT = int(sys.argv[1])
app(sys.argv[2:])
"""


class FhirServer:
    """A FHIR server that the tests own: its base address, and the means to fill it."""

    def __init__(self, base: str, token: str = "") -> None:
        self.base = base
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def load(self, resources: Iterable[Mapping[str, Any]], at_once: int = 500) -> None:
        """Store resources under their own ids, in few transactions."""
        entries = [
            {"resource": r, "request": {"method": "PUT", "url": f"{r['resourceType']}/{r['id']}"}} for r in resources
        ]
        with self._client() as client:
            for start in range(0, len(entries), at_once):
                bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries[start : start + at_once]}
                sent = json.dumps(bundle).encode()
                headers = {"Content-Type": "application/fhir+json", "Prefer": "return=minimal"}
                answer = client.post(self.base, content=sent, headers=headers)
                assert answer.status_code == 200, answer.text[:500]

    def everything(self, patient_id: str) -> bytes:
        """Return the Bundle of Patient/$everything."""
        with self._client() as client:
            return client.get(f"{self.base}/Patient/{patient_id}/$everything").raise_for_status().content

    def export(self, folder: Path) -> None:
        """Let the server export everything, and fetch its files into a folder."""
        with self._client() as client:
            kicked = client.get(f"{self.base}/$export", headers={"Prefer": "respond-async"})
            give_up = time.monotonic() + START_WITHIN
            while (status := client.get(kicked.headers["Content-Location"])).status_code == 202:
                assert time.monotonic() < give_up, "the export does not end"
                time.sleep(0.05)
            (folder / "manifest.json").write_bytes(status.content)
            for one in status.json()["output"]:
                (folder / one["url"].rsplit("/", 1)[-1]).write_bytes(client.get(one["url"]).content)

    def _client(self) -> httpx.Client:
        return httpx.Client(timeout=120, trust_env=False, headers=self._headers)


@contextmanager
def sekmet(*, tokens: Iterable[str] = (), page: int = 20) -> Iterator[FhirServer]:
    """Run a SEKMET of its own with an empty database; with tokens, it answers 401 to whoever brings none of them.

    ``page`` is how many matches it gives at a time where it is not told.
    """
    if find_spec("sekmet") is None:
        pytest.skip("sekmet-fhir is not installed: no FHIR server to test against")
    port = _free_port()
    base = f"http://127.0.0.1:{port}/fhir"
    listed = list(tokens)
    settings = {
        "base_url": base,
        "host": "127.0.0.1",
        "port": port,
        "data_dir": "data",
        "validation": {"inbound": "warn"},
        "simulator": {"enabled": False, "delay_seconds": 0},
        "log_inbound": False,
        "server_auth": {"types": ["bearer"], "tokens": listed} if listed else {"types": ["none"]},
    }
    with tempfile.TemporaryDirectory(prefix="chartside-fhir-") as folder:
        config, log = Path(folder) / "settings.json", Path(folder) / "log"
        config.write_text(json.dumps(settings))  # JSON is YAML too
        with log.open("wb") as output:
            command = [sys.executable, "-c", SERVE, str(page), "serve", "--config", str(config)]
            process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)  # noqa: S603 - our own command
        try:
            _wait(process, base, log)
            yield FhirServer(base, next(iter(listed), ""))
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: "subprocess.Popen[bytes]", base: str, log: Path) -> None:
    give_up = time.monotonic() + START_WITHIN
    while True:
        try:
            if httpx.get(f"{base}/metadata", timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        if process.poll() is not None or time.monotonic() > give_up:
            pytest.fail(f"SEKMET did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)


@dataclass
class Told:
    """What a server answers: a status, headers, and a body or the resource that is one."""

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class ScriptedServer:
    """A server that answers as it is told, and remembers what it was asked."""

    base: str
    asked: list[str] = field(default_factory=list)
    """Paths below the base with their queries, decoded."""
    raw: list[str] = field(default_factory=list)
    """The same as they came."""
    headers: list[Mapping[str, str]] = field(default_factory=list)


@contextmanager
def scripted(answer: Callable[[str], Told | None], tls: ssl.SSLContext | None = None) -> Iterator[ScriptedServer]:
    """Run a server that answers each path below its base as the function says; one that returns None hangs up."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = unquote(self.path.removeprefix("/fhir/"))
            server.asked.append(path)
            server.raw.append(self.path)
            server.headers.append(dict(self.headers.items()))
            told = answer(path)
            if told is None:
                self.close_connection = True
                return
            body = told.body if isinstance(told.body, bytes) else json.dumps(told.body).encode()
            self.send_response_only(told.status)
            for name, value in {"Content-Type": "application/fhir+json", **told.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = ScriptedServer(f"http://127.0.0.1:{listening.server_address[1]}/fhir")
    if tls is not None:
        listening.socket = tls.wrap_socket(listening.socket, server_side=True)
    thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
