"""The labelled notes are sound, whatever reads them: what is quoted stands there, and every value is one that the rules allow."""

import itertools
import json
import re
from collections import Counter
from pathlib import Path

import pytest

LABELLED = Path(__file__).parent / "labelled"
SECTIONS = {
    None, "chief-complaint", "history-of-present-illness", "past-medical-history", "past-surgical-history", "family-history",
    "social-history", "allergies", "medications", "review-of-systems", "physical-exam", "vital-signs", "laboratory", "imaging",
    "hospital-course",
    "assessment", "plan", "assessment-and-plan", "discharge-instructions", "impression", "findings", "indication",
}  # fmt: skip
FIELDS = {"ingredient", "strength", "dose", "form", "route", "timing", "prn", "prnReason", "duration", "status"}
DOSE_UNITS = {
    "mg", "ug", "g", "mL", "unit", "mEq", "mmol", "mg/kg", "mg/m2", "%", "tablet", "capsule", "puff", "drop", "patch",
    "spray", "suppository",
}  # fmt: skip
ROUTES = {
    None, "oral", "intravenous", "intramuscular", "subcutaneous", "sublingual", "inhaled", "topical", "rectal", "ophthalmic",
    "otic", "nasal", "transdermal", "intrathecal", "vaginal",
}  # fmt: skip
TIMING = {"count", "frequency", "frequencyMax", "period", "periodMax", "periodUnit", "when", "dayOfWeek"}
PERIODS = {"min", "h", "d", "wk", "mo"}
EVENTS = {"MORN", "NOON", "EVE", "NIGHT", "HS", "C", "CM", "CD", "CV", "AC", "ACM", "ACD", "ACV", "PC"}
DAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
SPELLED = {
    "one and a half": "1.5", "one half": "0.5", "one-half": "0.5", "half a": "0.5", "half": "0.5", "1 1/2": "1.5", "1 and 1/2": "1.5",
    "1/2": "0.5", "½": "0.5", "¼": "0.25", "1.2 million": "1200000", "i": "1", "ii": "2",
    "one": "1", "two": "2", "five": "5", "twelve": "12", "six": "6", "three": "3",
}  # fmt: skip


def lines(name):
    return [json.loads(line) for line in (LABELLED / name).read_text(encoding="utf-8").splitlines()]


FIRST = lines("assertion.ndjson"), lines("medications.ndjson")
SECOND = lines("second/assertion.ndjson"), lines("second/medications.ndjson")
ASSERTIONS = FIRST[0] + SECOND[0]
ORDERS = FIRST[1] + SECOND[1]
MEDICATIONS = [(line, medication) for line in ORDERS for medication in line["medications"]]


def numbers(text):
    """Collect what numbers a person may read in a text, fractions and words included."""
    plain = re.sub(r"(?<=\d)(,| (?=\d{3}(?!\d)))(?=\d{3})", "", text.lower())
    for word, digits in SPELLED.items():
        plain = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", digits, plain)
    return {float(found) for found in re.findall(r"\d+\.\d+|(?<!\d)\.\d+|\d+", plain)}


def test_there_is_enough_to_measure_on():
    assert len({line["text"] for line in FIRST[0]}) >= 160
    assert len({line["text"] for line in FIRST[1]}) == len(FIRST[1]) >= 130
    assert len(SECOND[0]) >= 130
    assert len({line["text"] for line in SECOND[0]}) >= 60
    assert len({line["text"] for line in SECOND[1]}) == len(SECOND[1]) >= 90


def test_the_second_set_repeats_no_text_of_the_first_and_gives_no_section():
    for first, second in zip(FIRST, SECOND, strict=True):
        assert {line["text"].casefold() for line in first} & {line["text"].casefold() for line in second} == set()
        assert {line["section"] for line in second} == {None}


@pytest.mark.parametrize(("letter", "labelled"), [("a", FIRST[0]), ("m", FIRST[1]), ("b", SECOND[0]), ("n", SECOND[1])])
def test_lines_are_numbered_and_stand_in_known_sections(letter, labelled):
    assert [line["id"] for line in labelled] == [f"{letter}{n:03d}" for n in range(1, len(labelled) + 1)]
    assert {line["section"] for line in labelled} <= SECTIONS
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", line["kind"]) for line in labelled)


def test_targets_are_quoted_where_they_stand_and_once():
    assert [line["id"] for line in ASSERTIONS if line["text"][line["start"] : line["end"]] != line["target"]] == []
    assert all(line["target"] == line["target"].strip() != "" for line in ASSERTIONS)
    assert max(Counter((line["text"], line["start"]) for line in ASSERTIONS).values()) == 1


