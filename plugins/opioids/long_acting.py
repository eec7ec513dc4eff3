"""Recommendation 3: whoever begins with opioids begins with one of immediate release."""

from __future__ import annotations

from collections.abc import Iterator

from chartside import (
    CannotTell,
    Card,
    NotApplicable,
    Prescription,
    Quiet,
    Required,
    Today,
    analysis,
)
from chartside.analysis import Yield
from plugins.opioids.patient import Opioids, Turning, day_of, earlier, in_effect, is_long_acting, ordered, undated
from plugins.opioids.scope import Scope
from plugins.opioids.tables import GUIDELINE, SOURCES
from plugins.opioids.wording import listed, name, scoped

LIMITS = (
    "Sees what was prescribed here and what is stated to be taken; opioids from elsewhere, and what was dispensed without a "
    "prescription in this record, it does not see."
)


@analysis(
    "opioids.long_acting",
    version="1.0.0",
    title="Extended-release opioid for somebody who begins with opioids",
    hooks=("order-sign", "patient-view"),
    pace="instant",
    source=SOURCES,
    limits=LIMITS,
)
def long_acting(opioids: Required[Opioids], scope: Scope, today: Today, turning: Turning) -> Iterator[Yield]:
    """Say when opioid therapy begins, or was begun, with an extended-release or long-acting product."""
    outside = scope.outside()
    if outside is not None:
        yield outside
        return
    considered = ordered(opioids) or in_effect(opioids, today)
    back = int(turning["starting"]["naive_days"])
    begun, doubts = [], []
    for one in considered:
        kind = is_long_acting(one)
        if kind is None:
            doubts.append(f"{name(one)}: whether it is long-acting is not known, its product is in no table")
        elif kind and not earlier(one, opioids, today, back):
            if day_of(one, today) is None or [other for other in undated(opioids) if other.ref != one.ref]:
                doubts.append(f"{name(one)}: when opioids were prescribed is not known")
            else:
                begun.append(one)
    gaps = ("opioids, all of them",) if opioids.unknown is not None else ()
    for one in begun:
        yield scoped(_card(one, back).explain(naive_days=back), scope, gaps)
    if begun:
        return
    if doubts:
        yield CannotTell("; ".join(doubts), lacks={"opioids": "a known product, and the day of each prescription"})
    elif opioids.unknown is not None:
        yield CannotTell(f"opioids not known: {opioids.unknown}", lacks={"opioids": "every medicine"})
    elif not considered:
        yield NotApplicable("no opioid is being ordered or counts now")
    else:
        yield Quiet("nothing long-acting, or opioids were prescribed before").explain(
            naive_days=back, missing=scope.unknown()
        )


def _card(one: Prescription, back: int) -> Card:
    if one.drafted:
        summary = f"Begin with an immediate-release opioid, not with {name(one, 85)}"
    else:
        summary = f"Opioids were begun with an extended-release product: {name(one, 85)}"
    day = "today" if one.drafted else "it was written"
    detail = (
        f"{listed([one])}\n\nNo other opioid was found in this record in the {back} days before {day}. Extended-release and long-acting "
        "opioids carry more risk of overdose for somebody who is not used to opioids; the guideline asks to begin with immediate release."
    )
    made = Card(summary, "warning", detail, source=GUIDELINE).because(one)
    return made.suggest(f"Do not sign {name(one)}").stop(one) if one.drafted else made
