"""Write the facts of a case as a small record in FHIR, so that a chart can be read from it again."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from chartside.codes import RXNORM, Code
from chartside.facts import (
    Coded,
    Dosage,
    Encounter,
    FamilyHistory,
    Found,
    Genotype,
    Immunization,
    Note,
    Patient,
    Prescription,
    Quantity,
    Variant,
    Word,
)
from chartside.inputs import AgeRequest, EncountersRequest, Input, Path, Request, ResourcesRequest, SexRequest
from chartside.missing import Missing
from chartside.moments import Moment
from chartside.resources import Resource
from chartside.testing import reported
from chartside.testing.case import Case

UNRELATED = Code("urn:chartside:kit", "unrelated", "something unrelated")
"""A code that no set holds."""
_SALINE = RXNORM("9863", "sodium chloride")

PATIENT = "made-up"
Json = dict[str, Any]
_CLINICAL = "http://terminology.hl7.org/CodeSystem"
_DATED = {
    "AllergyIntolerance": "onsetDateTime",
    "Condition": "onsetDateTime",
    "DiagnosticReport": "effectiveDateTime",
    "DocumentReference": "date",
    "FamilyMemberHistory": "date",
    "Immunization": "occurrenceDateTime",
    "MedicationRequest": "authoredOn",
    "MedicationStatement": "effectiveDateTime",
    "Observation": "effectiveDateTime",
    "Procedure": "performedDateTime",
}
_DONE = {
    "DiagnosticReport": "final",
    "FamilyMemberHistory": "completed",
    "Immunization": "completed",
    "MedicationRequest": "active",
    "MedicationStatement": "active",
    "Observation": "final",
    "Procedure": "completed",
}
_OF_THE_PATIENT = frozenset({"AllergyIntolerance", "FamilyMemberHistory", "Immunization"})
_CODE = {
    "DocumentReference": "type",
    "Immunization": "vaccineCode",
    "MedicationRequest": "medicationCodeableConcept",
    "MedicationStatement": "medicationCodeableConcept",
}


def records(case: Case, inputs: Mapping[str, Input]) -> list[Json]:
    """Return the resources that say what the case says; what cannot be written, such as a derived fact, is left out.

    Beside them stands something unrelated of every type that is read, so that each type is known to have been looked for.
    """
    written = [_person(case, inputs)]
    for name, choice in case.choices.items():
        value = choice.value
        if isinstance(value, Missing) or name not in inputs:
            continue
        for one in value if isinstance(value, Found) else (value,):
            made = _resource(one)
            if made is not None:
                written.append({**made, "id": f"{name.replace('_', '-')}-{len(written)}"})
    written += [made for kind in sorted(read_kinds(inputs)) if (made := unrelated(kind, case.now)) is not None]
    return written


def read_kinds(inputs: Mapping[str, Input]) -> set[str]:
    """Return the resource types that inputs read."""
    return {read.kind for declared in inputs.values() for read in declared.request.reads()} - {"Patient"}


def whole_kinds(inputs: Mapping[str, Input]) -> set[str]:
    """Return the resource types of which some input asks for all that there is: nothing of them is unrelated."""
    return {
        read.kind
        for declared in inputs.values()
        for read in declared.request.reads()
        if not read.search and not read.codes and _is_whole(declared.request)
    }


def _is_whole(request: Request) -> bool:
    if isinstance(request, Path | ResourcesRequest | EncountersRequest):
        return True
    return getattr(request, "what", UNRELATED) is None


def bundle(resources: list[Json]) -> Json:
    """Return a Bundle of resources."""
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


def unrelated(kind: str, now: datetime) -> Json | None:
    """Return a resource of a type that is about nothing that anybody asks for."""
    when = Moment.at(now - timedelta(days=3))
    match kind:
        case "Observation":
            return {**stated(kind, UNRELATED, when), "id": "unrelated-observation", "valueString": "nothing"}
        case "Encounter":
            return {**_encounter(Encounter("VR", "finished", when, when)), "id": "unrelated-encounter"}
        case "DocumentReference":
            return {
                **stated(kind, UNRELATED, when),
                "content": [_text("Nothing.")],
                "id": "unrelated-documentreference",
            }
        case "MedicationRequest" | "MedicationStatement":
            # A medicine that nobody can name might be the one asked for, so this one is a known other.
            return {**stated(kind, _SALINE, when), "id": f"unrelated-{kind.lower()}"}
        case "Patient":
            return None
        case _:
            return {**stated(kind, UNRELATED, when), "id": f"unrelated-{kind.lower()}"}


def measurement(code: Code, value: Decimal, unit: str, when: Moment | None) -> Json:
    """Return an Observation of a value."""
    number = {"value": float(value), "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    return {**stated("Observation", code, when), "valueQuantity": number}


def _person(case: Case, inputs: Mapping[str, Input]) -> Json:
    person: Json = {"resourceType": "Patient", "id": PATIENT}
    for name, choice in case.choices.items():
        value = choice.value
        request = inputs[name].request if name in inputs else None
        if isinstance(request, AgeRequest) and isinstance(value, Quantity):
            person["birthDate"] = f"{case.now.year - int(value.value):04}-01-01"
        elif isinstance(request, SexRequest) and isinstance(value, Word):
            person["gender"] = value.value
        elif isinstance(value, Patient):
            person |= {"birthDate": value.birth_date.text} if value.birth_date else {}
            person |= {"gender": value.sex} if value.sex else {}
    return person


def _resource(fact: Any) -> Json | None:
    match fact:
        case Quantity() if fact.ref.startswith("Observation/"):
            made = measurement(fact.code or UNRELATED, fact.value, fact.unit, fact.effective)
            return (
                made
                if not fact.comparator
                else {**made, "valueQuantity": {**made["valueQuantity"], "comparator": fact.comparator}}
            )
        case Immunization():
            return {**stated("Immunization", fact.code, fact.since)}
        case Prescription():
            return _prescription(fact)
        case Coded():
            return stated(fact.kind, fact.code, fact.since)
        case Encounter():
            return _encounter(fact)
        case Genotype():
            return reported.genotype(fact, stated("Observation", UNRELATED, fact.effective))
        case Variant():
            return reported.variant(fact, stated("Observation", UNRELATED, fact.effective))
        case FamilyHistory():
            return reported.relative(fact, stated("FamilyMemberHistory", fact.code, None))
        case Note():
            return {**stated("DocumentReference", fact.code or UNRELATED, fact.written), "content": [_text(fact.text)]}
        case Resource() if {"subject", "patient"} & fact.content.keys():
            return dict(fact.content)
        case _:
            return None


def stated(kind: str, code: Code, when: Moment | None) -> Json:
    """Return a resource that states a code of the patient."""
    whose = "patient" if kind in _OF_THE_PATIENT else "subject"
    named = {"coding": [{"system": code.system, "code": code.value, "display": code.display or code.value}]}
    made: Json = {"resourceType": kind, whose: {"reference": f"Patient/{PATIENT}"}, _CODE.get(kind, "code"): named}
    if kind in ("Condition", "AllergyIntolerance"):
        stem = "condition" if kind == "Condition" else "allergyintolerance"
        made["clinicalStatus"] = _word(f"{stem}-clinical", "active")
        made["verificationStatus"] = _word(
            "condition-ver-status" if kind == "Condition" else "allergyintolerance-verification", "confirmed"
        )
    else:
        made["status"] = _DONE.get(kind, "current")
    if kind == "MedicationRequest":
        made["intent"] = "order"
    if when is not None and kind in _DATED:
        made[_DATED[kind]] = when.text
    return made


def _prescription(fact: Prescription) -> Json | None:
    """Return a prescription with its dosages; a draft is no part of a record."""
    if fact.drafted:
        return None
    supply = {"value": fact.supply_days, "code": "d"} if fact.supply_days is not None else None
    filled = {
        "quantity": {"value": fact.quantity, "code": fact.quantity_unit} if fact.quantity is not None else None,
        "expectedSupplyDuration": supply,
        "numberOfRepeatsAllowed": fact.repeats,
    }
    return {
        **stated(fact.kind, fact.code, fact.since),
        "status": fact.status,
        "dosageInstruction": [_dosage(one) for one in fact.dosages],
        "dispenseRequest": {k: _plain(v) for k, v in filled.items() if v is not None},
    }


def _dosage(one: Dosage) -> Json:
    made: Json = {}
    if one.dose is not None:
        made["doseAndRate"] = [{"doseQuantity": {"value": float(one.dose), "unit": one.unit, "code": one.unit}}]
    if one.times is not None and one.per_hours is not None:
        made["timing"] = {
            "repeat": {"frequency": int(one.times), "period": float(one.per_hours), "periodUnit": "h"},
        }
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return {k: _plain(v) for k, v in value.items()} if isinstance(value, dict) else value


def _word(system: str, code: str) -> Json:
    return {"coding": [{"system": f"{_CLINICAL}/{system}", "code": code}]}


def _text(text: str) -> Json:
    return {"attachment": {"contentType": "text/plain", "data": b64encode(text.encode()).decode()}}


def _encounter(fact: Encounter) -> Json:
    period = {k: m.text for k, m in (("start", fact.since), ("end", fact.until)) if m is not None}
    return {
        "resourceType": "Encounter",
        "status": fact.status,
        "class": {"system": f"{_CLINICAL}/v3-ActCode", "code": fact.kind},
        "subject": {"reference": f"Patient/{PATIENT}"},
        **({"period": period} if period else {}),
        **({"reasonCode": [_concept(code) for code in fact.reasons]} if fact.reasons else {}),
        **({"hospitalization": {"dischargeDisposition": _concept(*fact.discharged_to)}} if fact.discharged_to else {}),
    }


def _concept(*codes: Code) -> Json:
    return {"coding": [{"system": c.system, "code": c.value, "display": c.display or c.value} for c in codes]}


def entered_in_error(resource: Json) -> Iterator[Json]:
    """Yield a resource as its record marks it when it was entered in error; nothing for a Patient."""
    if resource["resourceType"] == "Patient":
        return
    marked = {k: v for k, v in resource.items() if k != "clinicalStatus"}
    if "verificationStatus" in marked:
        system = marked["verificationStatus"]["coding"][0]["system"].rpartition("/")[2]
        marked["verificationStatus"] = _word(system, "entered-in-error")
    else:
        marked["status"] = "entered-in-error"
    yield marked | {"id": f"error-{resource['id']}"}


def of_somebody_else(resource: Json) -> Iterator[Json]:
    """Yield a resource as it would be about another patient."""
    if resource["resourceType"] == "Patient":
        return
    whose = "patient" if "patient" in resource else "subject"
    yield resource | {whose: {"reference": "Patient/somebody-else"}, "id": f"other-{resource['id']}"}


def of_the_future(resource: Json, now: datetime) -> Iterator[Json]:
    """Yield a resource as it would be dated after the question; nothing for what cannot be dated."""
    kind = resource["resourceType"]
    later = {"issued": (now + timedelta(days=2)).isoformat()} if kind == "Observation" else {}
    if kind == "Encounter":
        yield resource | {"id": f"later-{resource['id']}", "period": {"start": (now + timedelta(days=2)).isoformat()}}
    elif kind in _DATED:
        when = (now + timedelta(days=2)).isoformat()
        extra = {"recordedDate": when} if kind in ("Condition", "AllergyIntolerance") else {}
        yield resource | {_DATED[kind]: when, "id": f"later-{resource['id']}"} | later | extra
