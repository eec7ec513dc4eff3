"""Runs the deployed shape once without Docker, and asks it one question: `python -m deploy.by_hand`.

The same processes as in docker-compose.yml, on loopback: PostgreSQL and Redis (from the wheels of the test extra), the
migration, a service, a Celery worker. Every analysis goes to the worker, so that the answer shows the whole way.
"""

import base64
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from bench.question import question
from bench.server import free_port
from tests import servers

START_WITHIN = 60.0  # seconds
STOP_WITHIN = 15.0
ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent


def main() -> int:
    """Start everything, ask, say what came back, stop everything; 0 when every analysis could be asked."""
    with ExitStack() as stack:
        folder = stack.enter_context(_folder())
        port = free_port()
        environment = _environment(
            folder,
            f"http://127.0.0.1:{port}",
            stack.enter_context(servers.postgres()).url,
            stack.enter_context(servers.redis_server()).url,
        )
        subprocess.run([f"{PROGRAMS}/chartside", "migrate"], check=True, env=environment, cwd=folder)
        caller = _Caller(f"http://127.0.0.1:{port}")
        caller.register(folder, environment)
        serve = [f"{PROGRAMS}/chartside", "serve", "--port", str(port)]
        work = [
            f"{PROGRAMS}/celery",
            "--quiet",
            "--app=worker.app:app",
            "worker",
            "--loglevel=WARNING",
            "--concurrency=1",
        ]
        service = stack.enter_context(_running("service", serve, environment, folder))
        stack.enter_context(_running("worker", work, environment, folder))
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=START_WITHIN) as client:
            _wait(client, service)
            answer = _ask(client, caller)
        return _show(answer)


def _environment(folder: Path, address: str, database: str, broker: str) -> Mapping[str, str]:
    key = folder / "broker.key"
    key.write_bytes(base64.b64encode(secrets.token_bytes(32)))
    key.chmod(0o600)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHARTSIDE_")}
    return kept | {
        "CHARTSIDE_MODE": "deployed",
        "CHARTSIDE_DATA": str(folder / "data"),
        "CHARTSIDE_PUBLIC_URL": address,
        "CHARTSIDE_DATABASE_URL": database,
        "CHARTSIDE_REDIS_URL": broker,
        "CHARTSIDE_BROKER_KEY_FILE": str(key),
        "CHARTSIDE_BUDGET_MS": str(int(START_WITHIN * 1000)),  # the first question waits for the worker to start
        "CHARTSIDE_INSTANT_PLUGINS": "[]",  # nothing runs in the service
        "PYTHONPATH": str(ROOT),
    }


class _Caller:
    """An EHR with a key of its own, registered with the service, that proves itself at each call."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._key = ec.generate_private_key(ec.SECP384R1())

    def register(self, folder: Path, environment: Mapping[str, str]) -> None:
        """Give the service our public key, as an operator would."""
        jwk = {**json.loads(ECAlgorithm.to_jwk(self._key.public_key())), "kid": "by-hand", "use": "sig"}
        file = folder / "jwks.json"
        file.write_text(json.dumps({"keys": [jwk]}))
        add = [f"{PROGRAMS}/chartside", "clients", "add", "by-hand", "--issuer", self._address, "--jwks", str(file)]
        subprocess.run([*add, "--who", "by hand", "--why", "to ask once"], check=True, env=environment, cwd=folder)

    def proof(self, path: str) -> Mapping[str, str]:
        """Return the header for one call of a path."""
        now = int(time.time())
        address = f"{self._address}{path}"
        claims = {"iss": self._address, "aud": address, "iat": now, "exp": now + 120, "jti": secrets.token_hex(16)}
        token = jwt.encode(claims, self._key, "ES384", {"kid": "by-hand"})
        return {"Authorization": f"Bearer {token}"}


def _ask(client: httpx.Client, caller: _Caller) -> dict[str, Any]:
    discovery = client.get("/cds-services", headers=caller.proof("/cds-services"))
    offered = discovery.raise_for_status().json()["services"]
    service = next(one for one in offered if one["id"] == "patient-view")
    body = question(service.get("prefetch", {}), 10_000, now=datetime.now(UTC))  # a deployed service has a real clock
    way = "/cds-services/patient-view"
    asked = client.post(way, content=body, headers=caller.proof(way))
    answer: dict[str, Any] = asked.raise_for_status().json()
    return answer


def _show(answer: Mapping[str, Any]) -> int:
    outcomes = answer["extension"]["org.chartside.outcomes"]
    for line in outcomes:
        print(f"{line['analysis']} {line['version']}: {line['outcome']} ({line['reason']})")
    for card in answer["cards"]:
        print(f"[{card['indicator']}] {card['summary']}")
    print(f"on record as decision {answer['extension']['org.chartside.receipt']['decision']}")
    return int(any(line["outcome"] == "failed" for line in outcomes))


def _wait(client: httpx.Client, service: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + START_WITHIN
    while True:
        try:
            if client.get("/readyz").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass  # not listening yet
        if service.poll() is not None or time.monotonic() > give_up:
            raise SystemExit("the service did not become ready; what it wrote above says why")
        time.sleep(0.1)


@contextmanager
def _running(
    name: str, command: Sequence[str], environment: Mapping[str, str], folder: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command, env=environment, cwd=folder, stdin=subprocess.DEVNULL)
    print(f"{name} started as process {process.pid}", flush=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_WITHIN)
            print(f"{name} stopped", flush=True)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            print(f"{name} did not stop within {STOP_WITHIN:.0f} s and was killed", flush=True)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="chartside-by-hand-"))  # only its owner can enter: it holds keys
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
