"""Drawn facts are facts: whatever is drawn, the analyses that ship answer."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartside import Found, Outcome, Patient, Series
from chartside.inputs import History, Latest
from chartside.missing import Missing
from chartside.registry import discover
from chartside.testing import NOON, ask, strategies
from chartside.testing.choices.measured import plausible
from chartside.vocabulary import CREATININE
from chartside.vocabulary.conditions import ATRIAL_FIBRILLATION

LATEST = Latest(CREATININE, "mg/dL", timedelta(days=30))
HISTORY = History(CREATININE, "mg/dL", timedelta(days=30))


@pytest.mark.parametrize("id", sorted(discover().analyses))
def test_every_analysis_answers_what_is_drawn(id):
    analysis = discover().analyses[id]

    @settings(max_examples=40, deadline=None)
    @given(strategies.facts(analysis))
    def answers(drawn):
        assert ask(analysis, **drawn).outcome is not Outcome.FAILED

    answers()


@given(strategies.quantities(LATEST))
def test_a_quantity_is_plausible_and_within_its_look_back(quantity):
    low, high = plausible(LATEST)
    assert low <= quantity.value <= high
    assert timedelta(0) <= NOON - quantity.effective.wall <= timedelta(days=30)


@given(strategies.series(HISTORY))
def test_a_series_runs_from_the_oldest_and_names_each_value_once(series):
    assert isinstance(series, Series)
    assert [q.effective.wall for q in series] == sorted(q.effective.wall for q in series)
    assert len({q.ref for q in series}) == len(series)


@given(strategies.patients(), strategies.missing())
def test_people_and_reasons(patient, missing):
    assert isinstance(patient, Patient)
    age = patient.age(NOON.date())
    assert age is None or 0 <= age <= 115
    assert isinstance(missing, Missing)
    assert not missing


@given(strategies.found(strategies.stated("Condition", ATRIAL_FIBRILLATION)))
def test_what_is_stated_is_in_the_set(found):
    assert isinstance(found, Found)
    assert all(fact.code in ATRIAL_FIBRILLATION for fact in found)


@given(strategies.notes(st.just("smokes")), strategies.ages(), strategies.sexes())
def test_notes_ages_and_sexes(note, age, sex):
    assert note.text == "smokes"
    assert 0 <= age.value <= 130
    assert sex.value in ("female", "male")
