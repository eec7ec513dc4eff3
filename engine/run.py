"""One analysis asked once, contained: whatever it does, one outcome comes back."""

from __future__ import annotations

import hashlib
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import structlog

from chartside import Analysis, Answer, ContractError, Outcome, answer
from chartside.containment import is_ours
from chartside.snapshot import freeze

log = structlog.get_logger("chartside.run")


@dataclass(frozen=True)
class Question:
    """One analysis and the facts it is asked with; ``order`` is the draft order that it is asked about, if any.

    A ``candidate`` is the same analysis with another artefact of its model, asked beside it for the record alone.
    """

    analysis: Analysis
    facts: Mapping[str, Any]
    order: str = ""
    candidate: bool = False

    @property
    def name(self) -> str:
        """Return the name under which its losses are counted: those of a candidate are its own."""
        if not self.candidate:
            return self.analysis.id
        return f"{self.analysis.id} with {', '.join(m.sha256[:12] for m in self.analysis.models.values())}"

    @cached_property
    def snapshot(self) -> Mapping[str, Any]:
        """The facts as JSON, without what travels inside the plugin: for the worker, for the name of a late answer and for the record."""
        travelling = self.analysis.injected
        return {n: freeze(v) for n, v in self.facts.items() if n not in travelling}


def run(question: Question) -> Answer:
    """Return the answer; a plugin that raises anything, exits or breaks its promise has failed, with a reference and without its words.

    What a plugin writes into an exception may hold patient data, so only the class and the place of the fault leave this function.
    """
    analysis = question.analysis
    try:
        return replace(answer(analysis, question.facts), order=question.order)
    except ContractError as error:
        return failed(analysis, str(error), question.order)
    except BaseException as error:
        if is_ours(error):
            raise
        reference = _reference(analysis, error)
        # Not log.exception: a traceback shows values, and values are patient data.
        fault = {"error": type(error).__name__, "reference": reference, "at": _place(error)}
        log.error("analysis failed", analysis=analysis.id, **fault)  # noqa: TRY400
        return failed(analysis, f"{type(error).__name__} (reference {reference})", question.order)


def failed(analysis: Analysis, reason: str, order: str = "") -> Answer:
    """Return the answer of an analysis that could not be held to its promise."""
    return Answer(analysis.id, analysis.version, Outcome.FAILED, reason, order=order)


def timed(question: Question) -> tuple[Answer, float]:
    """Return the answer and the milliseconds that it took."""
    start = time.perf_counter()
    return run(question), (time.perf_counter() - start) * 1000


def _place(error: BaseException) -> list[str]:
    return [f"{f.name}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)[-4:]]


def _reference(analysis: Analysis, error: BaseException) -> str:
    """Name a fault by where it happened, so that the same fault has the same reference everywhere."""
    seed = f"{analysis.id} {analysis.version} {type(error).__name__} {' '.join(_place(error))}"
    return hashlib.sha256(seed.encode()).hexdigest()[:10]
