"""A real FHIR server with a lock on its door: what its searches, its $everything and its $export give is one record."""

import asyncio
import json

import pytest

from chartside.inputs import EffectiveMedicationsRequest, Having, History, ResourcesRequest
from fhir_adapter import Chart
from fhir_adapter.client import GivenToken, Limits, ServerAddress, Session
from fhir_adapter.gather import gather
from tests.fhir_adapter.forms import as_bundle, differences, of, reads_of, said
from tests.fhir_adapter.made import CREATININE, NOW, STROKE, creatinine
from tests.fhir_adapter.whole_patient import own
from tests.fhir_servers import FhirServer, sekmet

TOKEN = "the-right-one"
MANY = [creatinine(f"many{n}", 1 + n / 100, f"2026-04-{n % 28 + 1:02}T08:00:{n // 28:02}Z") for n in range(70)]
ASKED = of(
    {
        "creatinine": History(CREATININE, "mg/dL"),
        "stroke": Having("Condition", STROKE, ever=True),
        "medicines": EffectiveMedicationsRequest(),
        "plans": ResourcesRequest("CarePlan", "status=active"),
        "studies": ResourcesRequest("ImagingStudy", "modality=DX"),
    }
)


@pytest.fixture(scope="module")
def locked():
    """Run a server that wants a token, with a patient of 70 creatinines more."""
    with sekmet(tokens=[TOKEN]) as server:
        server.load([*own(), *MANY])
        yield server


@pytest.fixture(scope="module")
def bundle():
    """Return what the same patient says as a Bundle."""
    return said(as_bundle([json.dumps(r).encode() for r in (*own(), *MANY)]).facts(ASKED, NOW))


def gathered(server: FhirServer, token=TOKEN, inputs=ASKED):
    async def run():
        address, limits = ServerAddress.of(server.base), Limits(seconds=30)
        async with Session(address, GivenToken(token) if token else None, limits) as session:
            return await gather(session, "p1", reads_of(inputs), NOW)

    return Chart.from_source(asyncio.run(run()), "p1")


HELD = {resource["resourceType"] for resource in own()}


def test_four_pages_of_creatinines_are_one_series(locked, bundle):
    chart = gathered(locked)
    assert differences(bundle, said(chart.facts(ASKED, NOW)), HELD, ASKED) == {}
    assert len(chart.facts(ASKED, NOW)["creatinine"]) >= 70


@pytest.mark.parametrize("token", ["", "a-wrong-one"])
def test_without_the_token_nothing_is_known_and_nothing_is_absent(locked, token):
    found = gathered(locked, token).facts(ASKED, NOW)
    assert {value.unknown.reason for value in found.values()} == {"not-permitted"}
    assert not any(value.known_absent for value in found.values())


def test_everything_and_an_export_of_the_server_say_the_same(locked, bundle, tmp_path):
    locked.export(tmp_path)
    for chart in (Chart.from_patient_file(locked.everything("p1")), Chart.from_export(tmp_path, "p1")):
        assert differences(bundle, said(chart.facts(ASKED, NOW)), HELD, ASKED) == {}


def test_a_parameter_that_the_server_drops_and_nobody_can_apply_gives_no_resource(locked):
    inputs = of({"odd": ResourcesRequest("CarePlan", "activity-code=1"), "known": ResourcesRequest("CarePlan")})
    found = gathered(locked, inputs=inputs).facts(inputs, NOW)
    assert (list(found["odd"]), found["odd"].unknown.reason) == ([], "incomplete")
    assert found["known"].unknown is None
