"""Statements: what holds, what held, what is denied, and when absence is known."""

import pytest

from chartside.codes import RXNORM, SNOMED, CodeSet
from chartside.inputs import Having, days
from chartside.missing import Missing
from chartside.vocabulary.medicines import OPIOIDS
from tests.fhir_adapter.made import PATIENT, STROKE, ask, concept, file, of_patient, rxnorm, snomed, stroke

NOW_ON_LIST = Having("Condition", STROKE)
EVER = Having("Condition", STROKE, ever=True)


def status(code, element="clinicalStatus"):
    return {element: {"coding": [{"code": code}]}}


def having(*resources, request=NOW_ON_LIST):
    return ask(file(PATIENT, *resources), request)


@pytest.mark.parametrize(
    "more", [{}, status("active"), status("recurrence"), status("relapse"), {"clinicalStatus": "active"}]
)
def test_what_holds(more):
    assert having(stroke(**more))


@pytest.mark.parametrize(
    "more",
    [
        status("resolved"),
        status("inactive"),
        status("remission"),
        {"abatementDateTime": "2020"},
        {"abatementAge": {"value": 3}},
    ],
)
def test_what_is_over_counts_only_as_ever(more):
    assert having(stroke(**more)).known_absent
    assert having(stroke(**more), request=EVER)


@pytest.mark.parametrize("denied", ["refuted", "entered-in-error"])
def test_what_is_denied_is_known_absent(denied):
    chart = file(PATIENT, stroke(**status(denied, "verificationStatus")))
    assert ask(chart, EVER).known_absent
    assert chart.drops == {("Condition", denied): 1}


@pytest.mark.parametrize(
    "doubt",
    [
        status("unconfirmed", "verificationStatus"),
        status("provisional", "verificationStatus"),
        {"modifierExtension": [{"url": "urn:x"}]},
    ],
)
def test_what_is_in_doubt_is_neither_present_nor_absent(doubt):
    found = having(stroke(**doubt))
    assert (found.items, found.unknown.reason) == ((), "incomplete")


def test_an_exclusion_wins_and_is_named():
    transient = CodeSet.of("transient-ischaemia", "TIA", SNOMED("266257000"))
    what = CodeSet("stroke", "stroke", STROKE.codes, excludes=transient)
    code = {"coding": [*snomed("230690007")["coding"], *snomed("266257000")["coding"]]}
    found = having(stroke(code=code), request=Having("Condition", what))
    assert (found.known_absent, found.left_out) == (True, ("transient-ischaemia",))


def test_codes_by_their_beginning():
    icd = "http://hl7.org/fhir/sid/icd-10-cm"
    request = Having("Condition", CodeSet("af", "atrial fibrillation", prefixes={icd: ("I48",)}))
    assert having(stroke(code=concept(icd, "I48.91")), request=request)
    assert having(stroke(code=concept(icd, "I4")), request=request).known_absent


UNPLACED = [
    {"text": "stroke", "coding": [{"display": "Cerebrovascular accident"}]},
    {"text": "Ischaemic stroke"},
    {"coding": [{"code": "230690007"}]},
    7,
    None,
]


@pytest.mark.parametrize("code", UNPLACED)
def test_what_nobody_can_place_is_never_matched_and_leaves_no_absence(code):
    chart = file(PATIENT, stroke(code=code))
    found = ask(chart, NOW_ON_LIST)
    assert (found.items, found.unknown) == ((), Missing("incomplete", "recorded without a code: 1"))
    assert chart.drops == {("Condition", "no-code"): 1}
    beside = having(stroke(code=code), stroke("s2"))
    assert ([c.ref for c in beside], beside.unknown) == (["Condition/s2"], found.unknown)


@pytest.mark.parametrize(
    ("more", "doubt"),
    [
        ({}, True),
        (status("resolved"), False),
        (status("refuted", "verificationStatus"), False),
        (status("unconfirmed", "verificationStatus"), True),
        ({"subject": {"reference": "Patient/p9"}}, False),
        ({"recordedDate": "2026-06-05"}, False),
    ],
)
def test_what_cannot_be_placed_leaves_a_doubt_only_where_it_would_count(more, doubt):
    for code in ({"text": "stroke"}, concept("http://hl7.org/fhir/sid/icd-10", "I64")):
        found = having(stroke(code=code, **more))
        assert (found.items, found.unknown is not None) == ((), doubt)


