"""Writes into the table that travels with it."""

from collections.abc import Iterator, MutableMapping
from typing import Annotated, Any

from chartside import Analysis, Card, Injected, Source, analysis, hookimpl
from chartside.vocabulary import AtrialFibrillation, SystolicBP

SOURCE = Source("A made-up guideline", "https://example.org/guideline", "1", "2026-01-01")
_TABLE: dict[str, Any] = {"high": 180, "asked": False}
Table = Annotated[MutableMapping[str, Any], Injected("table", _TABLE, version="1", sha256="0" * 64)]


@analysis("faulty.pressure", version="1.0.0", hooks=["patient-view"], source=SOURCE, limits="A test.")
def pressure(table: Table, sbp: SystolicBP, af: AtrialFibrillation) -> Iterator[Card]:
    """Say when the newest systolic pressure is above 180."""
    if sbp and sbp.value > table["high"]:
        grave = "critical" if af else "warning"
        card = Card(f"Severely raised blood pressure: {sbp.value} mm Hg", grave, "Measure again.")
        yield card.because(sbp, *af).explain(missing=[] if af.known else ["af"])
        table["asked"] = True


@hookimpl
def chartside_analyses() -> list[Analysis]:
    return [pressure]
