"""Where a question is run: here when it is instant and trusted, else in a worker under a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chartside import Analysis, Answer, Missing, Outcome
from chartside.answer import Gap
from chartside.registry import Registry
from engine.deck import Result
from engine.dispatch import Lane, Late, Lost
from engine.late import Digests, LateAnswers
from engine.perform import pack, unpack
from engine.run import Question, failed, timed


@dataclass(frozen=True, slots=True)
class Lanes:
    """The ways to run a question; ``budget`` is in seconds."""

    registry: Registry
    background: Lane
    budget: float
    trusted: frozenset[str]
    """Distributions whose instant analyses may run in the service."""

    def is_instant(self, analysis: Analysis) -> bool:
        """Whether an analysis runs in the service: it asks to, and its distribution was granted it."""
        plugin = self.registry.plugins.get(analysis.plugin)
        return analysis.pace == "instant" and plugin is not None and plugin.distribution in self.trusted

    @staticmethod
    def instantly(question: Question) -> Result:
        """Run a question here."""
        answer, spent = timed(question)
        return Result(question, answer, "instant", spent)

    async def in_background(
        self, questions: Mapping[int, Question], digests: Digests, kept: LateAnswers, decision: str
    ) -> dict[int, Result]:
        """Run questions in the background lane, one job a plugin, so that one which dies or dawdles costs no other its answer.

        What an earlier call had to leave without, because it came late, is given at once.
        """
        keys = {i: digests.of(q) for i, q in questions.items()}
        found = await kept.find(digests.tenant, keys.values())
        done: dict[int, Result] = {}
        jobs: dict[str, dict[int, Question]] = {}
        for i, question in questions.items():
            before = found.get(keys[i])
            if before is not None:
                done[i] = Result(question, before.answer, "kept", cites=before.decision)
            else:
                jobs.setdefault(question.analysis.plugin, {})[i] = question

        def keeper(job: Mapping[int, Question]) -> Callable[[bytes], None]:
            names = [keys[i] for i in job]
            return lambda reply: kept.keep(digests.tenant, decision, dict(zip(names, unpack(reply), strict=True)))

        for results in await asyncio.gather(*(self._job(job, keeper(job)) for job in jobs.values())):
            done |= results
        return done

    async def _job(self, job: Mapping[int, Question], late: Callable[[bytes], None]) -> dict[int, Result]:
        try:
            reply = await self.background.ask(pack(job.values()), budget=self.budget, late=late)
        except Late:
            return {i: Result(q, late_answer(q.analysis, q.order), "background") for i, q in job.items()}
        except Lost as lost:
            reason = f"its worker gave no answer ({lost.code})"
            return {i: Result(q, failed(q.analysis, reason, q.order), "background") for i, q in job.items()}
        return {i: _result(q, one) for (i, q), one in zip(job.items(), unpack(reply), strict=True)}


def late_answer(analysis: Analysis, order: str) -> Answer:
    """Return what is said of an analysis that missed the deadline: it is named, and its answer is kept for the next call."""
    gap = Gap("deadline", Missing("deadline"), "the answer was not ready in time; it is kept for the next call")
    return Answer(analysis.id, analysis.version, Outcome.CANNOT_TELL, "late (deadline)", gaps=(gap,), order=order)


def _result(question: Question, one: tuple[Answer, float] | None) -> Result:
    if one is None:
        unknown = failed(question.analysis, "the worker does not have this analysis; start it anew", question.order)
        return Result(question, unknown, "background")
    answer, spent = one
    return Result(question, answer, "background", spent)
