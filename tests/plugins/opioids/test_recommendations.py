"""Each recommendation: who it speaks of, both sides of each of its days, what it says and what it offers."""

from dataclasses import replace
from decimal import Decimal

import pytest

from chartside import Coded, Found, Missing, Moment
from chartside.codes import RXNORM, SNOMED
from chartside.outcome import Outcome
from chartside.testing import ask
from plugins.opioids.analyses import ANALYSES, acute_supply, benzodiazepine, dosage, long_acting, naloxone, pdmp
from tests.plugins.opioids.asking import ADULT, OXYCODONE, OXYCODONE_ER, PATCH, taken

TODAY = "2026-11-20"
NO_RISK = {
    "naloxone": [],
    "benzodiazepines": [],
    "substance_misuse": False,
    "counselling": False,
    "sleep_breathing": False,
}
FLURAZEPAM = replace(
    taken("1298088", unit="{capsule}", number=9), display="flurazepam hydrochloride 15 MG Oral Capsule"
)
EVERY = {
    dosage.id: {"opioids": Found((taken(PATCH, 1, "{patch}", hours=72, drafted=True),))},
    long_acting.id: {"opioids": Found((taken(OXYCODONE_ER, drafted=True),))},
    acute_supply.id: {"opioids": Found((taken(OXYCODONE, drafted=True, supply_days=Decimal(10)),))},
    naloxone.id: {"opioids": Found((taken(PATCH, 1, "{patch}", hours=72, drafted=True),)), **NO_RISK},
    pdmp.id: {"opioids": Found((taken(OXYCODONE, drafted=True),)), "reviews": []},
    benzodiazepine.id: {"opioids": Found((taken(OXYCODONE, drafted=True),)), "benzodiazepines": Found((FLURAZEPAM,))},
}
BY_ID = {one.id: one for one in ANALYSES}
recommended = pytest.mark.parametrize("analysis", [BY_ID[id] for id in EVERY], ids=list(EVERY))


def about(analysis, **changed):
    return ask(
        analysis,
        **{**EVERY[analysis.id], **ADULT, **({"today": TODAY} if "today" in analysis.inputs else {}), **changed},
    )


@recommended
def test_each_speaks_of_an_adult(analysis):
    [card] = about(analysis, age=18).cards
    assert card.indicator in ("info", "warning")
    assert card.source.title.startswith("CDC Clinical Practice Guideline")
    assert not any(suggestion.recommended for suggestion in card.suggestions)
    assert about(analysis, age=17).outcome is Outcome.NOT_APPLICABLE


@recommended
@pytest.mark.parametrize("what", ["sickle_cell", "cancer", "end_of_life", "hospice"])
def test_none_speaks_of_whom_the_guideline_leaves_out(analysis, what):
    assert about(analysis, **{what: True}).outcome is Outcome.NOT_APPLICABLE
    [card] = about(analysis, **{what: Found((), Missing("not-provided"))}).cards
    assert what.replace("_", " ") in card.working["missing"]
    assert "it would take the patient out of the guideline" in card.detail


@recommended
def test_none_speaks_of_an_order_of_a_hospital_stay(analysis):
    opioids = Found(tuple(replace(one, settings=("inpatient",)) for one in EVERY[analysis.id]["opioids"]))
    assert not about(analysis, opioids=opioids).cards


@recommended
def test_none_claims_anything_where_the_medicines_are_not_known(analysis):
    answer = about(analysis, opioids=Found((), Missing("fetch-failed")))
    assert answer.outcome is Outcome.CANNOT_TELL
    assert "opioids" in {gap.name for gap in answer.gaps}


def test_no_card_of_the_plugin_is_critical():
    said = [card for id in EVERY for card in about(BY_ID[id]).cards]
    assert len(said) == len(ANALYSES) - 1  # what provides the sum shows no card
    assert {card.indicator for card in said} == {"info", "warning"}


@pytest.mark.parametrize(("day", "cards"), [("2026-08-21", 1), ("2026-08-22", 0), ("2026-11-19", 0), ("2026-11-20", 1)])
def test_whoever_had_an_opioid_in_the_ninety_days_before_is_not_new_to_them(day, cards):
    before = taken(OXYCODONE, number=2, since=Moment.parse(day), current=False, status="completed")
    assert len(about(long_acting, opioids=Found((taken(OXYCODONE_ER, drafted=True), before))).cards) == cards


def test_an_opioid_of_no_table_is_not_taken_for_a_short_acting_one():
    answer = about(long_acting, opioids=Found((taken("999999999", drafted=True),)))
    assert answer.outcome is Outcome.CANNOT_TELL
    assert "no table" in answer.reason


def test_when_a_chart_is_opened_therapy_that_began_with_a_long_acting_opioid_is_told():
    first = taken(OXYCODONE_ER, since=Moment.parse("2026-10-01"))
    [card] = about(long_acting, opioids=Found((first,))).cards
    assert "were begun with" in card.summary
    assert "written 2026-10-01" in card.detail
    assert not card.suggestions
    second = taken(OXYCODONE_ER, number=2, since=Moment.parse("2026-11-01"))
    assert [c.basis for c in about(long_acting, opioids=Found((replace(first, current=False), second))).cards] == []


@pytest.mark.parametrize(
    ("days", "repeats", "cards"), [(7, 0, 0), (8, 0, 1), (4, 1, 1), (27, 0, 1), (28, 0, 0), (27, 1, 0), (8, None, 1)]
)
def test_more_than_a_week_for_acute_pain(days, repeats, cards):
    order = taken(OXYCODONE, drafted=True, supply_days=Decimal(days), repeats=repeats)
    assert len(about(acute_supply, opioids=Found((order,))).cards) == cards


def test_a_risk_is_shown_with_what_the_record_calls_it_and_since_when():
    stated = Coded(
        "Condition",
        SNOMED("66590003"),
        display="Alcohol dependence",
        since=Moment.parse("2019-01-31"),
        ref="Condition/1",
    )
    small = Found((taken(OXYCODONE, drafted=True),))
    [card] = about(naloxone, opioids=small, substance_misuse=Found((stated,))).cards
    assert "Alcohol dependence (2019-01-31)" in card.detail
    assert "Condition/1" in card.basis
    [suggestion] = card.suggestions
    assert suggestion.actions[0].draft.code == RXNORM("1725059")


def test_naloxone_is_offered_whatever_is_ordered_as_long_as_an_opioid_counts():
    active = Found((taken(PATCH, 1, "{patch}", hours=72),))
    assert about(naloxone, opioids=active).cards
    assert about(naloxone, opioids=Found()).outcome is Outcome.NOT_APPLICABLE


def test_what_comes_together_can_be_taken_back():
    [card] = about(benzodiazepine).cards
    assert "This opioid comes beside a benzodiazepine" in card.summary
    assert card.suggestions[0].actions[0].ref == "MedicationRequest/1"
    assert set(card.basis) == {"MedicationRequest/1", "MedicationRequest/9"}
    assert about(benzodiazepine, opioids=Found((taken(OXYCODONE),))).outcome is Outcome.NOT_APPLICABLE


def test_unknown_benzodiazepines_are_not_taken_for_none():
    answer = about(benzodiazepine, benzodiazepines=Found((), Missing("not-provided")))
    assert answer.outcome is Outcome.CANNOT_TELL
