"""Logs how old somebody is."""

import logging
from collections.abc import Iterator

from chartside import Age, Analysis, Card, Source, analysis, hookimpl
from chartside.vocabulary import SystolicBP

SOURCE = Source("A made-up guideline", "https://example.org/guideline", "1", "2026-01-01")


@analysis("faulty.pressure", version="1.0.0", hooks=["patient-view"], source=SOURCE, limits="A test.")
def pressure(sbp: SystolicBP, age: Age) -> Iterator[Card]:
    """Say when the newest systolic pressure is above 180, from 18 years on."""
    if age:
        logging.getLogger("faulty").info("asked about somebody of %s", age.value)
    if sbp and sbp.value > 180 and age and age.value >= 18:
        yield Card(f"Severely raised blood pressure: {sbp.value} mm Hg", "warning").because(sbp, age)


@hookimpl
def chartside_analyses() -> list[Analysis]:
    return [pressure]
