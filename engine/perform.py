"""The one task function: the same for a local worker process and a Celery worker."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import orjson
import structlog

from chartside import Analysis
from chartside.answer import Answer
from chartside.registry import Registry
from chartside.snapshot import freeze, thaw
from engine import fragments
from engine.installed import installed
from engine.run import Question, timed
from fhir_adapter import with_models

log = structlog.get_logger("chartside.perform")


@lru_cache(maxsize=1)
def _registry() -> Registry:
    return installed()


PRELOAD = "CHARTSIDE_PRELOAD_MODELS"
NO_MODELS = {PRELOAD: "false"}
"""What a process is told whose first answer may be slow, or that is asked no model."""


def warm() -> None:
    """Load every plugin before the first question comes, what it wants loaded, and every model that speaks as shipped: workers share them.

    Where the environment says no to that, a model is loaded by the worker that first needs it: a faster start, and a slow first answer.
    """
    plugins = _registry()
    if os.environ.get(PRELOAD, "true").lower() in ("false", "0", "no", "off"):
        return
    for plugin in plugins.plugins.values():
        if plugin.warm is not None:
            try:
                plugin.warm()
            except Exception as error:  # noqa: BLE001 - its analyses load by themselves what they need, or fail where they are asked
                log.error("plugin not warm", plugin=plugin.name, error=type(error).__name__)  # noqa: TRY400
    for analysis in plugins.analyses.values():
        for model in analysis.models.values():
            try:
                model.resolve()
            except Exception as error:  # noqa: BLE001 - one that cannot be loaded fails by itself, where it is asked
                log.error("model not loaded", analysis=analysis.id, model=model.name, error=type(error).__name__)  # noqa: TRY400


def pack(questions: Iterable[Question]) -> bytes:
    """Return a job: its questions as JSON, with facts and without what travels inside the plugins."""
    return orjson.dumps(
        [{"analysis": q.analysis.id, "order": q.order, "facts": q.snapshot, **_chosen(q.analysis)} for q in questions]
    )


def _chosen(analysis: Analysis) -> dict[str, Any]:
    """Return, by input, the hash of each artefact: what is recorded is what was asked, whatever a worker would take by itself."""
    chosen = {n: m.sha256 for n, m in analysis.models.items()}
    return {"models": chosen} if chosen else {}


def _page(job: Mapping[str, Any]) -> bytes:
    from engine.report import course  # noqa: PLC0415 - it asks as the command line does, which knows how jobs are sent

    if course.KEY in job:
        return course.perform(_registry(), job)
    return fragments.perform(_registry(), job)


def perform(payload: bytes) -> bytes:
    """Answer a job: one answer for each question, in order, with its milliseconds."""
    analyses = _registry().analyses
    done: list[list[Any] | None] = []
    job = orjson.loads(payload)
    if isinstance(job, dict):  # a page is asked for, not an answer
        return _page(job)
    for asked in job:
        analysis = _asked_for(analyses, asked)
        if analysis is None:
            done.append(
                None
            )  # this worker runs another set of plugins, or has other artefacts, than the service that asks
            continue
        question = Question(analysis, with_models(thaw(asked["facts"])), asked["order"])
        answer, spent = timed(question)
        done.append([freeze(answer), spent])
    return orjson.dumps(done)


def _asked_for(analyses: Mapping[str, Analysis], asked: Mapping[str, Any]) -> Analysis | None:
    """Return the analysis with the artefacts that were asked for; None where this worker does not have it so."""
    analysis = analyses.get(asked["analysis"])
    try:
        return analysis and analysis.using(asked.get("models", {}))
    except KeyError:
        return None


def unpack(reply: bytes) -> list[tuple[Answer, float] | None]:
    """Read what ``perform`` wrote; None where the worker does not have that analysis."""
    return [None if one is None else (thaw(one[0]), one[1]) for one in orjson.loads(reply)]
