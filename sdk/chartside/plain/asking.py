"""Read every input of an analysis from plain values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from chartside.analysis import Analysis
from chartside.facts import Fact, Found
from chartside.inputs import (
    AgeRequest,
    ClockRequest,
    DerivedRequest,
    EffectiveMedicationsRequest,
    EncountersRequest,
    FamilyHistoryRequest,
    GenotypesRequest,
    Having,
    History,
    ImmunizationsRequest,
    Injected,
    Latest,
    LatestCoded,
    NotesRequest,
    OrderRequest,
    OrdersRequest,
    Path,
    PrescriptionsRequest,
    ProceduresRequest,
    Request,
    ResourcesRequest,
    SexRequest,
    VariantsRequest,
)
from chartside.missing import Missing
from chartside.moments import Moment
from chartside.plain.absence import absent, collection
from chartside.plain.carried_out import immunizations, procedures
from chartside.plain.contacts import encounters
from chartside.plain.error import PlainFactError
from chartside.plain.family import family_histories
from chartside.plain.genetics import genotypes, variants
from chartside.plain.later import known_at
from chartside.plain.measured import age, history, latest, sex
from chartside.plain.note import notes
from chartside.plain.prescribed import prescriptions
from chartside.plain.scalar import Given
from chartside.plain.stated import answer, derived, medications, order, orders, path, predicate
from chartside.plain.whole import resources


def plain_facts(analysis: Analysis, given: Given, now: datetime) -> dict[str, Any]:
    """Return a value for every input of an analysis from plain values; facts pass through unchanged.

    What travels with the plugin need not be given.

    Numbers are in the unit of the input, or of the paired ``<name>_unit``; yes and no are predicates; ``[[time, value], ...]`` is a
    series, its times hours or dates (a blank may stand for the T, and +0000 for +00:00). What is not given is not-provided, except
    where asking by itself implies it; what is dated after ``now`` is left out, as from a record.
    Raises PlainFactError for a name or a value that the analysis cannot read.
    """
    names = set(analysis.inputs)
    unknown = [n for n in given if n not in names and not (n.endswith("_unit") and n.removesuffix("_unit") in names)]
    if unknown:
        raise PlainFactError(
            f"{analysis.id} reads no {', '.join(map(repr, sorted(unknown)))}; it reads {', '.join(sorted(names))}"
        )
    at = _moment(analysis, given, now)
    return {
        name: known_at(_fact(name, declared.request, given, now), at)
        for name, declared in analysis.inputs.items()
        if not isinstance(declared.request, Injected) or name in given
    }


def _moment(analysis: Analysis, given: Given, now: datetime) -> datetime:
    """Return the moment of the question: where the caller states the clock it is that, and of a day its end."""
    for name, declared in analysis.inputs.items():
        if isinstance(declared.request, ClockRequest) and given.get(name) is not None:
            stated = _clock(name, declared.request, given[name], now)
            return stated if isinstance(stated, datetime) else Moment.at(stated).end
    return now


def _fact(name: str, request: Request, given: Given, now: datetime) -> Any:
    value = given.get(name)
    if isinstance(request, Injected):
        return value
    if isinstance(value, Fact | Found | Missing | datetime):
        return value
    if isinstance(request, ClockRequest):
        return _clock(name, request, value, now)
    if value is None:
        return absent(request)
    if isinstance(value, tuple | list) and value and all(isinstance(v, Fact) for v in value):
        return collection(request)(tuple(value))
    reader = next((read for kind, read in _READERS if isinstance(request, kind)), None)
    if reader is None:
        raise PlainFactError(f"{name}: cannot be given as a plain value; give a patient's record instead")
    return reader(name, request, value, given)


def _clock(name: str, request: ClockRequest, value: Any, now: datetime) -> date | datetime:
    if value is None:
        return now.date() if request.whole_day else now
    if isinstance(value, date):
        return value
    try:
        if request.whole_day:
            return date.fromisoformat(value)
        at = datetime.fromisoformat(value)
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    except (TypeError, ValueError):
        wanted = "a day such as 2026-11-20" if request.whole_day else "a time such as 2026-11-20T09:00:00Z"
        raise PlainFactError(f"{name}: expected {wanted}") from None


_READERS: tuple[tuple[type, Callable[..., Any]], ...] = (
    (AgeRequest, age),
    (SexRequest, sex),
    (Latest, latest),
    (LatestCoded, answer),
    (History, history),
    (Having, predicate),
    (OrderRequest, order),
    (OrdersRequest, orders),
    (EffectiveMedicationsRequest, medications),
    (Path, path),
    (ResourcesRequest, resources),
    (DerivedRequest, derived),
    (NotesRequest, notes),
    (GenotypesRequest, genotypes),
    (VariantsRequest, variants),
    (FamilyHistoryRequest, family_histories),
    (PrescriptionsRequest, prescriptions),
    (ProceduresRequest, procedures),
    (ImmunizationsRequest, immunizations),
    (EncountersRequest, encounters),
)
