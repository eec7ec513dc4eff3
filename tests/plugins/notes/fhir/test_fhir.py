"""What is read in a note as FHIR: valid, unconfirmed, of the patient, and traced to the words."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import given
from hypothesis import strategies as st

from plugins.notes.fhir import fhir
from plugins.notes.fhir.provenance import SPAN
from plugins.notes.reading import read

NOW = datetime(2026, 1, 2, 9, tzinfo=UTC)
NOTE = """Assessment: Type 2 diabetes. Possible pneumonia. No asthma.
Allergies: penicillin (hives).
Medications:
- metoprolol tartrate 50 mg BID
Plan: stop lisinopril. His wife takes insulin 10 units daily.
Family history: mother with breast cancer at age 42, father with gout in his 50s.
Social history: former smoker.
Vitals: BP 142/88, weight 81.5 kg. EF 35-40%.
"""


def resources(text: str = NOTE, written: str = "2025-12-01") -> list[dict[str, Any]]:
    return fhir(read(text), "DocumentReference/d1", "Patient/p1", recorded=NOW, written=written)


def of(kind: str, text: str = NOTE) -> list[dict[str, Any]]:
    return [one for one in resources(text) if one["resourceType"] == kind]


def code(concept: dict[str, Any]) -> str:
    return str(concept["coding"][0]["code"])


@pytest.mark.parametrize("written", ["", "2025-12-01"])
def test_every_resource_is_valid_r4(written):
    made = resources(written=written)
    assert {one["resourceType"] for one in made} == {
        "Condition", "MedicationStatement", "AllergyIntolerance", "FamilyMemberHistory", "Observation", "Provenance",
    }  # fmt: skip
    for one in made:
        get_fhir_model_class(one["resourceType"]).model_validate(one)
    assert len({(one["resourceType"], one["id"]) for one in made}) == len(made)


def test_diseases_are_unconfirmed_and_what_is_denied_is_none():
    found = of("Condition")
    said = {one["code"]["text"].lower() for one in found}
    assert any("diabetes" in words for words in said)
    assert "asthma" not in said
    assert {code(one["verificationStatus"]) for one in found} == {"unconfirmed"}
    possible = next(one for one in found if one["code"]["text"].lower() == "pneumonia")
    assert possible["note"] == [{"text": "The note calls it possible."}]


def test_what_is_named_twice_is_one_condition_with_two_sources():
    text = "Assessment: gout. Plan: treat the gout."
    (condition,) = of("Condition", text)
    provenance = next(
        p for p in of("Provenance", text) if p["target"][0]["reference"] == f"Condition/{condition['id']}"
    )
    assert len(provenance["entity"]) == 2


def test_medicines_are_taken_stopped_and_the_patients():
    said = {one["medicationCodeableConcept"]["text"].lower(): one for one in of("MedicationStatement")}
    assert said["metoprolol tartrate"]["status"] == "active"
    assert said["lisinopril"]["status"] == "stopped"
    assert not any("insulin" in name for name in said)
    assert said["metoprolol tartrate"]["dosage"][0]["timing"]["repeat"]["frequency"] == 2


def test_an_allergy_is_unconfirmed():
    (one,) = of("AllergyIntolerance")
    assert one["code"]["text"] == "penicillin"
    assert code(one["verificationStatus"]) == "unconfirmed"
    assert not of("AllergyIntolerance", "Mother is allergic to penicillin. Denies allergy to latex.")


def test_relatives_have_their_age():
    said = {code(one["relationship"]): one for one in of("FamilyMemberHistory")}
    assert said["MTH"]["condition"][0]["onsetAge"]["value"] == 42
    assert said["FTH"]["condition"][0]["onsetRange"]["high"]["value"] == 59


def test_values_are_preliminary_and_a_range_stays_one():
    said = {one["code"]["text"]: one for one in of("Observation")}
    assert {one["status"] for one in said.values()} == {"preliminary"}
    assert [part["valueQuantity"]["value"] for part in said["blood pressure"]["component"]] == [142, 88]
    assert said["body weight"]["valueQuantity"]["value"] == 81.5
    assert said["ejection fraction"]["valueRange"]["low"]["value"] == 35
    assert code(said["Tobacco smoking status"]["valueCodeableConcept"]) == "8517006"


def test_each_resource_is_traced_to_words_of_the_note():
    made = resources()
    traced = {one["target"][0]["reference"]: one for one in made if one["resourceType"] == "Provenance"}
    for one in made:
        if one["resourceType"] != "Provenance":
            source = traced.pop(f"{one['resourceType']}/{one['id']}")
            assert source["recorded"] == "2026-01-02T09:00:00+00:00"
            for entity in source["entity"]:
                assert entity["what"] == {"reference": "DocumentReference/d1"}
                (extension,) = entity["extension"]
                assert extension["url"] == SPAN
                part = {p["url"]: p.get("valueInteger", p.get("valueString")) for p in extension["extension"]}
                assert " ".join(NOTE[part["start"] : part["end"]].split()) == part["quote"]
                assert part["textSha256"] == hashlib.sha256(NOTE.encode()).hexdigest()
    assert not traced


def test_the_same_note_gives_the_same_and_another_other_ids():
    assert resources() == resources()
    assert {one["id"] for one in resources()}.isdisjoint({one["id"] for one in resources(NOTE + "\n")})


PHRASES = st.sampled_from(NOTE.splitlines())


@given(st.lists(PHRASES, max_size=6))
def test_whatever_lines_come_together_the_resources_are_valid(lines):
    for one in resources("\n".join(lines)):
        get_fhir_model_class(one["resourceType"]).model_validate(one)
