"""Security labels: what a restricted label covers is withheld, counted, and never looks absent."""

import json

import pytest

from chartside.codes import LOINC, RXNORM, SNOMED, CodeSet
from chartside.inputs import (
    AgeRequest,
    EffectiveMedicationsRequest,
    EncountersRequest,
    GenotypesRequest,
    Having,
    History,
    Latest,
    NotesRequest,
    Path,
    ProceduresRequest,
    ResourcesRequest,
    SexRequest,
    days,
)
from fhir_adapter import Chart, templates
from fhir_adapter.labels import labels, restricting, table
from tests.fhir_adapter.made import (
    CREATININE,
    NOW,
    PATIENT,
    STROKE,
    TODAY,
    ask,
    creatinine,
    file,
    of,
    of_patient,
    rxnorm,
    searchset,
    stroke,
)

CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
LATEST, SERIES = Latest(CREATININE, "mg/dL", days(365)), History(CREATININE, "mg/dL", days(365))


def label(code="R", system=CONFIDENTIALITY):
    return {"security": [{"system": system, "code": code}]}


def permitting(*codes):
    def make(*resources):
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}
        return Chart.from_patient_file(json.dumps(bundle).encode(), permitted=frozenset(codes))

    return make


@pytest.mark.parametrize(
    ("meta", "restricts"),
    [
        (label("R"), {"R"}),
        (label("V"), {"V"}),
        (label("N"), set()),
        (label("U"), set()),
        (label("R", "urn:oid:2.16.840.1.113883.5.25"), {"R"}),
        (label("R", ""), {"R"}),
        (label("R", "urn:of-our-own"), set()),
        (label("HIV", ACT), {"HIV"}),
        (label("PSY", "http://hl7.org/fhir/v3/ActCode"), {"PSY"}),
        (label("SUD", ACT), {"SUD"}),
        (label("HTEST", "http://terminology.hl7.org/CodeSystem/v3-ActReason"), set()),
        ({"security": [label("N")["security"][0], label("ETH", ACT)["security"][0]]}, {"ETH"}),
        ({"security": {"system": ACT, "code": "HIV"}}, {"HIV"}),
        ({"security": [4, None, {}]}, set()),
        ("R", set()),
    ],
)
def test_which_labels_restrict(meta, restricts):
    assert restricting({"meta": meta}) == restricts


def test_the_label_of_a_document_and_of_a_composition_count():
    assert restricting({"securityLabel": [{"coding": label("R")["security"]}]}) == {"R"}
    assert restricting({"confidentiality": "V"}) == {"V"}
    assert labels({}) == frozenset()


def test_the_table_says_where_it_is_from():
    assert len(table().sha256) == 64
    assert "HL7" in table().source


def test_a_newer_result_that_may_not_be_seen_leaves_no_newest():
    hidden, seen = creatinine("h", 2.0, "2026-05-20", meta=label()), creatinine("s", 1.0, "2026-05-10")
    chart = file(PATIENT, seen, hidden)
    assert ask(chart, LATEST).reason == "not-permitted"
    assert chart.drops == {("Observation", "security-label"): 1}
    assert "resources withheld from the analyses under a security label: 1" in chart.notes
    assert not any(line["reference"] == "Observation/h" for line in chart.seen())
    assert ask(permitting("R")(PATIENT, seen, hidden), LATEST).value == 2


def test_an_older_one_takes_nothing_from_the_newest():
    hidden, seen = creatinine("h", 2.0, "2026-05-10", meta=label()), creatinine("s", 1.0, "2026-05-20")
    assert ask(file(PATIENT, seen, hidden), LATEST).value == 1
    series = ask(file(PATIENT, seen, hidden), SERIES)
    assert ([q.value for q in series], series.unknown.reason) == ([1], "not-permitted")


def test_one_on_the_same_day_could_be_the_newer():
    hidden, seen = creatinine("h", 2.0, "2026-05-20", meta=label()), creatinine("s", 1.0, "2026-05-20T08:00:00Z")
    assert ask(file(PATIENT, seen, hidden), LATEST).reason == "not-permitted"


def test_what_lies_before_the_look_back_could_not_have_answered():
    hidden, seen = creatinine("h", 2.0, "2020-05-20", meta=label()), creatinine("s", 1.0, "2026-05-20")
    assert ask(file(PATIENT, seen, hidden), SERIES).unknown is None


