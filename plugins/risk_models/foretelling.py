"""Answers from a Cox model: a probability that is explained, what is still possible where something is missing, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chartside import (
    CannotTell,
    Card,
    Contribution,
    Contributions,
    Derived,
    Fact,
    Found,
    NotApplicable,
    Quantity,
    Quiet,
    Word,
)
from chartside.analysis import Yield
from chartside.cards import Indicator
from chartside.explanation import GIVEN
from plugins.risk_models.artefacts import Measured
from plugins.risk_models.cox import Cox
from plugins.risk_models.cox_term import Value
from plugins.risk_models.hazards import moved, shown, valued, worth
from plugins.risk_models.knowledge_file import KnowledgeFile
from plugins.risk_models.wording import enumerated, percent

_DIGITS = Decimal("1e-10")
_METHOD = "coefficient x (value - mean of the training), exact; base 0 is the average patient of the training"
Facts = Mapping[str, Any]


def value_of(fact: Any) -> Value | None:
    """Return what a fact says, or None where nobody knows."""
    match fact:
        case Quantity() | Word() | Derived():
            return fact.value
        case Found():
            return bool(fact) if fact.missing is None else None
    return None


def answer(
    trained: Measured[Cox],
    terms: KnowledgeFile,
    result: str,
    facts: Facts,
    basis: tuple[Any, ...] = (),
    **as_said: Value,
) -> Yield:
    """Answer for a patient of whom the model holds; ``as_said`` holds values that the model takes otherwise than the fact says them."""
    model = trained.model
    read = {name: as_said.get(name, value_of(fact)) for name, fact in facts.items()}
    values = {name: value for name, value in read.items() if value is not None}
    if beyond := list(model.outside(values)):
        return NotApplicable("; ".join(_beyond(one.name, values[one.name], model, terms) for one in beyond))
    missing = [name for name in facts if name not in values]
    if missing:
        return _open(model, values, missing, terms)
    return _closed(trained, terms, result, facts, values, basis)


def _closed(
    trained: Measured[Cox],
    terms: KnowledgeFile,
    result: str,
    facts: Facts,
    values: Mapping[str, Value],
    basis: tuple[Any, ...],
) -> Yield:
    model, card, cut = trained.model, terms.content["card"], terms.threshold
    added = model.added(values)
    total = sum(added.values(), Decimal(0))
    probability = model.probability(total)
    parts = Contributions(
        "log-hazard", Decimal(0), total, _METHOD, tuple(_part(n, added, facts, values, terms) for n in facts)
    )
    high = probability >= cut
    working = {
        "results": {result: probability.quantize(_DIGITS)},
        "unit": "probability",
        "band": terms.content["band"]["high" if high else "low"],
        "average": model.average,
        **parts.working(),
    }
    number, average = percent(probability, cut=cut), percent(model.average)
    if not high:
        return Quiet(
            f"{card['event']}: {number}, below {percent(cut)}; of all patients that it was made from {average}"
        ).explain(**working)
    detail = "\n\n".join(
        (
            f"**{number}** probability of {card['event']} by this model; of all patients that it was made from {average}.",
            moved(parts, card["largest"]),
            worth(trained.evaluation, card),
            terms.limits,
        )
    )
    indicator: Indicator = card["indicator"]
    said = Card(f"{card['summary']}: {number} by a model (average {average})", indicator, detail)
    return said.because(*basis, *(fact for fact in facts.values() if fact)).explain(**working)


def _part(
    name: str, added: Mapping[str, Decimal], facts: Facts, values: Mapping[str, Value], terms: KnowledgeFile
) -> Contribution:
    entry = terms.content["inputs"][name]
    return Contribution(name, values[name], added[name], entry.get("unit", ""), entry["say"], cites=_cites(facts[name]))


def _cites(fact: Any) -> dict[str, Any]:
    one = next(iter(fact), None) if isinstance(fact, Found) else fact
    if not isinstance(one, Fact) or one.ref.startswith(GIVEN):
        return {}
    when = one.effective.plain if isinstance(one, Quantity) and one.effective is not None else ""
    return {"reference": one.ref} | ({"time": when} if when else {})


def _open(model: Cox, values: Mapping[str, Value], missing: list[str], terms: KnowledgeFile) -> Yield:
    cut, card = terms.threshold, terms.content["card"]
    low, high = model.reach(values)
    says = {name: str(terms.content["inputs"][name]["say"]) for name in missing}
    turns = ", and whether a card is shown depends on it" if low < cut <= high else ""
    return CannotTell(
        f"not known: {enumerated(says.values())}; {card['event']} could be {percent(low, cut=cut)} to {percent(high, cut=cut)}{turns}",
        lacks={name: f"{say} is not known" for name, say in says.items()},
    ).explain(range={"low": low.quantize(_DIGITS), "high": high.quantize(_DIGITS)}, unit="probability", missing=missing)


def _beyond(name: str, value: Value, model: Cox, terms: KnowledgeFile) -> str:
    entry, one = terms.content["inputs"][name], model.inputs[name]
    unit = entry.get("unit", "")
    seen = f"{shown(one.low)} to {shown(one.high)}" if one.low is not None else " or ".join(map(str, one.words))
    return f"{valued(entry['say'], value, unit)}: the model saw only {seen}{f' {unit}' if unit else ''} in training"
