"""Outlast the loading of a plugin that would end the process, which nobody could tell from a crash of ours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn


class EndsTheProcess(BaseException):
    """A plugin called os._exit while it was loaded."""


@contextmanager
def outlasting() -> Iterator[None]:
    """Let os._exit raise EndsTheProcess while the work inside goes on; a copy that was forked meanwhile ends as it wants."""
    me, end = os.getpid(), os._exit

    def told(status: int) -> NoReturn:
        if os.getpid() != me:
            end(status)
        raise EndsTheProcess(f"os._exit({status})")

    os._exit = told
    try:
        yield
    finally:
        os._exit = end
