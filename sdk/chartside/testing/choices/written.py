"""Choices for notes, whole resources and the results of expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from chartside.facts import Found, Note, Value
from chartside.inputs import NotesRequest, Path, ResourcesRequest
from chartside.missing import Missing
from chartside.resources import Resource
from chartside.testing.bundle import UNRELATED, measurement, stated
from chartside.testing.choice import REASONS, Choice, lost
from chartside.testing.choices.measured import around
from chartside.testing.choices.subject import Subject

# An expression that ends so answers yes or no.
_YES_OR_NO = re.compile(
    r"(exists|empty|all|not|hasValue|contains|startsWith|matches)\([^()]*\)\s*$|(=|!=|<|>|\bis\b|\bin\b)\s*[^()]*$"
)
_GAP = Missing("incomplete", "made up by the kit")
_LONG = 4000
_MOST_CODES = 6


def notes(subject: Subject, request: NotesRequest) -> Iterator[Choice]:
    """Yield notes that hold the words the analysis knows, affirmed and denied; empty, long and hostile ones."""
    known = subject.mined.like(r"[A-Za-z][A-Za-z -]{2,40}", 16)
    code = min(request.what.codes, key=lambda c: c.value, default=None) if request.what else None

    def note(text: str, number: int = 1) -> Note:
        digest = sha256(text.encode()).hexdigest()
        return Note(
            text,
            code,
            (code,) if code else (),
            "Note",
            "final",
            subject.ago(days=number),
            text_sha256=digest,
            ref=subject.ref("DocumentReference", number),
        )

    yield Choice("none", Found())
    yield Choice("an ordinary note", Found((note("Seen today for review. Feels well. Plan: continue."),)))
    for word in known:
        yield Choice(f"a note with {word!r}", Found((note(f"The patient: {word}. Plan: review."),)))
        yield Choice(f"a note without {word!r}", Found((note(f"The patient has no {word}. Plan: review."),)))
    yield Choice("an empty note", Found((note(""),)), "extreme")
    yield Choice("a long note", Found((note("He is well. " * _LONG),)), "extreme")
    yield Choice(
        "a hostile note", Found((note("<script>alert(1)</script> {0} %s \x00 \u202e ](http://x)"),)), "extreme"
    )
    yield Choice("two notes", Found((note("Smokes.", 2), note("Stopped smoking."))))
    yield Choice("found, and more may exist", Found((note("Feels well."),), _GAP), "edge")
    yield from (lost(request, reason) for reason in REASONS)


def resources(subject: Subject, request: ResourcesRequest) -> Iterator[Choice]:
    """Yield a bare resource; measurements and statements with the values and codes that the analysis knows; one without a date."""

    def one(number: int, content: Mapping[str, Any]) -> Resource:
        ref = subject.ref(request.kind, number)
        whole = {"resourceType": request.kind, "id": ref.partition("/")[2], **content}
        return Resource(MappingProxyType(whole), ref=ref, origin="prefetch")

    yield Choice("none", Found())
    yield Choice("a bare one", Found((one(1, {}),)), "extreme")
    codes, when = subject.members(None, 2)[:_MOST_CODES], subject.ago(days=1)
    for code in codes:
        yield Choice(f"one of {code.value}", Found((one(1, stated(request.kind, code, when)),)))
    if request.kind == "Observation":
        for value in (v for n in subject.mined.between(Decimal(0), Decimal(10_000), 12) for v in around(n)):
            measured = one(1, measurement(codes[0], value, "1", when))
            yield Choice(f"one of {value:f}", Found((measured,)), "edge")
    yield Choice("without a date", Found((one(1, stated(request.kind, codes[0], None)),)), "extreme")
    several = tuple(one(n, stated(request.kind, code, when)) for n, code in enumerate((*codes, UNRELATED), 1))
    yield Choice("several", Found(several))
    yield Choice("found, and more may exist", Found(several[:1], _GAP), "edge")
    yield from (lost(request, reason) for reason in REASONS)


def path(subject: Subject, request: Path) -> Iterator[Choice]:
    """Yield results of the kind that the expression can have, as far as its end tells."""
    if _YES_OR_NO.search(request.expression):
        values: list[Any] = [True, False]
    else:
        values = [
            *subject.mined.like(r"[A-Za-z][\w -]{1,30}", 8),
            "made up",
            *subject.mined.between(Decimal(0), Decimal(10_000), 8),
        ]
    kind = request.search.partition("?")[0] or "Basic"
    yield Choice("no result", Found())
    for value in values:
        yield Choice(f"{value}", Found((Value(value, ref=subject.ref(kind)),)))
    yield Choice("found, and more may exist", Found((Value(values[0], ref=subject.ref(kind)),), _GAP), "edge")
    yield from (lost(request, reason) for reason in REASONS)
