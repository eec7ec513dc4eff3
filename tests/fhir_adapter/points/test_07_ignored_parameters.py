"""Point 7: servers drop what they do not know: the filter is applied again, search.mode, self link and outcomes are heeded."""

import pytest

from chartside.inputs import Having, Latest, ResourcesRequest
from fhir_adapter.search import key
from tests.fhir_adapter.client.asking import search
from tests.fhir_adapter.made import (
    CREATININE,
    NOW,
    STROKE,
    YEAR,
    ask,
    creatinine,
    loinc,
    of,
    of_patient,
    searchset,
    sent,
    stroke,
)
from tests.fhir_adapter.test_gather import gathered
from tests.fhir_servers import Told, scripted

HAVING, NEWEST = Having("Condition", STROKE), Latest(CREATININE, "mg/dL", YEAR)
ODD = ResourcesRequest("Condition", "severity=24484000")


def answered(searched, *resources):
    return searchset(*resources, link=[{"relation": "self", "url": f"https://ehr.example/fhir/{searched}"}])


def outcome(code, severity="warning"):
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code}]}


def strokes(bundle):
    return ask(sent(of(HAVING), {"conditions": bundle}), HAVING)


def test_07_the_code_is_applied_again():
    other = of_patient("Condition", "c", code={"coding": [{"system": "http://snomed.info/sct", "code": "1"}]})
    found = strokes(answered("Condition?patient=p1", stroke(), other))
    assert ([c.ref for c in found], found.unknown) == (["Condition/s1"], None)


def test_07_the_date_is_applied_again():
    old = creatinine("old", 9, "2019-01-01T00:00:00Z")
    chart = sent(of(NEWEST), {"observations": answered("Observation?patient=p1", old)})
    assert ask(chart, NEWEST).reason == "too-old"


def test_07_the_patient_is_applied_again():
    chart = sent(
        of(HAVING),
        {"conditions": answered("Condition", stroke(), {**stroke("s2"), "subject": {"reference": "Patient/p2"}})},
    )
    assert [c.ref for c in ask(chart, HAVING)] == ["Condition/s1"]
    assert chart.drops == {("Condition", "other-patient"): 1}


def test_07_an_author_s_own_filter_is_applied_again():
    request = ResourcesRequest("CarePlan", "status=active")
    plans = [of_patient("CarePlan", "a", status="active"), of_patient("CarePlan", "b", status="revoked")]
    name = key("CarePlan", request.search)
    found = ask(sent(of(request), {name: answered("CarePlan?patient=p1", *plans)}), request)
    assert ([r.ref for r in found], found.unknown) == (["CarePlan/a"], None)


@pytest.mark.parametrize(
    ("searched", "believed"), [("Condition?patient=p1&severity=24484000", True), ("Condition?patient=p1", False)]
)
def test_07_the_self_link_says_whether_what_cannot_be_applied_here_was_applied_there(searched, believed):
    found = ask(sent(of(ODD), {key("Condition", ODD.search): answered(searched, stroke())}), ODD)
    assert len(found) == believed
    assert (found.unknown is None) == believed


def test_07_a_self_link_of_a_narrower_search_is_no_whole_answer():
    assert strokes(answered("Condition?patient=p1&code=http://snomed.info/sct%7C1")).unknown.reason == "incomplete"


def test_07_search_mode_tells_matches_from_what_came_along():
    bundle = searchset(stroke(), total=1)
    bundle["entry"].append({"resource": creatinine("o", 1), "search": {"mode": "include"}})
    bundle["entry"].append({"resource": outcome("informational", "information"), "search": {"mode": "outcome"}})
    found = strokes(bundle)
    assert (len(found), found.unknown) == (1, None)


@pytest.mark.parametrize(
    ("issue", "complete"),
    [
        (outcome("not-supported"), True),  # the filter is applied here
        (outcome("suppressed"), False),
        (outcome("incomplete"), False),
        (outcome("throttled"), False),
        (outcome("too-costly"), False),
        (outcome("processing", "error"), False),
        (outcome("informational", "information"), True),
    ],
)
@pytest.mark.parametrize("mode", [{"search": {"mode": "outcome"}}, {}])
def test_07_operation_outcome_entries_are_heeded(issue, complete, mode):
    bundle = searchset(stroke())
    bundle["entry"].append({"resource": issue, **mode})
    found = strokes(bundle)
    assert len(found) == 1
    assert (found.unknown is None) == complete


def test_07_a_server_is_asked_to_be_strict_and_without_it_where_it_refuses():
    def answer(_path):
        return Told(outcome("not-supported", "error"), 400) if "Prefer" in server.headers[-1] else Told(searchset())

    with scripted(answer) as server:
        search(server, "Condition?patient=p1&code=1")
    assert [headers.get("Prefer") for headers in server.headers] == ["handling=strict", None]


def test_07_a_server_that_filters_nothing_gives_no_wrong_fact_and_is_reported():
    others = {**creatinine("o9", 9.9), "subject": {"reference": "Patient/p2"}}
    pulse = of_patient("Observation", "v", status="final", code=loinc("8867-4"), effectiveDateTime="2026-05-02")

    def careless(path):
        kind = path.partition("?")[0]
        held = [creatinine("o1", 1.5), others, pulse] if kind == "Observation" else []
        return Told(answered(f"{kind}?_count=10", *held))

    with scripted(careless) as server:
        inputs = of(NEWEST)
        chart = gathered(server, inputs)
        assert chart.facts(inputs, NOW)["it"].ref == "Observation/o1"
    assert any("did not apply" in note for note in chart.notes)
