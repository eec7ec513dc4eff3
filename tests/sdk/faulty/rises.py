"""Needs two values of a series: the adapter merges what the record states twice, and one value stays one."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from chartside import Analysis, CannotTell, Card, History, Quiet, Series, Source, analysis, days, hookimpl
from chartside.vocabulary import CREATININE

SOURCE = Source("A made-up guideline", "https://example.org/guideline", "1", "2026-01-01")


@analysis("faulty.pressure", version="1.0.0", hooks=["patient-view"], source=SOURCE, limits="A test.")
def pressure(
    series: Annotated[Series, History(CREATININE, "mg/dL", back=days(7))],
) -> Iterator[Card | CannotTell | Quiet]:
    """Say when creatinine rose by 0.3 or more."""
    if not series.known or len(series) < 2:
        yield CannotTell("there are not two values", lacks={"series": "a second value"})
    elif series[-1].value - min(one.value for one in series) >= Decimal("0.3"):
        yield Card(f"Creatinine rose to {series[-1].value} mg/dL", "warning").because(*series)
    else:
        yield Quiet("no rise")


@hookimpl
def chartside_analyses() -> list[Analysis]:
    return [pressure]
