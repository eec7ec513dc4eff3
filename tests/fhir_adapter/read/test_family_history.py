"""Conditions of relatives: who, what, from which age on; and what nobody knows."""

import json
from decimal import Decimal

import pytest

from chartside.codes import SNOMED, CodeSet
from chartside.inputs import FamilyHistoryRequest
from chartside.snapshot import freeze, thaw
from tests.fhir_adapter.made import PATIENT, ask, concept, file, quantity, snomed

EVERY = FamilyHistoryRequest()
BREAST_CANCER = CodeSet.of("breast-cancer", "breast cancer", SNOMED("254837009"))
MOTHER = concept("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "MTH", "mother")


def condition(code="254837009", **more):
    return {"code": snomed(code, "Malignant neoplasm of breast"), **more}


def history(id="f1", *conditions, **more):
    return {
        "resourceType": "FamilyMemberHistory",
        "id": id,
        "patient": {"reference": "Patient/p1"},
        "status": "completed",
        "relationship": MOTHER,
        "condition": list(conditions),
        **more,
    }


def found(*resources, request=EVERY):
    return ask(file(PATIENT, *resources), request)


def test_a_condition_of_a_relative_with_all_that_is_said_of_it():
    told = found(
        history("f", condition(onsetAge=quantity(45, "a"), contributedToDeath=True), condition("1"), sex=snomed("1"))
    )
    one = told[0]
    assert (one.relationship.value, one.relative, one.code) == ("MTH", "mother", SNOMED("254837009"))
    assert (one.onset_age, one.died_of_it, one.status, one.display) == (
        45,
        True,
        "completed",
        "Malignant neoplasm of breast",
    )
    assert len(told) == 2
    assert told.unknown is None
    assert thaw(json.loads(json.dumps(freeze(told)))) == told


@pytest.mark.parametrize(
    ("age", "years"),
    [
        (quantity(45, "a"), Decimal(45)),
        (quantity(6, "mo"), Decimal("0.5")),
        (quantity(599, "mo"), Decimal("49.91")),
        (quantity(600, "mo"), Decimal(50)),
        (quantity(18262, "d"), Decimal("49.99")),
        (quantity(18263, "d"), Decimal(50)),
        (quantity(52, "wk"), Decimal("0.99")),
        ({"value": 45, "code": "a"}, Decimal(45)),
        ({"value": 45, "unit": "years"}, None),
        ({"value": 45, "code": "a", "system": "urn:own"}, None),
        ({"value": 45, "code": "a", "comparator": "<"}, None),
        ({"value": -1, "code": "a"}, None),
        (quantity(45, "kg"), None),
        ({"code": "a"}, None),
        ("45", None),
    ],
)
def test_years_only_of_an_age_in_a_unit_of_time(age, years):
    (one,) = found(history("f", condition(onsetAge=age)))
    assert one.onset_age == years


def test_a_range_has_bounds_and_no_age_and_words_stay_words():
    low, high = quantity(40, "a"), quantity(49, "a")
    (one,) = found(history("f", condition(onsetRange={"low": low, "high": high})))
    assert (one.onset_age, one.onset_from, one.onset_to) == (None, 40, 49)
    (one,) = found(history("f", condition(onsetString="in her forties")))
    assert (one.onset_age, one.onset) == (None, "in her forties")


@pytest.mark.parametrize(
    ("more", "reason", "unknown"),
    [
        ({"status": "health-unknown"}, "health-unknown", "incomplete"),
        ({"status": "entered-in-error"}, "entered-in-error", None),
        ({"patient": {"reference": "Patient/x"}}, "other-patient", None),
        ({"date": "2027-01-01"}, "future", None),
        ({"modifierExtension": [{"url": "urn:x"}]}, "modifier-extension", "incomplete"),
        ({"notDone": True}, "not-done", None),
    ],
)
def test_what_may_not_be_asserted(more, reason, unknown):
    chart = file(PATIENT, history("f", condition(), **more))
    told = ask(chart, EVERY)
    assert (told.items, told.unknown.reason if told.unknown is not None else None) == ((), unknown)
    assert chart.drops == {("FamilyMemberHistory", reason): 1}


def test_what_the_record_says_is_not_known_is_unknown():
    reason = concept("http://terminology.hl7.org/CodeSystem/history-absent-reason", "subject-unknown")
    told = found(history("f", dataAbsentReason=reason))
    assert (told.items, told.unknown.reason) == ((), "incomplete")
    withheld = found(history("f", dataAbsentReason={"coding": [{**reason["coding"][0], "code": "withheld"}]}))
    assert withheld.unknown.reason == "not-permitted"


def test_a_partial_history_proves_nothing_absent():
    told = found(history("f", condition(), status="partial"))
    assert (len(told), told.unknown.detail) == (1, "family histories that are partial: 1")
    assert found(history("f")).known_absent


def test_only_what_is_asked_for_and_the_uncoded_are_said():
    asked = FamilyHistoryRequest(BREAST_CANCER)
    assert [h.ref for h in found(history("f", condition("1"), condition()), request=asked)] == ["FamilyMemberHistory/f"]
    worded = history("f", {"code": {"text": "breast cancer"}})
    told = found(worded, request=asked)
    assert (told.items, told.unknown.detail) == ((), "conditions of relatives recorded without a code: 1")
    (one,) = found(worded)
    assert (one.code.system, one.display) == ("", "breast cancer")


def test_an_exclusion_wins_and_is_named():
    what = CodeSet("bc", "bc", BREAST_CANCER.codes, excludes=CodeSet.of("benign", "benign", SNOMED("2")))
    both = {"code": {"coding": [*snomed("254837009")["coding"], *snomed("2")["coding"]]}}
    told = found(history("f", both), request=FamilyHistoryRequest(what))
    assert (told.known_absent, told.left_out) == (True, ("benign",))


@pytest.mark.parametrize("more", [{"condition": "x"}, {"condition": [4, {}]}, {"relationship": 4, "sex": []}])
def test_odd_shapes_never_crash(more):
    assert not found(history(**more))
