"""Every shape in which a medicine is named, and what it is resolved to."""

import gzip
import json
from pathlib import Path

import pytest

from chartside.codes import RXNORM, CodeSet
from chartside.inputs import EffectiveMedicationsRequest, Having
from chartside.missing import Missing
from chartside.vocabulary.medicines import ACE_INHIBITORS, OPIOIDS, WARFARIN
from fhir_adapter import Chart
from tests.fhir_adapter.made import PATIENT, ask, concept, of_patient, rxnorm

SYSTEM = RXNORM("").system
OPIOID = EffectiveMedicationsRequest(OPIOIDS)
ACETAMINOPHEN, HYDROCODONE, CODEINE = RXNORM("161"), RXNORM("5489"), RXNORM("2670")
MIXED = {
    "resourceType": "Medication",
    "id": "mixed",
    "code": {"text": "made by the pharmacy"},
    "ingredient": [
        {"itemCodeableConcept": rxnorm("2670")},
        {"itemCodeableConcept": {"text": "acetaminophen"}},
        {"itemCodeableConcept": {"text": "lactose"}, "isActive": False},
    ],
}


# So that the file holds both kinds, and nothing is unknown for want of one.
OVER = of_patient("MedicationStatement", "st", status="completed", medicationCodeableConcept=rxnorm("308191"))


def prescription(id="m", **named):
    return of_patient("MedicationRequest", id, **{"status": "active", "intent": "order", **named})


def chart(*record, drafts=()):
    bundle = {"resourceType": "Bundle", "entry": [{"resource": r} for r in (PATIENT, OVER, *record)]}
    context = {"draftOrders": {"resourceType": "Bundle", "entry": [{"resource": r} for r in drafts]}}
    return Chart.from_patient_file(json.dumps(bundle).encode(), context)


def coded(code, display=""):
    return {"medicationCodeableConcept": concept(SYSTEM, code, display)}


@pytest.mark.parametrize(
    ("named", "others", "holds"),
    [
        (coded("5489"), (), {HYDROCODONE}),  # ingredient
        (coded("857005"), (), {ACETAMINOPHEN, HYDROCODONE}),  # SCD
        (coded("857383", ""), (), {ACETAMINOPHEN, HYDROCODONE}),  # SBD
        (coded("999999999", "Hydrocodone Bitartrate 5 MG"), (), {HYDROCODONE}),  # SCDC
        (coded("999999999", "{12 (codeine phosphate 30 MG Oral Tablet) / 2 (placebo) } Pack [Some]"), (), {CODEINE}),
        ({"medicationCodeableConcept": {"text": "codeine/acetaminophen"}}, (), {CODEINE, ACETAMINOPHEN}),
        ({"medicationReference": {"reference": "Medication/mixed"}}, (MIXED,), {CODEINE, ACETAMINOPHEN}),
        ({"medicationReference": {"reference": "#mixed"}, "contained": [MIXED]}, (), {CODEINE, ACETAMINOPHEN}),
        ({"medicationReference": {"reference": "Medication/unsent", "display": "Codeine 30 mg"}}, (), {CODEINE}),
        ({"medicationReference": {"display": "Codeine 30 mg"}}, (), {CODEINE}),
        (coded("857005") | {"dosageInstruction": [{"asNeededBoolean": True}]}, (), {ACETAMINOPHEN, HYDROCODONE}),
        (coded("857005") | {"dosageInstruction": []}, (), {ACETAMINOPHEN, HYDROCODONE}),
        (
            {
                "medicationCodeableConcept": {
                    "coding": [{"system": "http://local", "code": "x"}, *rxnorm("2670")["coding"]]
                }
            },
            (),
            {CODEINE},
        ),
    ],
)
def test_a_medicine_in_any_shape_is_resolved_as_taken_and_as_ordered(named, others, holds):
    [taken] = ask(chart(prescription(**named), *others), OPIOID)
    assert set(taken.ingredients) == holds
    assert taken.code in OPIOIDS
    [order] = chart(*others, drafts=[prescription("d", **named, status="draft")]).orders()
    assert set(order.ingredients) == holds
    assert order.names(OPIOIDS)


@pytest.mark.parametrize(
    "part",
    [
        {"itemReference": {"reference": "Substance/s"}},
        {"itemReference": {"reference": "Medication/inner"}},
        {"itemReference": {"reference": "#s"}},
        {"itemReference": {"reference": "Substance/unsent", "display": "codeine"}},
    ],
)
@pytest.mark.parametrize("contained", [True, False])
def test_an_ingredient_by_reference_is_followed(part, contained):
    substance = {"resourceType": "Substance", "id": "s", "code": rxnorm("2670")}
    inner = {"resourceType": "Medication", "id": "inner", "code": rxnorm("2670")}
    outer = {"resourceType": "Medication", "id": "outer", "ingredient": [part]}
    if contained:
        order = prescription(medicationReference={"reference": "#outer"}, contained=[outer, substance])
        found = ask(chart(order, substance, inner), OPIOID)
    else:
        order = prescription(medicationReference={"reference": "Medication/outer"})
        found = ask(chart(order, {**outer, "contained": [substance]}, substance, inner), OPIOID)
    assert [one.ingredients for one in found] == [(CODEINE,)]


