"""Point 3: R4 is read by our own reader, R4B models check what goes out or is asked for, other releases are called by name."""

import json
import subprocess
import sys

import pytest

from chartside.actions import Action, Draft
from chartside.codes import RXNORM
from chartside.inputs import EncountersRequest, ResourcesRequest
from fhir_adapter import Chart, WriteError
from tests.fhir_adapter.made import PATIENT, ask, file, of_patient, rxnorm, stroke
from tests.fhir_adapter.points.real import whole

STU3 = [
    stroke(clinicalStatus="active"),
    of_patient("Observation", "o", status="final", comment="x"),
    of_patient("Procedure", "p", status="completed", context={"reference": "Encounter/e"}),
]
R5 = [
    of_patient("Encounter", "e", status="completed", **{"class": [{"coding": [{"code": "AMB"}]}]}),
    of_patient("MedicationRequest", "m", status="active", medication={"concept": rxnorm("1")}),
    of_patient("Procedure", "p", status="completed", occurrenceDateTime="2026-01-01"),
]


def model(resource):
    [held] = ask(file(PATIENT, resource), ResourcesRequest(resource["resourceType"]))
    return held.model()


def test_03_a_resource_of_r4_is_read_where_models_of_r5_would_refuse_it():
    visit = of_patient(
        "Encounter", "e", status="finished", **{"class": {"code": "AMB"}}, period={"start": "2026-01-01"}
    )
    [found] = ask(file(PATIENT, visit), EncountersRequest())
    assert (found.kind, found.status, found.since.text) == ("AMB", "finished", "2026-01-01")
    assert model({**visit, "class": {"system": "urn:x", "code": "AMB"}}).status == "finished"


def test_03_reading_loads_no_model_library():
    code = (
        "import sys, json; from datetime import datetime, UTC; from fhir_adapter import Chart;"
        "from chartside.inputs import Input, AgeRequest;"
        "c = Chart.from_patient_file(json.dumps({'resourceType': 'Patient', 'id': 'p', 'birthDate': '1950'}).encode());"
        "c.facts({'a': Input('a', AgeRequest())}, datetime(2026, 1, 1, tzinfo=UTC));"
        "sys.exit(any(m.startswith('fhir.resources.R4B.') and m.endswith('.patient') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own command


def test_03_what_goes_out_is_valid_r4b_or_does_not_go():
    drafts = {"draftOrders": [of_patient("MedicationRequest", "m", status="draft", intent="order")]}
    chart = Chart.from_drafts(drafts)
    action = chart.propose(
        Action("order", "x", draft=Draft(RXNORM("860975", "metformin"), "MedicationRequest", "once a day"))
    )
    assert action["resource"]["resourceType"] == "MedicationRequest"
    wrong = Chart.from_drafts({"draftOrders": [{**drafts["draftOrders"][0], "status": ["draft"]}]})
    with pytest.raises(WriteError, match="not valid FHIR R4"):
        wrong.propose(Action("replace", "x", ref="MedicationRequest/m", draft=Draft(RXNORM("1"), "MedicationRequest")))


def test_03_a_model_is_made_when_it_is_asked_for_and_its_error_quotes_nothing():
    assert model(stroke(subject={"reference": "Patient/p1"})).id == "s1"
    [held] = ask(file(PATIENT, stroke(onsetDateTime="a-secret-onset")), ResourcesRequest("Condition"))
    with pytest.raises(ValueError, match="not valid FHIR R4") as refused:
        held.model()
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(("resource", "name"), [*((r, "STU3") for r in STU3), *((r, "R5") for r in R5)])
def test_03_an_input_of_another_release_is_named_as_such_in_the_error_and_in_the_notes(resource, name):
    with pytest.raises(ValueError, match=f"it has the shape of FHIR {name}"):
        model(resource)
    chart = file(PATIENT, resource)
    ask(chart, ResourcesRequest(resource["resourceType"]))
    assert f"{resource['resourceType']} in the shape of FHIR {name}: read under R4 rules" in chart.notes


def test_03_strict_validation_names_what_is_not_valid_and_quotes_nothing():
    good, bad = stroke(), stroke("s2", onsetDateTime="a-secret-onset")
    [said] = file(PATIENT, good, bad).violations()
    assert "Condition is not valid FHIR R4" in said
    assert "onsetDateTime" in said
    assert "secret" not in said
    assert file(PATIENT, good).violations() == []
    [other] = file(PATIENT, R5[0]).violations()
    assert "shape of FHIR R5" in other


@pytest.mark.parametrize(("name", "most"), [("us-core", 1), ("genomics", 0)])
def test_03_public_examples_are_valid_r4b_but_for_one_narrative(name, most):
    invalid = [said for sent in whole(name) for said in sent.chart().violations()]
    assert len(invalid) <= most, invalid
    assert json.dumps(invalid)
