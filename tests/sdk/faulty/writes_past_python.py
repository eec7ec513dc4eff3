"""Writes what was measured to the terminal, past Python's own files."""

import os
from collections.abc import Iterator

from chartside import Analysis, Card, Source, analysis, hookimpl
from chartside.vocabulary import AtrialFibrillation, SystolicBP

SOURCE = Source("A made-up guideline", "https://example.org/guideline", "1", "2026-01-01")


@analysis("faulty.pressure", version="1.0.0", hooks=["patient-view"], source=SOURCE, limits="A test.")
def pressure(sbp: SystolicBP, af: AtrialFibrillation) -> Iterator[Card]:
    """Say when the newest systolic pressure is above 180."""
    if sbp:
        os.write(2, f"pressure {sbp.value}\n".encode())
    if sbp and sbp.value > 180:
        grave = "critical" if af else "warning"
        card = Card(f"Severely raised blood pressure: {sbp.value} mm Hg", grave, "Measure again.")
        yield card.because(sbp, *af).explain(missing=[] if af.known else ["af"])


@hookimpl
def chartside_analyses() -> list[Analysis]:
    return [pressure]
