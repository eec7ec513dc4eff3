"""A deployed site for the tests: settings, a database of its own, a Celery worker."""

import base64
import secrets
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.engine.cli.served import CHARTSIDE, START_WITHIN, environment

CELERY = Path(sys.executable).with_name("celery")


@pytest.fixture
def settings(postgres_url, redis_url, tmp_path):
    """Settings of a deployed site with a database of its own, migrated; its Redis is everybody's."""
    name, key = f"site_{uuid.uuid4().hex}", tmp_path / "broker.key"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    key.write_bytes(base64.b64encode(secrets.token_bytes(32)))
    made = {
        "mode": "deployed",
        "callers": "anyone",
        "database_url": postgres_url.rpartition("/")[0] + f"/{name}",
        "redis_url": redis_url.rpartition("/")[0] + "/3",
        "broker_key_file": str(key),
        "budget_ms": "600",
    }
    run(["migrate", "--data", str(tmp_path / "site")], made)
    return made


def run(words, settings):
    command = [str(CHARTSIDE), *words]
    return subprocess.run(  # noqa: S603 - our own command
        command, env=environment(**settings), capture_output=True, text=True, timeout=60, check=True
    ).stdout


@contextmanager
def working(settings, folder, processes=1, **limits) -> Iterator[Path]:
    """Run a Celery worker, which knows the broker and its key and nothing of the record; gives the file that it writes to."""
    # These tests ask no model, and a worker without them is there sooner.
    known = {name: settings[name] for name in ("redis_url", "broker_key_file")} | {"preload_models": "false"} | limits
    command = [str(CELERY), "--quiet", "--app=worker.app:app", "worker", "--loglevel=WARNING"]
    command += ["--concurrency", str(processes)]
    written = folder / "worker.log"
    with written.open("wb") as log:
        worker = subprocess.Popen(command, env=environment(**known), cwd=folder, stdout=log, stderr=log)  # noqa: S603
    try:
        yield written
    finally:
        worker.terminate()
        worker.wait(START_WITHIN)
