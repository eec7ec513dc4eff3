"""What egfr says, when it makes a card of it, and where it gives no number."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside import LOINC, Coded, Found, Missing, Moment, Outcome, Quantity, Word, answer
from chartside.codes import Code
from chartside.explanation import explain
from chartside.plain import plain_facts
from chartside.testing import NOON, ask
from plugins.risk_scores import ANALYSES
from plugins.risk_scores.analyses import egfr
from plugins.risk_scores.ckd_epi import CkdEpi
from plugins.risk_scores.tables import table

EQUATION = CkdEpi.read(table("ckd_epi_2021").content)
WOMAN = {"age": 70, "sex": "female"}
creatinines = st.decimals("0.1", "25", places=2)
ages = st.integers(18, 120)
sexes = st.sampled_from(["female", "male"])


def result(answer):
    return answer.working["results"]["result"]


def test_four_scores_are_asked_when_a_chart_is_opened():
    asked = [a for a in ANALYSES if "patient-view" in a.hooks]
    assert [a.id for a in asked] == [
        "risk-scores.egfr",
        "risk-scores.kdigo_aki",
        "risk-scores.cha2ds2vasc",
        "risk-scores.news2",
    ]
    assert all(a.pace == "instant" for a in ANALYSES)


@pytest.mark.parametrize(
    ("value", "category"),
    [
        ("90", "G1"),
        ("89.999", "G2"),
        ("60", "G2"),
        ("59.999", "G3a"),
        ("45", "G3a"),
        ("44.999", "G3b"),
        ("30", "G3b"),
        ("29.999", "G4"),
        ("15", "G4"),
        ("14.999", "G5"),
        ("0.3", "G5"),
    ],
)
def test_categories_include_their_lower_edge(value, category):
    assert EQUATION.category(Decimal(value)) == category


def creatinine_for(target, age=50, sex="female"):
    """Return the two creatinines, one millionth of a mg/dL apart, between which a woman of 50 crosses an eGFR."""
    low, high = Decimal("0.7"), Decimal(25)
    while high - low > Decimal("1e-6"):
        middle = (low + high) / 2
        above = EQUATION.estimate(middle, Decimal(age), sex).value >= target
        low, high = (middle, high) if above else (low, middle)
    return low, high


@pytest.mark.parametrize(
    ("cut", "at_or_above", "below"), [(60, None, "info"), (30, "info", "warning"), (15, "warning", "warning")]
)
def test_a_card_is_made_on_the_unrounded_value(cut, at_or_above, below):
    healthy, sick = creatinine_for(cut)
    found = [[c.indicator for c in ask(egfr, age=50, sex="female", creatinine=v)] for v in (healthy, sick)]
    assert found == [[at_or_above] if at_or_above else [], [below]]


@pytest.mark.parametrize(("exactly", "indicators"), [(60, []), (30, ["info"])])
def test_exactly_at_the_cut_off_is_not_below_it(exactly, indicators):
    # Below its knee and without ageing, the equation returns its scale.
    flat = replace(EQUATION, scale=Decimal(exactly), ageing=Decimal(1))
    facts = plain_facts(egfr, {"age": 50, "sex": "male", "creatinine": "0.9"}, NOON)
    said = answer(egfr, {**facts, "knowledge": flat})
    assert result(said) == exactly
    assert [c.indicator for c in said] == indicators


def test_a_number_just_below_a_cut_off_is_not_shown_as_the_cut_off():
    [card] = ask(egfr, age=50, sex="female", creatinine=creatinine_for(60)[1])
    assert "eGFR 59.9" in card.summary
    assert "G3a" in card.summary
    assert "eGFR 60" not in card.summary + card.detail


def test_kidneys_that_work_make_no_card_but_leave_the_number():
    answer = ask(egfr, age=50, sex="male", creatinine=1.0)
    assert (answer.outcome, len(answer)) == (Outcome.ANSWERED, 0)
    assert answer.reason == "eGFR 92 mL/min/1.73 m2, G1"
    assert answer.working["band"] == "G1"


def test_the_unit_of_the_laboratory_makes_no_difference():
    american = ask(egfr, creatinine=Decimal("2.4"), **WOMAN)
    european = ask(egfr, creatinine=Decimal("2.4") * Decimal("88.42"), creatinine_unit="umol/L", **WOMAN)
    assert result(european) == result(american)


def test_a_creatinine_in_the_wrong_unit_gives_no_number():
    answer = ask(egfr, creatinine=212, **WOMAN)
    assert answer.outcome == Outcome.CANNOT_TELL
    assert answer.gaps[0].missing.reason == "unit"


@pytest.mark.parametrize("dropped", ["age", "sex", "creatinine"])
def test_each_input_is_needed_and_named(dropped):
    facts = {**WOMAN, "creatinine": 2.4}
    del facts[dropped]
    answer = ask(egfr, **facts)
    assert answer.outcome == Outcome.CANNOT_TELL
    assert answer.working == {"missing": [dropped]}


@pytest.mark.parametrize("sex", ["other", "unknown", ""])
def test_sex_is_never_guessed(sex):
    answer = ask(egfr, age=70, sex=sex, creatinine=2.4)
    assert answer.outcome == Outcome.CANNOT_TELL
    assert "results" not in answer.working


@pytest.mark.parametrize(
    ("age", "outcome"), [(17, "not-applicable"), (18, "answered"), (120, "answered"), (121, "not-applicable")]
)
def test_ages_outside_the_equation_get_no_number(age, outcome):
    answer = ask(egfr, age=age, sex="male", creatinine=2.4)
    assert answer.outcome == outcome
    assert ("results" in answer.working) == (outcome == "answered")


@pytest.mark.parametrize("excluded", ["dialysis", "dialysis_procedure", "pregnancy"])
def test_dialysis_and_pregnancy_get_the_reason_and_no_number(excluded):
    answer = ask(egfr, creatinine=2.4, **WOMAN, **{excluded: True})
    assert answer.outcome == Outcome.NOT_APPLICABLE
    assert "dialysis" in answer.reason or "pregnancy" in answer.reason
    assert not answer.working


@pytest.mark.parametrize(
    ("began", "outcome"), [("2025-03-07", "not-applicable"), ("2025-03-06", "answered"), (None, "not-applicable")]
)
def test_a_pregnancy_forgotten_on_the_problem_list_does_not_exclude(began, outcome):
    since = Moment.parse(began) if began else None
    normal = Coded(
        "Condition", Code("http://snomed.info/sct", "72892002"), status="active", since=since, ref="Condition/p"
    )
    assert ask(egfr, age=30, sex="female", creatinine=2.4, pregnancy=Found((normal,))).outcome == outcome


def test_an_exclusion_that_could_not_be_read_is_named_on_the_card():
    answer = ask(egfr, creatinine=2.4, dialysis=Found((), Missing("fetch-failed")), **WOMAN)
    [card] = answer
    assert "Not known" in card.detail
    assert answer.working["missing"] == ["dialysis"]


@given(creatinines, creatinines, ages, sexes)
def test_more_creatinine_never_means_better_kidneys(one, other, age, sex):
    low, high = sorted([one, other])
    better, worse = (EQUATION.estimate(c, Decimal(age), sex).value for c in (low, high))
    assert better > worse if low < high else better == worse


@given(creatinines, st.integers(18, 119), sexes)
def test_kidneys_age(creatinine, age, sex):
    young, old = (EQUATION.estimate(creatinine, Decimal(a), sex).value for a in (age, age + 1))
    assert young > old


@given(creatinines, ages, sexes)
def test_the_factors_multiply_to_the_result(creatinine, age, sex):
    answer = ask(egfr, age=age, sex=sex, creatinine=creatinine)
    product = Decimal(1)
    for term in answer.working["terms"]:
        product *= term["factor"]
    assert abs(product - result(answer)) <= result(answer) * Decimal("1e-8")


def test_a_record_is_cited_and_its_day_is_on_the_card():
    taken = Moment.at(datetime(2025, 12, 30, 8, tzinfo=UTC))
    facts = {
        "age": Quantity(Decimal(70), "a", ref="Patient/1"),
        "sex": Word("female", ref="Patient/1"),
        "creatinine": Quantity(Decimal("2.4"), "mg/dL", taken, LOINC("2160-0"), ref="Observation/9", origin="server"),
        "pregnancy": Found(),
        "dialysis": Found(),
        "dialysis_procedure": Found(),
    }
    answer = ask(egfr, **facts)
    [card] = answer
    assert card.summary == "eGFR 21 mL/min/1.73 m2 (G4), creatinine 2.4 mg/dL on 2025-12-30"
    assert card.basis == ("Observation/9", "Patient/1")
    assert {"Observation/9", "Patient/1"} == {t["reference"] for t in card.working["terms"] if "reference" in t}


def test_the_explanation_carries_working_sources_and_limits():
    facts = plain_facts(egfr, {**WOMAN, "creatinine": 2.4}, NOON)
    answer = ask(egfr, creatinine=2.4, **WOMAN)
    said = explain(egfr, facts, answer)
    assert set(said) == {"analysis", "version", "outcome", "reason", "inputs", "working", "sources", "limits"}
    assert said["working"]["unit"] == "mL/min/{1.73_m2}"
    assert said["sources"][0]["url"] == "https://doi.org/10.1056/NEJMoa2102953"
    assert "dialysis" in said["limits"]
    knowledge = next(line for line in said["inputs"] if line["name"] == "knowledge")
    assert knowledge["sha256"] == table("ckd_epi_2021").sha256


def test_dialysis_and_pregnancy_are_recognised_by_code():
    kidney = egfr.inputs["dialysis"].request
    session = egfr.inputs["dialysis_procedure"].request
    pregnant = egfr.inputs["pregnancy"].request
    icd = "http://hl7.org/fhir/sid/icd-10-cm"
    snomed = "http://snomed.info/sct"
    assert all(Code(icd, c) in kidney.what for c in ("Z99.2", "N18.6", "Z49.31"))
    assert Code(icd, "N18.5") not in kidney.what
    assert Code(snomed, "265764009") in session.what
    assert (session.kind, session.back.days, pregnant.back.days) == ("Procedure", 90, 300)
    assert all(Code(icd, c) in pregnant.what for c in ("Z33.1", "O09.90", "O24.410"))
    assert Code(icd, "Z32.02") not in pregnant.what
    assert Code(snomed, "72892002") in pregnant.what


def test_a_finding_of_the_record_excludes_too():
    finding = Coded("Condition", Code("http://hl7.org/fhir/sid/icd-10-cm", "Z99.2"), ref="Condition/1")
    assert ask(egfr, creatinine=2.4, dialysis=Found((finding,)), **WOMAN).outcome == Outcome.NOT_APPLICABLE
