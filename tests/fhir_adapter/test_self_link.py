"""Servers drop parameters: what was asked for and not applied is noticed, and never makes a wrong fact."""

import json

import pytest

from chartside.inputs import Having, ResourcesRequest
from fhir_adapter.search import key
from tests.fhir_adapter.made import STROKE, ask, creatinine, of, of_patient, searchset, sent, stroke

HAVING = Having("Condition", STROKE)
ODD = ResourcesRequest("Condition", "severity=24484000")


def answer(searched, *resources):
    return searchset(*resources, link=[{"relation": "self", "url": f"https://ehr.example/fhir/{searched}"}])


def strokes(searched, *resources):
    found = ask(sent(of(HAVING), {"conditions": answer(searched, *resources)}), HAVING)
    return [c.ref for c in found], found.unknown.reason if found.unknown is not None else None


@pytest.mark.parametrize(
    "searched",
    [
        "Condition?patient=p1&code=http://snomed.info/sct%7C230690007",
        "Condition?subject=Patient/p1&code=230690007&_count=20",
        "Condition?patient:Patient=p1&code=http%3A%2F%2Fsnomed.info%2Fsct%7C230690007,1",
        "Condition?patient=p1",
        "Condition",
        "",
    ],
)
def test_as_much_as_was_asked_for_or_more_is_whole(searched):
    other = of_patient("Condition", "c9", code={"coding": [{"system": "http://snomed.info/sct", "code": "1"}]})
    assert strokes(searched, stroke(), other) == (["Condition/s1"], None)


def test_less_than_was_asked_for_is_incomplete():
    assert strokes("Condition?patient=p1&code=http://snomed.info/sct%7C1") == ([], "incomplete")


def test_the_resources_of_others_are_dropped_where_the_patient_was_ignored():
    other = {**stroke("s2"), "subject": {"reference": "Patient/p2"}}
    chart = sent(of(HAVING), {"conditions": answer("Condition?code=230690007", stroke(), other)})
    found = ask(chart, HAVING)
    assert ([c.ref for c in found], found.unknown) == (["Condition/s1"], None)
    assert chart.drops == {("Condition", "other-patient"): 1}


def test_what_names_nobody_is_not_the_patient_s_where_the_patient_was_ignored():
    nobody = {k: v for k, v in stroke("s2").items() if k != "subject"}
    assert strokes("Condition?code=230690007", nobody) == ([], "incomplete")
    assert strokes("Condition?patient=p1&code=230690007", nobody) == (["Condition/s2"], None)


@pytest.mark.parametrize(
    ("searched", "given", "reason"),
    [
        ("Condition?patient=p1&severity=24484000", ["Condition/s1"], None),
        ("Condition?patient=p1", [], "incomplete"),
    ],
)
def test_a_filter_that_cannot_be_applied_here_is_believed_only_where_the_server_applied_it(searched, given, reason):
    own = key("Condition", ODD.search)
    found = ask(sent(of(ODD), {own: answer(searched, stroke())}), ODD)
    assert [r.ref for r in found] == given
    assert (found.unknown.reason if found.unknown is not None else None) == reason


def test_included_resources_and_outcomes_are_no_matches():
    included = creatinine("o1", 1)
    bundle = answer("Condition?patient=p1&code=230690007", stroke())
    bundle["entry"].append({"resource": included, "search": {"mode": "include"}})
    warning = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "not-supported"}]}
    bundle["entry"].append({"resource": warning, "search": {"mode": "outcome"}})
    bundle["total"] = 1
    found = ask(sent(of(HAVING), {"conditions": json.dumps(bundle).encode()}), HAVING)
    assert ([c.ref for c in found], found.unknown) == (["Condition/s1"], None)
