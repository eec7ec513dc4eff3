"""Taking apart what was sent: every form, and nothing lost to a bad neighbour."""

import json

import pytest

from chartside.inputs import EffectiveMedicationsRequest, Having
from fhir_adapter import Chart
from fhir_adapter.bundle import unpack, unpack_lines, unpack_page
from tests.fhir_adapter.made import PATIENT, STROKE, ask, of_patient, rxnorm, searchset, stroke


def raw(value):
    return json.dumps(value).encode()


def kinds(contents):
    return [piece.kind for piece in contents.pieces]


@pytest.mark.parametrize(
    "value",
    [
        PATIENT,
        [PATIENT],
        searchset(PATIENT),
        {"resourceType": "Bundle", "entry": [{"resource": PATIENT}]},
        {"response": {"status": "200 OK"}, "resource": PATIENT},
        {"response": {"status": "200 OK"}, "resource": searchset(PATIENT)},
        {"resourceType": "Bundle", "type": "batch-response", "entry": [{"resource": searchset(PATIENT)}]},
        {"id": "p1", "resourceType": "Patient"},
    ],
)
def test_a_resource_is_found_in_every_form_and_keeps_its_bytes(value):
    contents = unpack(raw(value))
    assert kinds(contents) == ["Patient"]
    assert contents.gap is None
    assert contents.pieces[0].raw in raw(value)


def test_bytes_are_those_received_spaces_and_all():
    spaced = b'{ "resourceType" : "Patient",\n   "id": "p1" , "x": 72.50 }'
    assert unpack(b'{"resourceType":"Bundle","entry":[{"resource":' + spaced + b"}]}").pieces[0].raw == spaced


@pytest.mark.parametrize("value", [None, b"null", b"  null ", searchset(), {"resourceType": "Bundle"}])
def test_nothing_is_complete_and_empty(value):
    contents = unpack(value if isinstance(value, bytes) else raw(value))
    assert (contents.pieces, contents.gap, contents.unreadable) == ([], None, 0)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (searchset(PATIENT, link=[{"relation": "next", "url": "https://ehr.example/2"}]), "incomplete"),
        (searchset(PATIENT, total=2), "incomplete"),
        (searchset(PATIENT, {"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}), "incomplete"),
        (
            searchset({"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "suppressed"}]}),
            "incomplete",
        ),
        ({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}, "fetch-failed"),
        ({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}, "not-permitted"),
        ({"response": {"status": "404 Not Found"}}, "fetch-failed"),
        ({"response": {"status": "500"}, "resource": searchset()}, "fetch-failed"),
        ({}, "fetch-failed"),
        (7, "fetch-failed"),
        ("text", "fetch-failed"),
    ],
)
def test_what_is_not_whole_says_so(value, reason):
    assert unpack(raw(value)).gap.reason == reason


def test_a_total_counts_matches_and_not_what_was_included():
    bundle = searchset(PATIENT, total=1)
    bundle["entry"].append({"resource": stroke(), "search": {"mode": "include"}})
    assert unpack(raw(bundle)).gap is None


def test_a_warning_in_a_bundle_is_not_a_failure():
    warning = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "not-supported"}]}
    contents = unpack(raw(searchset(PATIENT, warning)))
    assert (kinds(contents), contents.gap) == (["Patient"], None)


@pytest.mark.parametrize(
    "bad", [7, None, "x", {"resource": 7}, {"resource": {}}, {"resource": {"resourceType": 3}}, {}]
)
def test_a_bad_entry_costs_itself_only(bad):
    bundle = {"resourceType": "Bundle", "entry": [{"resource": PATIENT}, bad, {"resource": stroke()}]}
    contents = unpack(raw(bundle))
    assert (kinds(contents), contents.unreadable) == (["Patient", "Condition"], 1)


def test_an_entry_with_a_bad_address_is_kept():
    contents = unpack(raw({"resourceType": "Bundle", "entry": [{"fullUrl": 7, "resource": PATIENT}]}))
    assert (kinds(contents), contents.unreadable) == (["Patient"], 0)


@pytest.mark.parametrize("broken", [b'{"resourceType":"Pat', b"\xff\xfe", b"[" * 5000, b'{"a":' * 5000])
def test_what_is_not_json_is_a_failed_fetch(broken):
    assert unpack(broken).gap.reason == "fetch-failed"


