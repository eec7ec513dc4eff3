"""Results that are codes: the newest by its code, and every reason for which it cannot be told."""

import pytest

from chartside.codes import LOINC, SNOMED, CodeSet
from chartside.inputs import LatestCoded, days
from chartside.vocabulary.answers import TOBACCO_SMOKING, TOBACCO_SMOKING_ANSWERS
from tests.fhir_adapter.made import PATIENT, ask, file, loinc, of_patient, snomed

SMOKING = LatestCoded(TOBACCO_SMOKING, days(730), TOBACCO_SMOKING_ANSWERS)
NEVER, FORMER = "266919005", "8517006"


def status(code=NEVER, at="2026-05-01", id="s1", **more):
    value = {} if code is None else {"valueCodeableConcept": snomed(code)}
    return of_patient("Observation", id, status="final", code=loinc("72166-2"), effectiveDateTime=at, **value | more)


def test_the_newest_by_its_code():
    found = ask(file(PATIENT, status(), status(FORMER, "2026-05-20", "s2")), SMOKING)
    assert (found.code, found.ref, found.kind) == (SNOMED(FORMER), "Observation/s2", "Observation")
    assert found.since.text == "2026-05-20"


def test_either_coding_counts():
    both = {"coding": [{"system": "http://example.org", "code": "ex"}, *snomed(FORMER)["coding"]]}
    assert ask(file(PATIENT, status(None, valueCodeableConcept=both)), SMOKING).code == SNOMED(FORMER)


@pytest.mark.parametrize(
    ("resources", "reason", "detail"),
    [
        ([], "not-provided", "holds no Observation"),
        ([status("73211009")], "incomplete", "otherwise than by one of the expected codes"),
        ([status(None, valueString="never smoked")], "incomplete", "in words"),
        ([status(None, valueCodeableConcept={"text": "never smoked"})], "incomplete", "in words"),
        ([status(None)], "stated-absent", "without a value"),
        ([status(None, dataAbsentReason={"text": "asked, declined"})], "stated-absent", "says that there is no value"),
        ([status(at="2023-05-01")], "too-old", "730 days"),
        ([status(), status(FORMER, id="s2")], "conflicting", "two different answers"),
        ([status(NEVER, "2026-04-01", "old"), status(None, valueString="not now")], "incomplete", "in words"),
    ],
)
def test_what_cannot_be_told_is_missing(resources, reason, detail):
    found = ask(file(PATIENT, *resources), SMOKING)
    assert not found
    assert (found.reason, detail in found.detail) == (reason, True), found


def test_a_newer_one_that_is_stated_absent_gives_way():
    found = ask(file(PATIENT, status(NEVER, "2026-04-01", "old"), status(None, id="new")), SMOKING)
    assert found.ref == "Observation/old"


def test_one_answer_in_two_records_is_no_conflict():
    assert ask(file(PATIENT, status(), status(id="s2")), SMOKING).code == SNOMED(NEVER)


def test_without_expected_answers_any_code_is_given():
    responsiveness = LatestCoded(CodeSet.of("acvpu", "level of consciousness", LOINC("67775-7")))
    alert = of_patient(
        "Observation",
        "c1",
        status="final",
        code=loinc("67775-7"),
        effectiveDateTime="2026-06-01",
        valueCodeableConcept=snomed("248234008"),
    )
    assert ask(file(PATIENT, alert), responsiveness).code == SNOMED("248234008")
