"""A search applied again to what a server sent."""

import pytest

from fhir_adapter.matching import Search
from tests.fhir_adapter.made import creatinine

LAB = creatinine("c", 1, category=[{"coding": [{"system": "urn:cat", "code": "laboratory"}]}])


@pytest.mark.parametrize(
    ("query", "admitted"),
    [
        ("code=http://loinc.org|2160-0", True),
        ("code=2160-0", True),
        ("code=http://loinc.org|", True),
        ("code=http://loinc.org|1-1,http://loinc.org|2160-0", True),
        ("code=http://loinc.org|1-1", False),
        ("code=|2160-0", False),
        ("category=laboratory&status=final,amended", True),
        ("category=laboratory&status=preliminary", False),
        ("date=ge2026-05-01&date=lt2026-05-03", True),
        ("date=gt2026-05-03", False),
        ("date=2026-05-01", True),
        ("date=2026-05", True),
        ("_sort=-date&_count=1&patient=x", True),
    ],
)
def test_parameters_are_applied(query, admitted):
    asked = Search.parse("Observation", query)
    assert (asked.admits(LAB), asked.unknown) == (admitted, ())


def test_an_encounter_without_an_end_is_still_going_on():
    ongoing = {"resourceType": "Encounter", "period": {"start": "2020-01-01"}}
    assert Search.parse("Encounter", "date=ge2026-01-01").admits(ongoing)
    assert not Search.parse("Encounter", "date=ge2026-01-01").admits(
        {"period": {"start": "2020-01-01", "end": "2020-01-02"}}
    )


def test_a_parameter_that_cannot_be_applied_is_named():
    assert Search.parse("Observation", "performer=x&code:in=y&status=final").unknown == ("performer", "code:in")


@pytest.mark.parametrize(
    ("resource", "query"),
    [
        ({"resourceType": "DocumentReference", "date": "2026-05-01T08:00:00Z"}, "date=ge2026-05-01"),
        ({"resourceType": "DocumentReference", "type": {"coding": [{"code": "34133-9"}]}}, "type=34133-9"),
        ({"resourceType": "Composition", "date": "2026-05-01"}, "date=ge2026-05-01"),
        ({"resourceType": "FamilyMemberHistory", "condition": [{"code": {"coding": [{"code": "7"}]}}]}, "code=7"),
        ({"resourceType": "FamilyMemberHistory", "relationship": {"coding": [{"code": "MTH"}]}}, "relationship=MTH"),
        ({"resourceType": "Immunization", "vaccineCode": {"coding": [{"code": "140"}]}}, "vaccine-code=140"),
        ({"resourceType": "Immunization", "occurrenceDateTime": "2026-05-01"}, "date=ge2026-05-01"),
        ({"resourceType": "Procedure", "performedPeriod": {"start": "2020", "end": "2026-05-02"}}, "date=ge2026-05-01"),
        ({"resourceType": "DocumentReference", "securityLabel": [{"coding": [{"code": "R"}]}]}, "security-label=R"),
    ],
)
def test_the_parameters_of_the_newer_kinds_are_applied(resource, query):
    asked = Search.parse(resource["resourceType"], query)
    assert (asked.admits(resource), asked.unknown) == (True, ())
    assert not asked.admits({"resourceType": resource["resourceType"]})
