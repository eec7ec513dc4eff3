"""Recommendation 9: look into the prescription drug monitoring program before prescribing an opioid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from chartside import (
    CannotTell,
    Card,
    Found,
    NotApplicable,
    OrderNames,
    Procedure,
    ProceduresRequest,
    Quiet,
    Required,
    analysis,
    days,
)
from chartside.analysis import Yield
from plugins.opioids.patient import OPIOID_SET, Opioids, Turning, is_analgesic, ordered
from plugins.opioids.scope import Scope
from plugins.opioids.tables import GUIDELINE, SOURCES, recommendations
from plugins.opioids.value_sets import together, value_set
from plugins.opioids.wording import listed, scoped

_BACK = int(recommendations()["pdmp"]["review_days"])
REVIEW = together(
    "opioids-pdmp",
    "review of the prescription drug monitoring program",
    value_set("pdmp-procedure"),
    value_set("pdmp-finding"),
)
Reviews = Annotated[Found[Procedure], ProceduresRequest(REVIEW, days(_BACK))]


@analysis(
    "opioids.pdmp",
    version="1.0.0",
    title="Prescription drug monitoring program not reviewed",
    hooks=("order-sign",),
    when=OrderNames(OPIOID_SET),
    pace="instant",
    source=SOURCES,
    limits="Sees a review that is recorded as a procedure; one that is only written in a note it does not see.",
)
def pdmp(opioids: Required[Opioids], reviews: Reviews, scope: Scope, turning: Turning) -> Iterator[Yield]:
    """Say when an opioid is ordered and nobody recorded a look into the monitoring program in the last 90 days."""
    outside = scope.outside()
    if outside is not None:
        yield outside
        return
    drafted = [one for one in ordered(opioids) if is_analgesic(one)]
    back = turning["pdmp"]["review_days"]
    if not drafted and opioids.unknown is not None:
        yield CannotTell(f"opioids not known: {opioids.unknown}", lacks={"opioids": "every medicine"})
    elif not drafted:
        yield NotApplicable("no opioid for pain is being ordered")
    elif reviews:
        days_of = [day for one in reviews if (day := one.since or one.until)]
        newest = max(days_of, key=lambda day: day.wall).text[:10] if days_of else "at a time that is not recorded"
        yield Quiet(f"reviewed {newest}").explain(missing=scope.unknown())
    elif reviews.unknown is not None:
        yield CannotTell(f"reviews not known: {reviews.unknown}", lacks={"reviews": "every review"})
    else:
        detail = (
            f"{listed(drafted)}\n\nNo review is recorded in the last {back} days. Dosages and sedatives from other prescribers show "
            "only there. A finding is a reason to talk, not to dismiss a patient."
        )
        made = Card(
            f"Opioid order: look into the monitoring program (PDMP); no review in {back} days",
            "info",
            detail,
            source=GUIDELINE,
        )
        gaps = ("opioids, all of them",) if opioids.unknown is not None else ()
        yield scoped(made.because(*drafted).explain(review_days=back), scope, gaps)
