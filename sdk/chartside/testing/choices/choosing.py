"""Give every kind of request its choices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from chartside import inputs
from chartside.gates import Gate
from chartside.inputs import Request
from chartside.testing.choice import Choice
from chartside.testing.choices import coded, genetic, measured, ordered, person, written
from chartside.testing.choices.subject import Subject
from chartside.testing.mined import Mined


class UnknownRequestError(TypeError):
    """A kind of request for which the kit can make no values: give examples in card.toml, or facts of your own."""


_MAKERS: Sequence[tuple[type, Callable[[Subject, Any], Iterator[Choice]]]] = (
    (inputs.AgeRequest, person.age),
    (inputs.SexRequest, person.sex),
    (inputs.PatientRequest, person.patient),
    (inputs.ClockRequest, person.clock),
    (inputs.Latest, measured.latest),
    (inputs.LatestCoded, coded.answer),
    (inputs.History, measured.history),
    (inputs.DerivedRequest, measured.derived),
    (inputs.Having, coded.having),
    (inputs.PrescriptionsRequest, ordered.prescriptions),
    (inputs.ProceduresRequest, coded.procedures),
    (inputs.ImmunizationsRequest, coded.immunizations),
    (inputs.FamilyHistoryRequest, coded.relatives),
    (inputs.EncountersRequest, coded.encounters),
    (inputs.EffectiveMedicationsRequest, ordered.medications),
    (inputs.OrderRequest, ordered.order),
    (inputs.OrdersRequest, ordered.orders),
    (inputs.GenotypesRequest, genetic.genotypes),
    (inputs.VariantsRequest, genetic.variants),
    (inputs.NotesRequest, written.notes),
    (inputs.ResourcesRequest, written.resources),
    (inputs.Path, written.path),
)


def choices(name: str, request: Request, mined: Mined, gate: Gate | None, now: datetime) -> tuple[Choice, ...]:
    """Return what an input can hold, an ordinary value first, each once; raise UnknownRequestError for a request of another kind."""
    maker = next((make for kind, make in _MAKERS if isinstance(request, kind)), None)
    if maker is None:
        raise UnknownRequestError(f"{name}: the kit makes no values for {type(request).__name__}")
    by_words = {one.said: one for one in maker(Subject(name, mined, gate, now), request)}
    return tuple(by_words.values())
