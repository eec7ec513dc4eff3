"""Contacts as plain facts: what stays open goes on, and a wrong one is named."""

from collections.abc import Iterator
from typing import Annotated, Any

import pytest

from chartside import Encounter, EncountersRequest, Found, Quiet, Source, analysis
from chartside.plain import PlainFactError
from chartside.testing import ask

SOURCE = Source("A paper", "https://example.org", "1", "2026-01-01")


@analysis("made-up.contacts", version="1.0.0", source=SOURCE, limits="Made up.")
def contacts(encounters: Annotated[Found[Encounter], EncountersRequest()]) -> Iterator[Quiet]:
    """Say which contacts there were."""
    yield Quiet(
        "; ".join(f"{e.kind} {e.status} {e.since and e.since.text} {e.until and e.until.text}" for e in encounters)
        or "none"
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "none"),
        ({"class": "EMER", "since": "2025-12-01"}, "EMER in-progress 2025-12-01 None"),
        ([{"class": "IMP", "since": "2025-05-01", "until": "2025-05-04"}], "IMP finished 2025-05-01 2025-05-04"),
        ([{"class": "IMP", "since": "2025-05-01", "status": "cancelled"}], "IMP cancelled 2025-05-01 None"),
        ([{"class": "AMB"}], "AMB in-progress None None"),
    ],
)
def test_contacts_are_read_as_they_are_given(given: Any, said: str) -> None:
    assert ask(contacts, encounters=given).reason == said


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ([{"since": "2026-05-01"}], r"encounters\[0\]: expected \{class\}"),
        (
            [{"class": "IMP", "from": "2026-05-01"}],
            r"encounters\[0\]: has no from; it has class, discharged_to",
        ),
        ([{"class": "IMP", "since": "May"}], r"encounters\[0\]\.since: not a date"),
        ([{"class": "IMP", "since": "2026-05-04", "until": "2026-05-01"}], r"encounters\[0\]: ends before it begins"),
        (7, r"encounters: expected a list of"),
    ],
)
def test_a_contact_that_cannot_be_is_named(given: Any, complaint: str) -> None:
    with pytest.raises(PlainFactError, match=complaint):
        ask(contacts, encounters=given)


def test_reasons_and_places_are_codes() -> None:
    coded = {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I50.9"}
    given = [{"class": "IMP", "reasons": ["I50.9", coded], "discharged_to": "home"}]
    from chartside.plain import plain_facts
    from engine.clock import utc_now

    (found,) = plain_facts(contacts, {"encounters": given}, utc_now())["encounters"]
    assert [(c.system, c.value) for c in found.reasons] == [("", "I50.9"), (coded["system"], "I50.9")]
    assert [c.value for c in found.discharged_to] == ["home"]
