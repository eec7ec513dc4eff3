"""Point 15: resources stay bytes until somebody needs one, each is read once, and a bad one costs itself and never the request."""

import json

import msgspec
import pytest

from chartside.inputs import (
    AgeRequest,
    EffectiveMedicationsRequest,
    EncountersRequest,
    FamilyHistoryRequest,
    GenotypesRequest,
    Having,
    History,
    ImmunizationsRequest,
    Latest,
    LatestCoded,
    NotesRequest,
    Path,
    ProceduresRequest,
    ResourcesRequest,
    VariantsRequest,
)
from chartside.missing import Missing
from fhir_adapter import Chart, entry
from tests.fhir_adapter.made import (
    CREATININE,
    NOW,
    PATIENT,
    STROKE,
    YEAR,
    ask,
    creatinine,
    file,
    loinc,
    of,
    of_patient,
    searchset,
    sent,
    stroke,
)
from tests.fhir_adapter.points.real import whole

NEWEST, HAVING = Latest(CREATININE, "mg/dL", YEAR), Having("Condition", STROKE)


@pytest.fixture
def decoded(monkeypatch):
    """Count how often a whole resource is decoded, and which."""
    raws, known = [], entry._DECODER

    class Counting:
        def decode(self, raw):
            raws.append(bytes(raw))
            return known.decode(raw)

    monkeypatch.setattr(entry, "_DECODER", Counting())
    return raws


def test_15_only_what_is_asked_for_is_decoded(decoded):
    others = [
        of_patient("Observation", f"o{n}", status="final", code={"coding": [{"system": "urn:x", "code": str(n)}]})
        for n in range(200)
    ]
    chart = file(PATIENT, creatinine("a", 1), *others, *(of_patient("Claim", f"c{n}") for n in range(200)))
    assert decoded == []
    assert ask(chart, NEWEST)
    assert len(decoded) <= 3, "the creatinine, and whose it is"


def test_15_a_resource_is_decoded_once_however_often_it_is_asked_for(decoded):
    chart = file(PATIENT, creatinine("a", 1), stroke())
    for _ in range(3):
        for request in (NEWEST, History(CREATININE, "mg/dL"), HAVING, ResourcesRequest("Observation")):
            ask(chart, request)
    assert len(decoded) == len(set(decoded))


def test_15_a_question_that_is_asked_twice_is_answered_once():
    chart = file(PATIENT, creatinine("a", 1))
    assert ask(chart, NEWEST) is ask(chart, NEWEST)


BAD = [
    b'{"resourceType":"Observation","id":1e99999999999999999999}',
    b"7",
    b'"text"',
    b"null",
    b"[]",
    b"{}",
    b'{"resourceType":"Observation","status":["final"],"code":7}',
    b'{"resourceType":"Observation","id":"o","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}]},"effectiveDateTime":"2026-05-01","valueQuantity":{"value":1e999999999999999999999}}',
]


@pytest.mark.parametrize("bad", BAD)
def test_15_a_bad_resource_is_dropped_and_the_others_are_read(bad):
    entries = b",".join(b'{"resource":' + raw + b"}" for raw in (json.dumps(creatinine("a", 1)).encode(), bad))
    raw = b'{"resourceType":"Bundle","type":"searchset","entry":[' + entries + b"]}"
    chart = sent({**of(NEWEST), "s": of(HAVING)["it"]}, {"observations": raw, "conditions": searchset(stroke())})
    facts = chart.facts(of(NEWEST), NOW)
    assert facts["it"].value == 1
    assert [c.ref for c in ask(chart, HAVING)] == ["Condition/s1"]


@pytest.mark.parametrize("bad", [BAD[0], b"7", BAD[-1]])
def test_15_a_drop_is_on_the_record_and_no_absence_is_claimed_over_it(bad):
    raw = b'{"resourceType":"Bundle","type":"searchset","entry":[{"resource":' + bad + b"}]}"
    chart = sent(of(NEWEST), {"observations": raw})
    assert ask(chart, NEWEST).reason == "incomplete"
    assert sum(count for (_, reason), count in chart.drops.items() if reason == "unreadable") == 1


