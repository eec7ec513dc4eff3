"""Late answers: kept under a digest of everything they depend on, and given at the next call with the same digest."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import orjson
import structlog

from chartside import Answer
from chartside.inputs import Injected
from chartside.registry import Registry
from chartside.snapshot import freeze, thaw
from engine.audit import LateResults
from engine.run import Question
from engine.store import RecordUnavailable

log = structlog.get_logger("chartside.late")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that came too late for its call, and the decision that it came too late for."""

    answer: Answer
    decision: str


@dataclass(frozen=True, slots=True)
class Digests:
    """Names questions by tenant, patient, analysis, version, plugin files, knowledge and the facts themselves."""

    registry: Registry
    tenant: str
    patient: str

    def of(self, question: Question) -> str:
        """Return the digest of a question: equal only for a question whose answer must be the same."""
        analysis = question.analysis
        plugin = self.registry.plugins.get(analysis.plugin)
        knowledge = {n: i.request.sha256 for n, i in analysis.inputs.items() if isinstance(i.request, Injected)}
        seed = {
            "tenant": self.tenant,
            "patient": self.patient,
            "analysis": analysis.id,
            "version": analysis.version,
            "plugin": plugin.sha256 if plugin else "",
            "knowledge": knowledge,
            "order": question.order,
            "facts": question.snapshot,
        }
        return hashlib.sha256(orjson.dumps(seed, option=orjson.OPT_SORT_KEYS)).hexdigest()


class LateAnswers:
    """Late answers, in the store of late results."""

    def __init__(self, results: LateResults) -> None:
        self._results = results
        # Not among the threads in which others wait: writing many must not keep a call from finding its own.
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="late-answers")

    async def find(self, tenant: str, keys: Iterable[str]) -> dict[str, Kept]:
        """Return what is kept under these digests."""
        return await asyncio.to_thread(self._find, tenant, tuple(keys))

    def _find(self, tenant: str, keys: Iterable[str]) -> dict[str, Kept]:
        found = {key: self._results.find(tenant, key) for key in keys}
        return {key: Kept(thaw(r.payload["answer"]), r.decision) for key, r in found.items() if r is not None}

    def keep(self, tenant: str, decision: str, answers: Mapping[str, tuple[Answer, float] | None]) -> None:
        """Keep answers that came too late for a decision; what cannot be kept is logged, and computed anew next time."""
        asyncio.get_running_loop().run_in_executor(self._keeper, self._keep, tenant, decision, answers)

    def _keep(self, tenant: str, decision: str, answers: Mapping[str, tuple[Answer, float] | None]) -> None:
        for key, one in answers.items():
            if one is None:
                continue
            answer = one[0]
            kept = {"answer": freeze(answer)}
            try:
                self._results.store(
                    tenant, key, decision=decision, analysis=answer.analysis, version=answer.version, payload=kept
                )
            except RecordUnavailable:
                log.warning("late answer not kept", analysis=answer.analysis, decision=decision)