def test_assertions_hold_the_values_of_the_rules():
    keys = {"id", "text", "section", "target", "start", "end", "certainty", "time", "subject", "kind"}
    assert all(set(line) == keys for line in ASSERTIONS)
    assert {line["certainty"] for line in ASSERTIONS} == {"present", "absent", "possible", None}
    assert {line["time"] for line in ASSERTIONS} == {"current", "past", "hypothetical", None}
    assert {line["subject"] for line in ASSERTIONS} == {"patient", "family", "other"}


def test_nothing_is_claimed_of_what_is_hypothetical_and_only_of_that():
    assert [line["id"] for line in ASSERTIONS if (line["certainty"] is None) != (line["time"] == "hypothetical")] == []


def test_time_is_left_open_only_for_others_and_for_denials_of_a_whole_life():
    left = [line for line in ASSERTIONS if line["time"] is None]
    assert [line["id"] for line in left if line["subject"] == "patient" and line["certainty"] != "absent"] == []
    assert {line["time"] for line in ASSERTIONS if line["subject"] != "patient"} == {"current", None}


@pytest.mark.parametrize("labelled", [FIRST[0], SECOND[0]], ids=["first", "second"])
def test_no_value_of_an_axis_is_too_rare_to_say_anything(labelled):
    for axis in ("certainty", "time", "subject"):
        counted = Counter(line[axis] for line in labelled)
        assert set(counted) == {line[axis] for line in ASSERTIONS}
        assert min(counted.values()) >= 10


def test_drug_names_are_quoted_where_they_stand_in_order_and_do_not_overlap():
    for line in ORDERS:
        found = [(m["start"], m["end"]) for m in line["medications"]]
        assert [line["text"][s:e] for s, e in found] == [m["text"] for m in line["medications"]], line["id"]
        assert all(s < e for s, e in found), line["id"]
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(found)), line["id"]


def test_medications_hold_the_values_of_the_rules():
    for line, m in MEDICATIONS:
        assert set(m) - {"doseHigh", "abstain", "open", "taken"} == FIELDS | {"text", "start", "end"}, line["id"]
        assert m["route"] in ROUTES, line["id"]
        assert m["status"] in {None, "started", "stopped", "changed", "continued"}, line["id"]
        assert m["prnReason"] is None or (m["prn"] and m["prnReason"] in line["text"]), line["id"]
        assert m.get("taken", False) is False, line["id"]


def test_what_must_stay_open_is_null_and_is_not_also_unscored():
    for line, m in MEDICATIONS:
        abstain, unscored = set(m.get("abstain", ())), set(m.get("open", ()))
        assert abstain <= FIELDS, line["id"]
        assert unscored <= FIELDS | {"taken"}, line["id"]
        assert not abstain & unscored, line["id"]
        assert {m[field] for field in abstain} <= {None}, line["id"]
        assert m["ingredient"] is not None or "ingredient" in abstain, line["id"]


def test_every_amount_is_a_number_of_its_text_with_a_known_unit():
    for line, m in MEDICATIONS:
        if m["dose"] is not None:
            amount, unit = m["dose"]
            assert amount in numbers(line["text"]), line["id"]
            assert unit in DOSE_UNITS, line["id"]
        if "doseHigh" in m:
            assert m["dose"][0] < m["doseHigh"], line["id"]
            assert m["doseHigh"] in numbers(line["text"]), line["id"]
        if m["strength"] is not None:
            amount, unit = m["strength"]
            assert amount in numbers(line["text"]), line["id"]
            assert re.fullmatch(r"(mg|ug|g|unit|%)(/(\d+ )?(mL|puff|spray|h))?", unit), line["id"]
        if m["duration"] is not None:
            amount, unit = m["duration"]
            assert amount in numbers(line["text"]), line["id"]
            assert unit in {"h", "d", "wk", "mo"}, line["id"]


def test_timings_are_of_fhir():
    for line, m in MEDICATIONS:
        timing = m["timing"]
        if timing is None:
            continue
        assert timing, line["id"]
        assert set(timing) <= TIMING, line["id"]
        assert ("period" in timing) == ("periodUnit" in timing) == ("frequency" in timing), line["id"]
        assert timing.get("periodUnit", "d") in PERIODS, line["id"]
        assert set(timing.get("when", ())) <= EVENTS, line["id"]
        assert set(timing.get("dayOfWeek", ())) <= DAYS, line["id"]
        for low, high in (("period", "periodMax"), ("frequency", "frequencyMax")):
            assert high not in timing or 0 < timing[low] < timing[high], line["id"]
