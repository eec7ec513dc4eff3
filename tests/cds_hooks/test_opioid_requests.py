"""Every published request of a national guideline project is answered; its malformed form is refused with the place."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.engine.service.conftest import serving
from tests.fhir_servers import sekmet

FILE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "opioid-cds" / "cases.json"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the public opioid requests do not lie beside the checkout")


def cases():
    return json.loads(FILE.read_text()) if FILE.is_file() else []


def named(case):
    return case["case"].rpartition("/")[2].removesuffix(".json")


def resources_in(value):
    """Yield every resource with an id that a request holds, wherever it stands."""
    if isinstance(value, dict):
        if "resourceType" in value and "id" in value and value["resourceType"] != "Bundle":
            yield value
        for item in value.values():
            yield from resources_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from resources_in(item)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("alone")) as client:
        yield client


def services_for(client, hook):
    return [s["id"] for s in client.get("/cds-services").json()["services"] if s["hook"] == hook]


def test_there_are_thirty_of_them_for_three_hooks():
    assert Counter(case["request"]["hook"] for case in cases()) == {
        "order-sign": 22,
        "order-select": 5,
        "patient-view": 3,
    }


@pytest.mark.parametrize("case", cases(), ids=named)
def test_q1_q9_p7_each_request_is_answered_with_cards_or_with_the_keys_that_it_lacks(alone, case):
    request = case["request"]
    offered = services_for(alone, request["hook"])
    assert len(offered) >= 2
    for id in offered:
        answer = alone.post(f"/cds-services/{id}", json=request)
        assert answer.status_code in (200, 412), answer.text
        body = answer.json()
        if answer.status_code == 412:
            said = body["issue"][0]["diagnostics"]
            assert "without prefetch: " in said
            assert "fhirServer is n" in said
        else:
            assert all(line["reason"] for line in body["extension"]["org.chartside.outcomes"])
            assert "org.chartside.receipt" in body["extension"]


@pytest.mark.parametrize("case", [c for c in cases() if c["trailing_garbage"]], ids=named)
def test_q9_each_malformed_form_is_400_with_line_column_and_byte(alone, case):
    whole = json.dumps(case["request"], indent=2)
    answer = alone.post(f"/cds-services/{case['request']['hook']}", content=whole + case["trailing_garbage"])
    assert answer.status_code == 400
    said = answer.json()["issue"][0]["diagnostics"]
    last = whole.splitlines()[-1]
    assert f"line {len(whole.splitlines())}, column {len(last) + 1} (byte {len(whole.encode())})" in said


def test_p1_with_the_server_that_the_requests_name_every_one_is_answered_with_200(tmp_path):
    """The placeholder of an address, and the address of a machine long gone, are repaired to a server that holds their patients."""
    with sekmet() as server, serving(tmp_path, fhir_servers=[server.base], budget_ms=30_000, fetch_ms=20_000) as client:
        held = {(r["resourceType"], r["id"]): r for case in cases() for r in resources_in(case["request"])}
        patients = {case["request"]["context"]["patientId"].removeprefix("Patient/") for case in cases()}
        made = [{"resourceType": "Patient", "id": id, "birthDate": "1970-01-01"} for id in sorted(patients)]
        server.load([*made, *(r for r in held.values() if r["resourceType"] == "Patient")])
        statuses = Counter()
        for case in cases():
            request = case["request"] | {"fhirServer": server.base}
            for id in services_for(client, request["hook"]):
                answer = client.post(f"/cds-services/{id}", json=request)
                statuses[answer.status_code] += 1
                assert answer.status_code == 200, (case["case"], answer.text)
        assert statuses[200] >= 2 * len(cases())