def test_codes_of_systems_that_the_set_does_not_use_leave_no_absence_unless_something_was_found():
    elsewhere = stroke("x", code=concept("http://hl7.org/fhir/sid/icd-10", "I64"))
    found = having(elsewhere)
    assert (found.items, found.unknown.reason) == ((), "incomplete")
    assert "systems" in found.unknown.detail
    beside = having(elsewhere, stroke())
    assert ([c.ref for c in beside], beside.unknown) == (["Condition/s1"], None)
    both = {"coding": [*snomed("38341003")["coding"], *concept("urn:local", "7")["coding"]]}
    assert having(stroke(code=both)).known_absent  # a code of the set's own system says what it is


IPS = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"


def test_a_statement_that_there_is_nothing_is_one_and_that_nothing_is_known_is_none():
    assert having(stroke(code=concept(IPS, "no-known-problems"))).known_absent
    assert having(stroke(code=concept(IPS, "no-problem-info"))).unknown.reason == "incomplete"


@pytest.mark.parametrize(
    "odd", [{"text": "resolved"}, {"coding": [{"code": "weird"}]}, {"coding": [{"code": "unknown"}]}, "inactive-ish"]
)
def test_a_status_outside_the_list_is_neither_active_nor_over(odd):
    chart = file(PATIENT, stroke(clinicalStatus=odd))
    found = ask(chart, NOW_ON_LIST)
    assert (found.items, found.unknown.reason) == ((), "incomplete")
    assert chart.drops == {("Condition", "unknown-status"): 1}
    assert having(stroke(clinicalStatus=odd), request=EVER)
    assert having(stroke(clinicalStatus=odd), stroke("s2")).items


def test_a_status_that_says_both_is_not_believed():
    both = {"coding": [{"code": "active"}, {"code": "resolved"}]}
    assert having(stroke(clinicalStatus=both)).unknown.reason == "incomplete"
    assert having(
        stroke(clinicalStatus={"extension": [{"url": "urn:absent"}]})
    )  # nothing is stated: absent is not inactive


def test_a_look_back_counts_what_reaches_into_it():
    recent = Having("Condition", STROKE, ever=True, back=days(90))
    assert having(stroke(onsetDateTime="2010"), request=recent)  # it still holds
    assert having(stroke(onsetDateTime="2010", abatementDateTime="2026-05-01", **status("resolved")), request=recent)
    assert not having(stroke(onsetDateTime="2010", abatementDateTime="2011", **status("resolved")), request=recent)
    procedure = Having("Procedure", STROKE, back=days(90))
    assert having(
        {**stroke(), "resourceType": "Procedure", "status": "completed", "performedDateTime": "2026-05-01"},
        request=procedure,
    )
    assert not having(
        {**stroke(), "resourceType": "Procedure", "status": "completed", "performedDateTime": "2026-01-01"},
        request=procedure,
    )


def test_what_was_written_after_the_question_was_not_known():
    assert having(stroke(recordedDate="2026-06-05")).known_absent


PENICILLIN = Having("AllergyIntolerance", CodeSet.of("penicillin", "penicillin", SNOMED("764146007")))


def allergy(id, code, **more):
    return {
        "resourceType": "AllergyIntolerance",
        "id": id,
        "patient": {"reference": "Patient/p1"},
        "code": snomed(code),
        **more,
    }


def test_no_allergy_recorded_is_not_no_known_allergy():
    assert having(allergy("a", "764146007"), request=PENICILLIN)
    assert having(allergy("a", "716186003"), request=PENICILLIN).known_absent
    assert having(allergy("a", "409137002"), request=PENICILLIN).known_absent
    assert having(allergy("a", "764146007"), allergy("b", "716186003"), request=PENICILLIN).items


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("91935009", {}),  # another allergy says nothing of this one
        ("429625007", {}),  # no known food allergy
        ("716186003", status("resolved")),
        ("716186003", status("refuted", "verificationStatus")),
    ],
)
def test_only_a_statement_that_there_is_no_allergy_leaves_an_absence(code, more):
    found = having(allergy("a", code, **more), request=PENICILLIN)
    assert (found.items, found.unknown.reason) == ((), "not-found")


def test_an_allergy_in_words_leaves_no_absence_whatever_stands_beside_it():
    named = {**allergy("b", "x"), "code": {"text": "Penicillin"}}
    found = having(allergy("a", "716186003"), named, request=PENICILLIN)
    assert (found.items, found.unknown.reason) == ((), "incomplete")


