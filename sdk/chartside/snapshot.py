"""Facts and answers as JSON and back without loss: what travels to a worker and what lies in the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from chartside.actions import Action, Draft, Entry, Suggestion
from chartside.answer import Answer, Gap
from chartside.cards import Card, Link
from chartside.codes import Code
from chartside.coverage import CoverageInformation
from chartside.facts import (
    Coded,
    Derived,
    Dosage,
    Encounter,
    FamilyHistory,
    Found,
    Genotype,
    Immunization,
    Note,
    Patient,
    Prescription,
    Procedure,
    Quantity,
    Series,
    Value,
    Variant,
    Word,
)
from chartside.missing import Missing
from chartside.moments import Moment
from chartside.orders import EffectiveMedications, Order, Orders
from chartside.outcome import Outcome
from chartside.resources import Resource
from chartside.sources import Source
from chartside.system_actions import SystemAction

_TAG = "@"
_TYPES: tuple[type, ...] = (
    Moment, Missing, Code, Patient, Word, Quantity, Coded, Encounter, Value, Found, Series, Order, Orders, EffectiveMedications,
    Resource, Source, Card, Link, Suggestion, Action, Draft, Gap, Answer, Derived, FamilyHistory, Genotype, Immunization, Note,
    Procedure, Prescription, Dosage, Variant, CoverageInformation, SystemAction, Entry,
)  # fmt: skip
_BY_NAME = {kind.__name__: kind for kind in _TYPES}
# Field names with their defaults, so that what says nothing takes no room.
_FIELDS = {
    kind: [
        (f.name, f.default if f.default is not MISSING else MISSING) for f in fields(kind) if not f.name.startswith("_")
    ]
    for kind in _TYPES
}


def freeze(value: Any) -> Any:
    """Return a JSON value (objects, arrays, strings, numbers, true, false, null) that ``thaw`` turns back into an equal one.

    Raises TypeError for a type that is neither JSON nor the SDK's.
    """
    kind = type(value)
    if kind in (str, int, bool, float) or value is None:
        return value
    named = _FIELDS.get(kind)
    if named is not None:
        frozen: dict[str, Any] = {_TAG: kind.__name__}
        for name, default in named:
            item = getattr(value, name)
            if item is not default and item != default:
                frozen[name] = freeze(item)
        return frozen
    if kind is Decimal:
        return {_TAG: "decimal", "v": str(value)}
    if isinstance(value, datetime | date):
        return {_TAG: "datetime" if isinstance(value, datetime) else "date", "v": value.isoformat()}
    if isinstance(value, Mapping):
        if _TAG in value:
            return {_TAG: "object", "v": [[k, freeze(v)] for k, v in value.items()]}
        return {str(k): freeze(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [freeze(v) for v in value]
    if isinstance(value, Enum | str):
        return str(value)
    raise TypeError(f"{kind.__name__} cannot be put into a snapshot; use facts, cards and JSON values")


def thaw(value: Any) -> Any:
    """Return what ``freeze`` was given; arrays come back as tuples. Raises ValueError for a tag that it does not know."""
    if isinstance(value, list):
        return tuple(thaw(v) for v in value)
    if not isinstance(value, dict):
        return value
    tag = value.get(_TAG)
    if tag is None:
        return {k: thaw(v) for k, v in value.items()}
    kind = _BY_NAME.get(tag)
    if kind is not None:
        given = {k: thaw(v) for k, v in value.items() if k != _TAG}
        if kind is Answer:
            given["outcome"] = Outcome(given["outcome"])
        return kind(**given)
    if tag in _SCALARS:
        return _SCALARS[tag](value["v"])
    raise ValueError(f"snapshot holds an unknown tag {tag!r}")


_SCALARS: Mapping[str, Any] = {
    "decimal": Decimal,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "object": lambda pairs: {k: thaw(v) for k, v in pairs},
}
