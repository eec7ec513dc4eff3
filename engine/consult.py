"""The one path of a question, from a call to an answer on the record; read this first."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from chartside import Analysis, CannotTell, Derived, Input, Missing, NotApplicable, Outcome
from chartside.answer import unasked
from chartside.inputs import NotesRequest, OrderRequest, Read
from chartside.registry import Registry
from engine.audit import Choices
from engine.call import Call
from engine.clock import utc_now
from engine.configuration import configuration
from engine.deck import Dealt, Result, deal, outcome_lines
from engine.derivation import ONLY_FOR_ITS_FACT, Told, facts_of, in_rounds, tell
from engine.desk import Desk
from engine.fetch import chart_of
from engine.json_text import as_sent
from engine.lanes import Trials, unreached
from engine.late import Digests
from engine.models.standing import Speaking, using
from engine.plan import Service
from engine.record import decision_of
from engine.run import Question, failed
from fhir_adapter import Chart

OUTCOMES, RECEIPT = "org.chartside.outcomes", "org.chartside.receipt"
SYSTEM_ACTIONS = "org.chartside.system-actions"
CANDIDATE = "a candidate in shadow"
NOBODY_CHOSE: Choices = MappingProxyType({})


class LacksData(Exception):  # noqa: N818 - a verdict on the call, said as 412
    """Nothing of the called service can run for want of data; ``keys`` are the prefetch keys that nobody sent.

    ``why`` says why they were not read from the FHIR server either.
    """

    def __init__(self, keys: Sequence[str], decision: str, why: str) -> None:
        super().__init__(f"prefetch keys {', '.join(keys)}")
        self.keys = tuple(keys)
        self.decision = decision
        self.why = why


@dataclass(slots=True)
class _Asked:
    """What must be run, and what is already settled without a run, in the order of the analyses."""

    settled: dict[int, Result] = field(default_factory=dict)
    questions: dict[int, Question] = field(default_factory=dict)

    def settle(self, result: Result) -> None:
        self.settled[len(self.settled) + len(self.questions)] = result

    def ask(self, question: Question) -> None:
        self.questions[len(self.settled) + len(self.questions)] = question

    def put(self, speaking: Speaking, facts: Mapping[str, Any], order: str) -> None:
        """Ask what speaks, and its candidate; of either, what cannot be asked has failed."""
        for version, candidate in speaking.versions():
            question = Question(version.analysis, facts, order, candidate)
            if version.unable:
                self.settle(_unable(question, version.unable))
            else:
                self.ask(question)


async def consult(desk: Desk, service: Service, call: Call) -> dict[str, Any]:
    """Answer one call: facts, runs, cards, record, receipt.

    Raises ChartError for a call about nobody, LacksData where nothing can run, and RecordUnavailable where the record cannot be
    written: then no card leaves.
    """
    now = desk.now()
    decision = uuid.uuid4().hex
    configured = configuration(service, call.extension, desk.settings.max_cards)
    service, call = configured.narrowed(service), configured.noted(call)
    states = desk.switches.states(call.tenant)
    waiting = desk.waiting(call.tenant)
    choices = desk.models.choices(call.tenant)
    rounds = in_rounds(service.analyses, desk.registry)
    asked_for = [a for group in rounds for a in group if not _idle(a, states, waiting)]
    charted = await chart_of(desk, service, call, asked_for, now)
    chart = charted.chart
    everything = await _results(desk, service, call, chart, now, decision, states, waiting, choices)
    results = [r for r in everything if not r.question.candidate]
    lacking = _lacking(results, chart, now)
    results = configured.unasked(results)
    dealt = deal(
        results,
        decision,
        chart.propose,
        service.broken,
        limit=configured.max_cards,
        required=desk.settings.required_analyses,
        say_failures=desk.settings.say_failures,
        understood=call.client.capabilities,
        may_act=desk.settings.system_actions,
    )
    body = as_sent(answer_body(dealt, Registry(broken=service.broken)))
    beside = _beside(everything, decision, chart, call)
    made = decision_of(decision, desk.registry, call, (utc_now(), now), charted, dealt, body, lacking, beside)
    sealed = desk.ledger.seal(made)
    await desk.ledger.record(sealed)
    if lacking:
        raise LacksData(lacking, decision, "; ".join(chart.failures) or charted.why_not)
    return with_receipt(body, sealed.receipt.as_json())


async def _results(
    desk: Desk,
    service: Service,
    call: Call,
    chart: Chart,
    now: datetime,
    decision: str,
    states: Mapping[str, str],
    waiting: Mapping[str, str],
    choices: Choices,
) -> list[Result]:
    """Ask in rounds, providers of derived facts first; all rounds share one budget. Candidates are among the results."""
    asked_for = {a.id for a in service.analyses}
    told: Told = {}
    results: list[Result] = []
    if desk.lanes.overrun:
        # Too many calls: this one is answered at once, and each analysis named, instead of making all of them late.
        asked = ask([a for a in service.analyses if _idle(a, states, waiting)], chart, now, states, waiting, told)
        late = [using(a, choices) for a in service.analyses if not _idle(a, states, waiting)]
        results = [*asked.settled.values(), *(r for one in late for r in _unreached(one))]
        return sorted(results, key=lambda r: r.analysis.id)
    until = asyncio.get_running_loop().time() + desk.lanes.budget - (time.perf_counter() - call.started)
    trials: Trials = []
    try:
        for analyses in in_rounds(service.analyses, desk.registry):
            about = (analyses, chart, now, states, waiting, told, choices)
            # A document may take seconds to read: other calls go on meanwhile.
            asked = await asyncio.to_thread(ask, *about) if _reads_documents(analyses) else ask(*about)
            left = max(until - asyncio.get_running_loop().time(), 0.0)
            answers = await _answers(desk, call, asked, chart, decision, left, trials)
            answers = [replace(r, held=_held(r.analysis.id, states, asked_for)) for r in answers]
            tell([r for r in answers if not r.question.candidate], told)
            results += answers
        for tried in await asyncio.gather(*trials):
            results += tried.values()
    finally:
        for trial in trials:
            trial.cancel()
    return sorted(results, key=lambda r: r.analysis.id)


def _reads_documents(analyses: Sequence[Analysis]) -> bool:
    return any(isinstance(one.request, NotesRequest) for analysis in analyses for one in analysis.inputs.values())


def _unreached(speaking: Speaking) -> list[Result]:
    return [
        _unable(Question(version.analysis, {}, candidate=candidate), version.unable)
        if version.unable
        else unreached(version.analysis, candidate=candidate)
        for version, candidate in speaking.versions()
    ]


def _unable(question: Question, why: str) -> Result:
    return Result(question, failed(question.analysis, why, question.order), "unasked")


def _beside(results: Sequence[Result], decision: str, chart: Chart, call: Call) -> Dealt:
    """Return what the candidates would have shown: none of it leaves."""
    tried = [replace(r, held=CANDIDATE) for r in results if r.question.candidate]
    return deal(
        tried,
        uuid.uuid5(uuid.UUID(decision), CANDIDATE).hex,
        chart.propose,
        (),
        limit=len(tried),
        say_failures=False,
        understood=call.client.capabilities,
    )


def _idle(analysis: Analysis, states: Mapping[str, str], waiting: Mapping[str, str]) -> bool:
    return states.get(analysis.id) == "off" or analysis.id in waiting


def _held(analysis: str, states: Mapping[str, str], asked_for: Collection[str]) -> str:
    if states.get(analysis) == "shadow":
        return "shadow"
    return "" if analysis in asked_for else ONLY_FOR_ITS_FACT


def ask(
    analyses: Sequence[Analysis],
    chart: Chart,
    now: datetime,
    states: Mapping[str, str],
    waiting: Mapping[str, str],
    told: Mapping[str, Derived | Missing],
    choices: Choices = NOBODY_CHOSE,
) -> _Asked:
    """Turn analyses into questions: one for each, or one for each draft order; what needs no run is settled at once.

    ``waiting`` says of an analysis why it may not be asked yet; ``told`` are the derived facts so far; ``choices`` are the
    artefacts that shall speak for models, and those that are tried.
    """
    asked = _Asked()
    deceased = chart.deceased(now)
    for analysis in analyses:
        if states.get(analysis.id) == "off":
            asked.settle(_unasked(analysis, NotApplicable("switched off")))
        elif analysis.id in waiting:
            asked.settle(_unasked(analysis, NotApplicable(waiting[analysis.id])))
        elif deceased:
            asked.settle(_unasked(analysis, NotApplicable("the patient is recorded as deceased")))
        else:
            _ask_one(analysis, chart, now, asked, told, using(analysis, choices))
    return asked


def _ask_one(
    analysis: Analysis,
    chart: Chart,
    now: datetime,
    asked: _Asked,
    told: Mapping[str, Derived | Missing],
    speaking: Speaking,
) -> None:
    orders = chart.orders()
    if analysis.per_order and orders.known_absent:
        asked.settle(_unasked(analysis, NotApplicable("the call holds no draft order")))
    facts: Mapping[str, Any] | None = None
    for order in chart.selected() if analysis.per_order else [None]:
        refused = analysis.when.refuses([order] if order else orders) if analysis.when else None
        if refused is not None:
            asked.settle(_unasked(analysis, refused, order.ref if order else ""))
            continue
        facts = chart.facts(analysis.inputs, now) | facts_of(analysis, told) if facts is None else facts
        given = {n: order for n, i in analysis.inputs.items() if isinstance(i.request, OrderRequest)} if order else {}
        asked.put(speaking, {**facts, **given}, order.ref if order else "")
    if analysis.per_order and orders.unknown is not None:
        # A draft that could not be read could be the very one to speak of.
        lost = CannotTell(f"a draft order could not be read: {orders.unknown}", lacks={"order": str(orders.unknown)})
        asked.settle(_unasked(analysis, lost))


async def _answers(
    desk: Desk, call: Call, asked: _Asked, chart: Chart, decision: str, budget: float, trials: Trials
) -> list[Result]:
    done = dict(asked.settled)
    if asked.questions:
        digests = Digests(desk.registry, call.tenant, chart.patient_id)
        done |= await desk.lanes.answers(asked.questions, digests, desk.late, decision, budget, trials)
    return [done[i] for i in sorted(done)]


def _unasked(analysis: Analysis, word: NotApplicable | CannotTell, order: str = "") -> Result:
    return Result(Question(analysis, {}, order), unasked(analysis, word, order), "unasked")


# What was sent as an error, or was withheld, is not to be sent anew.
_NOT_HERE = frozenset({"not-provided", "fetch-failed", "deadline", "not-permitted"})


def _lacking(results: Sequence[Result], chart: Chart, now: datetime) -> list[str]:
    """Return the prefetch keys for want of which no analysis at all could run; none when any could."""
    reads: list[Read] = []
    passed_over, spoken_of = False, False
    for result in results:
        gated = result.answer.order or result.analysis.when is not None
        if result.pace == "unasked" and gated and result.answer.outcome is Outcome.NOT_APPLICABLE:
            passed_over = True
            continue  # the order is none of its own, so it says nothing of what those whose it is could be told
        inputs = result.analysis.inputs
        gaps = {gap.name: gap.missing.reason for gap in result.answer.gaps if gap.name in inputs}
        absent = {name for name, reason in gaps.items() if reason in _NOT_HERE}
        needed = [name for name in inputs if name in absent and inputs[name].required]
        if not needed and any(_came(inputs[name], chart) for name in gaps):
            return []  # what came as nothing, or as an error, would keep it from running whatever else came
        unsent = [inputs[name].request.reads() for name in needed or _bare(inputs, absent)]
        if result.answer.outcome is not Outcome.CANNOT_TELL or not unsent:
            return []
        if any(not chart.lacks([read], now) for some in unsent for read in some):
            return []  # it came in part, of medicines the orders and not what is taken: that is told, and is no call without data
        spoken_of = spoken_of or result.analysis.when is not None
        reads.extend(read for some in unsent for read in some)
    if passed_over and not spoken_of:
        return []  # an order that nobody has anything of its own to say about needs nothing
    return list(chart.missing_keys(reads))


def _came(declared: Input, chart: Chart) -> bool:
    """Whether an input that is missing, and cannot be done without, was sent."""
    reads = declared.request.reads()
    return bool(declared.required and reads and not chart.missing_keys(reads))


def _bare(inputs: Mapping[str, Input], absent: Collection[str]) -> list[str]:
    """Return what an analysis lacks that can do without any one input: not without the person, nor without all of the record."""
    reads = {name: declared.request.reads() for name, declared in inputs.items()}
    person = [name for name, some in reads.items() if some and all(read.kind == "Patient" for read in some)]
    record = [name for name, some in reads.items() if some and name not in person]
    return [name for group in (person, record) if set(group) <= set(absent) for name in group]


def answer_body(dealt: Dealt, registry: Registry) -> dict[str, Any]:
    """Return the answer as it is recorded: cards, system actions and outcomes, without receipts."""
    lines = outcome_lines((r.answer for r in dealt.results), registry.broken)
    said = {OUTCOMES: lines, SYSTEM_ACTIONS: dealt.bases}
    extension = {name: value for name, value in said.items() if value}
    return dealt.body | ({"extension": extension} if extension else {})


def with_receipt(body: Mapping[str, Any], receipt: Mapping[str, str]) -> dict[str, Any]:
    """Return the answer as it leaves: the receipt at the top, and in each card."""
    cards = [{**card, "extension": {**card["extension"], RECEIPT: receipt}} for card in body["cards"]]
    return {**body, "cards": cards, "extension": {**body.get("extension", {}), RECEIPT: receipt}}
