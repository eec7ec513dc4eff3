"""Links to what is not its source."""

from collections.abc import Iterator

from chartside import Analysis, Card, Source, analysis, hookimpl
from chartside.vocabulary import AtrialFibrillation, SystolicBP

SOURCE = Source("A made-up guideline", "https://example.org/guideline", "1", "2026-01-01")


@analysis("faulty.pressure", version="1.0.0", hooks=["patient-view"], source=SOURCE, limits="A test.")
def pressure(sbp: SystolicBP, af: AtrialFibrillation) -> Iterator[Card]:
    """Say when the newest systolic pressure is above 180."""
    if sbp and sbp.value > 180:
        grave = "critical" if af else "warning"
        card = Card(
            f"Severely raised blood pressure: {sbp.value} mm Hg", grave, "[Measure again](https://example.com/how)."
        )
        yield card.because(sbp, *af).explain(missing=[] if af.known else ["af"])


@hookimpl
def chartside_analyses() -> list[Analysis]:
    return [pressure]
