"""A sample of every public set through every request: nothing crashes, nothing denied is asserted, every resource is accounted for."""

import pytest

from tests.fhir_adapter.points.real import here
from tests.fhir_adapter.public_data.__main__ import page
from tests.fhir_adapter.public_data.account import account
from tests.fhir_adapter.public_data.asking import as_facts, as_statements, as_whole, never_asked
from tests.fhir_adapter.public_data.denied import denied
from tests.fhir_adapter.public_data.sets import DATA, SETS, lines, records

# Every n-th record, so that the sample takes seconds; the page in docs/measured is of all of them.
EVERY = {"synthea/bundles": 15, "synthea/bulk-10-patients": 6, "ecqm": 6}
LEAST = {
    "synthea/bundles": 10,
    "synthea/ndjson": 40,
    "synthea/bulk-10-patients": 3,
    "pathling": 19,
    "us-core": 230,
    "genomics": 172,
    "opioid-cds": 30,
    "ecqm": 284,
}


def test_no_kind_of_request_is_left_out():
    one = [{"resourceType": "Patient", "id": "p"}]
    assert never_asked(as_facts(one), as_statements(one), as_whole(one)) == set()


@pytest.mark.parametrize("name", SETS)
def test_every_resource_is_accounted_for(name):
    here(name)
    found = account(records(name, EVERY.get(name, 1)))
    assert found.records >= LEAST[name]
    assert found.refused == {}
    assert found.wrong == []
    assert not any(reason == "unreadable" and count for (_, reason), count in found.dropped.items())
    # The page refuses counts that do not add up.
    assert f"| {name} | Patient |" in page({name: found})


@pytest.mark.parametrize("name", ["synthea/ndjson", "synthea/bulk-10-patients"])
def test_every_line_of_an_export_that_is_somebody_s_is_in_his_record(name):
    here(name)
    sent = {(r["resourceType"], r["id"]) for one in records(name) for r in one.resources}
    left = {r["resourceType"] for r in lines(DATA / name) if (r["resourceType"], r["id"]) not in sent}
    assert left <= {"Location", "Organization", "Practitioner", "PractitionerRole"}, (
        "these are nobody's, and nobody names them"
    )


@pytest.mark.parametrize(
    ("resource", "reasons"),
    [
        ({"status": "active"}, set()),
        ({"status": "not-done"}, {"status not-done"}),
        ({"status": "revoked", "intent": "proposal"}, {"status revoked", "intent proposal"}),
        ({"doNotPerform": False}, set()),
        ({"doNotPerform": True}, {"doNotPerform"}),
        ({"modifierExtension": [{}]}, {"modifierExtension"}),
        ({"verificationStatus": {"coding": [{"code": "refuted"}]}}, {"verificationStatus refuted"}),
        ({"verificationStatus": {"coding": [{"code": "confirmed"}]}}, set()),
    ],
)
def test_the_second_opinion_has_both_sides(resource, reasons):
    assert denied(resource) == reasons
