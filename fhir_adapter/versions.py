"""Tell which of two versions of one resource is the later one, and where nobody can tell, which of them may be believed."""

from __future__ import annotations

import re
from typing import Any, Literal

from fhir_adapter.assertable import DOUBTFUL, objection
from fhir_adapter.concepts import Json, word
from fhir_adapter.entry import UNREADABLE, Entry
from fhir_adapter.labels import labels
from fhir_adapter.times import moment

# These say how a resource was sent and nothing of the patient.
_ABOUT_ITSELF = frozenset({"meta", "text"})
_NUMBER = re.compile(r"[0-9]{1,18}")


def newer(earlier: Entry, later: Entry) -> Literal["earlier", "later", "neither"]:
    """Return which of two that came one after the other stands.

    The one updated last does, else the one of the higher version. Where neither can be told, a record that denies stands before one that
    asserts and a labelled one before one that is not; ``neither`` means that both assert, and not the same.
    """
    first, second = _read(earlier), _read(later)
    if first is None or second is None:
        return "earlier" if second is None else "later"
    decided = _by_time(first, second) or _by_number(first, second)
    if decided is not None:
        return decided
    cautious = _caution(earlier, first), _caution(later, second)
    if cautious[0] != cautious[1]:
        return "earlier" if cautious[0] > cautious[1] else "later"
    denied = any(cautious[0][:2])
    return "earlier" if denied or _one_version(first, second) or _said(first) == _said(second) else "neither"


def _caution(entry: Entry, content: Json) -> tuple[bool, bool, bool]:
    """Return by what to prefer one of two that nobody can order: a denial, a doubt before a certain one, a security label."""
    denied = objection(entry.kind, content)
    return denied is not None, denied in DOUBTFUL, bool(labels(content, entry.security))


def _read(entry: Entry) -> Json | None:
    try:
        return entry.content
    except UNREADABLE:
        return None


def _meta(content: Json, name: str) -> str:
    meta = content.get("meta")
    return word(meta.get(name)) if isinstance(meta, dict) else ""


def _by_time(first: Json, second: Json) -> Literal["earlier", "later"] | None:
    """Compare when they were last updated, as instants; None where that is not stated, or not precisely enough."""
    one, other = moment(_meta(first, "lastUpdated")), moment(_meta(second, "lastUpdated"))
    if one is None or other is None:
        return None
    return "later" if other.start > one.end else "earlier" if one.start > other.end else None


def _by_number(first: Json, second: Json) -> Literal["earlier", "later"] | None:
    """Compare their versions where both count."""
    one, other = _counted(first), _counted(second)
    if one is None or other is None or one == other:
        return None
    return "later" if other > one else "earlier"


def _counted(content: Json) -> int | None:
    version = _meta(content, "versionId")
    return int(version) if _NUMBER.fullmatch(version) else None


def _one_version(first: Json, second: Json) -> bool:
    """Whether both are one version by their own word, sent in two ways."""
    return any(_meta(first, name) == _meta(second, name) != "" for name in ("versionId", "lastUpdated"))


def _said(content: Json) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in _ABOUT_ITSELF}
