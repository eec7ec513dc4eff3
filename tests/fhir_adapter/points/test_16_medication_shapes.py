"""Point 16: a medicine is read in every shape: by reference, contained, coded or in words; with or without dosage; any term type."""

import json

import pytest

from chartside.codes import RXNORM
from chartside.inputs import EffectiveMedicationsRequest, Having, ResourcesRequest
from chartside.vocabulary.medicines import OPIOIDS, WARFARIN
from fhir_adapter import Chart
from tests.fhir_adapter.made import NOW, PATIENT, ask, concept, of_patient, rxnorm
from tests.fhir_adapter.points.real import first, whole

SYSTEM = "http://www.nlm.nih.gov/research/umls/rxnorm"
OPIOID = EffectiveMedicationsRequest(OPIOIDS)
HYDROCODONE = RXNORM("5489")
# So that the file holds both kinds, and nothing is unknown for want of one.
OVER = of_patient("MedicationStatement", "over", status="completed", medicationCodeableConcept=rxnorm("308191"))
MEDICATION = {"resourceType": "Medication", "id": "m1", "code": concept(SYSTEM, "857005")}


def chart(*record):
    entries = [{"resource": r} for r in (PATIENT, OVER, *record)]
    return Chart.from_patient_file(json.dumps({"resourceType": "Bundle", "entry": entries}).encode())


def prescription(**more):
    return of_patient("MedicationRequest", "r", **{"status": "active", "intent": "order", **more})


def coded(code, display=""):
    return {"medicationCodeableConcept": concept(SYSTEM, code, display)}


SHAPES = [
    pytest.param({"medicationReference": {"reference": "Medication/m1"}}, [MEDICATION], id="reference"),
    pytest.param({"medicationReference": {"reference": "#m1"}, "contained": [MEDICATION]}, [], id="contained"),
    pytest.param(coded("857005"), [], id="codeable-concept"),
    pytest.param(
        {"medicationCodeableConcept": {"text": "acetaminophen 325 MG / hydrocodone bitartrate 5 MG Oral Tablet"}},
        [],
        id="text-only",
    ),
    pytest.param({"medicationReference": {"display": "hydrocodone 5 MG"}}, [], id="display-only"),
]


@pytest.mark.parametrize(("named", "others"), SHAPES)
def test_16_every_shape_names_the_medicine(named, others):
    [found] = ask(chart(prescription(**named), *others), OPIOID)
    assert HYDROCODONE in found.ingredients


@pytest.mark.parametrize(
    ("code", "display"),
    [
        ("5489", ""),
        ("857005", ""),
        ("857383", ""),
        ("999999999", "Hydrocodone Bitartrate 5 MG"),
        ("999999998", "{12 (hydrocodone bitartrate 5 MG Oral Tablet) / 2 (placebo) } Pack [X]"),
    ],
    ids=["ingredient", "SCD", "SBD", "SCDC", "pack"],
)
def test_16_every_term_type_is_resolved_to_its_ingredients(code, display):
    [found] = ask(chart(prescription(**coded(code, display))), OPIOID)
    assert HYDROCODONE in found.ingredients


DOSAGES = [
    {},
    {"dosageInstruction": []},
    {"dosageInstruction": [{"text": "as directed"}]},
    {"dosageInstruction": [{"asNeededBoolean": True}]},
    {"dosageInstruction": [{"asNeededCodeableConcept": {"text": "pain"}}]},
    {"dosageInstruction": "x"},
]


@pytest.mark.parametrize("dosage", DOSAGES)
def test_16_without_dosage_in_words_or_as_needed_it_is_taken_all_the_same(dosage):
    assert len(ask(chart(prescription(**coded("857005"), **dosage)), OPIOID)) == 1


def test_16_the_dosage_is_there_for_who_reads_the_resource():
    asked = {"dosageInstruction": [{"asNeededBoolean": True, "text": "for pain"}]}
    [whole_] = ask(chart(prescription(**coded("857005"), **asked)), ResourcesRequest("MedicationRequest"))
    assert whole_.get("dosageInstruction")[0]["asNeededBoolean"] is True


@pytest.mark.parametrize(
    "named",
    [
        {"medicationCodeableConcept": {"text": "the usual pills"}},
        {"medicationCodeableConcept": {}},
        {},
        {"medicationReference": {"reference": "Medication/unsent"}},
        coded("999999999", ""),
    ],
)
def test_16_a_medicine_that_nobody_can_place_is_never_absence(named):
    found = ask(chart(prescription(**named)), OPIOID)
    assert list(found) == []
    assert "could not be resolved" in found.unknown.detail
    assert not found.known_absent


def test_16_another_medicine_is_known_not_to_be_one():
    assert ask(chart(prescription(**coded("855332"))), OPIOID).known_absent  # warfarin
    assert len(ask(chart(prescription(**coded("855332"))), EffectiveMedicationsRequest(WARFARIN))) == 1


@pytest.mark.parametrize("name", ["medicationrequest-contained-oral-axid", "medicationrequest-referenced-oral-axid"])
def test_16_public_medicines_by_reference_and_contained(name):
    sent, resource = first("us-core", lambda r: r.get("id") == name)
    medication = next(r for one in whole("us-core") for r in one.resources if r.get("id") == "uscore-med2")
    raw = json.dumps([resource, medication]).encode()
    found = ask(Chart.from_patient_file(raw), EffectiveMedicationsRequest())
    assert sent.resources
    assert [c.ref for c in found] == [f"MedicationRequest/{name}"] or resource["status"] != "active"
    assert all(c.codings for c in found)


def test_16_public_prescriptions_with_and_without_dosage_are_all_read():
    kinds = {"with": 0, "without": 0, "as needed": 0}
    for sent in whole("synthea/ndjson"):
        active = [r for r in sent.resources if r["resourceType"] == "MedicationRequest" and r["status"] == "active"]
        found = {c.ref for c in ask(sent.chart(), EffectiveMedicationsRequest(), NOW)}
        assert found == {f"MedicationRequest/{r['id']}" for r in active}
        for r in active:
            kinds["with" if r.get("dosageInstruction") else "without"] += 1
            kinds["as needed"] += any(d.get("asNeededBoolean") for d in r.get("dosageInstruction", []))
    assert min(kinds.values()) > 0


def test_16_a_public_medicine_in_words_only_is_counted():
    sent, resource = first(
        "ecqm",
        lambda r: "text" in r.get("medicationCodeableConcept", {}) and "coding" not in r["medicationCodeableConcept"],
    )
    read = sent.chart()
    ask(read, Having("MedicationRequest", OPIOIDS, ever=True), NOW.replace(year=2035))
    assert ("MedicationRequest", "no-code") in read.drops or resource.get("doNotPerform")
