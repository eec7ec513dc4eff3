"""Logs days, years and numbers that are not the record's: its guideline's, and how much it looked at."""

import logging
from collections.abc import Iterator

from chartside import Age, Analysis, Card, Now, Source, analysis, hookimpl
from chartside.vocabulary import SystolicBP

SOURCE = Source("A made-up guideline", "https://example.org/guideline", "1", "2026-01-01")


@analysis("faulty.pressure", version="1.0.0", hooks=["patient-view"], source=SOURCE, limits="A test.")
def pressure(sbp: SystolicBP, age: Age, now: Now) -> Iterator[Card]:
    """Say when the newest systolic pressure is above 180, from 18 years on, as of 2020."""
    log = logging.getLogger("faulty")
    log.info("guideline of 2025-12-31, asked on %s, for 18 to 120 years, 40 and 70 are usual", now.date())
    if sbp and sbp.value > 180 and age and age.value >= 18 and now.year >= 2020:
        log.info("a card", extra={"cards": 1})
        yield Card(f"Severely raised blood pressure: {sbp.value} mm Hg", "warning").because(sbp, age)


@hookimpl
def chartside_analyses() -> list[Analysis]:
    return [pressure]