def test_another_analyte_takes_nothing_and_an_uncoded_one_could_be_it():
    seen = creatinine("s", 1.0, "2026-05-10")
    other = creatinine(
        "h", 2.0, "2026-05-20", meta=label(), code={"coding": [{"system": LOINC("").system, "code": "1-8"}]}
    )
    assert ask(file(PATIENT, seen, other), LATEST).value == 1
    worded = creatinine("h", 2.0, "2026-05-20", meta=label(), code={"text": "creatinine"})
    assert ask(file(PATIENT, seen, worded), LATEST).reason == "not-permitted"


def test_a_condition_that_may_not_be_seen_is_not_absent():
    hidden = stroke(meta=label("HIV", ACT))
    for request in (
        Having("Condition", STROKE),
        Having("Condition", CodeSet("s", "s", STROKE.codes, {"urn:x": ("A",)})),
    ):
        found = ask(file(PATIENT, hidden), request)
        assert (found.items, found.unknown.reason) == ((), "not-permitted")
        assert ask(permitting("HIV")(PATIENT, hidden), request)
    other = Having("Condition", CodeSet("o", "o", frozenset({SNOMED("1")}), {"urn:x": ("A",)}))
    assert ask(file(PATIENT, hidden), other).known_absent


@pytest.mark.parametrize("permitted", [(), ("R",), ("HIV",)])
def test_every_restricting_label_must_be_permitted(permitted):
    meta = {"security": [*label()["security"], *label("HIV", ACT)["security"]]}
    assert not ask(permitting(*permitted)(PATIENT, stroke(meta=meta)), Having("Condition", STROKE))
    assert ask(permitting("R", "HIV")(PATIENT, stroke(meta=meta)), Having("Condition", STROKE))


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"status": "entered-in-error"}, "entered-in-error"),
        ({"subject": {"reference": "Patient/x"}}, "other-patient"),
        ({"effectiveDateTime": "2027-01-01"}, "future"),
    ],
)
def test_what_was_never_so_is_not_said_to_be_withheld(more, reason):
    chart = file(PATIENT, creatinine("h", 2.0, meta=label(), **({"at": None} | more)))
    assert ask(chart, SERIES).known_absent
    assert chart.drops == {("Observation", reason): 1}


