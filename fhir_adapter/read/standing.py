"""Tell whether a statement holds now, is over, or does not say: by its status, and by when it began and ended."""

from __future__ import annotations

from fhir_adapter.concepts import Json, text, words
from fhir_adapter.times import Span, moment, occurred

_LASTING = frozenset({"active", "recurrence", "relapse"})
_OVER = frozenset({"inactive", "remission", "resolved"})
_HAVE_A_STANDING = frozenset({"AllergyIntolerance", "Condition"})


def status(content: Json) -> str:
    """Return the status as it was recorded."""
    stated = words(content.get("clinicalStatus")) or words(content.get("status"))
    return min(stated, default="")


def standing_unknown(kind: str, content: Json) -> bool:
    """Whether a condition or an allergy states a clinical status of which nobody can tell whether it still holds.

    The list of those that can be told is closed. One that is not stated at all is not unknown: it is not an inactive one.
    """
    if kind not in _HAVE_A_STANDING:
        return False
    stated = content.get("clinicalStatus")
    found = words(stated)
    if found & _LASTING:
        return bool(found & _OVER)
    return not found & _OVER and bool(found or text(stated))


def current(kind: str, content: Json) -> bool:
    """Whether a statement holds now; what happened (a procedure, a contact) is not undone by the passing of time."""
    if kind in ("MedicationRequest", "MedicationStatement"):
        return bool(words(content.get("status")) & {"active", "on-hold"})
    if kind not in _HAVE_A_STANDING:
        return True
    found = words(content.get("clinicalStatus"))
    if found & _LASTING:
        return True
    # An absent status is not an inactive one: it lasts unless the record says when or that it ended.
    return not found & _OVER and not any(name.startswith("abatement") and content[name] for name in content)


def period(kind: str, content: Json) -> Span:
    """Return since when and until when a statement holds; of a condition its abatement ends it."""
    when = occurred(kind, content)
    if kind != "Condition":
        return when
    until = moment(content.get("abatementDateTime"))
    return Span(when.since, until or when.until)