def test_what_a_reaction_was_to_is_an_allergy_to_it():
    broad = allergy(
        "a", "416098002", reaction=[{"substance": snomed("764146007"), "manifestation": [{"text": "rash"}]}]
    )
    [found] = having(broad, request=PENICILLIN)
    assert found.code == SNOMED("764146007")
    worded = allergy("a", "416098002", reaction=[{"substance": {"text": "Penicillin"}}])
    assert having(worded, allergy("b", "716186003"), request=PENICILLIN).unknown.reason == "incomplete"


def test_an_empty_list_of_allergies_is_not_known_to_be_one():
    from tests.fhir_adapter.made import of, searchset, sent

    for empty in (None, searchset()):
        found = ask(sent(of(PENICILLIN), {"allergies": empty}), PENICILLIN)
        assert (found.known_absent, found.unknown.reason) == (False, "not-found")


def test_encounters_by_type_and_medicines_by_reference():
    ward = Having("Encounter", CodeSet.of("check-up", "check-up", SNOMED("185349003")))
    visit = of_patient("Encounter", "e", status="finished", type=[snomed("185349003")])
    assert having(visit, request=ward)
    drug = Having("MedicationRequest", CodeSet("x", "x", frozenset({SNOMED("1")})))
    unnamed = of_patient(
        "MedicationRequest", "m", status="active", medicationReference={"reference": "Medication/unsent"}
    )
    assert having(unnamed, request=drug).unknown.reason == "incomplete"
    other = of_patient("MedicationRequest", "m", status="active", medicationCodeableConcept=rxnorm("11289"))
    assert having(other, request=drug).known_absent


OPIOID = Having("MedicationRequest", OPIOIDS)


def prescription(id="m", concept=None, status="active", **more):
    return of_patient("MedicationRequest", id, status=status, medicationCodeableConcept=concept or {}, **more)


def test_a_medicine_is_had_by_its_ingredient_whatever_its_code():
    [found] = having(prescription(concept=rxnorm("857005")), request=OPIOID)
    assert found.code == RXNORM("5489")
    assert found.codings == (RXNORM("857005"),)
    assert {code.display for code in found.ingredients} == {"acetaminophen", "hydrocodone"}
    assert having(prescription(concept=rxnorm("308191")), request=OPIOID).known_absent


@pytest.mark.parametrize("concept", [rxnorm("999999999"), {"text": "pain tablets"}, {}])
def test_a_medicine_that_is_not_resolved_leaves_a_doubt_even_beside_others(concept):
    alone = having(prescription("x", concept), request=OPIOID)
    beside = having(prescription("x", concept), prescription("y", rxnorm("857005")), request=OPIOID)
    for found in (alone, beside):
        assert found.unknown == Missing("incomplete", "medicines that could not be resolved to an ingredient: 1")
    assert [len(alone), len(beside)] == [0, 1]


@pytest.mark.parametrize(
    ("request_", "more", "doubt"),
    [
        (OPIOID, {"status": "completed"}, False),
        (Having("MedicationRequest", OPIOIDS, ever=True), {"status": "completed"}, True),
        (OPIOID, {"status": "cancelled"}, False),
        (OPIOID, {"doNotPerform": True}, False),
        (
            Having("MedicationRequest", OPIOIDS, ever=True, back=days(30)),
            {"status": "completed", "authoredOn": "2020-01-01"},
            False,
        ),
        (
            Having("MedicationRequest", OPIOIDS, ever=True, back=days(30)),
            {"status": "completed", "authoredOn": "2026-05-20"},
            True,
        ),
    ],
)
def test_only_one_that_would_count_leaves_a_doubt(request_, more, doubt):
    found = having({**prescription(concept=rxnorm("999999999")), **more}, request=request_)
    assert (found.unknown is not None) == doubt


def test_an_exclusion_by_ingredient_wins():
    naloxone = CodeSet.of("with-naloxone", "with naloxone", RXNORM("7242"))
    what = CodeSet("opioid", "opioid", OPIOIDS.codes, excludes=naloxone)
    found = having(prescription(concept=rxnorm("351266")), request=Having("MedicationRequest", what))
    assert (found.items, found.left_out) == ((), ("with-naloxone",))
