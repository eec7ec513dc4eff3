"""Make of a rule the analysis that a plugin would have written by hand: its inputs from its lines, its answers from its bands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from chartside import (
    Analysis,
    CannotTell,
    Card,
    CodeSet,
    Injected,
    Input,
    Missing,
    NotApplicable,
    Order,
    OrderNames,
    Quantity,
    Quiet,
    VariantsRequest,
)
from chartside.analysis import Yield
from chartside.inputs import ClockRequest, OrderRequest, Request
from chartside.text import quoted
from plugins.biomarkers.conditions import Answered, Line, Measured, Prescribed, Stated, Taken, clearance, flattened
from plugins.biomarkers.conditions.cleared import NAME as CLEARANCE
from plugins.biomarkers.conditions.prescribed import TODAY
from plugins.biomarkers.logic import Truth, every, some
from plugins.biomarkers.rule import Band, Rule
from plugins.biomarkers.wording import amount, dated, filled, line, named, rests_on_evidence, strength

PLUGIN = "biomarkers"
_NO_QUESTION = (Stated, Taken, Prescribed, Answered)
"""Lines without which the question of a rule does not arise."""
NOT_COMPUTED = Missing("incomplete", "a term of the formula is missing")
Judged = Mapping[Line, Truth]


def compile_rule(rule: Rule) -> Analysis:
    """Return the analysis that a rule describes."""
    inputs = {
        "rule": Input("rule", Injected(f"rule {rule.id}", rule, rule.version, rule.governance.sha256)),
        "today": Input("today", ClockRequest(whole_day=True)),
    }
    if rule.ordered:
        inputs["order"] = Input("order", OrderRequest(), required=True)
    for one in rule.lines:
        for name, request in one.requests().items():
            known = inputs.get(name)
            required = one.required or (known is not None and known.required)
            inputs[name] = Input(name, _together(known, request), required)
    return Analysis(
        id=f"{PLUGIN}.{rule.id}",
        version=rule.version,
        inputs=MappingProxyType(inputs),
        run=decide,
        title=rule.title,
        hooks=rule.hooks,
        # A rule about the patient is asked with many others when a chart is opened, and is arithmetic; of an order few are asked.
        pace="background" if rule.ordered else "instant",
        sources=tuple(e.source for e in rule.evidence),
        limits=rule.limits,
        when=OrderNames(rule.ordered) if rule.ordered else None,
        reviewed_by=rule.governance.clinical_reviewer,
        summary=rule.title,
    )


def _together(known: Input | None, request: Request) -> Request:
    """Return one request for what two lines ask under one name: the variants of the genes of both."""
    if known is None or not isinstance(request, VariantsRequest) or not isinstance(known.request, VariantsRequest):
        return request
    return VariantsRequest(known.request.genes | request.genes)


def decide(*, rule: Rule, today: date, **facts: Any) -> Iterator[Yield]:
    """Answer a rule's question from its facts."""
    if rule.ordered and not facts["order"].names(rule.ordered):
        yield _not_named(facts["order"], rule.ordered)
        return
    due = rule.governance.review_by
    if today > due:
        said = f"review of this rule was due by {due}; it says nothing until it has been reviewed"
        yield CannotTell(said, lacks={"rule": f"a review, due by {due}"})
        return
    facts = {**facts, TODAY: today}
    if (cleared := clearance(facts)) is not None and CLEARANCE in rule.numbers:
        facts = {**facts, CLEARANCE: cleared}
    judged = {c: c.judge(facts) for c in rule.lines}
    working = [{"say": c.say, "holds": str(truth.value)} for c, truth in judged.items()]
    verdict = every((*(judged[c] for c in rule.applies_when), ~some(judged[c] for c in rule.unless)))
    if verdict is Truth.ABSENT:
        lacking = [name for c, truth in judged.items() if truth is Truth.UNKNOWN for name in c.requests()]
        silence = _silence(rule, judged, facts).explain(conditions=working)
        yield silence.explain(missing=lacking) if lacking else silence
    elif verdict is Truth.PRESENT or rule.if_unknown == "fire":
        band = _band(rule, facts)
        card = _grounded(_fired(rule, band, judged, facts, today), rule, judged, facts)
        yield card.explain(conditions=working, **({"tier": dict(band.tier)} if band.tier else {}))
    elif rule.if_unknown == "info-card-listing-missing":
        card = Card(f"Cannot tell: {rule.title}", detail=_rests_on(rule, judged, facts))
        yield _grounded(card, rule, judged, facts).explain(conditions=working)
    else:
        yield _unknown(judged, facts).explain(conditions=working)


