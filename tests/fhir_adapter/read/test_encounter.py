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


@pytest.mark.parametrize(
    "held",
    [
        {"reasonCode": [snomed("84114007")], "hospitalization": {"dischargeDisposition": snomed("306689006")}},
        {"reason": [snomed("84114007")], "hospitalization": {"dischargeDisposition": snomed("306689006")}},
        {
            "reason": [{"value": [{"concept": snomed("84114007")}]}],
            "admission": {"dischargeDisposition": snomed("306689006")},
        },
    ],
    ids=["R4", "STU3", "R5"],
)
def test_why_it_came_about_and_where_it_ended_as_every_release_writes_it(held):
    (found,) = ask(file(PATIENT, visit("a", "2026-05-20", **held)), EncountersRequest())
    assert [c.value for c in found.reasons] == ["84114007"]
    assert [c.value for c in found.discharged_to] == ["306689006"]


@pytest.mark.parametrize("odd", [None, "x", 3, [3], {}, {"coding": "x"}, {"value": "x"}, [{"value": [None]}]])
def test_reasons_and_places_that_are_none_are_left_out(odd):
    held = {"reasonCode": odd, "reason": odd, "hospitalization": odd, "admission": {"dischargeDisposition": odd}}
    (found,) = ask(file(PATIENT, visit("a", "2026-05-20", **held)), EncountersRequest())
    assert (found.reasons, found.discharged_to) == ((), ())
