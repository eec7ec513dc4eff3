"""Where a question is run: ours here when it is instant, a granted stranger's in a process beside, all else in workers; one deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from chartside import Analysis, Answer, Missing, Outcome
from chartside.answer import Gap
from chartside.registry import Registry
from engine.breaker import OF_A_TASK, Breaker
from engine.deck import Result
from engine.dispatch import Lane, Late, Lost, LostCode
from engine.late import Digests, Kept, LateAnswers
from engine.perform import pack, unpack
from engine.pulse import Pulse
from engine.run import Question, failed, timed

OWN = "chartside-server"
"""The distribution whose instant analyses are part of the service."""
CROWD = 8
"""So many calls at a time are no crowd, however long each of them takes."""
TURNS = 4
"""Turns of the event loop that a call needs from its body to its answer: so often it waits behind the others."""

log = structlog.get_logger("chartside.lanes")
Keep = Callable[[list[tuple[Answer, float] | None]], None]
Trials = list[asyncio.Task[dict[int, Result]]]
"""Jobs under way; of candidates: nothing waits for them until the end of the call."""
Keeper = Callable[[Mapping[int, Question]], Keep]
"""Gives a job what keeps its late answers."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """The ways to run a question; ``budget`` is in seconds."""

    registry: Registry
    background: Lane
    breaker: Breaker
    budget: float
    granted: frozenset[str]
    """Distributions whose instant analyses are not sent to the background."""
    beside: Lane | None = None
    """Where instant analyses of others run: a process of its own, which no background work can keep busy."""
    pulse: Pulse = field(default_factory=Pulse)

    async def start(self) -> None:
        """Make ready to be asked; raises Lost where no process can be started."""
        await self.background.start()
        if self.beside is not None:
            try:
                await self.beside.start()
            except BaseException:
                await self.background.stop()
                raise
        self.pulse.start()

    async def stop(self) -> None:
        """Leave no process behind."""
        self.pulse.stop()
        await asyncio.gather(*(lane.stop() for lane in (self.background, self.beside) if lane is not None))

    @property
    def overrun(self) -> bool:
        """Whether calls come faster than they can be answered: then what arrives now is late before it could be worked on."""
        return self.pulse.calls > CROWD and self.pulse.behind > self.budget / TURNS

    def is_instant(self, analysis: Analysis) -> bool:
        """Whether an analysis runs at once: it asks to, and its distribution was granted it."""
        plugin = self.registry.plugins.get(analysis.plugin)
        return analysis.pace == "instant" and plugin is not None and plugin.distribution in self.granted

    def is_own(self, analysis: Analysis) -> bool:
        """Whether an analysis is shipped with the service, and so may run inside it."""
        plugin = self.registry.plugins.get(analysis.plugin)
        return plugin is not None and plugin.distribution == OWN

    async def answers(
        self,
        questions: Mapping[int, Question],
        digests: Digests,
        kept: LateAnswers,
        decision: str,
        budget: float,
        trials: Trials | None = None,
    ) -> dict[int, Result]:
        """Run questions, all lanes at the same time, and return what became of each within ``budget`` seconds.

        Candidates go behind what speaks. What of them is still to come is put into ``trials``, each within the same time.
        """
        trials = [] if trials is None else trials
        until = asyncio.get_running_loop().time() + budget
        here: dict[int, Question] = {}
        beside: dict[int, Question] = {}
        background: dict[int, Question] = {}
        for i, q in questions.items():
            if not self.is_instant(q.analysis):
                background[i] = q
            elif self.is_own(q.analysis):
                here[i] = q
            else:
                (background if self.beside is None else beside)[i] = q
        others = []
        if beside and self.beside is not None:
            others.append(self._jobs(self.beside, beside, until, "instant", _for_nobody, trials))
        if background:
            others.append(self._in_background(background, digests, kept, decision, until, trials))
        at_work = asyncio.gather(*others)
        if others:
            await asyncio.sleep(0)  # they begin, and work while this process does
        # Ours are arithmetic and look-ups: to leave them out would save less than it costs to say so, however late it is.
        done = {i: _here(q) for i, q in sorted(here.items(), key=lambda one: one[1].candidate)}
        for results in await at_work:
            done |= results
        return done

    async def _in_background(
        self,
        questions: Mapping[int, Question],
        digests: Digests,
        kept: LateAnswers,
        decision: str,
        until: float,
        trials: Trials,
    ) -> dict[int, Result]:
        """Run questions in the background lane; what an earlier call had to leave without, because it came late, is given at once."""
        keys = {i: digests.of(q) for i, q in questions.items()}
        found = await _in_time(kept.find(digests.tenant, keys.values()), until)
        done: dict[int, Result] = {}
        for i, question in questions.items():
            before = found.get(keys[i])
            if before is not None:
                done[i] = Result(question, before.answer, "kept", cites=before.decision)

        def keeper(job: Mapping[int, Question]) -> Keep:
            names = [keys[i] for i in job]
            return lambda answers: kept.keep(digests.tenant, decision, dict(zip(names, answers, strict=True)))

        rest = {i: q for i, q in questions.items() if i not in done}
        return done | await self._jobs(self.background, rest, until, "background", keeper, trials)

    async def _jobs(
        self,
        lane: Lane,
        questions: Mapping[int, Question],
        until: float,
        pace: str,
        keeper: Keeper,
        trials: Trials,
    ) -> dict[int, Result]:
        """Run questions in a lane: one job a plugin, so that one which dies or dawdles costs no other its answer, and suspects alone."""
        refused = {name: self.breaker.refusal(name) for name in {q.name for q in questions.values()}}
        done: dict[int, Result] = {}
        jobs: dict[str, dict[int, Question]] = {}
        for i, q in questions.items():
            if refused[q.name]:
                done[i] = Result(q, failed(q.analysis, refused[q.name], q.order), "unasked")
            else:
                owner = q.name if q.candidate or self.breaker.is_suspect(q.name) else q.analysis.plugin
                jobs.setdefault(owner, {})[i] = q
        tried = {q.name for q in questions.values() if q.candidate}
        asked: Trials = []
        for owner in sorted(jobs, key=lambda owner: (owner in tried, self.breaker.is_suspect(owner))):
            job = asyncio.create_task(self._job(lane, owner, jobs[owner], until, pace, keeper))
            (trials if owner in tried else asked).append(job)
        for results in await asyncio.gather(*asked):
            done |= results
        return done

    async def _job(
        self, lane: Lane, owner: str, job: Mapping[int, Question], until: float, pace: str, keeper: Keeper
    ) -> dict[int, Result]:
        analyses = frozenset(q.name for q in job.values())
        keep = keeper(job)

        def late(reply: bytes) -> None:
            self.breaker.answered(analyses)
            keep(_read(job, reply))

        def lost(code: LostCode) -> None:
            self.breaker.lost(analyses, code)

        left = until - asyncio.get_running_loop().time()
        try:
            reply = await lane.ask(pack(job.values()), budget=left, late=late, lost=lost, owner=owner)
        except Late:
            self.breaker.late(analyses)
            return {i: Result(q, late_answer(q, kept=keep is not _nowhere), pace) for i, q in job.items()}
        except Lost as gone:
            self.breaker.lost(analyses, gone.code)
            if len(analyses) > 1 and gone.code in OF_A_TASK and asyncio.get_running_loop().time() < until:
                return await self._one_by_one(lane, job, until, pace, keeper)
            reason = f"its worker gave no answer ({gone.code})"
            return {i: Result(q, failed(q.analysis, reason, q.order), pace) for i, q in job.items()}
        self.breaker.answered(analyses)
        try:
            answers = _read(job, reply)
        except Exception as error:  # noqa: BLE001 - what comes from a plugin's process may be anything
            log.error("answer not readable", owner=owner, error=type(error).__name__)  # noqa: TRY400 - it may hold patient data
            reason = "the answer of its worker cannot be read"
            return {i: Result(q, failed(q.analysis, reason, q.order), pace) for i, q in job.items()}
        return {i: _result(q, one, pace) for (i, q), one in zip(job.items(), answers, strict=True)}

    async def _one_by_one(
        self, lane: Lane, lost: Mapping[int, Question], until: float, pace: str, keeper: Keeper
    ) -> dict[int, Result]:
        """Ask the analyses of a lost job again, each alone: one of them brought it about, and the others shall answer all the same."""
        alone: dict[str, dict[int, Question]] = {}
        for i, q in lost.items():
            alone.setdefault(q.name, {})[i] = q
        asked = (self._job(lane, id, job, until, pace, keeper) for id, job in alone.items())
        done: dict[int, Result] = {}
        for results in await asyncio.gather(*asked):
            done |= results
        return done


async def _in_time(finding: Coroutine[Any, Any, dict[str, Kept]], until: float) -> Mapping[str, Kept]:
    """Return what is found; nothing where the store takes longer than the call may."""
    try:
        async with asyncio.timeout_at(until):
            return await finding
    except TimeoutError:
        return {}


def late_answer(question: Question, *, kept: bool) -> Answer:
    """Return what is said of an analysis that missed the deadline: it is named, and whether its answer is kept for the next call."""
    analysis = question.analysis
    effect = "the answer was not ready in time" + ("; it is kept for the next call" if kept else "")
    gap = Gap("deadline", Missing("deadline"), effect)
    return Answer(
        analysis.id, analysis.version, Outcome.CANNOT_TELL, "late (deadline)", gaps=(gap,), order=question.order
    )


def unreached(analysis: Analysis, *, candidate: bool = False) -> Result:
    """Return the result of an analysis for which there was no time at all."""
    question = Question(analysis, {}, candidate=candidate)
    return Result(question, late_answer(question, kept=False), "unasked")


def _here(question: Question) -> Result:
    answer, spent = timed(question)
    return Result(question, answer, "instant", spent)


def _for_nobody(_: object) -> Keep:
    return _nowhere


def _nowhere(_: object) -> None:
    """Keep nothing: an instant answer is worked out anew at the next call."""


def _read(job: Mapping[int, Question], reply: bytes) -> list[tuple[Answer, float] | None]:
    """Return the answers to a job; raises ValueError, or what unpacking raises, for bytes that are none."""
    answers = unpack(reply)
    expected = [(q.analysis.id, q.order) for q in job.values()]
    for (analysis, order), one in zip(expected, answers, strict=True):
        if one is not None and (one[0].analysis, one[0].order) != (analysis, order):
            raise ValueError("an answer to something else")
    return answers


def _result(question: Question, one: tuple[Answer, float] | None, pace: str) -> Result:
    if one is None:
        unknown = failed(question.analysis, "the worker does not have this analysis; start it anew", question.order)
        return Result(question, unknown, pace)
    answer, spent = one
    return Result(question, answer, pace, spent)
