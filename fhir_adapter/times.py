"""Read when something happened, whichever of its many elements a resource says it in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from chartside.moments import Moment
from fhir_adapter.concepts import Json

# The element that says when a thing was so; the second name is that of another release.
_OCCURRED: Mapping[str, tuple[str, ...]] = {
    "AllergyIntolerance": ("onset",),
    "Composition": ("date",),
    "Condition": ("onset",),
    "DiagnosticReport": ("effective",),
    "DocumentReference": ("date", "indexed"),
    "Encounter": ("period",),
    "ImagingStudy": ("started",),
    "Immunization": ("occurrence", "date"),
    "MedicationAdministration": ("effective",),
    "MedicationRequest": ("authoredOn",),
    "MedicationStatement": ("effective",),
    "Observation": ("effective",),
    "Procedure": ("performed", "occurrence"),
    "ServiceRequest": ("authoredOn",),
}
# The element that says when it was written down: what was written after the moment of the question was not known then.
_RECORDED: Mapping[str, str] = {
    "AllergyIntolerance": "recordedDate",
    "Condition": "recordedDate",
    "DiagnosticReport": "issued",
    "FamilyMemberHistory": "date",
    "Immunization": "recorded",
    "MedicationStatement": "dateAsserted",
}


class Span(NamedTuple):
    """Since when and until when; a single time has no end and does not last, a period without an end lasts."""

    since: Moment | None = None
    until: Moment | None = None
    lasts: bool = False


NOWHEN = Span()
_NEVER = datetime.min.replace(tzinfo=UTC)


def moment(value: Any) -> Moment | None:
    """Return a FHIR date, dateTime or instant, or None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        return Moment.parse(value)
    except (ValueError, OverflowError):
        return None


def span(content: Json, element: str) -> Span:
    """Return the time in an element whose type is a choice: ``effectiveDateTime``, ``effectivePeriod``, plain ``period``."""
    for name in (f"{element}DateTime", f"{element}Instant", element):
        at = moment(content.get(name))
        if at:
            return Span(at)
    period = content.get(f"{element}Period", content.get(element))
    if not isinstance(period, Mapping):
        return NOWHEN
    since, until = moment(period.get("start")), moment(period.get("end"))
    return Span(since, until, lasts=since is not None and "end" not in period)


def occurred(kind: str, content: Json) -> Span:
    """Return when what this resource tells was so."""
    return next((s for s in (span(content, e) for e in _OCCURRED.get(kind, ())) if s != NOWHEN), NOWHEN)


def known_from(kind: str, content: Json) -> tuple[Moment, ...]:
    """Return the times after which alone a resource can be known: when it happened and when it was written down."""
    happened = occurred(kind, content)
    at = (happened.since or happened.until, moment(content.get(_RECORDED.get(kind, ""))))
    return tuple(m for m in at if m is not None)


def certainly_since(at: Moment, limit: datetime) -> bool:
    """Whether a moment lies within a look-back: a bare day at its edge does, a bare month or year that straddles it does not."""
    if at.precision == "instant":
        return at.wall >= limit
    day = at.day()
    return day >= limit.date() if day else not at.possibly_before(limit)


def sooner(at: Moment | None, ref: str) -> tuple[datetime, str]:
    """Return what to sort by, the oldest first; what has no time stands before all."""
    return (at.wall if at else _NEVER, ref)


def limit(now: datetime, back: timedelta | None) -> datetime | None:
    """Return where a look-back ends, or None where there is no end."""
    if back is None:
        return None
    try:
        return now - back
    except OverflowError:
        return None
