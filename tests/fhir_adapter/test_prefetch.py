"""The five states of a prefetch key, each kept apart from the others, whatever stands in the others."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartside.inputs import AgeRequest, EncountersRequest, Having, Latest, ResourcesRequest
from chartside.missing import Missing
from fhir_adapter import Chart, ChartError, templates
from tests.fhir_adapter.made import CREATININE, NOW, PATIENT, STROKE, YEAR, ask, creatinine, of, searchset, sent, stroke

HAVING = Having("Condition", STROKE)
FAILURE = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
NEXT = [{"relation": "next", "url": "https://ehr.example/page/2"}]


def strokes(prefetch):
    return ask(sent(of(HAVING), prefetch), HAVING)


def test_null_and_an_empty_bundle_are_known_absent():
    assert strokes({"conditions": None}).known_absent
    assert strokes({"conditions": b"null"}).known_absent
    assert strokes({"conditions": searchset()}).known_absent


def test_an_absent_key_is_not_null():
    assert strokes({}).missing.reason == "not-provided"


def test_a_failure_is_not_data():
    assert strokes({"conditions": FAILURE}).missing.reason == "fetch-failed"


def test_what_was_cut_off_is_given_and_known_to_be_incomplete():
    found = strokes({"conditions": searchset(stroke(), link=NEXT)})
    assert [c.ref for c in found] == ["Condition/s1"]
    assert found.unknown == Missing("incomplete", "prefetch key 'conditions': Bundle has a next link")


def test_a_whole_bundle_is_whole():
    found = strokes({"conditions": searchset(stroke())})
    assert ([c.ref for c in found], found.unknown) == (["Condition/s1"], None)


def test_an_old_wrapper_is_opened():
    assert strokes({"conditions": {"response": {"status": "200 OK"}, "resource": searchset(stroke())}}).unknown is None


def test_a_key_that_was_not_advertised_is_read_and_proves_nothing():
    chart = sent(of(HAVING), {"item1": searchset(stroke())})
    found = ask(chart, HAVING)
    assert ([c.ref for c in found], found.unknown.reason) == (["Condition/s1"], "not-provided")
    assert "prefetch keys not advertised: 1; read, but they prove nothing complete" in chart.notes


def test_a_lone_resource_where_a_bundle_should_be_proves_nothing():
    found = strokes({"conditions": stroke()})
    assert ([c.ref for c in found], found.unknown.reason) == (["Condition/s1"], "incomplete")


def test_a_search_narrower_than_what_is_asked_is_incomplete():
    chart = sent(of(HAVING), {"conditions": searchset()})
    wider = Having("Condition", CREATININE)
    assert ask(chart, wider).missing.reason == "incomplete"


def test_a_whole_type_does_not_answer_a_search_that_nobody_can_apply_to_it():
    odd, plain = ResourcesRequest("Condition", "severity=1"), ResourcesRequest("Condition", "clinical-status=active")
    for request, complete in ((odd, False), (plain, True)):
        chart = sent(
            {**of(HAVING), "all": of(ResourcesRequest("Condition"))["it"]}, {"conditions": searchset(stroke())}
        )
        found = ask(chart, request)
        assert (list(found), found.unknown is None) == ([], complete)


def test_the_newest_is_not_known_where_the_read_was_cut_off():
    request = Latest(CREATININE, "mg/dL", YEAR)
    assert ask(sent(of(request), {"observations": searchset(creatinine("a", 1))}), request)
    assert (
        ask(sent(of(request), {"observations": searchset(creatinine("a", 1), link=NEXT)}), request).reason
        == "incomplete"
    )


def test_one_bad_resource_costs_no_other_and_no_absence_is_claimed_over_it():
    request = Latest(CREATININE, "mg/dL", YEAR)
    bundle = json.dumps(searchset(creatinine("a", 1), creatinine("b", "HUGE"), 7)).replace(
        '"HUGE"', "1e99999999999999999999"
    )
    chart = sent(of(request), {"observations": bundle.encode()})
    assert ask(chart, request).ref == "Observation/a"
    assert chart.drops == {("", "unreadable"): 1, ("Observation", "unreadable"): 1}
    alone = sent(of(request), {"observations": searchset(7)})
    assert ask(alone, request).reason == "incomplete"


def test_missing_keys_name_what_was_absent_and_not_what_was_null():
    both = {**of(HAVING), "age": of(AgeRequest())["it"], "seen": of(EncountersRequest())["it"]}
    chart = sent(both, {"patient": PATIENT, "conditions": None})
    assert chart.missing_keys([r for i in both.values() for r in i.request.reads()]) == ["encounters"]


def test_one_resource_under_two_keys_is_one():
    chart = sent(of(HAVING), {"conditions": searchset(stroke()), "more": searchset(stroke())})
    assert len(ask(chart, HAVING)) == 1
    assert chart.drops == {("Condition", "duplicate"): 1}


def test_of_two_versions_the_one_updated_last_counts():
    old = stroke(meta={"lastUpdated": "2026-01-01T00:00:00Z"})
    new = stroke(meta={"lastUpdated": "2026-02-01T00:00:00Z"}, verificationStatus={"coding": [{"code": "refuted"}]})
    for first, second in ((old, new), (new, old)):
        assert ask(sent(of(HAVING), {"conditions": searchset(first), "more": searchset(second)}), HAVING).known_absent


def test_whose_chart_must_be_known():
    with pytest.raises(ChartError, match="patientId"):
        Chart.from_prefetch({}, {}, {})


NAMES = "resourceType id entry resource link total response issue status code coding system subject reference meta contained"
VALUES = "component value valueQuantity unit effectiveDateTime birthDate deceasedDateTime class onsetDateTime"
WORDS = ["Bundle", "Observation", "Patient", "Condition", "2160-0", "http://loinc.org", "final", "Patient/p1"]
KINDS = ["Observation", "Condition", "Patient", "Encounter"]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
NAMED = st.sampled_from([*NAMES.split(), *VALUES.split()]) | st.text(max_size=5)
ANY = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMED, inner | st.sampled_from(WORDS), max_size=6),
    max_leaves=25,
)
SHAPED = st.builds(
    lambda kind, more: {**more, "resourceType": kind},
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from([*NAMES.split()[6:], *VALUES.split()]), ANY, max_size=6),
)
BUNDLES = SHAPED.map(searchset) | st.lists(ANY).map(lambda e: {"resourceType": "Bundle", "entry": e})
INPUTS = {
    "age": of(AgeRequest())["it"],
    "creatinine": of(Latest(CREATININE, "mg/dL", YEAR))["it"],
    "stroke": of(HAVING)["it"],
    "seen": of(EncountersRequest())["it"],
}
ADVERTISED = templates([r for i in INPUTS.values() for r in i.request.reads()], NOW.date())


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from([*ADVERTISED, "another"]), ANY | SHAPED | BUNDLES))
def test_no_json_in_any_key_makes_a_chart_fail(prefetch):
    chart = Chart.from_prefetch(
        {k: json.dumps(v).encode() for k, v in prefetch.items()}, ADVERTISED, {"patientId": "Patient/p1"}
    )
    facts = chart.facts(INPUTS, NOW)
    assert set(facts) == set(INPUTS)
    json.dumps([chart.notes, chart.seen(), [*map(list, chart.drops)]])


@given(st.binary(max_size=200))
def test_no_bytes_in_a_key_make_a_chart_fail(raw):
    chart = Chart.from_prefetch({"conditions": raw}, ADVERTISED, {"patientId": "p1"})
    assert not ask(chart, HAVING)


@given(ANY | SHAPED)
def test_a_bad_key_never_changes_what_another_says(value):
    # What stands in the key for encounters must not touch what is known of conditions, unless it is a condition itself.
    if "Condition" in json.dumps(value):
        return
    chart = sent(INPUTS, {"conditions": searchset(stroke()), "encounters": value, "observations": None})
    found = ask(chart, HAVING)
    assert ([c.ref for c in found], found.unknown) == (["Condition/s1"], None)
    if "Observation" not in json.dumps(value):
        assert ask(chart, Latest(CREATININE, "mg/dL", YEAR)).reason == "not-found"
