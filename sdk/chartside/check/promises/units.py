"""A measurement means the same in every unit, and what the record wrote is not computed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from chartside.check.finding import Verdict, judge, not_shown
from chartside.check.trial import Trial
from chartside.facts import Found, Quantity
from chartside.inputs import History, Latest
from chartside.plain import PlainFactError, plain_facts
from chartside.testing.attempt import attempt, judged
from chartside.testing.case import Case
from chartside.testing.choices.measured import ordinary
from chartside.units import ANALYTES, UnitError, canonical_unit, convert

_SEEDS = 8


def same_answer_in_other_units(trial: Trial) -> Verdict:
    """A measurement gives one answer in whichever known unit it was reported, and is read from its value alone."""
    measured = {n: i.request for n, i in trial.inputs.items() if isinstance(i.request, Latest | History)}
    if not measured:
        return not_shown("it reads no measurement")

    def complaints() -> Iterator[str]:
        for name, request in measured.items():
            known = ANALYTES.get(request.what.name)
            if known is not None and canonical_unit(request.unit) not in {known.canonical, *known.factors}:
                there = ", ".join([known.canonical, *known.factors])
                yield f"{name} is asked for in {request.unit!r}, which nothing can be converted to; known: {there}"
        for case in trial.seeds[:_SEEDS]:
            for name, request in measured.items():
                if isinstance(request, Latest):
                    yield from _in_other_units(trial, case, name, request)
                yield from _reported_otherwise(trial, case, name)

    return judge(complaints())


def _in_other_units(trial: Trial, case: Case, name: str, request: Latest) -> Iterator[str]:
    known = ANALYTES.get(request.what.name)
    fact = case.choices[name].value
    if known is None or not isinstance(fact, Quantity):
        return
    for value in (fact.value, *ordinary(request, ())[:2]):
        here = trial.facts(case) | {name: replace(fact, value=value, reported=f"{value:f} {request.unit}")}
        for unit in (known.canonical, *known.factors):
            there = _read(trial, name, request, value, unit)
            # A residue in the 28th digit is no other measurement: where it lies on a cut-off, the neighbours decide as well.
            if there is None or there.value != value:
                continue
            before = attempt(trial.analysis, here)
            if judged(attempt(trial.analysis, here | {name: replace(here[name], reported=there.reported)})) != judged(
                before
            ):
                yield (
                    f"{name} reported in {unit} gives another answer than in {request.unit}: {case}; "
                    f"read {name}.value, which is always in {request.unit}"
                )


def _read(trial: Trial, name: str, request: Latest, value: Decimal, unit: str) -> Quantity | None:
    """Return the fact that this measurement becomes when the record reports it in another unit."""
    try:
        other = convert(request.what.name, value, request.unit, unit)
        read = plain_facts(trial.analysis, {name: other, f"{name}_unit": unit}, trial.seeds[0].now)[name]
    except (UnitError, PlainFactError):
        return None
    if not isinstance(read, Quantity):
        return None
    close = abs(read.value - value) <= abs(value) * Decimal("1e-15")
    return replace(read, value=value) if close else read


def _reported_otherwise(trial: Trial, case: Case, name: str) -> Iterator[str]:
    value = case.choices[name].value
    other: Any = None
    if isinstance(value, Quantity):
        other = replace(value, reported="7.25 [arb'U]")
    elif isinstance(value, Found) and value and isinstance(value[0], Quantity):
        other = replace(value, items=tuple(replace(q, reported="7.25 [arb'U]") for q in value))
    before, after = trial.beside(case, {name: other}) if other is not None else (None, None)
    if before is not None and after is not None and judged(before) != judged(after):
        yield f"how {name} was reported decides about {case}; compute on {name}.value, and only show {name}.reported"
