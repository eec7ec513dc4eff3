"""What an analysis logs, prints, warns or raises tells nothing of the patient."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from typing import Any
from warnings import WarningMessage, catch_warnings, simplefilter

from chartside.check.dressing import dressed
from chartside.check.finding import Verdict, judge
from chartside.check.trial import Trial
from chartside.testing.attempt import Crash
from chartside.testing.case import Case

_MARK = "qzx7canary"
# Added to each measurement: too little to cross a cut-off, and digits that nothing else has.
_DIGITS = Decimal("0.000000719377191")
_SEEN = "719377191"
_MOST = 60
Written = list[tuple[str, str]]


def no_identifiers_in_logs(trial: Trial) -> Verdict:
    """No log line, output, warning or exception holds a reference, a wording or a value of the record."""

    def complaints() -> Iterator[str]:
        for case in trial.sample[: max(len(trial.seeds), _MOST)]:
            marked = replace(case, choices=dressed(case.choices, mark=_MARK, digits=_DIGITS))
            for where, text in _written(trial, marked):
                if _MARK in text:
                    yield f"{where} holds a reference or a wording of the record: {case}; say what happened, never of whom"
                elif _SEEN in text:
                    yield f"{where} holds a measured value: {case}; say what happened, never with which value"

    return judge(complaints())


def _written(trial: Trial, case: Case) -> Written:
    with _overhearing() as (out, logged, warned):
        said = trial.again(case)
    texts = [("what it prints", out.getvalue())]
    texts += [("a log line", text) for text in logged]
    texts += [("a warning", str(one.message)) for one in warned]
    if isinstance(said, Crash):
        texts.append(("an exception", said.words))
    return texts


@contextmanager
def _overhearing() -> Iterator[tuple[StringIO, list[str], list[WarningMessage]]]:
    """Hear everything that is printed, logged at any level and warned of within."""
    out, logged, make = StringIO(), [], logging.getLogRecordFactory()
    root = logging.getLogger()
    level, disabled = root.level, root.manager.disable

    def record(*given: Any, **more: Any) -> logging.LogRecord:
        one = make(*given, **more)
        logged.append(f"{one.getMessage()} {one.exc_info[1] if one.exc_info else ''}")
        return one

    silent = logging.NullHandler()
    handlers, root.handlers = root.handlers, [silent]
    logging.setLogRecordFactory(record)
    root.setLevel(logging.NOTSET + 1)
    root.manager.disable = logging.NOTSET
    try:
        with redirect_stdout(out), redirect_stderr(out), catch_warnings(record=True) as warned:
            simplefilter("always")
            yield out, logged, warned
    finally:
        root.manager.disable = disabled
        root.setLevel(level)
        logging.setLogRecordFactory(make)
        root.handlers = handlers
