"""Of two versions of one resource the later stands; where nobody can tell, a denial does, and two that assert are not believed."""

import pytest

from chartside.inputs import Having, Latest
from chartside.missing import Missing
from tests.fhir_adapter.made import CREATININE, PATIENT, STROKE, ask, creatinine, file, of, searchset, sent, stroke

HAVING = Having("Condition", STROKE)
LATEST = Latest(CREATININE, "mg/dL")
REFUTED = {"verificationStatus": {"coding": [{"code": "refuted"}]}}
STATED = [
    ({"versionId": "1"}, {"versionId": "2"}),
    ({"versionId": "9"}, {"versionId": "10"}),
    (
        {"versionId": "9", "lastUpdated": "2026-05-01T10:00:00Z"},
        {"versionId": "2", "lastUpdated": "2026-05-01T10:00:01Z"},
    ),
    ({"lastUpdated": "2026-05-02T01:00:00+10:00"}, {"lastUpdated": "2026-05-01T23:00:00Z"}),
    ({"lastUpdated": "2026-05-01T10:00:00.000Z"}, {"lastUpdated": "2026-05-01T10:00:00.5Z"}),
    ({"lastUpdated": "2026-05-01T10:00:00Z", "versionId": "1"}, {"versionId": "2"}),
]


def in_every_way(first, second):
    """Both orders, in one file, in one answer and under two keys."""
    for one, other in ((first, second), (second, first)):
        yield file(PATIENT, one, other)
        yield sent(
            of(HAVING) | {"l": of(LATEST)["it"]},
            {"conditions": searchset(one, other), "observations": searchset(one, other)},
        )
        yield sent(
            of(HAVING), {"conditions": searchset(one), "more": searchset(other), "observations": searchset(other)}
        )


@pytest.mark.parametrize(("early", "late"), STATED)
def test_the_later_version_stands_whatever_it_says(early, late):
    for chart in in_every_way(stroke(meta=early), stroke(meta=late, **REFUTED)):
        assert ask(chart, HAVING).known_absent
    for chart in in_every_way(stroke(meta=early, **REFUTED), stroke(meta=late)):
        assert ask(chart, HAVING).items


@pytest.mark.parametrize(("early", "late"), STATED)
def test_a_value_entered_in_error_later_is_none(early, late):
    first, second = creatinine("a", 3, meta=early), creatinine("a", 3, meta=late, status="entered-in-error")
    for one, other in ((first, second), (second, first)):
        assert isinstance(ask(file(PATIENT, one, other), LATEST), Missing)
        assert ask(file(PATIENT, {**one, "status": "final"}, {**other, "status": "final"}), LATEST).value == 3


UNDECIDED = [
    ({}, {}),
    ({"versionId": "1"}, {}),
    ({"lastUpdated": "2026-05-01T10:00:00Z"}, {}),
    ({"versionId": "a"}, {"versionId": "b"}),
    ({"versionId": "3"}, {"versionId": "3"}),
    ({"lastUpdated": "2026-05"}, {"lastUpdated": "2026-05-01T10:00:00Z"}),
]


@pytest.mark.parametrize(("one", "other"), UNDECIDED)
def test_where_nobody_can_tell_a_denial_stands(one, other):
    for chart in in_every_way(stroke(meta=one), stroke(meta=other, **REFUTED)):
        assert ask(chart, HAVING).known_absent


@pytest.mark.parametrize(
    ("one", "other"), [pair for pair in UNDECIDED if pair != ({"versionId": "3"}, {"versionId": "3"})]
)
def test_where_nobody_can_tell_two_that_assert_are_not_believed(one, other):
    for first, second in (((one, 1), (other, 3)), ((other, 3), (one, 1))):
        chart = file(PATIENT, *(creatinine("a", value, meta=meta) for meta, value in (first, second)))
        assert ask(chart, LATEST).reason == "incomplete"
        assert chart.drops["Observation", "contradicted"] == 1


def test_where_nobody_can_tell_the_label_of_one_holds():
    label = {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]}
    for first, second in ((label, {}), ({}, label)):
        found = ask(file(PATIENT, creatinine("a", 1, meta=first), creatinine("a", 1, meta=second)), LATEST)
        assert found.reason == "not-permitted"


def test_of_two_denials_the_less_certain_stands():
    unconfirmed = {"verificationStatus": {"coding": [{"code": "unconfirmed"}]}}
    for chart in in_every_way(stroke(**unconfirmed), stroke(**REFUTED)):
        assert ask(chart, HAVING).unknown.reason == "incomplete"


def test_a_later_version_settles_it():
    versions = [creatinine("a", 1), creatinine("a", 3), creatinine("a", 2, meta={"versionId": "3"})]
    assert ask(file(PATIENT, *versions), LATEST).reason == "incomplete"
    numbered = [{**v, "meta": {"versionId": str(n)}} for n, v in enumerate(versions)]
    for order in (numbered, numbered[::-1]):
        assert ask(file(PATIENT, *order), LATEST).value == 2


def test_the_same_said_twice_is_no_contradiction():
    plain = creatinine("a", 1)
    for again in (
        {**plain, "meta": {"profile": ["urn:x"]}},
        {**plain, "text": {"status": "generated", "div": "<div>1</div>"}},
        dict(reversed(plain.items())),
    ):
        assert ask(file(PATIENT, plain, again), LATEST).value == 1
