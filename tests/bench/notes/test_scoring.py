"""Readers of notes are scored as the rules of the labels say: what is left open is not scored, and an amount is right or it is an error."""

from decimal import Decimal

import pytest

from bench.notes import assertion, interval, negation, ours
from bench.notes.medication.fields import same
from bench.notes.medication.magnitude import magnitudes
from bench.notes.medication.measure import _ours, parts
from bench.notes.medication.quantity import amount, days, per_day
from bench.notes.medication.score import Tally, score
from bench.notes.ours import Reader
from bench.notes.spans import _counts

LABEL = {
    "text": "Oxycodone", "start": 0, "end": 9, "ingredient": "oxycodone", "strength": None, "dose": [5, "mg"], "doseHigh": 10,
    "form": None, "route": "oral", "timing": {"frequency": 1, "period": 4, "periodMax": 6, "periodUnit": "h"}, "prn": True,
    "prnReason": "severe pain", "duration": None, "status": None,
}  # fmt: skip
SAID = {**{name: LABEL[name] for name in LABEL if name != "text"}, "perDay": per_day(LABEL["timing"])}


def scored(said, **changed):
    label = {**LABEL, **changed}
    return score([{"id": "m1", "text": "Oxycodone ...", "medications": [label]}], {"m1.0": said})


def test_f1_counts_what_is_right_found_and_marked():
    figure = interval.f1([(1, 2, 1), (0, 0, 1), (3, 3, 3)])
    assert figure.value == pytest.approx(2 * 4 / (5 + 5))
    assert figure.low < figure.value < figure.high
    assert figure.n == 5
    assert interval.f1([(1, 2, 1), (0, 0, 1), (3, 3, 3)]) == figure


def test_a_share_has_an_interval_unless_all_agree():
    assert interval.share([True] * 9) == interval.Figure(1, 1, 1, 9)
    half = interval.share([True, False] * 50)
    assert (half.value, half.n) == (0.5, 100)
    assert 0.35 < half.low < 0.45
    assert 0.55 < half.high < 0.65


def test_nothing_to_score_is_nothing_right():
    assert interval.share([]).value == 0
    assert interval.f1([]).value == 0


LINES = [
    {"id": "1", "neg": "Negated", "temp": "Recent"},
    {"id": "2", "neg": "Affirmed", "temp": "Historical"},
    {"id": "3", "neg": "Negated", "temp": "Recent"},
]


def test_negation_is_the_f1_of_absent_and_an_entity_that_is_not_found_claims_nothing():
    said = {"1": {"certainty": "absent", "time": None}, "2": {"certainty": "absent", "time": None}, "3": None}
    figure = negation.score(said, LINES, "certainty", "absent", "neg", "Negated")
    assert (figure.value, figure.n) == (pytest.approx(2 * 1 / (2 + 2)), 2)
    assert negation.score(said, LINES, "time", "past", "temp", "Historical") is None


def test_an_axis_that_the_label_leaves_open_is_not_scored():
    line = {"certainty": "absent", "time": None, "subject": "patient"}
    assert assertion.right({"certainty": "absent", "time": "past", "subject": "patient"}, line)
    assert not assertion.right({"certainty": "present", "time": "past", "subject": "patient"}, line)
    assert not assertion.right(None, line)


def test_the_entity_with_most_in_common_speaks_for_a_stretch():
    found = [{"start": 0, "end": 5}, {"start": 6, "end": 20}, {"start": 30, "end": 40}]
    assert ours.overlapping(found, 4, 10) == {"start": 6, "end": 20}
    assert ours.overlapping(found, 20, 30) is None


def test_exact_spans_need_their_type():
    found = [(0, 3, "disease"), (5, 8, "chemical"), (9, 12, "finding")]
    marked = [(0, 3, "disease"), (5, 8, "disease")]
    assert _counts(found, marked, ("disease", "chemical")) == (1, 2, 2)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ([0.5, "g"], [500, "mg"], True),
        ([125, "mcg"], [0.125, "mg"], True),
        ([250, "mg/5 mL"], [50, "mg/mL"], True),
        ([110, "ug/puff"], [110, "ug"], True),
        ([1, "mg/kg"], [1, "mg"], False),
        ([5, "mL"], [5, "mg"], False),
        ([25, "mg"], [250, "mg"], False),
        ([10, "units"], [10, "unit"], True),
    ],
)
def test_amounts_compare_in_one_unit(one, other, alike):
    assert (amount(one) == amount(other)) is alike


def test_durations_compare_in_days():
    assert days([2, "wk"]) == days([14, "d"]) != days([2, "d"])
    assert days([48, "h"]) == 2


@pytest.mark.parametrize(
    ("timing", "rates"),
    [
        (None, ()),
        ({"count": 1}, ()),
        ({"frequency": 3, "period": 1, "periodUnit": "d"}, ("3", "3")),
        ({"frequency": 1, "period": 4, "periodMax": 6, "periodUnit": "h"}, ("4", "6")),
        ({"frequency": 2, "frequencyMax": 4, "period": 1, "periodUnit": "d"}, ("2", "4")),
        ({"frequency": 1, "period": 2, "periodUnit": "d"}, ("0.5", "0.5")),
    ],
)
def test_times_a_day(timing, rates):
    assert per_day(timing) == tuple(Decimal(rate) for rate in rates)


