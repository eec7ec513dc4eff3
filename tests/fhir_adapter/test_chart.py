"""A chart in every form that a caller can send, and whose it is."""

import json

import pytest

from chartside.inputs import AgeRequest, ClockRequest, Having, Injected, Input, Latest, OrderRequest
from chartside.missing import Missing
from fhir_adapter import Chart, ChartError
from tests.fhir_adapter.made import (
    CREATININE,
    NOW,
    PATIENT,
    STROKE,
    YEAR,
    ask,
    creatinine,
    file,
    of,
    searchset,
    sent,
    stroke,
)

HAVING = Having("Condition", STROKE)
LATEST = Latest(CREATININE, "mg/dL", YEAR)
SECOND = {**PATIENT, "id": "p2"}
RECORD = [PATIENT, stroke(), creatinine("a", 1)]


def lines(*resources):
    return "\n".join(map(json.dumps, resources)).encode()


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps(searchset(*RECORD)).encode(),
        json.dumps(searchset(*RECORD), indent=2).encode(),
        json.dumps(
            {"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": r} for r in RECORD]}
        ).encode(),
        json.dumps(RECORD).encode(),
        lines(*RECORD),
    ],
)
def test_every_form_of_a_patient_gives_the_same_facts(raw):
    chart = Chart.from_patient_file(raw)
    assert ask(chart, AgeRequest()).value == 76
    assert [c.ref for c in ask(chart, HAVING)] == ["Condition/s1"]
    assert ask(chart, LATEST).ref == "Observation/a"
    assert chart.patient_id == "p1"


def test_a_file_is_complete_for_what_it_holds_and_silent_about_the_rest():
    held = file(PATIENT, {**stroke(), "code": {"coding": [{"system": "http://snomed.info/sct", "code": "1"}]}})
    assert ask(held, HAVING).known_absent
    assert ask(held, LATEST).reason == "not-provided"
    assert held.missing_keys([*HAVING.reads(), *LATEST.reads()]) == ["observations"]


@pytest.mark.parametrize("asked", ["p2", "Patient/p2", "urn:uuid:p2"])
def test_of_several_patients_the_one_asked_for(asked):
    chart = file(PATIENT, SECOND, stroke(), context={"patientId": asked})
    assert chart.patient_id == "p2"
    assert ask(chart, HAVING).known_absent
    assert chart.drops == {("Condition", "other-patient"): 1}


def test_of_several_patients_none_is_guessed():
    with pytest.raises(ChartError, match="2 patients"):
        file(PATIENT, SECOND)
    with pytest.raises(ChartError, match="not in the file"):
        file(PATIENT, SECOND, context={"patientId": "p3"})
    with pytest.raises(ChartError, match="about 2 patients"):
        file(stroke(), {**stroke("s2"), "subject": {"reference": "Patient/p2"}})


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "is empty"),
        (b"no json", "not valid JSON"),
        *((raw, "no FHIR resource") for raw in (b"null", b"{}", b"[]", b'{"resourceType":"Bundle","entry":[7]}')),
    ],
)
def test_a_file_without_a_resource_is_refused_in_plain_words(raw, why):
    with pytest.raises(ChartError, match=why):
        Chart.from_patient_file(raw)


@pytest.mark.parametrize("more", [{}, {"entry": []}, {"entry": [], "total": 0}])
@pytest.mark.parametrize(("context", "whose"), [(None, ""), ({"patientId": "p1"}, "p1")])
def test_an_empty_bundle_is_a_patient_of_whom_nothing_is_known(more, context, whose):
    chart = Chart.from_patient_file(
        json.dumps({"resourceType": "Bundle", "type": "collection", **more}).encode(), context
    )
    assert chart.patient_id == whose
    assert not ask(chart, HAVING)
    assert [ask(chart, HAVING).unknown.reason, ask(chart, LATEST).reason, ask(chart, AgeRequest()).reason] == [
        "not-provided"
    ] * 3


@pytest.mark.parametrize(
    "stated", [None, 7, True, "", "  ", "Patient/", " Patient/ ", "urn:uuid:", ["p1"], {"id": "p1"}]
)
def test_a_patient_id_that_names_nobody_is_refused_though_a_patient_was_sent(stated):
    with pytest.raises(ChartError, match=r"context\.patientId"):
        sent(of(AgeRequest()), {"patient": PATIENT}, {"patientId": stated})
    with pytest.raises(ChartError, match=r"context\.patientId"):
        file(PATIENT, context={"patientId": stated})


def test_without_the_key_a_lone_patient_says_whose_chart_it_is():
    assert sent(of(AgeRequest()), {"patient": PATIENT}, {}).patient_id == "p1"


@pytest.mark.parametrize(
    ("said", "deceased"),
    [
        ({}, False),
        ({"deceasedBoolean": False}, False),
        ({"deceasedBoolean": True}, True),
        ({"deceasedDateTime": "2026-05-01"}, True),
        ({"deceasedDateTime": "2026"}, True),
        ({"deceasedDateTime": "garbage"}, True),
        ({"deceasedDateTime": "2026-07-01T00:00:00Z"}, False),
    ],
)
def test_a_patient_is_deceased_who_may_have_died_by_the_moment_of_the_question(said, deceased):
    chart = file({**PATIENT, **said})
    assert chart.deceased(NOW) is deceased
    assert [seen["reference"] for seen in chart.seen()] == (["Patient/p1"] if deceased else [])


