"""Ask without a service: a patient or plain facts in, the result of each analysis out; nothing is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from chartside import Analysis
from chartside.explanation import GIVEN, missing_lines
from chartside.inputs import OrderRequest, OrdersRequest
from chartside.plain import PlainFactError, plain_facts
from chartside.registry import Registry
from engine.consult import ask
from engine.deck import Result, deal
from engine.derivation import Told, in_rounds, tell
from engine.json_once import named_twice, second_of_a_name
from engine.late import Digests
from engine.patients import Whence
from engine.run import Question, timed
from fhir_adapter import Chart, ChartError


class AskError(Exception):
    """A question that cannot be asked; the text says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question: about a patient, or with plain facts, or with both (then the facts win).

    A ``context`` that is itself a FHIR resource is taken for its draft orders.
    """

    analysis: str | None = None
    record: bytes | None = None
    hook: str | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    now: datetime | None = None
    facts: Mapping[str, Any] | None = None
    whence: Whence | None = None
    """Where the patient is found, when not in ``record``."""
    file: str = ""
    """The file that ``record`` was read from, for who has to mend it."""
    patient: str = field(default="", repr=False)
    """Who is meant, of several in ``record``."""
    strict: bool = False
    """Whether a record that is not valid FHIR R4 is refused, and not read as far as it can be."""

    @property
    def is_about_nobody(self) -> bool:
        """Whether there are plain facts and no record beside them."""
        return self.facts is not None and self.record is None and self.whence is None


class _Line(msgspec.Struct):
    analysis: str | None = None
    bundle: msgspec.Raw = msgspec.Raw(b"null")  # Raw takes no part in a union
    hook: str | None = None
    context: dict[str, Any] | None = None
    now: str | None = None
    facts: dict[str, Any] | None = None


_LINE = msgspec.json.Decoder(_Line)


def read_case(line: bytes) -> Case:
    """Read one line of a batch: ``{analysis?, bundle?, hook?, context?, now?, facts?}``; other keys are the caller's own.

    A ``bundle`` that is a string is the path of a patient's file. Raises AskError for a line that is no case.
    """
    try:
        read = _LINE.decode(line)
        twice = second_of_a_name(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AskError(f"not a case: {error}") from None
    if twice is not None:
        raise AskError(f"not a case: {named_twice(line, twice)}")
    now = None if read.now is None else read_time(read.now)
    record, file = _record(bytes(read.bundle))
    return Case(read.analysis, record, read.hook, read.context or {}, now, read.facts, file=file)


def _record(bundle: bytes) -> tuple[bytes | None, str]:
    """Return a patient's record, and the file that it was read from."""
    if not bundle.startswith(b'"'):
        return (None if bundle == b"null" else bundle), ""
    path: str = msgspec.json.decode(bundle)
    try:
        return Path(path).read_bytes(), path
    except OSError as error:
        raise AskError(f"bundle: {path}: {error.strerror}") from None
    except ValueError:
        raise AskError("bundle: a string is the path of a patient's file, and this is none") from None


def read_time(text: str) -> datetime:
    """Read the moment of a question; without an offset it is in UTC, a date alone is its start."""
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        raise AskError("now: expected a time such as 2026-11-20T09:00:00Z") from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def ask_case(registry: Registry, case: Case, now: datetime) -> dict[str, Any]:
    """Return the result itself, or ``{results: [...]}`` where several were asked for.

    Raises AskError for a case that cannot be asked.
    """
    moment = case.now or now
    if "resourceType" in case.context:
        case = replace(case, context={"draftOrders": case.context})
    if case.patient:
        case = replace(case, context={**case.context, "patientId": case.patient})
    try:
        chart = _chart(registry, case, moment)
    except ChartError as error:
        raise AskError(f"{case.file}: {error}" if case.file else str(error)) from None
    wrong = chart.violations() if case.strict else []
    if wrong:
        raise AskError(f"{case.file or 'the record'}: not valid FHIR R4: {'; '.join(wrong)}")
    results = [_one(registry, r, chart) for r in _results(registry, case, chart, moment)]
    return results[0] if case.analysis and len(results) == 1 else {"results": results}


