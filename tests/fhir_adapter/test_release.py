"""A resource in the shape of another release is called by its name."""

import pytest

from fhir_adapter.release import release


@pytest.mark.parametrize(
    ("kind", "content", "name"),
    [
        ("DocumentReference", {"date": "2020", "context": {}}, "R4"),
        ("DocumentReference", {"indexed": "2020"}, "STU3"),
        ("DocumentReference", {"context": [{"reference": "Encounter/1"}]}, "R5"),
        ("FamilyMemberHistory", {"sex": {}}, "R4"),
        ("FamilyMemberHistory", {"gender": "female"}, "STU3"),
        ("FamilyMemberHistory", {"participant": []}, "R5"),
        ("Immunization", {"occurrenceDateTime": "2020"}, "R4"),
        ("Immunization", {"notGiven": False}, "STU3"),
        ("Immunization", {"informationSource": {}}, "R5"),
        ("Consent", {"provision": {}}, "R4"),
        ("Consent", {"except": []}, "STU3"),
        ("Consent", {"decision": "deny"}, "R5"),
        ("Procedure", {"occurrencePeriod": {}}, "R5"),
    ],
)
def test_the_release_whose_shape_it_has(kind, content, name):
    assert release(kind, content) == name
