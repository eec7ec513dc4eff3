"""Apply a FHIR search again to resources at hand, because servers drop the parameters that they do not know."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chartside.moments import Moment
from fhir_adapter.concepts import Json, objects, word
from fhir_adapter.search import parameters, tokens
from fhir_adapter.systems import canonical
from fhir_adapter.times import NOWHEN, moment, span

# Where each parameter looks; a type of resource may have a place of its own.
_TOKENS: Mapping[str, str] = {
    "_id": "id",
    "category": "category",
    "class": "class",
    "clinical-status": "clinicalStatus",
    "code": "code",
    "component-code": "component.code",
    "intent": "intent",
    "relationship": "relationship",
    "scope": "scope",
    "sex": "sex",
    "status": "status",
    "type": "type",
    "vaccine-code": "vaccineCode",
    "value-concept": "valueCodeableConcept",
    "verification-status": "verificationStatus",
}
_OWN_PLACE: Mapping[tuple[str, str], str] = {
    ("Composition", "section"): "section.code",
    ("DocumentReference", "security-label"): "securityLabel",
    ("FamilyMemberHistory", "code"): "condition.code",
    ("ImagingStudy", "modality"): "series.modality",
    ("MedicationRequest", "code"): "medicationCodeableConcept",
    ("MedicationStatement", "code"): "medicationCodeableConcept",
}
_DATES: Mapping[str, tuple[str, ...]] = {
    "authoredon": ("authoredOn",),
    "date": ("effective", "performed", "occurrence", "period", "date"),
    "effective": ("effective",),
    "issued": ("issued",),
    "onset-date": ("onset",),
    "recorded-date": ("recordedDate",),
    "started": ("started",),
}
# These shape the answer and choose nothing.
_SHAPING = frozenset(
    [
        "patient",
        "subject",
        "_count",
        "_elements",
        "_format",
        "_include",
        "_maxresults",
        "_revinclude",
        "_sort",
        "_summary",
        "_total",
    ]
)
_COMPARE: Mapping[str, Callable[[Moment, Moment], bool]] = {
    "ge": lambda has, limit: operator.ge(has.end, limit.start),
    "gt": lambda has, limit: operator.gt(has.end, limit.end),
    "le": lambda has, limit: operator.le(has.start, limit.end),
    "lt": lambda has, limit: operator.lt(has.start, limit.start),
    "eq": lambda has, limit: limit.start <= has.start and has.end <= limit.end,
}


@dataclass(frozen=True, slots=True)
class Search:
    """A search as a test of one resource; ``unknown`` names the parameters that cannot be applied here."""

    kind: str
    tests: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]

    @classmethod
    def parse(cls, kind: str, query: str) -> Search:
        """Read a query such as ``code=http://loinc.org|2160-0&date=ge2025-01-01``."""
        tests: list[tuple[str, str]] = []
        unknown: list[tuple[str, str]] = []
        for name, value in parameters(query):
            if name in _SHAPING:
                continue
            known = name in _TOKENS or (kind, name) in _OWN_PLACE or (name in _DATES and _limit(value))
            (tests if known else unknown).append((name, value))
        return cls(kind, tuple(tests), tuple(name for name, _ in unknown))

    def admits(self, content: Json) -> bool:
        """Whether a resource answers every parameter that can be applied."""
        return all(self._answers(content, name, value) for name, value in self.tests)

    def _answers(self, content: Json, name: str, value: str) -> bool:
        if name in _DATES:
            return _dated(content, _DATES[name], value)
        place = _OWN_PLACE.get((self.kind, name)) or _TOKENS[name]
        held = list(_coded(content, place.split(".")))
        return any(_same(token, system, code) for token in tokens(value) for system, code in held)


def _coded(value: Any, path: list[str]) -> Iterator[tuple[str, str]]:
    """Yield system and code of everything coded at a path."""
    if path:
        for one in objects(value):
            yield from _coded(one.get(path[0]), path[1:])
    elif isinstance(value, str):
        yield "", value
    else:
        for concept in objects(value):
            for coding in objects(concept.get("coding", concept)):
                yield word(coding.get("system")), word(coding.get("code"))


def _same(token: str, system: str, code: str) -> bool:
    wanted, bar, value = token.partition("|")
    if not bar:
        return wanted == code
    return canonical(wanted) == canonical(system) and (value == code or not value)


def _limit(value: str) -> tuple[str, Moment] | None:
    prefix = value[:2] if value[:2] in _COMPARE else "eq"
    at = moment(re.sub(r"^(ge|gt|le|lt|eq)", "", value))
    return (prefix, at) if at else None


def _dated(content: Json, elements: tuple[str, ...], value: str) -> bool:
    limit = _limit(value)
    when = next((s for s in (span(content, e) for e in elements) if s != NOWHEN), NOWHEN)
    if limit is None or when == NOWHEN:
        return False
    prefix, at = limit
    # Of a period its far end decides what came after, its near end what came before; without an end it lasts.
    if prefix in ("ge", "gt"):
        return when.lasts or _COMPARE[prefix](when.until or when.since or at, at)
    return _COMPARE[prefix](when.since or when.until or at, at)
