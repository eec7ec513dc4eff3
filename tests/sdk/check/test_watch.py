"""What is watched is seen, what is excused is not, and afterwards nobody is watched any more."""

# ruff: noqa: S311, PTH208, PLW0108 - what is watched for is what nobody should do
import ctypes
import gc
import locale
import logging
import os
import random
import secrets
import shutil
import socket
import sys
import time
import uuid
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

import pytest

from chartside.check.watch import Seen, importing, watching

HERE = Path(__file__).parent


def seen(act):
    with watching(HERE) as found:
        act()
    kinds = ("clock", "network", "files", "environment", "chance")
    return {name: list(getattr(found, name)) for name in kinds if getattr(found, name)}


@pytest.mark.parametrize(
    ("act", "kind", "said"),
    [
        (lambda: datetime.now(UTC), "clock", "datetime.now()"),
        (date.today, "clock", "date.today()"),
        (lambda: time.time(), "clock", "time.time()"),
        (lambda: time.strftime("%Y"), "clock", "time.strftime()"),
        (uuid.uuid1, "clock", "generate_time_safe()"),
        (lambda: ctypes.CDLL(None).time(None), "clock", "time() of a C library"),
        (lambda: ctypes.CDLL(None).rand(), "chance", "rand() of a C library"),
        (lambda: os.environ.get("HOME"), "environment", "os.environ"),
        (lambda: os.getenv("HOME"), "environment", "os.environ"),
        (lambda: dict(os.environ), "environment", "os.environ"),
        (lambda: "HOME" in os.environ, "environment", "os.environ"),
        (lambda: random.choice([1, 2]), "chance", "random."),
        (lambda: random.seed(1), "chance", "random."),
        (uuid.uuid4, "chance", "posix.urandom()"),
        (lambda: secrets.token_hex(4), "chance", "random"),
        (lambda: os.listdir("/"), "files", "os.listdir"),
        (lambda: Path(os.devnull).open().close(), "files", "open of null"),
        (lambda: socket.socket().close(), "network", "socket.__new__"),
    ],
)
def test_what_is_reached_for_is_seen(act, kind, said):
    found = seen(act)
    assert said in " ".join(found[kind])
    assert found.keys() == {kind}
    assert "test_watch.py:" in found[kind][0]


def test_nothing_connects():
    def act():
        with socket.socket() as line, pytest.raises(OSError, match="lets nothing connect"):
            line.connect(("127.0.0.1", 9))

    assert any("socket.connect" in one for one in seen(act)["network"])


@pytest.mark.parametrize(
    "act",
    [
        lambda: random.Random(1).random(),
        lambda: datetime(2026, 1, 1, tzinfo=UTC).isoformat(),
        lambda: Path(__file__).read_text(),
        lambda: logging.getLogger("watched").error("a log line has a time of its own"),
        lambda: import_module("colorsys"),
        lambda: sorted({3, 1, 2}),
        lambda: locale.getpreferredencoding(),
        lambda: shutil.get_terminal_size(),
        lambda: ctypes.CDLL(None).abs(-1),
    ],
)
def test_what_is_its_own_business_is_not(act):
    sys.modules.pop("colorsys", None)
    assert seen(act) == {}


def test_its_own_files_are_read_and_not_written(tmp_path):
    with watching(tmp_path) as found:
        (tmp_path / "x").write_text("written")
    assert "open of x" in " ".join(found.files)


def test_whoever_is_called_back_by_the_garbage_collector_is_not_blamed_on_the_analysis():
    def callback(_phase, _info):
        time.perf_counter()

    gc.callbacks.append(callback)
    try:
        with watching(HERE) as found:
            _ = [[object()] for _ in range(100_000)]
    finally:
        gc.callbacks.remove(callback)
    assert found == Seen()
    assert gc.isenabled()


def test_of_an_import_only_its_own_code_is_watched(tmp_path):
    with importing(HERE) as own:
        datetime.now(UTC)
    with importing(tmp_path) as others:
        datetime.now(UTC)
    assert [place.partition(":")[0] for place in own.clock] == ["datetime.now() at test_watch.py"]
    assert others == Seen()


def test_afterwards_nobody_watches():
    before = sys.getprofile()
    with watching(HERE) as found:
        pass
    os.listdir("/")
    random.random()
    assert sys.getprofile() is before
    assert found == Seen()
