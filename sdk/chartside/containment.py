"""Tell what a plugin raised from what is ours to raise: the one is contained, the other ends the work."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Stop(BaseException):
    """Ends the work and not one analysis; no containment holds it, and no plugin raises it."""


class Interrupted(KeyboardInterrupt, Stop):
    """Somebody at the terminal pressed Ctrl-C."""


def is_ours(error: BaseException) -> bool:
    """Whether an error is to pass: a Stop, or a Ctrl-C where nobody tells it from what a plugin raises."""
    if isinstance(error, Stop):
        return True
    return type(error) is KeyboardInterrupt and signal.getsignal(signal.SIGINT) is signal.default_int_handler


@contextmanager
def interrupts_told_apart() -> Iterator[None]:
    """Let Ctrl-C raise Interrupted while the work inside goes on, so that a KeyboardInterrupt is a plugin's."""
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield  # whoever handles it already knows what to do
        return
    signal.signal(signal.SIGINT, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _interrupt(_: int, __: object) -> None:
    raise Interrupted
