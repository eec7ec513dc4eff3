"""Morphine equivalents a day: the guideline's examples, both sides of 50 and 90, and never a number where something is missing."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside import Dosage, Found, Missing, Moment
from chartside.outcome import Outcome
from chartside.testing import ask
from plugins.opioids.analyses import daily_mme, dosage
from tests.plugins.opioids.asking import (
    ADULT,
    BUPRENORPHINE,
    HYDROCODONE,
    LOZENGE,
    METHADONE,
    MORPHINE_ER,
    OXYCODONE,
    PATCH,
    TRAMADOL,
    mme,
    taken,
)

DOSES = st.decimals(Decimal("0.25"), Decimal(20), places=2)
TIMES = st.integers(1, 12)
# Oral tablets and capsules of one opioid each, whose factors differ.
CODES = st.sampled_from([OXYCODONE, METHADONE, TRAMADOL, MORPHINE_ER])


@pytest.mark.parametrize(
    ("prescription", "expected"),
    [
        # The guideline's own: ten tablets of hydrocodone/acetaminophen 5/325 are 50 MME, 33 mg of oxycodone about 50, 12 mg of methadone
        # 56.4 by the factor of 2022.
        (taken(HYDROCODONE, 1, times=10), Decimal(50)),
        (taken(OXYCODONE, 33, "mg"), Decimal("49.5")),
        (taken(METHADONE, 12, "mg"), Decimal("56.4")),
        (taken(TRAMADOL, 1, times=4), Decimal(40)),
        (taken(PATCH, 1, "{patch}", hours=72), Decimal(180)),
        (taken(PATCH, 2, "patches", hours=72), Decimal(360)),
        (taken(OXYCODONE, 1, times=1, hours=8), Decimal("22.5")),
        (taken(OXYCODONE, 1, "TAB", times=1, hours=4, as_needed=True), Decimal(45)),
    ],
)
def test_worked_examples(prescription, expected):
    assert mme(prescription) == expected


@pytest.mark.parametrize(("milligrams", "cards"), [("49.99", 0), (50, 1), ("50.01", 1), ("89.99", 1), (90, 1)])
def test_both_sides_of_fifty(milligrams, cards):
    order = taken(MORPHINE_ER, milligrams, "mg", drafted=True)
    assert len(ask(dosage, opioids=Found((order,)), **ADULT).cards) == cards


@pytest.mark.parametrize(("milligrams", "high"), [("89.99", False), (90, True), ("90.01", True)])
def test_both_sides_of_ninety(milligrams, high):
    [card] = ask(dosage, opioids=Found((taken(MORPHINE_ER, milligrams, "mg", drafted=True),)), **ADULT).cards
    assert card.indicator == "warning"
    assert ("high risk" in card.summary) is high


def test_the_number_that_is_shown_is_the_number_that_is_compared():
    # Three times a third of 150: in binary floats, and in Decimals divided early, just below 50.
    three = [taken(MORPHINE_ER, 50, "mg", times=1, hours=72, number=n, drafted=True) for n in (1, 2, 3)]
    assert mme(*three) == Decimal("50.00")
    assert ask(dosage, opioids=Found(tuple(three)), **ADULT).cards


def test_overlapping_prescriptions_add_up_line_by_line():
    answer = ask(daily_mme, opioids=Found((taken(OXYCODONE, times=4), taken(PATCH, 1, "{patch}", hours=72, number=2))))
    assert answer.derived[0].value == Decimal(210)
    assert [line["mme"] for line in answer.working["lines"]] == [Decimal(30), Decimal(180)]
    assert all(line["factor"] and line["dose"] and line["product"] for line in answer.working["lines"])
    assert answer.derived[0].basis == ("MedicationRequest/1", "MedicationRequest/2")


LACKING = {
    "dose": taken(OXYCODONE, None),
    "frequency": taken(OXYCODONE, times=None, hours=None),
    "unit of the dose": taken(OXYCODONE, unit=""),
    "dose and frequency": taken(OXYCODONE, dosages=()),
    "unit of the dose: {patch} does not fit": taken(OXYCODONE, unit="{patch}"),
    "unit of the dose: mg does not fit": taken(HYDROCODONE, 5, "mg"),
    "conversion factor: none for fentanyl in this form": taken(LOZENGE, 1, "{lozenge}"),
    "conversion factor: none for this opioid": taken("861455"),
    "strength": taken("892495"),
    "unit of the dose: a number of patches": taken(PATCH, 75, "ug/h", hours=72),
}


@pytest.mark.parametrize(("what", "prescription"), LACKING.items())
def test_what_is_missing_is_named_and_no_number_is_told(what, prescription):
    answer = ask(daily_mme, opioids=Found((prescription, taken(OXYCODONE, times=4, number=2))))
    assert answer.outcome is Outcome.CANNOT_TELL
    assert not answer.derived
    assert what in answer.reason
    assert what in answer.gaps[0].missing.detail or what in str(answer.gaps)


def test_buprenorphine_is_left_out_of_the_sum_and_said():
    alone = ask(daily_mme, opioids=Found((taken(BUPRENORPHINE, times=2),)))
    assert alone.outcome is Outcome.NOT_APPLICABLE
    both = ask(daily_mme, opioids=Found((taken(BUPRENORPHINE, times=2), taken(OXYCODONE, times=4, number=2))))
    assert both.derived[0].value == Decimal(30)
    assert "partial agonist" in both.working["lines"][0]["leftOut"]


def test_what_is_dispensed_stands_in_for_a_dosage_that_is_not_stated():
    filled = {"dosages": (), "quantity": Decimal(120), "quantity_unit": "TAB", "supply_days": Decimal(30)}
    assert mme(taken(OXYCODONE, **filled)) == Decimal(30)
    patches = {**filled, "quantity": Decimal(10), "quantity_unit": "{patch}"}
    assert mme(taken(PATCH, **patches)) == Decimal(180)
    assert mme(taken(OXYCODONE, **{**filled, "quantity_unit": ""})) == "cannot-tell"
    assert mme(taken(OXYCODONE, **{**filled, "supply_days": None})) == "cannot-tell"
    # A dose in a unit that does not fit is no missing dose: nothing stands in for it.
    assert mme(
        replace(
            taken(OXYCODONE, **filled),
            dosages=(Dosage(Decimal(1), "{patch}", times=Decimal(1), per_hours=Decimal(24)),),
        )
    ) == ("cannot-tell")


def test_steps_that_follow_one_another_count_as_the_largest_and_others_add_up():
    def step(dose, sequence):
        return Dosage(Decimal(dose), "{tablet}", times=Decimal(1), per_hours=Decimal(24), sequence=sequence)

    assert mme(taken(OXYCODONE, dosages=(step(4, 1), step(2, 2)))) == Decimal(30)
    assert mme(taken(OXYCODONE, dosages=(step(4, None), step(2, None)))) == Decimal(45)


def test_a_stated_maximum_holds():
    capped = Dosage(
        Decimal(2),
        "{tablet}",
        times=Decimal(1),
        per_hours=Decimal(4),
        as_needed=True,
        most=Decimal(6),
        most_unit="{tablet}",
        most_per_hours=Decimal(24),
    )
    assert mme(taken(OXYCODONE, dosages=(capped,))) == Decimal(45)
    assert mme(taken(OXYCODONE, dosages=(replace(capped, times=None, per_hours=None),))) == Decimal(45)


def test_a_patch_is_reckoned_by_what_it_gives_off_however_often_it_is_changed():
    daily = ask(daily_mme, opioids=Found((taken(PATCH, 1, "{patch}", hours=24),)))
    assert daily.derived[0].value == Decimal(180)
    assert "if earlier ones stay on" in daily.working["lines"][0]["remarks"][0]
    assert mme(taken(PATCH, "0.2", "{patch}", hours=288)) == Decimal(36)


def test_a_supply_that_is_used_up_counts_no_longer():
    old = taken(OXYCODONE, times=4, since=Moment.parse("2026-10-01"), supply_days=Decimal(30), repeats=1)
    for day, expected in (("2026-11-30", 1), ("2026-12-01", 0)):
        answer = ask(daily_mme, opioids=Found((old,)), today=day)
        assert len(answer.derived) == expected
    assert "used up on 2026-11-30" in answer.working["lines"][0]["leftOut"]


def test_a_hospital_stay_is_no_part_of_it():
    assert mme(taken(OXYCODONE, times=4, settings=("inpatient",))) == "not-applicable"
    assert mme(taken(OXYCODONE, times=4, settings=("community",))) == Decimal(30)


def test_with_more_medicines_than_are_known_there_is_no_number_but_a_lower_bound_still_warns():
    some = Found((taken(PATCH, 1, "{patch}", hours=72, drafted=True),), Missing("incomplete", "one more"))
    assert ask(daily_mme, opioids=some).outcome is Outcome.CANNOT_TELL
    [card] = ask(dosage, opioids=some, **ADULT).cards
    assert "at least 180 MME" in card.summary
    small = Found((taken(OXYCODONE, drafted=True),), Missing("incomplete", "one more"))
    assert ask(dosage, opioids=small, **ADULT).outcome is Outcome.CANNOT_TELL


@given(CODES, DOSES, DOSES, TIMES)
def test_more_of_it_is_never_less(code, dose, added, times):
    assert mme(taken(code, dose + added, times=times)) >= mme(taken(code, dose, times=times))


@given(st.lists(st.tuples(CODES, DOSES, TIMES), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_prescriptions_makes_no_difference(several, random):
    made = [taken(code, dose, times=times, number=n) for n, (code, dose, times) in enumerate(several)]
    mixed = random.sample(made, len(made))
    assert ask(daily_mme, opioids=Found(tuple(mixed))) == ask(daily_mme, opioids=Found(tuple(made)))


@given(st.lists(st.tuples(CODES, DOSES, TIMES), max_size=4), st.sampled_from(sorted(LACKING)))
def test_there_is_never_a_number_when_a_part_is_missing(several, what):
    made = [taken(code, dose, times=times, number=n + 2) for n, (code, dose, times) in enumerate(several)]
    assert mme(LACKING[what], *made) == "cannot-tell"


@given(st.lists(st.tuples(CODES, DOSES, TIMES), min_size=1, max_size=5))
def test_the_sum_is_that_of_the_lines_to_the_hundredth(several):
    made = [taken(code, dose, times=times, number=n) for n, (code, dose, times) in enumerate(several)]
    assert abs(mme(*made) - sum(mme(one) for one in made)) <= Decimal("0.01") * len(made)
