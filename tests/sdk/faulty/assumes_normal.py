"""Takes a missing pressure for a normal one."""

from collections.abc import Iterator
from decimal import Decimal

from chartside import Analysis, Card, Quiet, Source, analysis, hookimpl
from chartside.vocabulary import AtrialFibrillation, SystolicBP

SOURCE = Source("A made-up guideline", "https://example.org/guideline", "1", "2026-01-01")


@analysis("faulty.pressure", version="1.0.0", hooks=["patient-view"], source=SOURCE, limits="A test.")
def pressure(sbp: SystolicBP, af: AtrialFibrillation) -> Iterator[Card | Quiet]:
    """Say when the newest systolic pressure is above 180."""
    value = sbp.value if sbp else Decimal(120)
    if sbp and value > 180:
        grave = "critical" if af else "warning"
        card = Card(f"Severely raised blood pressure: {value} mm Hg", grave, "Measure again.")
        yield card.because(sbp, *af).explain(missing=[] if af.known else ["af"])
    else:
        yield Quiet("not severely raised")


@hookimpl
def chartside_analyses() -> list[Analysis]:
    return [pressure]