def test_lines_are_resources_and_a_broken_line_is_counted():
    contents = unpack_lines(raw(PATIENT) + b"\n\n" + raw(stroke()) + b"\nbroken\n")
    assert (kinds(contents), contents.unreadable) == (["Patient", "Condition"], 1)


def test_a_pretty_bundle_is_not_taken_for_lines():
    assert unpack_lines(json.dumps(searchset(PATIENT), indent=1).encode()) is None
    assert unpack_lines(b'{"resourceType": "Bundle",\n"entry": []}') is None


def test_a_page_tells_of_itself_and_leaves_the_others_to_who_turns_them():
    links = [{"relation": "self", "url": "https://ehr.example/Condition?patient=1"}, {"relation": "next", "url": "n"}]
    contents = unpack_page(raw(searchset(PATIENT, link=links, total=9)))
    assert contents.gap is None
    page = contents.page
    assert (page.searched, page.next, page.total, page.matches) == (links[0]["url"], "n", 9, 1)
    assert "patient=1" not in repr(contents)


def test_a_page_within_another_bundle_is_incomplete_whoever_asks():
    inner = searchset(PATIENT, link=[{"relation": "next", "url": "n"}])
    assert unpack_page(raw({"resourceType": "Bundle", "entry": [{"resource": inner}]})).gap.reason == "incomplete"


def entry(resource, url=""):
    return {"resource": resource, **({"fullUrl": url} if url else {})}


REQUEST = {"status": "active", "intent": "order"}


@pytest.mark.parametrize(
    ("reference", "drug", "url"),
    [
        ("urn:uuid:aaaa", {}, "urn:uuid:aaaa"),
        ("urn:uuid:aaaa", {"id": "m1"}, "urn:uuid:aaaa"),
        ("Medication/m1", {"id": "m1"}, "https://ehr.example/fhir/Medication/m1"),
        ("https://ehr.example/fhir/Medication/m1", {"id": "m1"}, "https://ehr.example/fhir/Medication/m1"),
        ("Medication?identifier=http://x|7", {"identifier": [{"system": "http://x", "value": "7"}]}, "urn:uuid:aaaa"),
    ],
)
def test_a_medicine_in_the_bundle_is_found_however_it_is_referred_to(reference, drug, url):
    medication = {"resourceType": "Medication", "code": rxnorm("860975"), **drug}
    request = of_patient("MedicationRequest", "r1", **REQUEST, medicationReference={"reference": reference})
    request["subject"] = {"reference": "urn:uuid:pppp"}
    held = [entry(PATIENT, "urn:uuid:pppp"), entry(medication, url), entry(request)]
    chart = Chart.from_patient_file(raw({"resourceType": "Bundle", "type": "transaction", "entry": held}))
    [found] = ask(chart, EffectiveMedicationsRequest())
    assert found.code.value == "860975"


@pytest.mark.parametrize("later", [{}, {"meta": {"versionId": "1"}}])
def test_one_resource_in_two_bundles_is_one_fact(later):
    twice = [searchset(PATIENT, stroke()), searchset(PATIENT, {**stroke(), **later})]
    lines = b"\n".join(map(raw, twice))
    for file in (lines, raw({"resourceType": "Bundle", "entry": [{"resource": one} for one in twice]})):
        chart = Chart.from_patient_file(file)
        assert [c.ref for c in ask(chart, Having("Condition", STROKE))] == ["Condition/s1"]
        assert chart.drops["Condition", "duplicate"] == 1


def test_a_reference_by_address_or_condition_says_whose_a_resource_is():
    patient = {**PATIENT, "identifier": [{"system": "http://mrn", "value": "1"}]}
    other = {**PATIENT, "id": "p2", "identifier": [{"system": "http://mrn", "value": "2"}]}
    conditions = [
        {**stroke("c1"), "subject": {"reference": "Patient?identifier=http://mrn|1"}},
        {**stroke("c2"), "subject": {"reference": "Patient?identifier=http://mrn|2"}},
        {**stroke("c3"), "subject": {"reference": "urn:uuid:bbbb"}},
        {**stroke("c4"), "subject": {"reference": "urn:uuid:cccc"}},
    ]
    held = [entry(patient, "urn:uuid:bbbb"), entry(other, "urn:uuid:cccc"), *map(entry, conditions)]
    file = raw({"resourceType": "Bundle", "type": "collection", "entry": held})
    chart = Chart.from_patient_file(file, {"patientId": "p1"})
    assert {c.ref for c in ask(chart, Having("Condition", STROKE))} == {"Condition/c1", "Condition/c3"}