def test_a_medicine_as_labelled_is_right_in_every_field():
    found = scored(SAID)
    assert found.magnitude == []
    right = {name for name, one in found.fields.items() if one == Tally(right=1)}
    assert right == {"ingredient", "dose", "route", "perDay", "timing", "prn", "prnReason"}
    assert {one for name, one in ((n, str(t)) for n, t in found.fields.items()) if name not in right} == {str(Tally())}


def test_a_medicine_that_is_not_listed_misses_what_is_stated():
    found = scored(None)
    assert found.fields["dose"] == Tally(missing=1)
    assert found.fields["status"] == Tally()
    assert found.magnitude == []


def test_a_value_where_none_is_stated_is_invented():
    assert scored({**SAID, "status": "stopped"}).fields["status"] == Tally(invented=1)
    assert scored({**SAID, "status": "stopped"}, open=["status"]).fields.get("status") is None


def test_a_wrong_dose_is_wrong_and_an_error_of_magnitude():
    found = scored({**SAID, "dose": [50, "mg"], "doseHigh": None})
    assert found.fields["dose"] == Tally(wrong=1)
    assert found.magnitude == [("m1.0", "dose", "50 mg")]


def test_a_dose_with_one_end_of_its_range_is_wrong_but_no_error_of_magnitude():
    found = scored({**SAID, "doseHigh": None})
    assert found.fields["dose"] == Tally(wrong=1)
    assert found.magnitude == []


def test_a_reader_that_knows_no_ranges_may_give_either_end():
    said = {"dose": [10, "mg"], "perDay": 6.0}
    found = scored(said)
    assert (found.fields["dose"], found.fields["perDay"]) == (Tally(right=1), Tally(right=1))
    assert "ingredient" not in found.fields


def test_a_reader_that_knows_no_strengths_may_give_what_a_count_contains():
    label = {"dose": [2, "tablet"], "strength": [40, "mg"], "doseHigh": None}
    label = {**LABEL, **label}
    del label["doseHigh"]
    assert same("dose", label, {"dose": [80, "mg"]})
    assert not same("dose", label, {"dose": [40, "mg"]})
    assert not same("dose", label, {"dose": [80, "mg"], "strength": None})


def test_any_number_is_an_error_where_there_must_be_none():
    label = {**LABEL, "dose": None, "abstain": ["dose", "duration"]}
    del label["doseHigh"]
    said = {"dose": [40, "mg"], "duration": [6, "a"]}
    assert list(magnitudes(label, said)) == [("dose", "40 mg"), ("duration", "[6, 'a']")]
    assert list(magnitudes({**label, "abstain": ["duration"], "open": ["dose"]}, {"dose": [40, "mg"]})) == []


def test_a_misspelled_name_may_be_left_out_and_must_not_be_corrected():
    assert scored(None, ingredient=None, abstain=["ingredient"]).fields == {}
    assert scored(SAID, ingredient=None, abstain=["ingredient"]).corrected == 1
    assert scored({**SAID, "ingredient": None}, ingredient=None, abstain=["ingredient"]).corrected == 0


def test_what_is_not_taken_may_be_left_out_or_said_to_be_stopped():
    assert scored(None, taken=False).not_taken == [True]
    assert scored({**SAID, "status": "stopped"}, taken=False).not_taken == [True]
    assert scored(SAID, taken=False).not_taken == [False]
    assert scored({"dose": [5, "mg"]}, taken=False).not_taken == []


def test_where_it_is_open_whether_it_is_taken_it_may_be_left_out() -> None:
    assert scored(None, open=["taken"]).fields == {}
    assert scored(SAID, open=["taken"]).fields["dose"] == Tally(right=1)


def test_a_line_is_cut_at_the_names_of_its_medicines():
    line = {"text": "Take aspirin 81 mg and Plavix 75 mg", "medications": [{"start": 5}, {"start": 23}]}
    assert list(parts(line)) == ["Take aspirin 81 mg and ", "Plavix 75 mg"]


def test_no_step_of_a_taper_is_scored_as_the_dose_of_the_medicine():
    line = {"id": "t", "section": None, "text": "Prednisone 40 mg daily x 3 days, then 20 mg daily x 3 days"}
    label = {"start": 0, "end": 10}
    [said] = _ours([{**line, "medications": [label]}], Reader()).values()
    assert said is not None
    assert (said["ingredient"], said["dose"], said["timing"], said["duration"]) == ("prednisone", None, None, None)
    [one] = _ours([{**line, "text": "Prednisone 40 mg daily x 3 days", "medications": [label]}], Reader()).values()
    assert one is not None
    assert (one["dose"], one["duration"], one["perDay"]) == ([40, "mg"], [3, "d"], (1, 1))
