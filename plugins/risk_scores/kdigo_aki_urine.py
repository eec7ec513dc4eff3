"""Asks whether the kidneys are being injured now, by the urine: KDIGO AKI stages over hourly volumes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any

from chartside import CannotTell, Card, Quantity, Quiet, Required, Series, Today, analysis, days
from chartside.analysis import Yield
from chartside.inputs import History, Latest
from chartside.vocabulary.vitals import URINE_OUTPUT, WEIGHT
from plugins.risk_scores.tables import table
from plugins.risk_scores.urine_staging import Hour, Oliguria, UrineCriteria
from plugins.risk_scores.wording import bullets, dated, plain, reference, shown, significant

_TABLE = table("kdigo_aki_urine")
_CRITERIA = UrineCriteria.read(_TABLE.content)
_OPEN = {"low": 0, "high": 3}


@analysis(
    "risk-scores.kdigo_aki_urine",
    version="1.0.0",
    title="Acute kidney injury by urine output: KDIGO stage",
    pace="instant",
    source=_TABLE.sources,
    limits=_TABLE.limits,
)
def kdigo_aki_urine(
    hourly_urine_ml: Required[
        Annotated[Series, History(URINE_OUTPUT, "mL", back=_CRITERIA.look_back, every=timedelta(hours=1))]
    ],
    weight_kg: Annotated[Quantity, Latest(WEIGHT, unit="kg", max_age=days(90))],
    today: Today,
    knowledge: Annotated[UrineCriteria, _TABLE.holding(_CRITERIA)],
) -> Iterator[Yield]:
    """Stage hourly urine volumes over body weight, and warn of the gravest stage of the last days."""
    timed = [(q.effective, q) for q in hourly_urine_ml if q.effective is not None]
    timed.sort(key=lambda pair: pair[0].wall)
    hours = [Hour(moment.wall, q.value) for moment, q in timed]
    found = knowledge.gravest(hours, weight_kg.value)
    if knowledge.longest_run(hours) < knowledge.fewest:
        said = f"a stage needs {knowledge.fewest} hours on end, and there are {knowledge.longest_run(hours)}"
        lacks = {"hourly_urine_ml": f"{knowledge.fewest} hours on end"}
        yield CannotTell(said, lacks=lacks).explain(range=_OPEN, missing=["hourly_urine_ml"], unit=_TABLE.unit)
        return
    gap = hourly_urine_ml.unknown
    if found is None and gap is not None:
        said = "no stage in the hours at hand, but the series is not complete"
        lacks = {"hourly_urine_ml": "a series without gaps"}
        yield CannotTell(said, lacks=lacks).explain(range=_OPEN, missing=["hourly_urine_ml"], unit=_TABLE.unit)
        return
    working = _working(found, len(hours), weight_kg)
    if found is None:
        yield Quiet(f"no stage in {len(hours)} hours of urine").explain(**working)
        return
    said = f"{shown(found.mean, places=2)} mL/kg/h over {found.hours} hours"
    summary = f"AKI stage {found.stage} by urine on {today.isoformat()}: {said}"
    weighed = f"Weight {plain(weight_kg.value)} kg{dated(weight_kg)}."
    more = "" if gap is None else "The series is not complete: the stage may be graver. "
    detail = f"**KDIGO AKI stage {found.stage}** by urine output: {said}. {more}{weighed}\n\n{bullets(_TABLE.actions)}\n\n{_TABLE.limits}"
    basis = [q for moment, q in timed if moment.wall <= found.at][-found.hours :]
    yield Card(summary, _TABLE.content["card"]["indicator"], detail).because(*basis, weight_kg).explain(**working)


def _working(found: Oliguria | None, hours: int, weight: Quantity) -> dict[str, Any]:
    stage = found.stage if found else 0
    means = (
        [{"name": f"mean of {found.hours} hours", "value": significant(found.mean), "points": stage}] if found else []
    )
    return {
        "results": {"max_stage": stage},
        "unit": _TABLE.unit,
        "band": f"stage {stage}" if stage else "no stage",
        "terms": [*means, {"name": "weight_kg", "value": significant(weight.value), **reference(weight)}],
        "hours": hours,
    }
