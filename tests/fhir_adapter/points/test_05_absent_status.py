"""Point 5: active is active, recurrence, relapse, or absent without abatement: an absent status is not an inactive one."""

import pytest

from chartside.inputs import Having
from tests.fhir_adapter.made import NOW, PATIENT, STROKE, ask, file, stroke
from tests.fhir_adapter.points.page import page
from tests.fhir_adapter.points.real import whole
from tests.fhir_adapter.public_data.asking import as_facts
from tests.fhir_adapter.public_data.denied import denied

NOW_HAVING, EVER = Having("Condition", STROKE), Having("Condition", STROKE, ever=True)


def clinical(word):
    return {"clinicalStatus": {"coding": [{"code": word}]}}


@pytest.mark.parametrize(
    ("more", "active"),
    [
        (clinical("active"), True),
        (clinical("recurrence"), True),
        (clinical("relapse"), True),
        ({}, True),
        ({"abatementDateTime": "2020-01-01"}, False),
        ({"abatementString": "last year"}, False),
        ({"abatementAge": {"value": 40, "code": "a"}}, False),
        ({"abatementPeriod": {"start": "2020"}}, False),
        ({"abatementRange": {"low": {"value": 1}}}, False),
        (clinical("inactive"), False),
        (clinical("remission"), False),
        (clinical("resolved"), False),
        (clinical("active") | {"abatementDateTime": "2020-01-01"}, True),
    ],
)
def test_05_active_is_active_recurrence_relapse_or_absent_without_abatement(more, active):
    found = ask(file(PATIENT, stroke(**more)), NOW_HAVING)
    assert len(found) == active
    assert found.unknown is None
    assert len(ask(file(PATIENT, stroke(**more)), EVER)) == 1, "what is over was so all the same"


@pytest.mark.parametrize("kind", ["Condition", "AllergyIntolerance"])
def test_05_the_choice_is_the_same_for_allergies(kind):
    for more, active in (({}, 1), (clinical("resolved"), 0)):
        held = {**stroke(**more), "resourceType": kind}
        assert len(ask(file(PATIENT, held), Having(kind, STROKE))) == active


def test_05_the_choice_is_stated_in_the_documents():
    assert "active, recurrence, relapse, or absent without abatement" in page()


def test_05_the_fact_shows_the_status_as_it_was_recorded():
    [absent] = ask(file(PATIENT, stroke()), NOW_HAVING)
    [relapse] = ask(file(PATIENT, stroke(**clinical("relapse"))), NOW_HAVING)
    assert (absent.status, relapse.status) == ("", "relapse")


def states(resource):
    """Return the clinical status of a condition, and whether it has an end; None for what is not to be judged here."""
    coded = any("system" in c and "code" in c for c in resource.get("code", {}).get("coding", []))
    if resource["resourceType"] != "Condition" or not coded or denied(resource):
        return None
    status = next((c["code"] for c in resource.get("clinicalStatus", {}).get("coding", [])), "")
    return status, any(name.startswith("abatement") for name in resource)


def test_05_public_conditions_without_a_status_are_active_and_those_that_are_over_are_not():
    absent = over = 0
    for sent in whole("ecqm"):
        chart = sent.chart()
        request = as_facts(sent.resources)["Condition False"].request
        current = {c.ref for c in ask(chart, request, NOW.replace(year=2035))}
        if ("Condition", "other-patient") in chart.drops:
            continue
        for resource in sent.resources:
            ref, said = f"Condition/{resource.get('id')}", states(resource)
            if said == ("", False):
                absent += 1
                assert ref in current
            elif said is not None and said[0] in ("inactive", "remission", "resolved"):
                over += 1
                assert ref not in current
    assert absent > 80
    assert over > 50
