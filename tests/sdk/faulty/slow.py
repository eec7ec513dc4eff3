"""Works long for a question that the service itself answers."""

from collections.abc import Iterator

from chartside import Analysis, Card, Source, analysis, hookimpl
from chartside.vocabulary import SystolicBP

SOURCE = Source("A made-up guideline", "https://example.org/guideline", "1", "2026-01-01")


@analysis("faulty.pressure", version="1.0.0", hooks=["patient-view"], source=SOURCE, limits="A test.", pace="instant")
def pressure(sbp: SystolicBP) -> Iterator[Card]:
    """Say when the newest systolic pressure is above 180."""
    if sbp and sbp.value > 180:
        _ = sum(range(3_000_000))
        yield Card(f"Severely raised blood pressure: {sbp.value} mm Hg", "warning", "Measure again.").because(sbp)


@hookimpl
def chartside_analyses() -> list[Analysis]:
    return [pressure]
