"""Fixtures every room's tests may use: the addresses of a real PostgreSQL and a real Redis."""

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests import servers

# Many tests start workers, and few of them ask a model: those say so.
os.environ.setdefault("CHARTSIDE_PRELOAD_MODELS", "false")


# The first example of many loads what the others find loaded, and the machine may be busy: no test fails by the clock.
settings.register_profile("without a clock", deadline=None)
settings.load_profile("without a clock")


def pytest_configure() -> None:
    """Hear Ctrl-C as at a terminal: a shell starts what runs in its background deaf to it, and the tests of Ctrl-C with it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Address of a PostgreSQL that lives as long as the test session; make a database of your own in it."""
    with servers.postgres() as server:
        yield server.url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Address of a Redis that lives as long as the test session; use keys of your own."""
    with servers.redis_server() as server:
        yield server.url
