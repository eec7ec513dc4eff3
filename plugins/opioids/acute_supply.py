"""Recommendation 6: for acute pain no more than the expected pain needs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from chartside import (
    CannotTell,
    Card,
    NotApplicable,
    OrderNames,
    Prescription,
    Quiet,
    Required,
    Today,
    analysis,
)
from chartside.analysis import Yield
from plugins.opioids.patient import OPIOID_SET, Opioids, Turning, earlier, is_analgesic, ordered, undated
from plugins.opioids.reckoning import shown
from plugins.opioids.scope import Scope
from plugins.opioids.tables import GUIDELINE, SOURCES
from plugins.opioids.wording import listed, name, scoped

LIMITS = (
    "Takes an order of fewer than 28 days with all its fills, for somebody without an opioid in the 90 days before, to be for acute pain: "
    "the order itself rarely says."
)


@analysis(
    "opioids.acute_supply",
    version="1.0.0",
    title="More than a week of opioids for acute pain",
    hooks=("order-sign",),
    when=OrderNames(OPIOID_SET),
    pace="instant",
    source=SOURCES,
    limits=LIMITS,
)
def acute_supply(opioids: Required[Opioids], scope: Scope, today: Today, turning: Turning) -> Iterator[Yield]:
    """Say when a first opioid order, short enough to be for acute pain, lasts longer than acute pain mostly does."""
    outside = scope.outside()
    if outside is not None:
        yield outside
        return
    drafted = [one for one in ordered(opioids) if is_analgesic(one)]
    back, acute = int(turning["starting"]["naive_days"]), turning["acute"]
    long, unsaid = [], []
    for one in drafted:
        if earlier(one, opioids, today, back):
            continue
        if one.supply_days is None or undated(opioids):
            unsaid.append(one)
        elif acute["more_than_days"] < lasts(one) < acute["fewer_than_days"]:
            long.append(one)
    gaps = ("opioids, all of them",) if opioids.unknown is not None else ()
    for one in long:
        yield scoped(_card(one, int(acute["more_than_days"])).explain(days=lasts(one), **acute), scope, gaps)
    if long:
        return
    if unsaid:
        yield CannotTell(
            f"{name(unsaid[0])}: for how many days, or what came before, is not known",
            lacks={"opioids": "the days of supply, and the day of each prescription"},
        )
    elif opioids.unknown is not None:
        yield CannotTell(f"opioids not known: {opioids.unknown}", lacks={"opioids": "every medicine"})
    elif not drafted:
        yield NotApplicable("no opioid for pain is being ordered")
    else:
        yield Quiet("no first order of more than a week for acute pain").explain(**acute, missing=scope.unknown())


def lasts(one: Prescription) -> Decimal:
    """Return for how many days an order lasts with all its fills."""
    return (one.supply_days or Decimal(0)) * (1 + (one.repeats or 0))


def _card(one: Prescription, week: int) -> Card:
    days = shown(lasts(one))
    detail = (
        f"{listed([one])}\n\nThe order lasts **{days} days** with all its fills, and no other opioid was found in this record before it. "
        f"For acute pain the guideline asks for no more than the pain is expected to need: mostly a few days, rarely more than {week}."
    )
    summary = f"{days} days of an opioid: for acute pain rarely more than {week} are needed ({name(one)})"
    return Card(summary, "info", detail, source=GUIDELINE).because(one)
