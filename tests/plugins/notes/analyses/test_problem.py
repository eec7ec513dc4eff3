"""Chronic problems in notes and not on the list."""

import pytest

from plugins.notes.analyses.chronic_problem import chronic_problems
from plugins.notes.analyses.problem import problem
from tests.plugins.notes.analyses.asking import about, named, words


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (
            ["Assessment:\n1. Type 2 diabetes, well controlled.\n2. Hypertension."],
            ["Type 2 diabetes mellitus", "Hypertension"],
        ),
        (["Impression: emphysema."], ["Chronic obstructive pulmonary disease"]),
        (["PMH: history of atrial fibrillation.", "He has atrial fibrillation, on apixaban."], ["Atrial fibrillation"]),
        (["PMH: HTN, gout.\nHPI: 60-year-old man with hypertension."], ["Hypertension"]),
        (["Assessment: pulmonary hypertension."], ["Pulmonary hypertension"]),
    ],
)
def test_what_is_affirmed_twice_or_assessed(texts, found):
    said = about(problem, *((f"2025-0{n}-01", text) for n, text in enumerate(texts, 1)))
    assert named(said) == [found]
    entries = [action.entry for one in said.cards[0].suggestions for action in one.actions]
    assert [(entry.kind, entry.code.display) for entry in entries] == [("Condition", name) for name in found]


@pytest.mark.parametrize(
    "texts",
    [
        ["PMH: history of atrial fibrillation."],
        ["PMH: gout, diabetes.", "PMH: gout, diabetes."],  # copied forward
        ["Family history: mother with diabetes and hypertension."],
        ["Assessment: no diabetes. Asthma ruled out."],
        ["Assessment: possible asthma. Rule out heart failure. Screening for diabetes. At risk for gout."],
        ["Assessment: his wife has COPD."],
        ["Indication: COPD, hypertension"],
        ["EKG: ST depression."],
        ["Discharge instructions: if you have diabetes or hypertension, call us."],
        ["Assessment: gestational diabetes. Prediabetes."],
        ["Assessment: [ ] diabetes [ ] hypertension"],
        ["Plan:\n- assessment using alcohol use disorders identification test - consumption (procedure)"],
        ["Plan:\n- hepatitis c antibody, confirmatory test\n- sleep apnea assessment\n- referral to diabetes clinic"],
    ],
)
def test_what_is_no_chronic_problem_of_the_patient(texts):
    assert not about(problem, *((f"2025-0{n}-01", text) for n, text in enumerate(texts, 1))).cards


@pytest.mark.parametrize("one", chronic_problems().rows.values(), ids=lambda one: one.key)
def test_every_problem_is_found_and_known_on_the_list_by_word_and_by_code(one):
    text = f"Assessment: {one.words[0]}, stable."
    assert named(about(problem, text)) == [[one.display]]
    assert not about(problem, text, problems=words(one.display)).cards
    coded = [{"code": {"coding": [{"system": one.code.system, "code": one.code.value}]}}]
    assert not about(problem, text, problems=coded).cards
    assert one.code not in {other.code for other in chronic_problems().rows.values() if other.key != one.key}


@pytest.mark.parametrize(
    ("system", "code"), [("http://hl7.org/fhir/sid/icd-10-cm", "E11.9"), ("http://snomed.info/sct", "44054006")]
)
def test_a_list_in_codes_alone_is_compared(system, code):
    listed = [{"code": {"coding": [{"system": system, "code": code}]}}]
    assert not about(problem, "Assessment: diabetes.", problems=listed).cards


def test_the_newest_note_that_denies_it_decides():
    assert not about(problem, ("2025-01-01", "Assessment: asthma."), ("2025-02-01", "No history of asthma.")).cards
    assert about(problem, ("2025-02-01", "Assessment: asthma."), ("2025-01-01", "No history of asthma.")).cards


def test_a_resolved_entry_of_the_list_is_an_entry():
    entry = {"code": {"text": "Asthma"}, "clinicalStatus": {"coding": [{"code": "resolved"}]}}
    assert not about(problem, "Assessment: asthma.", problems=[entry]).cards


def test_unknown_lists_are_said():
    assert about(problem, "Assessment: gout.", problems=None).outcome == "cannot-tell"
    assert about(problem).outcome == "not-applicable"
