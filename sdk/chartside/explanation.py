"""Write down what an answer rests on, in the one shape that cards, the record and the command line share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chartside.analysis import Analysis
from chartside.answer import Answer
from chartside.cards import Card
from chartside.codes import Code
from chartside.facts import (
    Coded,
    Derived,
    Encounter,
    Fact,
    FamilyHistory,
    Found,
    Genotype,
    Note,
    Patient,
    Quantity,
    Value,
    Variant,
    Word,
)
from chartside.inputs import (
    FamilyHistoryRequest,
    GenotypesRequest,
    Having,
    ImmunizationsRequest,
    Injected,
    NotesRequest,
    PrescriptionsRequest,
    ProceduresRequest,
    Request,
    VariantsRequest,
)
from chartside.missing import Missing
from chartside.moments import Moment
from chartside.orders import Order
from chartside.resources import Resource
from chartside.sources import Source
from chartside.text import one_line

# Of these it is worth a line that somebody looked and there is none.
_SAID_WHEN_ABSENT = (
    FamilyHistoryRequest,
    GenotypesRequest,
    Having,
    ImmunizationsRequest,
    NotesRequest,
    PrescriptionsRequest,
    ProceduresRequest,
    VariantsRequest,
)
NOT_REVIEWED = "No clinician has reviewed this analysis."
GIVEN = "given/"
"""How the ``ref`` of a plain fact begins: the caller stated it, no resource stands behind it."""
AFTER = "dated after the question"
"""Why plain facts can be left out: they were not known then."""


def explain(analysis: Analysis, facts: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    """Return the explanation of an answer: JSON with Decimal numbers, absent fields left out."""
    return _without_empty(
        {
            "analysis": answer.analysis,
            "version": answer.version,
            "outcome": str(answer.outcome),
            "reason": answer.reason,
            "inputs": [
                line
                for name in analysis.inputs
                for line in _lines(name, analysis.inputs[name].request, facts.get(name))
            ],
            "missing": missing_lines(answer),
            "working": dict(answer.working),
            "sources": [_source(s) for s in analysis.sources],
            "limits": limits(analysis),
        }
    )


def explain_card(explanation: Mapping[str, Any], card: Card) -> dict[str, Any]:
    """Return the explanation of one card of an answer: with the card's own working and source where it has them."""
    own: dict[str, Any] = {"working": {**explanation.get("working", {}), **card.working}} if card.working else {}
    return {**explanation, **own, **({"sources": [_source(card.source)]} if card.source else {})}


def missing_lines(answer: Answer) -> list[dict[str, str]]:
    """Return what was missing, why, and what that does to the answer."""
    return [
        _without_empty({"name": g.name, "reason": g.missing.reason, "detail": g.missing.detail, "effect": g.effect})
        for g in answer.gaps
    ]


def limits(analysis: Analysis) -> str:
    """Return where the answer must not be used, and that nobody reviewed it where nobody did."""
    reviewed = f"Reviewed by {analysis.reviewed_by}." if analysis.reviewed_by else NOT_REVIEWED
    return f"{sentence(analysis.limits)} {reviewed}".strip()


def sentence(text: str) -> str:
    """Return text that ends as a sentence does, so that another may follow; nothing stays nothing."""
    return f"{text.rstrip()}." if text.strip() and text.rstrip()[-1] not in ".!?" else text.rstrip()


def _lines(name: str, request: Request, value: Any) -> Iterator[dict[str, Any]]:
    """Yield one line for each fact of an input; a predicate known to be false is a line too."""
    shown = getattr(getattr(request, "what", None), "display", "") or name.replace("_", " ")
    if isinstance(value, Found):
        for fact in value:
            yield _line(name, shown, fact)
        if value.known_absent and isinstance(request, _SAID_WHEN_ABSENT):
            said = f"{shown}: not stated, taken as absent" if value.implied else f"no {shown} found"
            line = {"name": name, "display": said, "value": False}
            yield {**line, "leftOut": list(value.left_out)} if value.left_out else line
        if AFTER in value.left_out:
            yield {"name": name, "display": shown, "value": f"some not used: {AFTER}"}
    elif isinstance(value, Fact):
        yield _line(name, shown, value)
    elif isinstance(request, Injected):  # it travels with the plugin, so facts need not hold it
        yield {"name": name, "display": request.name, "value": request.version, "sha256": request.sha256}
    elif value is not None and not isinstance(value, Missing):
        yield {
            "name": name,
            "display": shown,
            "value": value.isoformat() if hasattr(value, "isoformat") else str(value),
        }