# A number past all bounds: it can be indexed, and not decoded.
SPOILT = "1e999999999999999999999"
EACH = [
    (creatinine("x", 1), NEWEST),
    (creatinine("x", 1), History(CREATININE, "mg/dL")),
    (creatinine("x", 1), LatestCoded(CREATININE)),
    (creatinine("x", 1), ResourcesRequest("Observation")),
    (creatinine("x", 1), Path("Observation.id", "Observation")),
    (stroke("x"), HAVING),
    (of_patient("Encounter", "x", status="finished"), EncountersRequest()),
    (of_patient("Procedure", "x", status="completed"), ProceduresRequest()),
    (of_patient("Immunization", "x", status="completed"), ImmunizationsRequest()),
    (of_patient("FamilyMemberHistory", "x", status="completed"), FamilyHistoryRequest()),
    (of_patient("DocumentReference", "x", status="current"), NotesRequest()),
    (of_patient("MedicationRequest", "x", status="active"), EffectiveMedicationsRequest()),
    (creatinine("x", 1, code=loinc("84413-4")), GenotypesRequest()),
    (creatinine("x", 1, code=loinc("69548-6")), VariantsRequest()),
    (PATIENT, AgeRequest()),
]


@pytest.mark.parametrize(("resource", "request_"), EACH, ids=lambda one: type(one).__name__)
def test_15_no_request_claims_an_absence_over_a_resource_that_cannot_be_decoded(resource, request_):
    spoilt = json.dumps({**resource, "spoilt": "SPOILT"}).replace('"SPOILT"', SPOILT)
    others = [
        {**resource, "resourceType": kind, "status": "completed"}
        for kind in ("MedicationStatement", "DiagnosticReport")
    ]
    raw = f"[{','.join([spoilt, *map(json.dumps, [] if resource is PATIENT else [PATIENT, *others])])}]"
    chart = Chart.from_patient_file(raw.encode(), {"patientId": "p1"})
    found = ask(chart, request_)
    gap = found if isinstance(found, Missing) else found.unknown
    assert gap.reason == "incomplete"
    assert chart.drops[resource["resourceType"], "unreadable"] == 1


def test_15_a_bad_entry_that_is_no_object_costs_only_itself():
    raw = json.dumps(
        {
            "resourceType": "Bundle",
            "type": "searchset",
            "entry": [7, {"resource": stroke()}, {"fullUrl": 3, "resource": stroke("s2")}],
        }
    )
    found = ask(sent(of(HAVING), {"conditions": raw.encode()}), HAVING)
    assert [c.ref for c in found] == ["Condition/s1", "Condition/s2"]
    assert found.unknown.reason == "incomplete"


def test_15_the_largest_public_record_is_read_lazily(decoded):
    sent = max(whole("synthea/bundles"), key=lambda one: len(one.resources))
    assert len(sent.resources) > 1000
    chart = sent.chart()
    assert decoded == []
    ask(chart, NEWEST)
    coded = sum("38483-4" in json.dumps(r) or "2160-0" in json.dumps(r) for r in sent.resources)
    assert len(decoded) <= coded + 2
    ask(chart, EncountersRequest())
    assert len(decoded) < len(sent.resources) / 2


def test_15_a_public_record_with_one_resource_spoilt_says_all_the_rest():
    sent = whole("us-core")[0]
    resources = [*sent.resources, {"resourceType": "Observation", "id": "bad", "code": 7, "status": {}}]
    chart = Chart.from_patient_file(msgspec.json.encode(resources))
    found = ask(chart, ResourcesRequest(sent.resources[0]["resourceType"]))
    assert len(found) >= 1
