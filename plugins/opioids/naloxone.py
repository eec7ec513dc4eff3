"""Recommendation 8: offer naloxone where an opioid meets what makes an overdose likelier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from chartside import (
    CannotTell,
    Card,
    Coded,
    Draft,
    Fact,
    Found,
    Having,
    NotApplicable,
    Prescription,
    Quiet,
    Required,
    Today,
    analysis,
)
from chartside.analysis import Yield
from chartside.codes import RXNORM
from chartside.text import quoted
from plugins.opioids.patient import Benzodiazepines, Naloxone, Opioids, Tables, Turning, in_effect
from plugins.opioids.reckoning import Reckoning, reckon, shown
from plugins.opioids.scope import Scope
from plugins.opioids.tables import GUIDELINE, SOURCES
from plugins.opioids.value_sets import value_set
from plugins.opioids.wording import listed, scoped

SubstanceMisuse = Annotated[
    Found[Coded],
    Having("Condition", value_set("substance-misuse"), ever=True, statement="a history of alcohol or drug misuse"),
]
Counselling = Annotated[
    Found[Coded],
    Having("Procedure", value_set("substance-counselling"), statement="counselling for substance misuse took place"),
]
SleepBreathing = Annotated[
    Found[Coded],
    Having("Condition", value_set("sleep-breathing"), statement="sleep-disordered breathing is on the problem list"),
]


@dataclass(frozen=True, slots=True)
class Risks:
    """What makes an overdose likelier, besides the dosage."""

    benzodiazepines: Benzodiazepines
    substance_misuse: SubstanceMisuse
    counselling: Counselling
    sleep_breathing: SleepBreathing


@analysis(
    "opioids.naloxone",
    version="1.0.0",
    title="Naloxone for somebody at risk of an opioid overdose",
    hooks=("order-sign", "order-select"),
    pace="instant",
    source=SOURCES,
    limits="Does not know of naloxone that was handed out without a prescription, nor of whoever lives with the patient.",
)
def naloxone(
    opioids: Required[Opioids],
    naloxone: Naloxone,
    risks: Risks,
    scope: Scope,
    today: Today,
    tables: Tables,
    turning: Turning,
) -> Iterator[Yield]:
    """Say when somebody who takes or is ordered an opioid has a risk of overdose and no naloxone."""
    outside = scope.outside()
    if outside is not None:
        yield outside
        return
    taken = in_effect(opioids, today)
    if not taken:
        if opioids.unknown is not None:
            yield CannotTell(f"opioids not known: {opioids.unknown}", lacks={"opioids": "every medicine"})
        else:
            yield NotApplicable("no opioid is being ordered or counts now")
        return
    if any(one.current for one in naloxone):
        yield Quiet("naloxone is prescribed").explain(missing=scope.unknown())
        return
    reckoning = reckon(tables, opioids, today)
    told = {"lines": [line.working() for line in reckoning.lines]}
    whole = not reckoning.lacking and opioids.unknown is None
    found = dict(_found(reckoning, risks, today, turning["mme"]["caution"], whole=whole))
    unknown = [name for name in _RISKS if getattr(risks, name).unknown is not None]
    if not whole:
        unknown.append("opioids, all in morphine equivalents")
    if naloxone.unknown is not None:
        unknown.append("naloxone")
    if found:
        yield scoped(_card(taken, found, turning["naloxone"]).explain(risks=list(found), **told), scope, unknown)
    elif unknown:
        lacking = dict.fromkeys((name.partition(",")[0] for name in unknown), "all of it")
        yield CannotTell(f"not known: {', '.join(unknown)}", lacks=lacking).explain(**told, missing=unknown)
    else:
        yield Quiet("no risk of overdose that the guideline names").explain(**told, missing=scope.unknown())


_RISKS = ("benzodiazepines", "substance_misuse", "counselling", "sleep_breathing")
_LONGEST = 139


def _found(
    reckoning: Reckoning, risks: Risks, today: date, caution: int, *, whole: bool
) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """Yield each risk in words, with the facts that show it."""
    if reckoning.counted and reckoning.at_least >= caution:
        least = "" if whole else "at least "
        counted = tuple(line.prescription for line in reckoning.counted)
        yield f"{least}{shown(reckoning.at_least)} MME a day ({caution} or more)", counted
    calm = in_effect(risks.benzodiazepines, today)
    if calm:
        yield "a benzodiazepine", calm
    misuse = (*risks.substance_misuse, *risks.counselling)
    if misuse:
        yield "a history of alcohol or drug misuse", misuse
    if risks.sleep_breathing:
        yield "sleep-disordered breathing", tuple(risks.sleep_breathing)


def _card(taken: tuple[Prescription, ...], found: Mapping[str, tuple[Fact, ...]], offered: Mapping[str, str]) -> Card:
    risks = "\n".join(f"- {said}{_of(facts)}" for said, facts in found.items())
    detail = (
        f"**What makes an overdose likelier**\n{risks}\n\n**Opioids**\n{listed(taken)}\n\n"
        "No naloxone is prescribed in this record. Offer it, and show patient and household how to use it."
    )
    summary = f"Offer naloxone: opioid and {'; '.join(found)}"
    if len(summary) > _LONGEST:
        summary = f"Offer naloxone: opioid and {len(found)} risks of overdose"
    drug = Draft(RXNORM(offered["rxnorm"], offered["display"]), "MedicationRequest")
    made = Card(summary, "warning", detail, source=GUIDELINE)
    made = made.because(*taken, *(fact for facts in found.values() for fact in facts))
    return made.suggest("Order naloxone nasal spray").order(drug)


def _of(facts: tuple[Fact, ...]) -> str:
    """Return what the record calls the conditions behind a risk, with their days."""
    stated = [one for one in facts if isinstance(one, Coded) and not isinstance(one, Prescription)]
    told = (f"{quoted(one.display or one.code.value, 80)}{_day(one)}" for one in stated)
    return f": {'; '.join(dict.fromkeys(told))}" if stated else ""


def _day(one: Coded) -> str:
    return f" ({one.since.day() or one.since.text})" if one.since else ""
