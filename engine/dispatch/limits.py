"""What a worker process may not do: grow without bound, or outlive its service at work."""

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chartside.containment import Stop

log = logging.getLogger(__name__)


def limit_memory(allowance: int) -> None:
    """Let this process take `allowance` bytes more than it holds now; beyond that it meets MemoryError. Linux only."""
    if sys.platform != "linux":
        log.warning("This system cannot limit the memory of a worker process")
        return
    import resource  # noqa: PLC0415 - absent on some systems

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    ceiling = pages * resource.getpagesize() + allowance
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would be patient data in clear


class TimeUp(Stop):
    """The work inside has taken as long as it may; no Exception, so that a plugin which catches every one does not catch this."""


@contextmanager
def limit_time(seconds: float) -> Iterator[None]:
    """Raise TimeUp in the main thread when the work inside takes longer."""

    def stop(_: int, __: object) -> None:
        raise TimeUp

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def dead_mans_switch(seconds: float) -> Iterator[None]:
    """Let the kernel end this process when the work inside takes longer: the service that would do so may be gone."""
    signal.setitimer(signal.ITIMER_REAL, seconds)  # SIGALRM's default ends a process even inside a C loop
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
