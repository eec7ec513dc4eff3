"""Answers prefetch templates from an example record, as the FHIR server of a small EHR would; only the demo does this."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from chartside import Moment
from engine.demo.examples import Resource, named

_TOKEN = re.compile(r"\{\{\s*context\.(\w+)\s*\}\}")
_DATES = {
    "date": (
        "date",
        "effectiveDateTime",
        "effectivePeriod",
        "occurrenceDateTime",
        "performedDateTime",
        "performedPeriod",
        "period",
    ),
    "authoredon": ("authoredOn",),
    "onset-date": ("onsetDateTime", "onsetPeriod"),
    "recorded-date": ("recordedDate",),
}
_TOKENS = {
    "code": ("code", "medicationCodeableConcept"),
    "category": ("category",),
    "status": ("status",),
    "clinical-status": ("clinicalStatus",),
}


class NotSearchable(Exception):  # noqa: N818 - a verdict on a template
    """A template that this EHR cannot answer; the text says why."""


def prefetch(
    templates: Mapping[str, str], context: Mapping[str, Any], record: Sequence[Resource]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values of the templates that can be answered, and why each other key is left out.

    A key left out says "could not", which the service must not take for "nothing there".
    """
    values: dict[str, Any] = {}
    left_out: dict[str, str] = {}
    for key, template in templates.items():
        try:
            values[key] = _answer(_filled(template, context), record)
        except NotSearchable as reason:
            left_out[key] = str(reason)
    return values, left_out


def _filled(template: str, context: Mapping[str, Any]) -> str:
    def value(token: re.Match[str]) -> str:
        given = context.get(token[1])
        if not isinstance(given, str):
            raise NotSearchable(f"this call has no context.{token[1]}")
        return given

    filled = _TOKEN.sub(value, template)
    if "{{" in filled:
        raise NotSearchable("this EHR fills only tokens of the form context.<field>")
    return filled


def _answer(query: str, record: Sequence[Resource]) -> Resource | None:
    kind, asked, text = query.partition("?")
    if not asked:
        return next((r for r in record if named(r) == kind), None)
    if not any(r["resourceType"] == kind for r in record):
        raise NotSearchable(f"this record holds no {kind} at all, so nobody knows whether there is one")
    asked_for = parse_qsl(text, keep_blank_values=True)
    held = [r for r in record if r["resourceType"] == kind]
    for name, _ in asked_for:
        # An element that we do not know would make every resource fail the test, and nothing found look like nothing there.
        if name in _DATES and not any(part in r for r in held for part in _DATES[name]):
            raise NotSearchable(f"no {kind} of this record has a date that this EHR searches by {name}")
    tests = [_test(name, value) for name, value in asked_for]
    found = [r for r in held if all(test(r) for test in tests)]
    entries = [{"resource": r, "search": {"mode": "match"}} for r in found]
    link = [{"relation": "self", "url": query}]
    bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": len(found), "link": link}
    return bundle | ({"entry": entries} if entries else {})


def _test(name: str, value: str) -> Callable[[Resource], bool]:
    choices = value.split(",")
    if name in ("patient", "subject"):
        wanted = {c if "/" in c else f"Patient/{c}" for c in choices}
        return lambda r: any(r.get(part, {}).get("reference") in wanted for part in ("patient", "subject"))
    if name == "_id":
        return lambda r: r["id"] in choices
    if name in _TOKENS:
        return lambda r: any(_is(code, c) for part in _TOKENS[name] for code in _codes(r.get(part)) for c in choices)
    if name in _DATES:
        return lambda r: any(_falls(r[part], c) for part in _DATES[name] if part in r for c in choices)
    raise NotSearchable(f"this EHR cannot search by {name}")


def _codes(value: Any) -> Iterator[tuple[str, str]]:
    """Yield (system, code) of every coding of a code, a concept or a list of concepts."""
    if isinstance(value, str):
        yield "", value
    for concept in value if isinstance(value, list) else [value] if isinstance(value, dict) else []:
        for coding in concept.get("coding", ()):
            yield coding.get("system", ""), coding.get("code", "")


def _is(code: tuple[str, str], token: str) -> bool:
    system, bar, value = token.rpartition("|")
    return code[1] == value and (not bar or code[0] == system)


def _falls(when: Any, asked: str) -> bool:
    """Compare the intervals that both dates can mean, as FHIR's date search does."""
    prefix, text = (asked[:2], asked[2:]) if asked[:2].isalpha() else ("eq", asked)
    limit = Moment.parse(text)
    start, end = _interval(when)
    match prefix:
        case "ge":
            return end >= limit.start
        case "gt":
            return end > limit.end
        case "le":
            return start <= limit.end
        case "lt":
            return start < limit.start
        case "eq":
            return limit.start <= start and end <= limit.end
    raise NotSearchable(f"this EHR cannot compare dates by {prefix}")


def _interval(when: Any) -> tuple[datetime, datetime]:
    """Return from when to when; a period without an end still goes on."""
    if isinstance(when, str):
        moment = Moment.parse(when)
        return moment.start, moment.end
    start = Moment.parse(when["start"]).start if "start" in when else datetime.min.replace(tzinfo=UTC)
    end = Moment.parse(when["end"]).end if "end" in when else datetime.max.replace(tzinfo=UTC)
    return start, end
