"""The readmission model as it is asked: by plain facts, by a record, on both sides of its threshold, and without what it needs."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartside import Answer, Outcome
from chartside.plain import PlainFactError
from chartside.testing import ask
from plugins.risk_models.knowledge_file import knowledge
from plugins.risk_models.readmission import MODEL, RESULT, readmission
from plugins.risk_models.readmission_features import INPUTS, features
from plugins.risk_models.wording import percent

RAISED: dict[str, Any] = {
    "age": 67,
    "diabetes": True,
    "insulin": True,
    "stay_days": 9,
    "inpatient_stays_12_months": 4,
    "emergency_visits_12_months": 2,
    "discharged_to": "skilled-nursing",
    "main_diagnosis": "circulatory",
}
LOW = RAISED | {
    "inpatient_stays_12_months": 0,
    "emergency_visits_12_months": 0,
    "discharged_to": "home",
    "stay_days": 2,
}
TERMS = knowledge("readmission").content
CUT = TERMS["card"]["at_least"]


def asked(**changes: Any) -> Answer:
    return ask(readmission, **{name: value for name, value in (RAISED | changes).items() if value is not None})


def probability(answer: Answer) -> Decimal:
    return Decimal(answer.working["results"][RESULT])


def test_a_raised_risk_is_a_card_with_its_basis_and_what_moved_it() -> None:
    answer = asked()
    (card,) = answer.cards
    assert card.summary == "Readmission within 30 days: risk 29 %, against 11 % on average"
    assert card.indicator == "info"
    assert "hospital stays in the 12 months before 4 (+0.76)" in card.detail
    assert "AUROC 0.668, 0.654 to 0.681" in card.detail
    assert set(card.basis) >= {"given/age", "given/diabetes", "given/inpatient_stays_12_months"}
    assert probability(answer) == pytest.approx(Decimal("0.286"), abs=Decimal("0.001"))


def test_the_working_adds_up_and_names_its_scale() -> None:
    working = asked().working
    parts = sum(Decimal(t["contribution"]) for t in working["terms"])
    assert working["explained"]["scale"] == "log-odds"
    assert abs(working["explained"]["base"] + parts - working["explained"]["total"]) < Decimal("1e-9")
    assert {t["name"] for t in working["terms"]} == set(INPUTS)


def test_below_the_threshold_it_is_quiet_and_says_why() -> None:
    answer = ask(readmission, **LOW)
    assert (answer.outcome, answer.cards) == (Outcome.ANSWERED, ())
    assert answer.reason.startswith("risk of readmission within 30 days ")
    assert probability(answer) < TERMS["card"]["at_least"]


def _leaning() -> list[tuple[Decimal, bool]]:
    """Answer many patients, and return each one's risk beside whether a card came of it."""
    found = []
    for stays in range(8):
        for emergencies in range(4):
            for where in TERMS["destinations"]:
                answer = asked(
                    inpatient_stays_12_months=stays, emergency_visits_12_months=emergencies, discharged_to=where
                )
                found.append((probability(answer), bool(answer.cards)))
    return found


def test_a_card_comes_from_the_threshold_on_and_not_below() -> None:
    found = _leaning()
    assert all(carded == (risk >= Decimal("0.20")) for risk, carded in found)
    assert {carded for _, carded in found} == {True, False}
    assert min(abs(risk - Decimal("0.20")) for risk, _ in found) < Decimal("0.005")  # some lie near it


@pytest.mark.parametrize(
    ("age", "outcome"), [(19, "not-applicable"), (20, "answered"), (99, "answered"), (100, "not-applicable")]
)
def test_the_ages_for_which_it_holds(age: int, outcome: str) -> None:
    assert asked(age=age).outcome == outcome


@pytest.mark.parametrize(
    ("days", "outcome"), [(0, "not-applicable"), (1, "answered"), (14, "answered"), (15, "not-applicable")]
)
def test_the_stays_for_which_it_holds(days: int, outcome: str) -> None:
    assert asked(stay_days=days).outcome == outcome


def test_without_diabetes_it_does_not_apply_and_where_nobody_knows_it_cannot_tell() -> None:
    assert asked(diabetes=False).outcome == "not-applicable"
    unknown = asked(diabetes=None)
    assert unknown.outcome == "cannot-tell"
    assert "diabetes" in unknown.reason


@pytest.mark.parametrize(
    "lacking", ["age", "inpatient_stays_12_months", "emergency_visits_12_months", "discharged_to", "main_diagnosis"]
)
def test_what_is_missing_is_named_with_the_range_that_is_possible(lacking: str) -> None:
    whole, answer = ask(readmission, **LOW), ask(readmission, **{n: v for n, v in LOW.items() if n != lacking})
    assert answer.outcome == "cannot-tell"
    low, high = (Decimal(answer.working["range"][end]) for end in ("low", "high"))
    assert low <= probability(whole) <= high
    assert low < high
    assert "not known" in answer.reason
    assert f"{percent(low, cut=CUT)} to {percent(high, cut=CUT)} is possible" in answer.reason