def _line(name: str, shown: str, fact: Fact) -> dict[str, Any]:
    line: dict[str, Any] = {
        "name": name,
        "display": one_line(_named(fact), limit=200) or shown,
        **_content(fact),
    }
    if not fact.ref.startswith(GIVEN):
        line["reference"] = fact.ref
    line |= {"versionId": fact.version_id, "origin": fact.origin}
    return _without_empty(line)


def _named(fact: Fact) -> str:
    """Return what a line calls a fact: the record's wording, and whose it is where that is not the patient's."""
    match fact:
        case Genotype():
            against = f", differs from {', '.join(fact.conflicts)}" if fact.conflicts else ""
            return f"{fact.gene or 'gene not stated'} {fact.kind}{against}"
        case Variant():
            named = " ".join(dict.fromkeys(word for word in (fact.gene, fact.display or "variant") if word))
            return ", ".join(word for word in (named, fact.allelic_state, fact.source_class) if word)
        case FamilyHistory():
            age = f" at {fact.onset_age.normalize():f}" if fact.onset_age is not None else ""
            return f"{fact.display or fact.code.value} ({fact.relative or 'relative not stated'}{age})"
        case _:
            return str(getattr(fact, "display", ""))


def _contact(fact: Encounter) -> str:
    """Say which class of contact it was, and until when."""
    ended = f" to {fact.until.day() or fact.until.text}" if fact.until is not None else ""
    return f"{one_line(fact.kind) or 'contact'}{ended}"


def _content(fact: Fact) -> dict[str, Any]:
    match fact:
        case Quantity():
            return {
                "comparator": fact.comparator,
                "value": fact.value,
                "unit": fact.unit,
                "reported": one_line(fact.reported),
                **_code(fact.code),
                **_when(fact.effective),
            }
        case Coded() | Encounter():
            value = _contact(fact) if isinstance(fact, Encounter) else True
            return {"value": value, "status": fact.status, **_code(fact.code), **_when(fact.since)}
        case Note():
            # Its text is the record's: the line says which document was read, not what it says.
            return {
                "value": f"{len(fact.text)} characters",
                "status": fact.status,
                **_code(fact.code),
                **_when(fact.written),
            }
        case Genotype():
            return {
                "value": one_line(fact.reported, limit=200),
                "status": fact.status,
                **_code(fact.code),
                **_when(fact.effective),
            }
        case Variant():
            code = next(iter(fact.codings), None)
            return {
                "value": fact.present or "not stated",
                "status": fact.status,
                **_code(code),
                **_when(fact.effective),
            }
        case FamilyHistory():
            return {"value": True, "status": fact.status, **_code(fact.code)}
        case Order():
            return {"value": True, "status": fact.status, **_code(fact.codings[0] if fact.codings else None)}
        case Derived():
            return {"value": fact.value, "by": fact.by, "basis": list(fact.basis), **_when(fact.effective)}
        case Word() | Value():
            return {"value": fact.value}
        case Patient():
            born = fact.birth_date.text if fact.birth_date else None
            return {"value": {k: v for k, v in (("birthDate", born), ("sex", fact.sex)) if v}}
        case Resource():
            return {"value": fact.kind}
        case _:
            return {"value": True}


def _code(code: Code | None) -> dict[str, str]:
    return {"code": code.value, "system": code.system} if code and code.system else {}


def _when(moment: Moment | None) -> dict[str, Any]:
    return {"effective": moment.plain} if moment else {}


def _source(source: Source) -> dict[str, str]:
    return {"title": source.title, "url": source.url, "version": source.version, "date": source.date}


def _without_empty(line: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in line.items() if v not in (None, "", [], {})}