@pytest.mark.parametrize(
    "parts",
    [
        [{"itemCodeableConcept": rxnorm("2670")}, {"itemCodeableConcept": {"text": "unknownium"}}],
        [{"itemCodeableConcept": rxnorm("2670")}, {"itemReference": {"reference": "Substance/unsent"}}],
        [{"itemCodeableConcept": rxnorm("2670")}, {}],
        [],
        "no list",
        [7],
    ],
)
def test_a_medication_of_which_one_part_is_not_known_is_not_resolved(parts):
    mixed = {**MIXED, "ingredient": parts}
    found = ask(chart(prescription(medicationReference={"reference": "Medication/mixed"}), mixed), OPIOID)
    assert found.items == ()
    assert found.unknown == Missing("incomplete", "medicines that could not be resolved to an ingredient: 1")


def test_the_resource_that_named_it_is_seen():
    asked = chart(prescription(medicationReference={"reference": "Medication/mixed"}), MIXED)
    ask(asked, OPIOID)
    assert {line["reference"] for line in asked.seen()} == {"MedicationRequest/m", "Medication/mixed"}


def test_a_code_displayed_as_another_medicine_decides_and_both_are_shown():
    asked = chart(prescription(**coded("833036", "Captopril 25 MG Oral Tablet")))
    [taken] = ask(asked, OPIOID)
    assert taken.display == "Captopril 25 MG Oral Tablet (its code names acetaminophen and hydrocodone)"
    assert [note for note in asked.notes if "833036" in note and "the code decided" in note]
    assert not any("aptopril" in note for note in asked.notes)
    found = ask(asked, EffectiveMedicationsRequest(ACE_INHIBITORS))
    assert found.known_absent
    [order] = chart(drafts=[prescription("d", **coded("833036", "Captopril 25 MG Oral Tablet"))]).orders()
    assert order.names(OPIOIDS)
    assert not order.names(ACE_INHIBITORS)
    assert "its code names" in order.display


def test_a_public_record_that_displays_an_opioid_as_captopril_is_read_by_its_code():
    folder = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "synthea" / "bundles"
    if not folder.is_dir():
        pytest.skip("public data not here: synthea/bundles")
    whole = (gzip.decompress(file.read_bytes()) for file in sorted(folder.glob("*.json.gz")))
    [held] = [Chart.from_patient_file(raw) for raw in whole if b'"833036"' in raw]
    [opioid] = [f for f in ask(held, Having("MedicationRequest", OPIOIDS, ever=True)) if RXNORM("833036") in f.codings]
    assert opioid.code == HYDROCODONE
    assert opioid.display.startswith("Captopril")
    assert "acetaminophen and hydrocodone" in opioid.display
    assert ask(held, Having("MedicationRequest", ACE_INHIBITORS, ever=True)).known_absent
    assert [note for note in held.notes if "833036" in note]


def test_a_code_displayed_as_itself_is_not_remarked_on():
    asked = chart(prescription(**coded("833036", "Vicodin ES")))
    [taken] = ask(asked, OPIOID)
    assert (taken.display, asked.notes) == ("Vicodin ES", [])


@pytest.mark.parametrize(
    ("named", "what", "doubt"),
    [
        (coded("999999999"), OPIOIDS, True),
        (coded("999999999", "unknownium 5 MG Oral Tablet"), OPIOIDS, True),
        (coded("999999999", "acetaminophen 325 MG / unknownium 5 MG Oral Tablet"), OPIOIDS, True),
        ({"medicationCodeableConcept": {"text": "hydrocodone 5/325"}}, WARFARIN, True),
        (coded("308191"), OPIOIDS, False),
        (coded("999999999", "amoxicillin 500 MG Oral Capsule"), OPIOIDS, False),
        ({"medicationCodeableConcept": {"text": "Warfarin 5 mg"}}, CodeSet.of("w", "w", RXNORM("855332")), True),
        (coded("855288"), CodeSet.of("w", "w", RXNORM("855332")), False),
    ],
)
def test_what_could_be_the_one_asked_for_is_said(named, what, doubt):
    found = ask(chart(prescription(**named)), EffectiveMedicationsRequest(what))
    said = Missing("incomplete", "medicines that could not be resolved to an ingredient: 1")
    assert (found.items, found.unknown) == ((), said if doubt else None)


def test_an_excluded_ingredient_is_left_out_and_named():
    naloxone = CodeSet.of("with-naloxone", "with naloxone", RXNORM("7242"))
    what = CodeSet("opioid", "opioid", OPIOIDS.codes, excludes=naloxone)
    found = ask(chart(prescription(**coded("351266"))), EffectiveMedicationsRequest(what))
    assert (found.items, found.left_out, found.unknown) == ((), ("with-naloxone",), None)


@pytest.mark.parametrize("denied", [{"status": "entered-in-error"}, {"modifierExtension": [{"url": "urn:x"}]}])
def test_a_medication_that_may_not_be_asserted_names_nothing_and_leaves_a_doubt(denied):
    warfarin = {"resourceType": "Medication", "id": "w", "code": rxnorm("11289"), **denied}
    reference = {"reference": "Medication/w", "display": "Warfarin"}
    for named, held in (
        ({"medicationReference": reference}, [warfarin]),
        ({"medicationReference": {"reference": "#w"}, "contained": [warfarin]}, []),
    ):
        found = ask(chart(prescription(**named), *held), EffectiveMedicationsRequest(WARFARIN))
        assert (found.items, found.unknown.reason) == ((), "incomplete")