WHOLE = [
    (ResourcesRequest("Observation", "status=final"), creatinine("h", 2.0, meta=label())),
    (Path("Observation.status", "Observation"), creatinine("h", 2.0, meta=label(), status="cancelled")),
    (
        EncountersRequest(),
        of_patient("Encounter", "e", status="finished", period={"start": "2026-01-01"}, meta=label()),
    ),
    (ProceduresRequest(), of_patient("Procedure", "x", status="completed", code={"text": "x"}, meta=label())),
    (GenotypesRequest(), creatinine("g", 1, meta=label("GDIS", ACT), code={"coding": [{"system": LOINC("").system, "code": "84413-4"}]})),
    (NotesRequest(), of_patient("DocumentReference", "d", status="current", content=[], securityLabel=[{"coding": label()["security"]}])),
    (NotesRequest(), of_patient("DiagnosticReport", "d", status="final", meta=label())),
    (NotesRequest(), of_patient("Composition", "d", status="final", confidentiality="R")),
    (
        EffectiveMedicationsRequest(),
        of_patient("MedicationRequest", "m", status="active", medicationCodeableConcept=rxnorm("1"), meta=label()),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("request_", "hidden"), WHOLE)
def test_every_kind_of_request_says_so(request_, hidden):
    chart = file(PATIENT, hidden)
    found = ask(chart, request_)
    assert (found.items, found.unknown.reason) == ((), "not-permitted")
    assert chart.drops[hidden["resourceType"], "security-label"] == 1
    assert chart.seen() == []


def test_a_search_that_does_not_name_it_misses_nothing():
    hidden = creatinine("h", 2.0, meta=label())
    assert ask(file(PATIENT, hidden), ResourcesRequest("Observation", "status=cancelled")).known_absent


def test_a_patient_who_may_not_be_seen_has_no_age():
    chart = file({**PATIENT, "meta": label("V")}, stroke())
    assert ask(chart, AgeRequest()).reason == ask(chart, SexRequest()).reason == "not-permitted"
    assert ask(chart, Having("Condition", STROKE))


def test_a_medicine_behind_a_label_is_not_named():
    medication = {"resourceType": "Medication", "id": "m", "code": rxnorm("11289"), "meta": label("PSY", ACT)}
    reference = {"medicationReference": {"reference": "Medication/m"}}
    order = of_patient("MedicationRequest", "r", status="active", intent="order", **reference)
    asked = EffectiveMedicationsRequest(CodeSet.of("w", "warfarin", RXNORM("11289")))
    chart = file(PATIENT, medication, order)
    assert not ask(chart, asked)
    assert ask(chart, asked).unknown is not None
    assert ask(permitting("PSY")(PATIENT, medication, order), asked)


def test_a_text_behind_a_label_is_not_read_and_said():
    binary = {"resourceType": "Binary", "id": "b", "contentType": "text/plain", "data": "Tm8u", "meta": label()}
    document = of_patient("DocumentReference", "d", status="current", content=[{"attachment": {"url": "Binary/b"}}])
    report = of_patient("DiagnosticReport", "r", status="final")
    chart = file(PATIENT, binary, document, report)
    found = ask(chart, NotesRequest())
    assert not found
    assert (found.unknown.reason, found.unknown.detail) == ("not-permitted", "documents whose text may not be seen: 1")
    assert chart.drops["Binary", "security-label"] == 1


def test_a_label_of_our_own_withholds_nothing_and_is_said():
    chart = file(PATIENT, stroke(meta=label("SECRET", "urn:of-our-own")))
    assert ask(chart, Having("Condition", STROKE))
    assert any("not in our table: 1" in note for note in chart.notes)


def test_the_notes_name_no_label():
    chart = file(PATIENT, stroke(meta=label("HIV", ACT)))
    ask(chart, Having("Condition", STROKE))
    assert not any("HIV" in note for note in chart.notes)


def test_a_resource_of_odd_shape_is_withheld_all_the_same():
    assert (
        ask(file(PATIENT, stroke(meta=label(), component="x")), Having("Condition", STROKE)).unknown.reason
        == "not-permitted"
    )


def test_of_two_copies_the_later_decides():
    early = stroke(meta={**label(), "lastUpdated": "2026-01-01T00:00:00Z"})
    late = stroke(meta={"lastUpdated": "2026-02-01T00:00:00Z"}, recordedDate="2026-01-01")
    assert ask(file(PATIENT, early, late), Having("Condition", STROKE))
    early["meta"]["lastUpdated"] = "2026-03-01T00:00:00Z"
    assert not ask(file(PATIENT, late, early), Having("Condition", STROKE))


def test_a_prefetch_is_read_with_the_same_permission():
    asked = of(Having("Condition", STROKE))
    advertised = templates([read for i in asked.values() for read in i.request.reads()], TODAY)
    raw = {key: json.dumps(searchset(stroke(meta=label()))).encode() for key in advertised}
    for permitted, found in ((frozenset(), False), (frozenset({"R"}), True)):
        chart = Chart.from_prefetch(raw, advertised, {"patientId": "p1"}, permitted)
        assert bool(chart.facts(asked, NOW)["it"]) == found


def test_a_label_of_the_bundle_holds_for_each_part_and_for_no_other_bundle():
    inner = {
        "resourceType": "Bundle",
        "type": "collection",
        "meta": label(),
        "entry": [{"resource": creatinine("c1", 1.9)}],
    }
    outer = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": PATIENT}, {"resource": inner}]}
    chart = Chart.from_patient_file(json.dumps(outer).encode())
    assert ask(chart, LATEST).reason == "not-permitted"
    assert ask(chart, AgeRequest()), "the patient stands outside that Bundle"
    assert chart.drops["Observation", "security-label"] == 1
    seen = Chart.from_patient_file(json.dumps(outer).encode(), permitted=frozenset({"R"}))
    assert ask(seen, LATEST)
    prefetched = {**searchset(creatinine("c1", 1.9)), "meta": label()}
    templates_of = of(LATEST)
    advertised = templates([read for i in templates_of.values() for read in i.request.reads()], TODAY)
    raw = {"observations": json.dumps(prefetched).encode()}
    assert ask(Chart.from_prefetch(raw, advertised, {"patientId": "p1"}), LATEST).reason == "not-permitted"