def _not_named(order: Order, codes: CodeSet) -> NotApplicable | CannotTell:
    """Say why the rule is not about this order, or that nobody can tell: a medicine that was not resolved could be any."""
    if order.stops:
        return NotApplicable("the order ends a treatment")
    if order.might_name(codes):
        return CannotTell("drug not resolved to an ingredient", lacks={"order": "a coded medicine"})
    return NotApplicable(f"the order names none of the codes that this rule knows for {codes.display}")


def _silence(rule: Rule, judged: Judged, facts: Mapping[str, Any]) -> Quiet | NotApplicable:
    """Say why no card: the question does not arise, it is not so, or something speaks against it."""
    for one in rule.applies_when:
        if judged[one] is Truth.ABSENT:
            reason = f"not so: {line(one, facts)}"
            return NotApplicable(reason) if isinstance(one, _NO_QUESTION) else Quiet(reason)
    against = next(c for c in rule.unless if judged[c] is Truth.PRESENT)
    return Quiet(f"held back, because {line(against, facts)}")


def _band(rule: Rule, facts: Mapping[str, Any]) -> Band:
    """Return the first band that is not ruled out: where a measurement is not known, the graver one is not."""
    return next(
        b
        for b in rule.then
        if Truth.ABSENT not in {c.judge(facts.get(name, NOT_COMPUTED), facts) for name, c in b.bounds.items()}
    )


def _fired(rule: Rule, band: Band, judged: Judged, facts: Mapping[str, Any], today: date) -> Card:
    detail = [filled(band.detail, facts), strength(band), _rests_on(rule, judged, facts)]
    sources = (f"- {rests_on_evidence(one, today)}" for one in rule.evidence)
    detail.append("\n".join(["Evidence:", *sources]))
    card = Card(filled(band.summary, facts, dated), band.indicator, detail="\n\n".join(part for part in detail if part))
    for offer in band.suggestions:
        card = card.suggest(offer.label)
        card = card.order(offer.order) if offer.order else card.stop(facts["order"])
    for evidence in rule.evidence[1:]:  # the first is the card's source
        card = card.link(evidence.source.title, evidence.source.url)
    return card


def _grounded(card: Card, rule: Rule, judged: Judged, facts: Mapping[str, Any]) -> Card | CannotTell:
    """Cite what holds; a card that nothing in the record stands behind is not given."""
    held = [fact for c, truth in judged.items() if truth is Truth.PRESENT for fact in c.support(facts)]
    cited = card.because(*([facts["order"]] if rule.ordered else []), *held)
    return cited if cited.basis else _unknown(judged, facts)


def _rests_on(rule: Rule, judged: Judged, facts: Mapping[str, Any]) -> str:
    order: Order | None = facts.get("order")
    code = order.names(rule.ordered) if order and rule.ordered else None
    lines = [f"the order names {named(code, rule.ordered)}"] if code and rule.ordered else []
    lines += [line(c, facts, quoted) for c, truth in judged.items() if truth is Truth.PRESENT]
    lines += [f"not known: {line(c, facts, quoted)}" for c, truth in judged.items() if truth is Truth.UNKNOWN]
    return "\n".join(["What this rests on:", *(f"- {one}" for one in lines)])


def _unknown(judged: Judged, facts: Mapping[str, Any]) -> CannotTell:
    """Say which lines are open; what is there but decides nothing, a bound, is named as lacking: what is missing names itself."""
    unknown = [c for c, truth in judged.items() if truth is Truth.UNKNOWN]
    bounds = {
        c.name: facts[c.name]
        for c in flattened(unknown)
        if isinstance(c, Measured) and isinstance(facts[c.name], Quantity) and facts[c.name].comparator
    }
    lacks = {name: f"a value: the bound {amount(fact)} decides nothing" for name, fact in bounds.items()}
    for one in unknown:
        for name in one.requests():
            if name not in lacks and _is_whole(facts[name]):
                lacks[name] = f"what tells whether {one.say}"
    return CannotTell("; ".join(f"not known: {line(c, facts)}" for c in unknown), lacks=lacks)


def _is_whole(fact: Any) -> bool:
    """Whether a collection was read completely and still does not tell: too few values, a day that is not known."""
    return getattr(fact, "unknown", "not a collection") is None
