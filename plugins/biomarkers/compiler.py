"""Make of a rule the analysis that a plugin would have written by hand: its inputs from its lines, its answers from its bands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
    NotApplicable,
    Order,
    OrderNames,
    Quantity,
    Quiet,
)
from chartside.analysis import Yield
from chartside.inputs import ClockRequest, OrderRequest
from chartside.text import one_line, quoted
from plugins.biomarkers.conditions import Condition, Stated
from plugins.biomarkers.logic import Truth, every, some
from plugins.biomarkers.rule import Band, Rule
from plugins.biomarkers.wording import amount, dated, filled, named, shown

PLUGIN = "biomarkers"
Judged = Mapping[Condition, Truth]


def compile_rule(rule: Rule) -> Analysis:
    """Return the analysis that a rule describes."""
    inputs = {
        "rule": Input("rule", Injected(f"rule {rule.id}", rule, rule.version, rule.governance.sha256)),
        "today": Input("today", ClockRequest(whole_day=True)),
    }
    if rule.ordered:
        inputs["order"] = Input("order", OrderRequest(), required=True)
    for condition in rule.conditions:
        known = inputs.get(condition.name)
        required = condition.required or (known is not None and known.required)
        inputs[condition.name] = Input(condition.name, condition.request(), required)
    return Analysis(
        id=f"{PLUGIN}.{rule.id}",
        version=rule.version,
        inputs=MappingProxyType(inputs),
        run=decide,
        title=rule.title,
        hooks=rule.hooks,
        sources=tuple(e.source for e in rule.evidence),
        limits=rule.limits,
        when=OrderNames(rule.ordered) if rule.ordered else None,
        reviewed_by=rule.governance.clinical_reviewer,
        summary=rule.title,
    )


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
    judged = {c: c.judge(facts[c.name]) for c in rule.conditions}
    working = [{"say": c.say, "holds": str(truth.value)} for c, truth in judged.items()]
    verdict = every((*(judged[c] for c in rule.applies_when), ~some(judged[c] for c in rule.unless)))
    if verdict is Truth.ABSENT:
        yield _silence(rule, judged, facts).explain(conditions=working)
    elif verdict is Truth.PRESENT or rule.if_unknown == "fire":
        yield _grounded(_fired(rule, _band(rule, facts), judged, facts), rule, judged, facts).explain(
            conditions=working
        )
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
    return NotApplicable(
        f"the order names none of the {len(codes.codes)} codes that this rule knows for {codes.display}"
    )


def _silence(rule: Rule, judged: Judged, facts: Mapping[str, Any]) -> Quiet | NotApplicable:
    """Say why no card: the question does not arise, it is not so, or something speaks against it."""
    for condition in rule.applies_when:
        if judged[condition] is Truth.ABSENT:
            reason = f"not so: {_line(condition, facts)}"
            return NotApplicable(reason) if isinstance(condition, Stated) else Quiet(reason)
    against = next(c for c in rule.unless if judged[c] is Truth.PRESENT)
    return Quiet(f"held back, because {_line(against, facts)}")


def _band(rule: Rule, facts: Mapping[str, Any]) -> Band:
    """Return the first band that is not ruled out: where a measurement is not known, the graver one is not."""
    return next(b for b in rule.then if Truth.ABSENT not in {c.judge(facts[name]) for name, c in b.bounds.items()})


def _fired(rule: Rule, band: Band, judged: Judged, facts: Mapping[str, Any]) -> Card:
    card = Card(
        filled(band.summary, facts, dated),
        band.indicator,
        detail=f"{filled(band.detail, facts)}\n\n{_rests_on(rule, judged, facts)}",
    )
    for offer in band.suggestions:
        card = card.suggest(offer.label)
        card = card.order(offer.order) if offer.order else card.stop(facts["order"])
    for evidence in rule.evidence[1:]:  # the first is the card's source
        card = card.link(evidence.source.title, evidence.source.url)
    return card


def _grounded(card: Card, rule: Rule, judged: Judged, facts: Mapping[str, Any]) -> Card | CannotTell:
    """Cite what holds; a card that nothing in the record stands behind is not given."""
    held = [fact for c, truth in judged.items() if truth is Truth.PRESENT for fact in c.support(facts[c.name])]
    cited = card.because(*([facts["order"]] if rule.ordered else []), *held)
    return cited if cited.basis else _unknown(judged, facts)


def _rests_on(rule: Rule, judged: Judged, facts: Mapping[str, Any]) -> str:
    order: Order | None = facts.get("order")
    code = order.names(rule.ordered) if order and rule.ordered else None
    lines = [f"the order names {named(code, rule.ordered)}"] if code and rule.ordered else []
    lines += [_line(c, facts) for c, truth in judged.items() if truth is Truth.PRESENT]
    lines += [f"not known: {_line(c, facts, quoted)}" for c, truth in judged.items() if truth is Truth.UNKNOWN]
    return "\n".join(["What this rests on:", *(f"- {line}" for line in lines)])


def _unknown(judged: Judged, facts: Mapping[str, Any]) -> CannotTell:
    """Say which lines are open; what is there but decides nothing, a bound, is named as lacking: what is missing names itself."""
    unknown = [c for c, truth in judged.items() if truth is Truth.UNKNOWN]
    bounds = {c.name: facts[c.name] for c in unknown if isinstance(facts[c.name], Quantity)}
    return CannotTell(
        "; ".join(f"not known: {_line(c, facts)}" for c in unknown),
        lacks={name: f"a value: the bound {amount(fact)} decides nothing" for name, fact in bounds.items()},
    )


def _line(condition: Condition, facts: Mapping[str, Any], text: Callable[[str, int], str] = one_line) -> str:
    said = shown(condition, facts[condition.name], text)
    return f"{condition.say} ({said})" if said else condition.say