def test_nobody_and_the_wrong_patient_are_not_deceased():
    dead = {**SECOND, "deceasedBoolean": True}
    assert not sent(of(AgeRequest()), {"patient": dead}).deceased(NOW)
    assert not file(stroke()).deceased(NOW)


def test_drafts_by_themselves_are_of_whomever_they_name():
    orders = [
        {"resourceType": "MedicationRequest", "id": f"m{i}", "subject": {"reference": f"Patient/p{i}"}} for i in (1, 2)
    ]
    chart = Chart.from_drafts({"draftOrders": orders})
    assert chart.patient_id == "p1"
    assert [one.ref for one in chart.orders()] == ["MedicationRequest/m1", "MedicationRequest/m2"]
    assert chart.orders().unknown is None
    assert Chart.from_drafts({}).patient_id == "nobody"


@pytest.mark.parametrize("system", ["https://snomed.info/sct/", "urn:oid:2.16.840.1.113883.6.96"])
def test_a_record_is_found_by_its_code_however_its_system_is_spelt(system):
    coded = {"coding": [{"system": system, "code": "230690007"}]}
    [found] = ask(file(PATIENT, stroke(code=coded)), HAVING)
    assert found.code.system == "http://snomed.info/sct"
    # where some element has another type than the standard says, the resource is indexed at leisure
    assert ask(file(PATIENT, stroke(code=coded, component=7)), HAVING)


def test_subjects_by_urn_are_followed():
    urn = "urn:uuid:0b1c"
    bundle = {
        "resourceType": "Bundle",
        "entry": [
            {"fullUrl": urn, "resource": PATIENT},
            {"resource": {**stroke(), "subject": {"reference": urn}}},
            {"resource": {**stroke("s2"), "subject": {"reference": "urn:uuid:ffff"}}},
            {"resource": {**stroke("s3"), "subject": {"reference": "Group/p1"}}},
            {"resource": {**stroke("s4"), "subject": {"display": "somebody"}}},
        ],
    }
    chart = Chart.from_patient_file(json.dumps(bundle).encode(), {"patientId": urn})
    assert [c.ref for c in ask(chart, HAVING)] == ["Condition/s1", "Condition/s4"]
    assert chart.drops == {("Condition", "other-patient"): 2}
    assert any("cannot be resolved: 1" in note for note in chart.notes)


def test_the_wrong_patient_is_left_out_and_said():
    chart = sent(of(AgeRequest()), {"patient": SECOND})
    assert ask(chart, AgeRequest()).reason == "conflicting"
    assert chart.drops == {("Patient", "other-patient"): 1}
    assert any("not that of the call" in note for note in chart.notes)


def test_what_became_a_fact_is_remembered_with_the_hash_of_what_was_received():
    versioned = creatinine("a", 1, meta={"versionId": "7", "lastUpdated": "2026-05-02T00:00:00Z"})
    chart = file(PATIENT, versioned, creatinine("old", 2, "2026-04-01"))
    fact = ask(chart, LATEST)
    [seen] = chart.seen()
    assert seen == {
        "reference": "Observation/a",
        "versionId": "7",
        "lastUpdated": "2026-05-02T00:00:00Z",
        "sha256": fact.sha256,
        "origin": "prefetch",
    }
    assert chart.entry("Observation/a").sha256 == fact.sha256


def test_a_resource_without_an_id_can_still_be_cited():
    nameless = creatinine("", 1)
    del nameless["id"]
    chart = file(PATIENT, nameless)
    ref = ask(chart, LATEST).ref
    assert ref.startswith("Observation#")
    assert chart.entry(ref).content == nameless
    assert chart.entry("Observation#none") is None


def test_clock_injected_and_order_need_no_record():
    chart = file(PATIENT)
    assert ask(chart, ClockRequest(whole_day=True)) == NOW.date()
    assert ask(chart, ClockRequest(whole_day=False)) == NOW
    travelling = Input("table", Injected("table", {"a": 1}, "1", "00"))
    assert chart.facts({"table": travelling}, NOW) == {}, "what travels with the plugin is no fact of the chart"
    assert isinstance(ask(chart, OrderRequest()), Missing)
    with pytest.raises(TypeError, match="no request"):
        ask(chart, object())


def test_the_order_of_entries_changes_nothing():
    record = [PATIENT, stroke(), stroke("s2"), creatinine("a", 1), creatinine("b", 1), creatinine("c", 2, "2026-01-01")]
    asked = {"stroke": of(HAVING)["it"], "creatinine": of(LATEST)["it"]}
    assert file(*record).facts(asked, NOW) == file(*reversed(record)).facts(asked, NOW)


def test_another_release_is_called_by_its_name():
    chart = file(PATIENT, {**stroke(), "clinicalStatus": "active"})
    assert ask(chart, HAVING)
    assert chart.notes == ["Condition in the shape of FHIR STU3: read under R4 rules"]


def test_a_display_that_contradicts_the_code_is_said_and_the_code_decides():
    chart = file(
        PATIENT,
        stroke(
            code={"coding": [{"system": "http://snomed.info/sct", "code": "230690007", "display": "Ingrown toenail"}]}
        ),
    )
    assert ask(chart, HAVING)
    assert chart.notes == [
        "http://snomed.info/sct|230690007 is displayed otherwise in the record than in the table of stroke; the code decided"
    ]
