"""Hear all that is written while an analysis is asked: printed, sent to the terminal past Python, logged, warned of."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from io import StringIO
from tempfile import TemporaryFile
from typing import Any
from warnings import catch_warnings, simplefilter

Written = list[tuple[str, str]]
_ORDINARY = frozenset(logging.makeLogRecord({}).__dict__)
"""What every log record has; the rest an author gave in ``extra=``."""


@contextmanager
def overhearing() -> Iterator[Callable[[Callable[[], None]], Written]]:
    """Give a function that calls another and returns what was written meanwhile, as pairs of where and text."""
    with _beneath() as beneath:

        def hear(act: Callable[[], None]) -> Written:
            beneath()
            out, logged = StringIO(), list[str]()
            with redirect_stdout(out), redirect_stderr(out), catch_warnings(record=True) as warned, _logged(logged):
                simplefilter("always")
                act()
            return [
                ("what it prints", out.getvalue()),
                ("what it writes to the terminal", beneath()),
                *(("a log line", text) for text in logged),
                *(("a warning", str(one.message)) for one in warned or ()),
            ]

        yield hear


@contextmanager
def _logged(into: list[str]) -> Iterator[None]:
    """Hear every log record, at any level, with what ``extra=`` adds to it; nobody else hears it."""
    make, root = logging.Logger.makeRecord, logging.getLogger()
    level, disabled, handlers = root.level, root.manager.disable, root.handlers

    def record(*given: Any, **more: Any) -> logging.LogRecord:
        one = make(*given, **more)
        extra = [f"{k}={v}" for k, v in one.__dict__.items() if k not in _ORDINARY]
        into.append(" ".join((one.getMessage(), str(one.exc_info[1]) if one.exc_info else "", *extra)))
        return one

    logging.Logger.makeRecord = record  # type: ignore[method-assign]  # only here is what extra= adds already there
    root.handlers = [logging.NullHandler()]
    root.setLevel(logging.NOTSET + 1)
    root.manager.disable = logging.NOTSET
    try:
        yield
    finally:
        root.manager.disable = disabled
        root.setLevel(level)
        root.handlers = handlers
        logging.Logger.makeRecord = make  # type: ignore[method-assign]


@contextmanager
def _beneath() -> Iterator[Callable[[], str]]:
    """Give a function that returns what went to standard output and error past Python's own files since it was last called."""
    _flush()
    with TemporaryFile() as file:
        saved = {}
        for number in (1, 2):
            with suppress(OSError):  # one that is closed cannot be written to either
                saved[number] = os.dup(number)
                os.dup2(file.fileno(), number)
        try:
            yield lambda: _taken(file)
        finally:
            _flush()
            for number, copy in saved.items():
                os.dup2(copy, number)
                os.close(copy)


def _taken(file: Any) -> str:
    _flush()
    file.seek(0)
    text: str = file.read().decode("utf-8", "replace")
    file.seek(0)
    file.truncate()
    return text


def _flush() -> None:
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.flush()
