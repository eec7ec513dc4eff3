"""Metformin and reported eGFR: the first rule, as a clinician meets it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from chartside import LOINC, RXNORM, Code, Missing, Moment, NotApplicable, Order, Outcome, Quantity
from chartside.explanation import NOT_REVIEWED, explain
from chartside.manifest import read_manifest
from chartside.plain import plain_facts
from chartside.registry import discover
from chartside.testing import NOON, ask
from plugins.biomarkers import chartside_analyses

METFORMIN = Order("MedicationRequest", (RXNORM("861007", "**not to be repeated**"),), ref="MedicationRequest/rx1")
[RULE] = [a for a in chartside_analyses() if a.id == "biomarkers.metformin-egfr"]


def egfr(value: str) -> Quantity:
    return Quantity(
        Decimal(value),
        "mL/min/{1.73_m2}",
        Moment.parse("2025-12-20T08:00:00Z"),
        LOINC("33914-3", "<b>x</b>"),
        ref="Observation/e1",
        reported=f"{value} mL/min",
    )


@pytest.mark.parametrize(
    ("value", "indicator", "says", "stops"),
    [
        ("5", "warning", "contraindicated", True),
        ("29.9", "warning", "contraindicated", True),
        ("29.999999", "warning", "contraindicated", True),
        ("30", "info", "starting is not recommended", False),
        ("30.000001", "info", "starting is not recommended", False),
        ("44.9", "info", "starting is not recommended", False),
    ],
)
def test_below_45_there_is_a_card_and_below_30_it_warns(value, indicator, says, stops):
    [card] = ask(RULE, order=METFORMIN, egfr=egfr(value))
    assert card.indicator == indicator
    assert says in card.summary
    assert f"{value} mL/min/1.73 m2" in card.summary
    assert len(card.summary) < 140
    assert card.basis == ("MedicationRequest/rx1", "Observation/e1")
    assert [a.type for s in card.suggestions for a in s.actions] == (["stop"] if stops else [])
    assert all(a.ref == "MedicationRequest/rx1" for s in card.suggestions for a in s.actions)


@pytest.mark.parametrize("value", ["45", "45.000001", "90"])
def test_from_45_it_is_quiet_and_says_the_value(value):
    answer = ask(RULE, order=METFORMIN, egfr=egfr(value))
    assert (answer.outcome, answer.cards) == (Outcome.ANSWERED, ())
    assert f"{value} mL/min/1.73 m2 on 2025-12-20" in answer.reason


@pytest.mark.parametrize(
    ("bound", "outcome", "cards"),
    [
        (">60", Outcome.ANSWERED, 0),
        ("> 90", Outcome.ANSWERED, 0),
        (">=45", Outcome.ANSWERED, 0),
        (">44", Outcome.CANNOT_TELL, 0),
        ("<60", Outcome.CANNOT_TELL, 0),
        ("<15", Outcome.ANSWERED, 1),
        ("<30", Outcome.ANSWERED, 1),
    ],
)
def test_a_bound_speaks_only_where_it_decides(bound, outcome, cards):
    answer = ask(RULE, order=METFORMIN, egfr=bound)
    assert (answer.outcome, len(answer)) == (outcome, cards)
    if outcome is Outcome.ANSWERED:
        shown = bound.replace(" ", "")
        assert shown in (answer.cards[0].summary if cards else answer.reason)


def test_the_summary_carries_the_day_of_the_egfr():
    [card] = ask(RULE, order=METFORMIN, egfr=egfr("27"))
    assert card.summary == "Metformin is contraindicated: reported eGFR 27 mL/min/1.73 m2 (2025-12-20) is below 30"
    [undated] = ask(RULE, order=METFORMIN, egfr="27")
    assert undated.summary == "Metformin is contraindicated: reported eGFR 27 mL/min/1.73 m2 is below 30"


def test_the_card_says_number_unit_date_and_source_and_repeats_no_text_of_the_record():
    [card] = ask(RULE, order=METFORMIN, egfr=egfr("28.50"))
    assert "28.5 mL/min/1.73 m2 on 2025-12-20, LOINC 33914-3, GFR/1.73 sq M predicted" in card.detail
    assert "RxNorm 6809, metformin" in card.detail
    assert "**" not in card.detail
    assert "<b>" not in card.detail
    assert {link.url.split("/")[2] for link in card.links} == {"pubmed.ncbi.nlm.nih.gov"}


def test_the_explanation_says_that_no_clinician_reviewed_it_and_which_rule_file_spoke():
    facts = plain_facts(RULE, {"order": METFORMIN, "egfr": egfr("20")}, NOON)
    answer = ask(RULE, order=METFORMIN, egfr=egfr("20"))
    explained = explain(RULE, facts, answer)
    assert explained["limits"].endswith(NOT_REVIEWED)
    assert "MDRD" in explained["limits"]
    assert [s["date"] for s in explained["sources"]] == ["2016-04-08", "2022-11"]
    [rule] = [line for line in explained["inputs"] if line["name"] == "rule"]
    assert (rule["value"], len(rule["sha256"])) == ("1.1.0", 64)


@pytest.mark.parametrize("reason", ["not-found", "not-provided", "too-old", "unit", "incomplete", "fetch-failed"])
def test_without_a_usable_egfr_it_cannot_tell_and_names_it(reason):
    answer = ask(RULE, order=METFORMIN, egfr=Missing(reason))
    assert (answer.outcome, answer.reason) == (Outcome.CANNOT_TELL, f"egfr: {reason}")
    assert [gap.name for gap in answer.gaps] == ["egfr"]


def test_egfr_is_required_and_asked_for_no_longer_than_a_year_back():
    assert [name for name, i in RULE.inputs.items() if i.required] == ["order", "egfr"]
    [read] = RULE.reads()
    assert (read.kind, read.back.days, LOINC("98979-8") in read.codes) == ("Observation", 365, True)


def test_a_value_in_another_unit_is_the_same_value():
    [same] = ask(RULE, order=METFORMIN, egfr="0.49", egfr_unit="mL/s/{1.73_m2}")
    assert "29.4 mL/min/1.73 m2" in same.summary
    [bare] = ask(RULE, order=METFORMIN, egfr="29.4", egfr_unit="mL/min")
    assert bare.summary == same.summary


WARFARIN = Order("MedicationRequest", (RXNORM("11289"),), ref="MedicationRequest/w")
STOPPING = Order("MedicationRequest", METFORMIN.codings, ref="MedicationRequest/s", stops=True)


@pytest.mark.parametrize("orders", [[], [WARFARIN], [STOPPING]])
def test_the_gate_stays_shut_without_a_metformin_order(orders):
    assert isinstance(RULE.when.refuses(orders), NotApplicable)


@pytest.mark.parametrize(
    "code",
    [
        RXNORM("6809"),
        RXNORM("860975"),
        Code("http://www.whocc.no/atc", "A10BA02"),
        Code("http://www.whocc.no/atc", "A10BD07"),
    ],
)
def test_the_gate_opens_for_metformin_by_any_of_its_codes(code):
    assert RULE.when.refuses([WARFARIN, Order("MedicationRequest", (code,))]) is None


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (WARFARIN, "the order names none of the codes that this rule knows for metformin"),
        (STOPPING, "the order ends a treatment"),
        (Order("ServiceRequest", ref="ServiceRequest/x"), "the order names none of the codes"),
        (Order("MedicationRequest", ref="MedicationRequest/x", stops=True), "the order ends a treatment"),
    ],
)
def test_another_order_of_the_same_call_is_not_applicable(order, reason):
    assert RULE.per_order
    answer = ask(RULE, order=order, egfr=egfr("12"))
    assert answer.outcome is Outcome.NOT_APPLICABLE
    assert answer.reason.startswith(reason)


def test_an_order_for_a_medicine_that_was_not_resolved_could_be_metformin():
    answer = ask(
        RULE, order=Order("MedicationRequest", display="sugar pills", ref="MedicationRequest/t"), egfr=egfr("12")
    )
    assert (answer.outcome, answer.cards) == (Outcome.CANNOT_TELL, ())
    assert [(g.name, g.missing) for g in answer.gaps] == [("order", Missing("incomplete", "a coded medicine"))]


def test_after_review_was_due_it_says_so_and_does_not_fire():
    late = ask(RULE, now=datetime(2027, 12, 1, tzinfo=UTC), order=METFORMIN, egfr=egfr("12"))
    assert (late.outcome, late.cards) == (Outcome.CANNOT_TELL, ())
    assert "review of this rule was due by 2027-11-30" in late.reason


def test_the_manifest_is_the_rule_itself():
    card = read_manifest(discover().plugins["biomarkers"]).of("biomarkers.metformin-egfr")
    governance = RULE.inputs["rule"].request.value.governance
    assert (card.due, card.reviewed, card.cutoffs) == (governance.review_by, False, {"egfr": ("< 45", "< 30")})
