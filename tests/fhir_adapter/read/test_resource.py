"""Whole resources: frozen, searched again, and validated only on demand."""

import json

import pytest

from chartside.facts import Found
from chartside.inputs import Path, ResourcesRequest
from fhir_adapter import Chart
from fhir_adapter.search import key
from tests.fhir_adapter.made import PATIENT, ask, creatinine, file, of, of_patient, searchset, sent

STUDY = of_patient("ImagingStudy", "i1", status="available", series=[{"uid": "1.2", "modality": {"code": "CT"}}])
OTHER = of_patient("ImagingStudy", "i2", status="available", series=[{"uid": "1.3", "modality": {"code": "MR"}}])
CT = ResourcesRequest("ImagingStudy", "modality=CT")


def test_a_search_names_the_same_in_a_file_and_in_a_prefetch_that_ignored_it():
    from_file = ask(file(PATIENT, STUDY, OTHER), CT)
    from_prefetch = ask(sent(of(CT), {key("ImagingStudy", "modality=CT"): searchset(STUDY, OTHER)}), CT)
    assert [r.ref for r in from_file] == [r.ref for r in from_prefetch] == ["ImagingStudy/i1"]
    assert from_prefetch.unknown is None


def test_a_search_that_only_a_server_can_apply_is_left_to_it():
    asked = ResourcesRequest("ImagingStudy", "performer=Practitioner/1")
    assert ask(file(PATIENT, STUDY), asked).missing.reason == "incomplete"
    chart = sent(of(asked), {key("ImagingStudy", asked.search): searchset(STUDY), "more": searchset(OTHER)})
    assert [r.ref for r in ask(chart, asked)] == ["ImagingStudy/i1"]


def test_a_resource_is_frozen_and_a_model_is_made_on_demand():
    [resource] = ask(file(PATIENT, creatinine("a", 1)), ResourcesRequest("Observation"))
    with pytest.raises(TypeError):
        resource.content["status"] = "entered-in-error"
    with pytest.raises(TypeError):
        resource.content["code"]["coding"][0]["code"] = "x"
    assert resource.model().status == "final"


def test_what_is_not_valid_is_named_and_never_quoted():
    bad = creatinine("a", 1, effectiveDateTime=None, component=[{"valueString": "secret"}])
    [resource] = ask(file(PATIENT, bad), ResourcesRequest("Observation"))
    with pytest.raises(ValueError, match=r"Observation is not valid FHIR R4: 1 error\(s\) at component") as raised:
        resource.model()
    assert "secret" not in str(raised.value)


def test_what_is_in_error_or_anothers_is_not_shown():
    wrong = {**STUDY, "id": "w", "status": "entered-in-error"}
    anothers = {**STUDY, "id": "o", "subject": {"reference": "Patient/p2"}}
    chart = file(PATIENT, STUDY, wrong, anothers)
    assert [r.ref for r in ask(chart, ResourcesRequest("ImagingStudy"))] == ["ImagingStudy/i1"]


def test_a_path_is_evaluated_over_what_the_search_finds():
    chart = file(PATIENT, creatinine("a", 1), creatinine("b", 2, status="entered-in-error"))
    found = ask(chart, Path("Observation.value.value", "Observation?code=http://loinc.org|2160-0"))
    assert [(str(v.value), v.ref) for v in found] == [("1", "Observation/a")]
    assert [v.value for v in ask(chart, Path("Patient.gender", "Patient"))] == ["female"]


def test_numbers_of_a_frozen_resource_are_exact():
    raw = json.dumps([PATIENT, creatinine("a", 0)]).replace('"value": 0', '"value": 72.50').encode()
    [resource] = ask(Chart.from_patient_file(raw), ResourcesRequest("Observation"))
    assert str(resource.content["valueQuantity"]["value"]) == "72.50"


def test_what_lies_in_the_future_is_not_shown_whatever_its_status_and_a_plan_is():
    later = [
        creatinine(status or "none", 1, at="2026-06-03", status=status)
        for status in ("final", "preliminary", "registered", "unknown")
    ]
    planned = of_patient(
        "Encounter", "e", status="planned", period={"start": "2026-07-01"}, **{"class": {"code": "AMB"}}
    )
    chart = file(PATIENT, *later, planned)
    assert ask(chart, ResourcesRequest("Observation")) == Found((), None)
    assert chart.drops == {("Observation", "future"): 4}
    assert [r.ref for r in ask(chart, ResourcesRequest("Encounter"))] == ["Encounter/e"]


def test_whoever_reads_whole_resources_judges_their_status():
    chart = file(PATIENT, of_patient("CarePlan", "c", status="draft", intent="plan"))
    assert [r.ref for r in ask(chart, ResourcesRequest("CarePlan"))] == ["CarePlan/c"]
    assert chart.drops == {}
