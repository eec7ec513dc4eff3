"""Read genetic variants as reported: found, looked for and not found, not called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from chartside.codes import LOINC, SNOMED, Code, CodeSet
from chartside.facts import Found, Variant
from chartside.facts.variant import Presence
from chartside.inputs import VariantsRequest
from fhir_adapter.concepts import Json, codings, objects, text, word, words
from fhir_adapter.entry import Entry
from fhir_adapter.read.doubts import Doubts
from fhir_adapter.read.genomics import NO_CALL, Gene, first_word, genes, named_gene
from fhir_adapter.record import Record
from fhir_adapter.times import occurred, sooner

# LOINC answers; the two of SNOMED CT are what some laboratories answer instead.
_PRESENCE: Mapping[Code, Presence] = {
    LOINC("LA9633-4"): "present",
    LOINC("LA9634-2"): "absent",
    NO_CALL: "no-call",
    LOINC("LA11884-6"): "indeterminate",
    SNOMED("52101004"): "present",
    SNOMED("2667000"): "absent",
}
_WORDED: Mapping[str, Presence] = {
    "present": "present",
    "absent": "absent",
    "no call": "no-call",
    "no-call": "no-call",
    "indeterminate": "indeterminate",
}
_HGVS = ("48004-6", "48005-3", "81290-9")
_HGVS_SYSTEM = "http://varnomen.hgvs.org"
_REGISTERED = ("81252-9", "81255-2")
_DBSNP = "http://www.ncbi.nlm.nih.gov/projects/SNP"
_ALLELIC_STATE, _SOURCE_CLASS, _FREQUENCY = "53034-5", "48002-0", "81258-6"
_ANSWERS: Mapping[Code, str] = {
    LOINC("LA6703-8"): "heteroplasmic",
    LOINC("LA6704-6"): "homoplasmic",
    LOINC("LA6705-3"): "homozygous",
    LOINC("LA6706-1"): "heterozygous",
    LOINC("LA6707-9"): "hemizygous",
    LOINC("LA6683-2"): "germline",
    LOINC("LA6684-0"): "somatic",
}
_CHANGE_TYPE = "48019-4"
# Sequence Ontology, by what a reader of results asks for; codes recalled but the first four, which public examples hold.
_CHANGE_TYPES: Mapping[str, str] = {
    "SO:1000002": "substitution",
    "SO:0001483": "substitution",
    "SO:0000159": "deletion",
    "SO:0001886": "fusion",
    "SO:0000667": "insertion",
    "SO:1000035": "insertion",
    "SO:0001565": "fusion",
    "SO:0001742": "amplification",
}
_FRACTION = frozenset({"1", "{fraction}", "{ratio}", "decimal", "fraction", "ratio"})
_PERCENT = frozenset({"%", "percent"})


def variants(record: Record, request: VariantsRequest, now: datetime) -> Found[Variant]:
    """Return the variants of these genes, oldest first, those that were looked for and not found among them.

    A variant of which no gene is stated is counted in ``unknown`` where certain genes are asked for.
    """
    (read,) = request.reads()
    what = CodeSet("variants", "variants", read.codes)
    asked = frozenset(gene.upper() for gene in request.genes)
    doubts = Doubts()
    found: list[Variant] = []
    for entry in record.coded("Observation", what):
        verdict = record.verdict(entry, now)
        # The code of a component says nothing of a variant by itself: only the observation is one.
        if verdict or what.find(codings(entry.content.get("code"))) is None:
            doubts.verdict(verdict)
            if not verdict:
                record.drop(entry, "no-value")
                doubts.add("variants that stand in a component")
            continue
        found += _variants(record, entry, asked, doubts, now)
    found.sort(key=lambda v: (sooner(v.effective, v.ref), v.gene))
    return Found(tuple(found), doubts.beside([record.gap(read, now, what)]))


def _variants(record: Record, entry: Entry, asked: frozenset[str], doubts: Doubts, now: datetime) -> Iterator[Variant]:
    parts = _parts(entry.content)
    hgvs = tuple(dict.fromkeys(_hgvs(parts)))
    codes = tuple(dict.fromkeys(_registered(parts)))
    said = [text(_concept(p)) for p in parts.get(_REGISTERED[0], ())] + [code.display for code in codes] + [*hgvs]
    named = next((symbol for one in said if (symbol := named_gene(one) or first_word(one, asked))), "")
    stated = genes(record, entry.content)
    numbered = next((gene.code for gene in stated), None)
    studied = tuple(gene for gene in stated if gene.symbol) or (Gene(named, numbered),)
    for gene in studied:
        if asked and not gene.symbol:
            record.drop(entry, "no-gene")
            doubts.add("variants of no stated gene")
        elif not asked or gene.symbol.upper() in asked:
            yield Variant(
                gene.symbol,
                _presence(entry.content),
                gene.code,
                hgvs,
                codes,
                next((one for one in said if one), text(entry.content.get("code"))),
                min(words(entry.content.get("status")), default=""),
                _answer(parts, _ALLELIC_STATE),
                _answer(parts, _SOURCE_CLASS),
                _frequency(record, parts),
                occurred("Observation", entry.content).since,
                _change_type(parts),
                _specimen(record, entry, now),
                **record.cite(entry),
            )


def _parts(content: Json) -> dict[str, list[Json]]:
    """Return the components by their LOINC code; one that changes its own meaning is not read."""
    found: dict[str, list[Json]] = {}
    for component in objects(content.get("component")):
        if component.get("modifierExtension"):
            continue
        for code in codings(component.get("code")):
            if code.system == LOINC("").system:
                found.setdefault(code.value, []).append(component)
    return found


def _presence(content: Json) -> Presence:
    concept = content.get("valueCodeableConcept")
    stated = next((_PRESENCE[code] for code in codings(concept) if code in _PRESENCE), None)
    if stated is not None:
        return stated
    worded = text(concept) or word(content.get("valueString"))
    return "" if codings(concept) and not worded else _WORDED.get(worded.strip().lower(), "")


def _concept(part: Json) -> Any:
    return part.get("valueCodeableConcept")


def _hgvs(parts: Mapping[str, list[Json]]) -> Iterator[str]:
    for name in _HGVS:
        for part in parts.get(name, ()):
            stated = [code.value for code in codings(_concept(part))]
            yield from stated or [one for one in (text(_concept(part)), word(part.get("valueString"))) if one][:1]
    for name in _REGISTERED:
        for part in parts.get(name, ()):
            yield from (code.value for code in codings(_concept(part)) if code.system == _HGVS_SYSTEM)


def _registered(parts: Mapping[str, list[Json]]) -> Iterator[Code]:
    for name in _REGISTERED:
        for part in parts.get(name, ()):
            yield from codings(_concept(part))
            bare = text(_concept(part)) or word(part.get("valueString"))
            if bare.startswith("rs") and bare[2:].isdigit() and not codings(_concept(part)):
                yield Code(_DBSNP, bare)


def _answer(parts: Mapping[str, list[Json]], name: str) -> str:
    for part in parts.get(name, ()):
        known = next((_ANSWERS[code] for code in codings(_concept(part)) if code in _ANSWERS), "")
        said = known or text(_concept(part)).lower() or word(part.get("valueString")).lower()
        if said:
            return said
    return ""


def _change_type(parts: Mapping[str, list[Json]]) -> str:
    """Return what kind of change a result states; a type of copy number alone does not say which way."""
    coded = (code for part in parts.get(_CHANGE_TYPE, ()) for code in codings(_concept(part)))
    return next((_CHANGE_TYPES[code.value] for code in coded if code.value in _CHANGE_TYPES), "")


def _specimen(record: Record, entry: Entry, now: datetime) -> str:
    """Return what was examined: the type of the specimen where that resource came along, else how the reference displays it."""
    reference = entry.content.get("specimen")
    if not isinstance(reference, dict):
        return ""
    linked, objection = record.linked(reference, entry.content, now)
    inside = next(
        (c for c in objects(entry.content.get("contained")) if f"#{c.get('id')}" == reference.get("reference")), None
    )
    kind = (
        inside.get("type") if inside else linked.content.get("type") if linked is not None and not objection else None
    )
    stated = text(kind) or next((code.display for code in codings(kind) if code.display), "")
    return stated or word(reference.get("display"))


def _frequency(record: Record, parts: Mapping[str, list[Json]]) -> Decimal | None:
    """Return the allelic frequency as a fraction of 1; None where there is none or its unit does not say which it is."""
    for held in (part.get("valueQuantity") for part in parts.get(_FREQUENCY, ())):
        value = held.get("value") if isinstance(held, dict) else None
        if not isinstance(held, dict) or isinstance(value, bool) or not isinstance(value, int | Decimal):
            continue
        unit = word(held.get("code")) or word(held.get("unit")).strip().lower()
        share = Decimal(value) if unit in _FRACTION else Decimal(value) / 100 if unit in _PERCENT else None
        if share is not None and 0 <= share <= 1 and not held.get("comparator"):
            return share
        record.remark("an allelic frequency was left out: its unit, its range or its comparator cannot be read")
    return None
