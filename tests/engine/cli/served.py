"""`chartside serve` as a process of its own, for what only a running one can show."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bench.server import free_port

CHARTSIDE = Path(sys.executable).with_name("chartside")
START_WITHIN = STOP_WITHIN = 30.0


@dataclass(frozen=True)
class Served:
    """A running service: a client of it, its process, its data, and all that it wrote to its log."""

    client: httpx.Client
    process: "subprocess.Popen[bytes]"
    data: Path
    _log: Path

    @property
    def log(self) -> str:
        return self._log.read_text()


def environment(**settings: str) -> dict[str, str]:
    """Give this process' environment with these settings and no other of ours; a name that is no setting is set as it is."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHARTSIDE_")}
    kept["CHARTSIDE_PRELOAD_MODELS"] = "false"  # few of these ask a model, and a service without them is there sooner
    return kept | {n if n.isupper() else f"CHARTSIDE_{n.upper()}": value for n, value in settings.items()}


@contextmanager
def served(folder: Path, *words: str, **settings: str) -> Iterator[Served]:
    """Run `chartside serve WORDS` with its data in this folder until the block ends."""
    data, log, port = folder / "site", folder / "log", free_port()
    command = [str(CHARTSIDE), "serve", "--port", str(port), "--data", str(data), *words]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd=folder, env=environment(**settings)
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=START_WITHIN) as client:
            running = Served(client, process, data, log)
            give_up = time.monotonic() + START_WITHIN
            while not _answers(client):
                if process.poll() is not None or time.monotonic() > give_up:
                    pytest.fail(f"the service did not start:\n{running.log}")
                time.sleep(0.05)
            yield running
    finally:
        process.terminate()
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