def test_a_risk_that_is_raised_whatever_is_missing_is_not_kept_back() -> None:
    answer = asked(main_diagnosis=None)
    assert [c.summary for c in answer.cards] == [
        "Readmission within 30 days: risk 24 % to 32 %, against 11 % on average"
    ]
    assert "stay for" in answer.cards[0].detail


def test_it_reads_the_stay_and_what_came_before_from_the_record() -> None:
    contacts = [
        {"class": "IMP", "since": "2025-12-23", "discharged_to": "snf", "reasons": ["I50.9"]},
        {"class": "IMP", "since": "2025-11-01", "until": "2025-11-04"},
        {"class": "IMP", "since": "2025-09-01", "until": "2025-09-04"},
        {"class": "IMP", "since": "2025-07-01", "until": "2025-07-04"},
        {"class": "IMP", "since": "2025-05-01", "until": "2025-05-04"},
        {"class": "IMP", "since": "2024-05-01", "until": "2024-05-04"},
        {"class": "EMER", "since": "2025-06-01", "until": "2025-06-01"},
        {"class": "EMER", "since": "2025-08-01", "until": "2025-08-01"},
        {"class": "AMB", "since": "2025-08-02", "until": "2025-08-02"},
    ]
    stated = {"age", "diabetes", "insulin"}
    read = ask(readmission, **{n: v for n, v in RAISED.items() if n in stated}, encounters=contacts)
    assert probability(read) == probability(asked())
    values = {t["name"]: t["value"] for t in read.working["terms"]}
    assert (values["stay_days"], values["inpatient_stays"], values["emergency_visits"]) == (9, 4, 2)
    # What the record gave is not missing because nobody stated it.
    assert [gap.name for gap in read.gaps] == []
    assert set(read.working["stood_in"]) == STATED


STATED = {"stay_days", "inpatient_stays_12_months", "emergency_visits_12_months", "discharged_to", "main_diagnosis"}


def test_what_neither_the_caller_nor_the_record_says_stays_missing() -> None:
    contacts = [{"class": "IMP", "since": "2025-12-23"}]
    read = ask(readmission, age=67, diabetes=True, insulin=True, encounters=contacts)
    assert {gap.name for gap in read.gaps} & STATED == {"discharged_to", "main_diagnosis"}
    assert asked().working.get("stood_in", []) == []


def test_a_stay_of_the_record_for_which_it_does_not_hold_is_not_said_to_be_missing() -> None:
    long = [{"class": "IMP", "since": "2025-12-01", "discharged_to": "home", "reasons": ["I50.9"]}]
    read = ask(readmission, age=67, diabetes=True, insulin=True, encounters=long)
    assert (read.outcome, [gap.name for gap in read.gaps]) == (Outcome.NOT_APPLICABLE, [])


def test_a_record_that_may_hold_more_contacts_gives_no_count() -> None:
    answer = asked(stay_days=9, inpatient_stays_12_months=None, emergency_visits_12_months=None)
    assert answer.outcome == "cannot-tell"
    assert "hospital stays in the 12 months before" in answer.reason


def test_no_stay_no_question() -> None:
    answer = asked(stay_days=None, encounters=[])
    assert (answer.outcome, answer.reason) == (
        "not-applicable",
        "no hospital stay goes on or ended within the last two days",
    )


def test_who_goes_to_a_hospice_is_not_in_the_model() -> None:
    assert (
        asked(encounters={"class": "IMP", "since": "2025-12-23", "discharged_to": "hosp"}).outcome == "not-applicable"
    )


@given(stays=st.integers(0, 20), emergencies=st.integers(0, 40), days=st.integers(1, 13))
@settings(max_examples=40, deadline=None)
def test_more_stays_emergencies_or_days_never_lower_the_risk(stays: int, emergencies: int, days: int) -> None:
    trees = MODEL.resolve().model

    def total(**changes: int) -> float:
        said = {"age": 67, "insulin": True, "destination": "home", "diagnosis": "other"}
        numbers = {"stay_days": days, "inpatient_stays": stays, "emergency_visits": emergencies} | changes
        return trees.reach(features({**said, **{n: Decimal(v) for n, v in numbers.items()}}, TERMS))[0]

    now = total()
    for more in ({"stay_days": days + 1}, {"inpatient_stays": stays + 1}, {"emergency_visits": emergencies + 1}):
        assert total(**more) >= now - 1e-12


def test_a_word_that_it_does_not_know_is_refused() -> None:
    with pytest.raises(PlainFactError, match="discharged_to"):
        asked(discharged_to="the moon")


def test_it_reads_no_race_and_no_sex() -> None:
    assert not {"race", "sex", "ethnicity"} & set(readmission.inputs)
