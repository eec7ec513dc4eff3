"""Diseases that a note states of the patient, as Condition resources."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.notes.entity import Entity
from plugins.notes.fhir.source import Source, Span, Stated, concept, state


def conditions(source: Source) -> Iterator[Stated]:
    """Yield a Condition for each disease that is present or possible, however often it is named."""
    text = source.reading.text
    named: dict[tuple[str, str], list[Entity]] = {}
    for one in source.reading.entities:
        claim, mention = one.assertion, one.mention
        theirs = claim.subject == "patient" and claim.time != "hypothetical"
        if mention.type == "disease" and theirs and claim.certainty in ("present", "possible"):
            words = " ".join(text[mention.start : mention.end].lower().split())
            named.setdefault((mention.system, mention.code or words), []).append(one)
    for some in named.values():
        spans: tuple[Span, ...] = tuple((e.mention.start, e.mention.end) for e in some)
        first = some[0].mention
        current = any(e.assertion.time == "current" for e in some)
        possible = all(e.assertion.certainty == "possible" for e in some)
        content = {
            "clinicalStatus": state("condition-clinical", "active" if current else "inactive"),
            "verificationStatus": state("condition-ver-status", "unconfirmed"),
            "category": [state("condition-category", "encounter-diagnosis")],
            "code": concept(text[first.start : first.end], first.system, first.code, first.name),
            "subject": source.subject,
        }
        if source.written:
            content["recordedDate"] = source.written
        if possible:
            content["note"] = [{"text": "The note calls it possible."}]
        yield source.stated("Condition", spans, content)