def _chart(registry: Registry, case: Case, now: datetime) -> Chart:
    if case.record is not None:
        twice = second_of_a_name(case.record) if case.file else None  # what a line brought was looked through with it
        if twice is not None:
            raise AskError(f"{case.file}: {named_twice(case.record, twice)}")
        return Chart.from_patient_file(case.record, case.context)
    if case.whence is not None:
        asked = (a for group in in_rounds(_wanted(registry, case), registry) for a in group)
        return case.whence.chart([read for analysis in asked for read in analysis.reads()], now, case.context)
    if case.facts is None:
        raise AskError("a case needs a bundle or facts")
    # Plain facts are about nobody in particular: unless the context says whose they are, drafts are whosever they say.
    return Chart.from_prefetch({}, {}, case.context) if "patientId" in case.context else Chart.from_drafts(case.context)


def _results(registry: Registry, case: Case, chart: Chart, now: datetime) -> Sequence[Result]:
    analyses = _wanted(registry, case)
    alone = case.is_about_nobody
    if alone and chart.orders().known_absent:
        return [_timed(Question(analysis, _read(analysis, case.facts or {}, now))) for analysis in analyses]
    wanted = [a.id for a in analyses]
    told: Told = {}
    results: list[Result] = []
    for group in in_rounds(analyses, registry):
        asked = ask(group, chart, now, {}, {}, told)
        done = dict(asked.settled)
        for index, question in asked.questions.items():
            # Facts that the caller states are for what he asked for, not for those who provide it with a derived fact.
            stated = case.facts if question.analysis.id in wanted else None
            done[index] = _timed(_overruled(question, stated, now, alone=alone))
        answered = [done[i] for i in sorted(done)]
        tell(answered, told)
        results += answered
    return sorted((r for r in results if r.analysis.id in wanted), key=lambda r: wanted.index(r.analysis.id))


def _wanted(registry: Registry, case: Case) -> list[Analysis]:
    if case.analysis is None:
        if case.is_about_nobody:
            raise AskError("plain facts need the name of the analysis that they are for")
        found = [a for a in registry.analyses.values() if case.hook is None or case.hook in a.hooks]
        return sorted(found, key=lambda a: a.id)
    named = registry.analyses.get(case.analysis)
    found = [named] if named else [a for a in registry.analyses.values() if a.id.endswith(f".{case.analysis}")]
    if len(found) > 1:
        raise AskError(f"{case.analysis!r} could be {' or '.join(sorted(a.id for a in found))}; give the whole id")
    if not found:
        broken = "; ".join(str(b) for b in registry.broken if case.analysis.startswith(b.plugin))
        raise AskError(
            f"no analysis {case.analysis!r}; `chartside plugins` lists them{'; ' + broken if broken else ''}"
        )
    return found


def _overruled(question: Question, facts: Mapping[str, Any] | None, now: datetime, *, alone: bool) -> Question:
    """Let plain facts win over those of the chart; alone, they leave of it only the draft orders."""
    if facts is None:
        return question
    stated = _read(question.analysis, facts, now)
    drafts = {n for n, i in question.analysis.inputs.items() if isinstance(i.request, OrderRequest | OrdersRequest)}
    kept = (drafts if alone else question.facts.keys()) - facts.keys()
    return Question(question.analysis, {**stated, **{n: question.facts[n] for n in kept}}, question.order)


def _read(analysis: Analysis, facts: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    try:
        return plain_facts(analysis, facts, now)
    except PlainFactError as error:
        raise AskError(str(error)) from None


def _timed(question: Question) -> Result:
    answer, spent = timed(question)
    return Result(question, answer, "here", spent)


def _sayable(result: Result) -> Result:
    """Leave out suggestions about an order that the caller only stated: there is no draft to stop or to change."""
    cards = [
        replace(
            card, suggestions=tuple(s for s in card.suggestions if not any(a.ref.startswith(GIVEN) for a in s.actions))
        )
        for card in result.answer.cards
    ]
    return replace(result, answer=replace(result.answer, cards=tuple(cards)))


def _one(registry: Registry, result: Result, chart: Chart) -> dict[str, Any]:
    digest = Digests(registry, "ask", chart.patient_id).of(result.question)
    dealt = deal(
        [_sayable(result)],
        uuid5(NAMESPACE_URL, digest).hex,
        chart.propose,
        (),
        limit=len(result.answer.cards) or 1,
        say_failures=False,
    )
    answer = dealt.results[0].answer
    shown: dict[str, Any] = {
        "analysis": answer.analysis,
        "version": answer.version,
        "outcome": str(answer.outcome),
        "reason": answer.reason,
        "cards": dealt.cards,
        "explanation": dealt.results[0].explanation,
        "missing": missing_lines(answer),
    }
    return shown | ({"order": answer.order} if answer.order else {})
