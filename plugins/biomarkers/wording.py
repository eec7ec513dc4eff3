"""Put a rule's findings into words: numbers with unit, date and code, and no markup that came from the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from chartside import Code, CodeSet, Found, Missing, Moment, Quantity, Series, Variant
from chartside.codes import ATC_SYSTEM, ICD10CM_SYSTEM, LOINC_SYSTEM, RXNORM_SYSTEM, SNOMED_SYSTEM
from chartside.text import one_line
from plugins.biomarkers.conditions import Changed, Cleared, Composed, Line, Measured, Taken, Tracked, Varied
from plugins.biomarkers.conditions.cleared import NAME
from plugins.biomarkers.conditions.varied import changes_of
from plugins.biomarkers.logic import Truth
from plugins.biomarkers.reading.bands import SCALES
from plugins.biomarkers.rule import PLACEHOLDER, Band, Evidence

_SHORT = {
    ATC_SYSTEM: "ATC",
    ICD10CM_SYSTEM: "ICD-10-CM",
    LOINC_SYSTEM: "LOINC",
    RXNORM_SYSTEM: "RxNorm",
    SNOMED_SYSTEM: "SNOMED CT",
}
_PLACES = 6
_LONGEST = 200
_SHORTER = 60
_MOST = 4
_YEARS = {"a": "years"}
Text = Callable[[str, int], str]
"""Makes harmless what others wrote: ``one_line`` in a reason, ``quoted`` in Markdown."""


def amount(fact: Quantity) -> str:
    """Say a number and its unit: ``29.9 mL/min/1.73 m2``; zeros that say nothing are left out."""
    unit = _YEARS.get(fact.unit, fact.unit.replace("{", "").replace("}", "").replace("_", " "))
    return f"{fact.comparator}{round(fact.value, _PLACES).normalize():f} {unit}"


def dated(fact: Quantity) -> str:
    """Say a number, its unit and, where the value has one, its day: ``29.9 mL/min/1.73 m2 (2026-11-12)``."""
    return f"{amount(fact)} ({_day(fact.effective)})" if fact.effective else amount(fact)


def filled(text: str, facts: Mapping[str, Any], say: Callable[[Quantity], str] = amount) -> str:
    """Put measurements into the places that a text keeps for them; of a series the newest."""

    def one(name: str) -> str:
        fact = facts.get(name)
        fact = fact[-1] if isinstance(fact, Series) and fact else fact
        return say(fact) if isinstance(fact, Quantity) else "not known"

    return PLACEHOLDER.sub(lambda m: one(m[1]), text)


def named(code: Code, codes: CodeSet) -> str:
    """Name a code with the display of the pinned set: displays in a record are not trusted, nor is their text."""
    display = next((c.display for c in codes.codes if c == code), "")
    return f"{_SHORT.get(code.system, code.system)} {code.value}" + (f", {display}" if display else "")


def line(one: Line, facts: Mapping[str, Any], text: Text = one_line) -> str:
    """Say a line of the rule with what the record holds for it."""
    said = shown(one, facts, text)
    return f"{one.say} ({said})" if said else one.say


def shown(one: Line, facts: Mapping[str, Any], text: Text = one_line) -> str:
    """Say what the record holds for a line of the rule, in a few words; empty when the sentence says it all."""
    if isinstance(one, Composed):
        return "; ".join(said for inner in one.lines if (said := shown(inner, facts, text)))
    if isinstance(one, Cleared):
        return _cleared(one, facts, text)
    fact = next((facts[name] for name in one.requests()), None)
    if isinstance(fact, Missing):
        return text(str(fact), _LONGEST)
    if isinstance(one, Measured) and isinstance(fact, Quantity):
        return _quantity(fact, one.what)
    if isinstance(one, Varied | Tracked) and (held := one.support(facts)):
        return "; ".join(_variant(v, text) for v in held[:_MOST] if isinstance(v, Variant))
    if isinstance(one, Changed) and isinstance(fact, Series) and (pair := one.largest(fact)):
        return f"{_timed(fact[-1])}, earlier {_timed(pair[0])}"
    if isinstance(one, Taken) and isinstance(fact, Found) and fact.items:
        return ", ".join(dict.fromkeys(named(m.code, one.what) for m in fact.items[:_MOST]))
    if isinstance(fact, Found) and fact.unknown is not None:
        # On a card the reason alone: how many entries nobody could place is for the record, and changes with each of them.
        why = str(fact.unknown) if text is one_line else str(fact.unknown.reason)
        return text(why, _LONGEST) if one.judge(facts) is Truth.UNKNOWN else ""
    return ""


def strength(band: Band) -> str:
    """Say the tier of a finding, scale by scale; empty where none is given."""
    return "; ".join(f"{SCALES[scale]}: {tier}" for scale, tier in band.tier.items())


def rests_on_evidence(evidence: Evidence, today: date) -> str:
    """Say a source with its level, its date and how old that makes it: knowledge ages, and nobody renews it by itself."""
    years = today.year - int(evidence.source.date[:4])
    month = evidence.source.date[5:7]
    if month and int(month) > today.month:
        years -= 1
    age = f", {years} years old" if years > 1 else ", 1 year old" if years == 1 else ""
    return f"{evidence.source.title} ({evidence.level}; {evidence.source.date}{age})"


def _cleared(one: Cleared, facts: Mapping[str, Any], text: Text) -> str:
    """Say the clearance and its terms, or which of them are missing."""
    terms = {name: facts[name] for name in one.requests()}
    lacking = [f"{name}: {text(str(fact), _LONGEST)}" for name, fact in terms.items() if isinstance(fact, Missing)]
    if lacking:
        return "; ".join(lacking)
    said = [amount(facts[NAME])] if isinstance(facts.get(NAME), Quantity) else []
    held = (dated(fact) for fact in terms.values() if isinstance(fact, Quantity))
    return f"{''.join(said)} from {', '.join(held)}, {terms['sex'].value}"


def _quantity(fact: Quantity, what: CodeSet) -> str:
    when = f" on {_day(fact.effective)}" if fact.effective else ""
    where = f", {named(fact.code, what)}" if fact.code and fact.code in what else ""
    return f"{amount(fact)}{when}{where}"


def _timed(fact: Quantity) -> str:
    at = fact.effective
    if at is None:
        return amount(fact)
    return f"{amount(fact)} at {at.plain if at.given is not None else at.text[:16]}"


def _variant(fact: Variant, text: Text) -> str:
    """Say a variant: gene, change, whether in the germline, how much, in what specimen, when."""
    found = changes_of(fact)
    said = [f"{text(fact.gene, _SHORTER)} {found[0].text if found else text(fact.display, _SHORTER)}"]
    if fact.present == "absent":
        said.append("looked for and not found")
    if fact.source_class:
        said.append(text(fact.source_class, _SHORTER))
    if fact.allele_frequency is not None:
        said.append(f"allele fraction {round(fact.allele_frequency * 100, 2).normalize():f} %")
    said.append(f"specimen: {text(fact.specimen, _SHORTER) if fact.specimen else 'not stated'}")
    if fact.effective is not None:
        said.append(str(_day(fact.effective)))
    return ", ".join(said)


def _day(moment: Moment) -> str:
    return str(moment.day() or moment.text)
