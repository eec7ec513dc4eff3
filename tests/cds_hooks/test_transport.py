"""JSON in and out, plain FHIR, nothing empty, and extensions that nobody knows cost nothing."""

import json

import pytest

from tests.cds_hooks.test_prefetch import OWN
from tests.engine.service.calls import FULL, bundle, creatinine, outcomes, view
from tests.engine.service.conftest import serving
from tests.engine.strangers import install

LOW = {**FULL, "observations": bundle(creatinine(1.9))}
UNKNOWN = {"org.example.unheard-of": {"a": [1, None, {"b": ""}]}}


def ask(service, call, **headers):
    answer = service.post("/cds-services/patient-view", content=json.dumps(call), headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize("kind", ["application/json", "application/json;charset=utf-8", "application/fhir+json"])
def test_t1_json_goes_in_and_out(service, kind):
    answer = ask(service, view(LOW), **{"Content-Type": kind})
    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.content)["cards"]


def test_t2_fhir_resources_are_plain_fhir_json(service):
    error = service.post("/cds-services/patient-view", content=b"{")
    assert error.headers["content-type"] == "application/fhir+json"
    assert error.json()["resourceType"] == "OperationOutcome"
    assert ask(service, view(LOW)).json()["cards"][0]["summary"].startswith("eGFR 27")


@pytest.mark.parametrize("where", ["envelope", "context", "authorization", "resource"])
def test_t5_an_extension_that_nobody_knows_costs_nothing(service, where):
    call = json.loads(json.dumps(view(LOW)))
    match where:
        case "envelope":
            call["extension"] = UNKNOWN
        case "context":
            call["context"]["extension"] = UNKNOWN
        case "authorization":
            call |= {"fhirServer": "https://ehr.example.org/fhir"}
            call["fhirAuthorization"] = {"access_token": "x", "token_type": "Bearer", "extension": UNKNOWN}
        case "resource":
            call["prefetch"]["patient"]["extension"] = [{"url": "https://example.org/x", "valueString": "y"}]
    assert ask(service, call).json()["cards"][0]["summary"].startswith("eGFR 27")


@pytest.mark.parametrize("extension", [[], "x", 7, None], ids=str)
def test_t5_an_extension_that_is_none_is_left_aside(service, extension):
    assert ask(service, view(LOW, extension=extension)).json()["cards"]


def test_p10_a_service_that_reads_nothing_but_drafts_answers_without_prefetch(tmp_path, strangers):
    source = OWN.replace('Resources["Procedure", "code:not=http://snomed.info/sct|1"]', "Orders")
    install(strangers, "own", source.replace('f"unknown: {found.unknown}"', '"unknown"'))
    with serving(tmp_path) as client:
        answer = client.post("/cds-services/own-patient-view", json=view())
    assert answer.status_code == 200
    assert outcomes(answer.json()) == {"own.asks": "answered"}


def test_j9_v2_a_preflight_that_is_refused_says_so_in_an_operation_outcome(tmp_path):
    with serving(tmp_path, cors_origins=["https://ehr.example.org"]) as service:
        asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
        answer = service.options("/cds-services", headers=asked)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/fhir+json")
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert "access-control-allow-origin" not in answer.headers
