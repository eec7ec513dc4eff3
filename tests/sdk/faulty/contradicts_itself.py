"""Derives one fact as two different values."""

from collections.abc import Iterator

from chartside import Analysis, Derived, DerivedKind, Source, analysis, hookimpl, provides
from chartside.vocabulary import SystolicBP

STRAIN = DerivedKind("strain", "strain", ("high", "low"))
SOURCE = Source("A made-up guideline", "https://example.org/guideline", "1", "2026-01-01")


@provides(STRAIN)
@analysis("faulty.pressure", version="1.0.0", hooks=["patient-view"], source=SOURCE, limits="A test.")
def pressure(sbp: SystolicBP) -> Iterator[Derived]:
    """Say how high the newest systolic pressure is."""
    if sbp and sbp.value > 180:
        yield STRAIN.of("high").because(sbp)
        yield STRAIN.of("low").because(sbp)


@hookimpl
def chartside_analyses() -> list[Analysis]:
    return [pressure]
