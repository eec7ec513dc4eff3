"""Servers drop parameters: what was asked for and not applied is noticed, and never makes a wrong fact."""

import json

import pytest

from chartside.codes import CodeSet
from chartside.inputs import Having, ResourcesRequest, days
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


@pytest.mark.parametrize(
    "searched",
    [
        "Condition?patient=p2&code=230690007",
        "Condition?subject=Patient/p2&code=230690007",
        "Condition?patient=https://ehr.example/fhir/Patient/p2&code=230690007",
        "Condition?patient=p1&code=230690007&_summary=count",
        "Condition?patient=p1&code=230690007&_summary=true",
        "Condition?patient=p1&code=230690007&_elements=id",
        "Condition?patient=p1&code=230690007&_count=0",
        "Condition?patient=p1&code=230690007&clinical-status=active",
        "Condition?patient=p1&code=230690007&category=encounter-diagnosis",
        "Condition?patient=p1&code=230690007&onset-date=ge2026-01-01",
        "Condition?patient=p1&code=230690007&_lastUpdated=gt2026-01-01",
        "Condition?patient=p1&code:not=230690007",
    ],
)
def test_another_search_than_the_one_that_was_asked_for_proves_nothing(searched):
    if "code:not" in searched:
        searched = searched.replace("230690007", "1")
    assert strokes(searched) == ([], "incomplete")


@pytest.mark.parametrize(
    "more", ["&_count=50", "&_sort=-date", "&_format=json", "&page=2", "&_getpages=ab", "&_summary=false"]
)
def test_paging_and_format_leave_out_nothing(more):
    assert strokes(f"Condition?patient=Patient/p1&code=230690007{more}") == ([], None)


def test_codes_where_all_were_asked_for_are_less():
    request = Having(
        "Condition", CodeSet("af", "af", STROKE.codes, prefixes={"http://hl7.org/fhir/sid/icd-10-cm": ("I48",)})
    )
    for searched, reason in (
        ("Condition?patient=p1", None),
        ("Condition?patient=p1&code=http://snomed.info/sct|38341003", "incomplete"),
    ):
        found = ask(sent(of(request), {"conditions": answer(searched)}), request)
        assert (found.unknown.reason if found.unknown is not None else None) == reason


@pytest.mark.parametrize(("since", "reason"), [("2020-01-01", None), ("2026-04-01", "incomplete")])
def test_a_later_first_day_is_less(since, reason):
    request = Having("Procedure", STROKE, back=days(365))
    found = ask(
        sent(of(request), {"procedures": answer(f"Procedure?patient=p1&code=230690007&date=ge{since}")}), request
    )
    assert (found.unknown.reason if found.unknown is not None else None) == reason


def test_an_answer_about_others_only_proves_nothing():
    theirs = [{**stroke(f"s{n}"), "subject": {"reference": "Patient/p2"}} for n in range(2)]
    assert ask(sent(of(HAVING), {"conditions": searchset(*theirs)}), HAVING).unknown.reason == "incomplete"
    other = of_patient("Condition", "c9", code={"coding": [{"system": "http://snomed.info/sct", "code": "1"}]})
    assert ask(sent(of(HAVING), {"conditions": searchset(*theirs, other)}), HAVING).known_absent


def test_what_is_tagged_as_a_part_proves_nothing():
    tag = {"tag": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}]}
    other = of_patient(
        "Condition", "c9", code={"coding": [{"system": "http://snomed.info/sct", "code": "1"}]}, meta=tag
    )
    for bundle in (searchset(meta=tag), searchset(other)):
        assert ask(sent(of(HAVING), {"conditions": bundle}), HAVING).unknown.reason == "incomplete"


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
