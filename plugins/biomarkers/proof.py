"""Hold each rule to its own tests before it may speak: a rule that cannot fire looks like a patient without a problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from chartside import Analysis, Answer, ContractError, Moment, Outcome, Quantity, answer
from chartside.plain import PlainFactError, plain_facts
from plugins.biomarkers.rule import Case, Rule, RuleError

_SUMMARY = 140


def prove(rule: Rule, analysis: Analysis) -> tuple[Answer, ...]:
    """Ask the rule about its own cases on the last day on which it fires, and about the positive ones on the day after.

    Returns what it said of each case; raises RuleError, naming the case, when that is not what its file says.
    """
    last = rule.governance.review_by
    answers = []
    for case in rule.tests:
        answers.append(asked(rule, analysis, case, last))
        for complaint in complaints(rule, case, answers[-1]):
            raise _refusal(rule, case, complaint)
        if case.kind == "positive" and asked(rule, analysis, case, last + timedelta(days=1)).cards:
            raise _refusal(rule, case, "still fires after review_by")
    for said in unshown(rule):
        raise RuleError(
            f"{rule.id}.yaml: tests: have no case {said}; give one, so that the cut-off is tried on both sides"
        )
    return tuple(answers)


def asked(rule: Rule, analysis: Analysis, case: Case, day: date) -> Answer:
    """Return what the rule says of one of its cases on a day; raises RuleError where the case cannot be asked."""
    try:
        noon = datetime.combine(day, time(12))
        facts = plain_facts(analysis, case.given, noon)
        return answer(analysis, {name: _of_the_day(fact, day) for name, fact in facts.items()})
    except (PlainFactError, ContractError, TypeError) as error:
        raise _refusal(rule, case, f"cannot be asked: {error}") from error


def complaints(rule: Rule, case: Case, given: Answer) -> list[str]:
    """Return what is wrong with an answer to a case; nothing where it is what the file says."""
    if any(len(card.summary) >= _SUMMARY for card in given.cards):
        return [f"gives a summary of {_SUMMARY} characters or more; shorten it"]
    if case.kind == "positive":
        if not given.cards:
            return [f"does not fire: {given.outcome}, {given.reason}"]
        if case.indicator and given.cards[0].indicator != case.indicator:
            return [f"fires as {given.cards[0].indicator}, not as {case.indicator}"]
        return []
    if case.kind == "negative":
        silent = not given.cards and given.outcome in (Outcome.ANSWERED, Outcome.NOT_APPLICABLE)
        return [] if silent else [f"is not silent: {given.outcome}, {given.reason}"]
    named = {gap.name for gap in given.gaps}
    if unnamed := [name for name in case.lacks if name not in named]:
        return [f"does not lack {', '.join(unnamed)}; it lacks {', '.join(sorted(named)) or 'nothing'}"]
    expected = {"do-not-fire": Outcome.CANNOT_TELL}.get(rule.if_unknown, Outcome.ANSWERED)
    if given.outcome is not expected or bool(given.cards) == (expected is Outcome.CANNOT_TELL):
        return [f"is {given.outcome} ({given.reason}), where if_unknown says {rule.if_unknown}"]
    return []


def unshown(rule: Rule) -> Iterator[str]:
    """Yield, in words, the sides of the rule's cut-offs that none of its cases lies on."""
    given = [case.given for case in rule.tests]
    for name, limits in cutoffs(rule).items():
        values = [v for facts in given if f"{name}_unit" not in facts and (v := _number(facts.get(name))) is not None]
        for sign, limit in limits:
            upper = sign in (">=", "<")
            above = [v for v in values if v > limit or (upper and v == limit)]
            if not above:
                yield f"with {name} {'at or above' if upper else 'above'} {limit}"
            if len(above) == len(values):
                yield f"with {name} {'below' if upper else 'at or below'} {limit}"


def cutoffs(rule: Rule) -> Mapping[str, tuple[tuple[str, Decimal], ...]]:
    """Return where a number turns the answer, by input: sign and limit, those that turn on the age left out."""
    found: dict[str, dict[tuple[str, Decimal], None]] = {}
    for name, comparison in rule.comparisons:
        if not comparison.times:
            found.setdefault(name, {})[comparison.sign, comparison.limit] = None
    return {name: tuple(limits) for name, limits in found.items()}


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _of_the_day(fact: Any, day: date) -> Any:
    # A measurement of the record has a day, which its summary will carry: there must be room for it.
    return replace(fact, effective=Moment.at(day)) if isinstance(fact, Quantity) and fact.unit != "a" else fact


def _refusal(rule: Rule, case: Case, complaint: str) -> RuleError:
    return RuleError(f"{rule.id}.yaml: tests: the {case.kind} case {case.say!r} {complaint}; mend the rule or the case")
