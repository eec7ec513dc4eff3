"""Contacts with care."""

import pytest

from chartside.inputs import EncountersRequest, days
from tests.fhir_adapter.made import PATIENT, ask, file, of_patient, snomed


def visit(id, start=None, end=None, **more):
    period = {"period": {k: v for k, v in (("start", start), ("end", end)) if v}} if start else {}
    return of_patient("Encounter", id, **{"status": "finished", "class": {"code": "AMB"}, **period, **more})


def test_encounters_in_order_with_their_own_class():
    found = ask(
        file(
            PATIENT,
            visit("b", "2026-02-01"),
            visit("a", "2026-01-01", **{"class": {"code": "house call"}}, type=[snomed("1")]),
        ),
        EncountersRequest(),
    )
    assert [(e.ref, e.kind, e.status) for e in found] == [
        ("Encounter/a", "house call", "finished"),
        ("Encounter/b", "AMB", "finished"),
    ]
    assert found[0].code.value == "1"
    assert found[1].code is None


def test_a_look_back_keeps_what_reaches_into_it():
    chart = file(
        PATIENT,
        visit("over", "2020-01-01", "2020-01-02"),
        visit("long", "2020-01-01", "2026-05-20"),
        visit("open", "2020-01-01", status="in-progress"),
        visit("undated"),
        visit("planned", "2026-05-20", status="planned"),
        visit("next", "2026-07-01"),
    )
    assert [e.ref for e in ask(chart, EncountersRequest(days(30)))] == ["Encounter/long", "Encounter/open"]
    assert chart.drops == {("Encounter", "undated"): 1, ("Encounter", "planned"): 1, ("Encounter", "future"): 1}


@pytest.mark.parametrize("odd", [{"status": "unknown"}, {"period": None}])
def test_a_contact_of_which_nobody_can_tell_is_no_absence(odd):
    held = {**visit("a", "2026-05-20"), **odd}
    found = ask(file(PATIENT, {k: v for k, v in held.items() if v is not None}), EncountersRequest(days(30)))
    assert (found.items, found.unknown.reason) == ((), "incomplete")
