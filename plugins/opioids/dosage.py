"""Recommendations 4 and 5: the lowest dosage that works, and care with every change of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from chartside import (
    CannotTell,
    Card,
    Found,
    NotApplicable,
    OrderNames,
    Prescription,
    Quiet,
    Required,
    Today,
    analysis,
)
from chartside.analysis import Yield
from plugins.opioids.daily_mme import LIMITS, lacks, said
from plugins.opioids.patient import OPIOID_SET, Opioids, Tables, Turning, ordered
from plugins.opioids.reckoning import Reckoning, reckon, shown
from plugins.opioids.scope import Scope
from plugins.opioids.tables import GUIDELINE, SOURCES
from plugins.opioids.wording import scoped, sum_of


@analysis(
    "opioids.dosage",
    version="1.0.0",
    title="Opioid dosage of 50 morphine milligram equivalents a day or more",
    hooks=("order-sign",),
    when=OrderNames(OPIOID_SET),
    pace="instant",
    source=SOURCES,
    limits=LIMITS,
)
def dosage(opioids: Required[Opioids], scope: Scope, today: Today, tables: Tables, turning: Turning) -> Iterator[Yield]:
    """Say when an order brings the opioids of a day to a dosage at which the risk of overdose outgrows the benefit for many."""
    drafted = ordered(opioids)
    outside = scope.outside()
    if outside is not None:
        yield outside
        return
    if not drafted:
        yield _nothing(opioids)
        return
    reckoning = reckon(tables, opioids, today)
    caution = turning["mme"]["caution"]
    told = {"lines": [line.working() for line in reckoning.lines], "caution": caution, "unit": "mg/d"}
    whole = opioids.unknown is None and not reckoning.lacking
    if reckoning.counted and reckoning.at_least >= caution:
        yield scoped(_card(reckoning, drafted, turning["mme"], whole=whole).explain(**told), scope, _gaps(opioids))
    elif reckoning.lacking:
        yield CannotTell(said(reckoning.lacking), lacks={"opioids": lacks(reckoning.lacking)}).explain(**told)
    elif opioids.unknown is not None:
        yield CannotTell(f"opioids not known: {opioids.unknown}", lacks={"opioids": "every medicine"}).explain(**told)
    elif reckoning.total is None:
        yield NotApplicable("no opioid counts now that is converted").explain(**told)
    else:
        yield Quiet(f"{shown(reckoning.total)} MME a day, below {caution}").explain(
            **told, total=reckoning.total, missing=scope.unknown()
        )


_CARE = (
    "For who begins: the lowest dosage that works. For who takes opioids already: go on, change or taper only after weighing "
    "benefit and risk together. **Do not stop at once and do not lower fast**, unless overdose threatens."
)


def _nothing(opioids: Found[Prescription]) -> NotApplicable | CannotTell:
    if opioids.unknown is not None:
        return CannotTell(f"opioids not known: {opioids.unknown}", lacks={"opioids": "every medicine"})
    return NotApplicable("no opioid is being ordered")


def _gaps(opioids: Found[Prescription]) -> tuple[str, ...]:
    return ("opioids, all of them",) if opioids.unknown is not None else ()


def _card(reckoning: Reckoning, drafted: tuple[Prescription, ...], mme: Mapping[str, Any], *, whole: bool) -> Card:
    total: Decimal = reckoning.at_least
    number = f"{'' if whole else 'at least '}{shown(total)} MME a day"
    high = total >= mme["high"]
    weigh = "high risk of overdose" if high else "weigh benefit against risk of overdose"
    detail = [
        f"**{number[0].upper()}{number[1:]}** with this order; the guideline asks for care from {mme['caution']}.",
        sum_of(reckoning),
        _CARE,
    ]
    made = Card(
        f"Opioids: {number} ({mme['caution']} or more): {weigh}", "warning", "\n\n".join(detail), source=GUIDELINE
    )
    cited = dict.fromkeys([*drafted, *(line.prescription for line in reckoning.lines)])
    return made.because(*cited).explain(**({"total": total} if whole else {"at_least": total}))
