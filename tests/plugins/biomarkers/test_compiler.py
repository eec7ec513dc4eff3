"""What a rule file says becomes inputs and answers."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chartside import Coded, Found, Missing, Outcome, Path, Value
from chartside.codes import SNOMED, Code
from chartside.testing import ask
from fhir_adapter.entry import Entry
from fhir_adapter.path import evaluate
from plugins.biomarkers import analyses

CANCER = Found((Coded("Condition", SNOMED("254637007"), ref="Condition/1"),))
INCOMPLETE = Missing("incomplete", "more pages than were read")


TRUE, FALSE = Value(value=True, ref="Observation/1"), Value(value=False, ref="Observation/2")


def reported(change: str) -> dict[str, object]:
    """An Observation that names a change, as a rule gives it as a sample."""
    return {
        "resourceType": "Observation",
        "component": [{"code": {"text": "change"}, "valueCodeableConcept": {"text": change}}],
    }


@pytest.fixture
def variant(rule):
    """A rule of the kind that genomics needs: a value set, a FHIRPath line, and something that speaks against it."""
    return rule | {
        "id": "l858r",
        "title": "EGFR L858R",
        "applies_when": [
            {"say": "the patient has lung cancer", "valueset": "lung-cancer", "resource": "Condition", "ever": True},
            {
                "say": "a final report names L858R",
                "name": "l858r",
                "fhirpath": "Observation.status = 'final' and Observation.component.where(value.text = 'p.Leu858Arg').exists()",
                "search": "Observation?category=laboratory",
                "true_of": [{**reported("p.Leu858Arg"), "status": "final"}],
                "false_of": [reported("p.Leu858Arg"), {**reported("p.Thr790Met"), "status": "final"}],
            },
        ],
        "unless": [
            {
                "say": "a report names T790M",
                "name": "t790m",
                "fhirpath": "Observation.component.where(value.text = 'p.Thr790Met').exists()",
                "search": "Observation?category=laboratory",
                "true_of": [reported("p.Thr790Met")],
                "false_of": [reported("p.Leu858Arg")],
            }
        ],
        "then": {
            "indicator": "info",
            "summary": "L858R found",
            "detail": "An inhibitor is an option.",
            "suggestions": [
                {
                    "label": "Order a repeat",
                    "order": {
                        "system": "http://loinc.org",
                        "code": "1-8",
                        "display": "a test",
                        "kind": "ServiceRequest",
                    },
                }
            ],
        },
        "valuesets": {
            "lung-cancer": {
                "display": "lung cancer",
                "version": "1",
                "source": "made up",
                "codes": {"http://snomed.info/sct": {"254637007": "Non-small cell lung cancer"}},
            }
        },
        "tests": [
            {"case": "positive", "say": "found", "given": {"lung_cancer": True, "l858r": [True], "t790m": []}},
            {"case": "negative", "say": "resistant", "given": {"lung_cancer": True, "l858r": [True], "t790m": [True]}},
            {"case": "unknown", "say": "no report", "given": {"lung_cancer": True}, "lacks": ["l858r", "t790m"]},
        ],
    }


def test_a_fhirpath_line_becomes_a_path_input(shelf, variant):
    [analysis] = analyses(shelf(variant))
    assert analysis.inputs["l858r"].request == Path(
        "Observation.status = 'final' and Observation.component.where(value.text = 'p.Leu858Arg').exists()",
        "Observation?category=laboratory",
    )
    assert {(read.kind, read.search) for read in analysis.reads()} == {
        ("Observation", "category=laboratory"),
        ("Condition", ""),
    }
    assert analysis.inputs["lung_cancer"].request.ever


def test_the_adapter_evaluates_a_fhirpath_line_and_the_rule_judges_it(shelf, variant):
    [analysis] = analyses(shelf(variant))
    component = {"code": {"text": "change"}, "valueCodeableConcept": {"text": "p.Leu858Arg"}}
    report = {"resourceType": "Observation", "id": "report", "status": "final", "component": [component]}
    entry = Entry("Observation", "report", json.dumps(report).encode())
    facts = {name: Found(evaluate(analysis.inputs[name].request.expression, [entry])) for name in ("l858r", "t790m")}
    [card] = ask(analysis, lung_cancer=CANCER, **facts)
    assert card.basis == ("Condition/1", "Observation/report")


def test_a_card_cites_what_holds_and_offers_what_the_rule_offers(shelf, variant):
    [analysis] = analyses(shelf(variant))
    [card] = ask(analysis, lung_cancer=CANCER, l858r=Found((FALSE, TRUE)), t790m=Found())
    assert card.basis == ("Condition/1", "Observation/1")
    [suggestion] = card.suggestions
    assert suggestion.actions[0].draft.code == Code("http://loinc.org", "1-8")
    assert card.working["conditions"][2] == {"say": "a report names T790M", "holds": "absent"}


@pytest.mark.parametrize(
    ("facts", "outcome", "reason"),
    [
        (
            {"lung_cancer": Found(), "l858r": Found((), INCOMPLETE)},
            Outcome.NOT_APPLICABLE,
            "not so: the patient has lung cancer",
        ),
        ({"lung_cancer": CANCER, "l858r": Found()}, Outcome.ANSWERED, "not so: a final report names L858R"),
        (
            {"lung_cancer": CANCER, "t790m": Found((TRUE,))},
            Outcome.ANSWERED,
            "held back, because a report names T790M",
        ),
        (
            {"lung_cancer": Found((), INCOMPLETE)},
            Outcome.CANNOT_TELL,
            "not known: the patient has lung cancer (incomplete",
        ),
        (
            {"t790m": Found((FALSE,), INCOMPLETE)},
            Outcome.CANNOT_TELL,
            "not known: a report names T790M (incomplete",
        ),
    ],
)
def test_silence_says_which_line_decided_or_is_not_known(shelf, variant, facts, outcome, reason):
    [analysis] = analyses(shelf(variant))
    answer = ask(analysis, **({"lung_cancer": CANCER, "l858r": Found((TRUE,)), "t790m": Found()} | facts))
    assert (answer.outcome, answer.cards) == (outcome, ())
    assert answer.reason.startswith(reason)


def test_an_expression_that_answers_no_truth_fails_aloud(shelf, variant):
    [analysis] = analyses(shelf(variant))
    with pytest.raises(TypeError, match="'l858r' must answer true or false"):
        ask(analysis, lung_cancer=CANCER, l858r=Found((Value("p.Leu858Arg", ref="Observation/1"),)), t790m=Found())


@pytest.mark.parametrize(("if_unknown", "indicator"), [("fire", "info"), ("info-card-listing-missing", "info")])
def test_what_is_not_known_is_said_on_the_card(shelf, variant, if_unknown, indicator):
    [analysis] = analyses(shelf(variant | {"if_unknown": if_unknown}))
    [card] = ask(analysis, lung_cancer=CANCER, l858r=Found((), INCOMPLETE), t790m=Found())
    assert card.indicator == indicator
    assert card.basis == ("Condition/1",)
    assert "- not known: a final report names L858R (incomplete)" in card.detail
    assert card.summary == ("L858R found" if if_unknown == "fire" else "Cannot tell: EGFR L858R")


@pytest.mark.parametrize("if_unknown", ["fire", "info-card-listing-missing"])
def test_a_card_that_nothing_stands_behind_is_not_given(shelf, variant, if_unknown):
    [analysis] = analyses(shelf(variant | {"if_unknown": if_unknown}))
    answer = ask(analysis)
    assert (answer.outcome, answer.cards) == (Outcome.CANNOT_TELL, ())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(value=st.decimals("1", "12", places=3))
def test_the_comparison_is_exact_for_every_number(shelf, rule, value):
    [analysis] = analyses(shelf(rule))
    assert bool(ask(analysis, potassium=value).cards) == (value > Decimal(6))


def test_one_day_after_review_was_due_the_rule_says_so(shelf, rule):
    [analysis] = analyses(shelf(rule))
    on = {day: ask(analysis, now=datetime(2027, 1, day, 12, tzinfo=UTC), potassium=7) for day in (1, 2)}
    assert len(on[1].cards) == 1
    assert (on[2].outcome, on[2].cards) == (Outcome.CANNOT_TELL, ())
    assert on[2].reason.startswith(f"review of this rule was due by {date(2027, 1, 1)}")
    assert [(g.name, g.missing) for g in on[2].gaps] == [("rule", Missing("incomplete", "a review, due by 2027-01-01"))]


def test_a_bound_that_decides_nothing_is_named_as_what_is_lacking(shelf, rule):
    [analysis] = analyses(shelf(rule))
    answer = ask(analysis, potassium="> 5")
    assert answer.outcome is Outcome.CANNOT_TELL
    assert [(g.name, g.missing) for g in answer.gaps] == [
        ("potassium", Missing("incomplete", "a value: the bound >5 mmol/L decides nothing"))
    ]


def test_what_is_missing_is_named_once(shelf, variant):
    [analysis] = analyses(shelf(variant))
    answer = ask(analysis, lung_cancer=CANCER, l858r=Found((), INCOMPLETE), t790m=Found())
    assert [(g.name, g.missing) for g in answer.gaps] == [("l858r", INCOMPLETE)]


@pytest.mark.parametrize("if_unknown", ["fire", "info-card-listing-missing"])
def test_text_of_the_record_in_what_is_not_known_is_no_markup_on_the_card(shelf, variant, if_unknown):
    [analysis] = analyses(shelf(variant | {"if_unknown": if_unknown}))
    hostile = Missing("unit", "unit '\n# H1 <b>' is not known")
    [card] = ask(analysis, lung_cancer=CANCER, l858r=Found((), hostile), t790m=Found())
    assert "names L858R (unit)" in card.detail
    assert "<b>" not in card.detail


def test_firing_without_a_measurement_takes_the_graver_card_and_says_that_it_is_not_known(shelf, rule):
    rule |= {
        "if_unknown": "fire",
        "when": {"order": "potassium"},
        "then": [
            {"if": {"potassium": "> 7"}, "indicator": "critical", "summary": "Potassium {potassium}", "detail": "d"},
            {"indicator": "warning", "summary": "Potassium {potassium}", "detail": "d"},
        ],
    }
    order = {"system": "http://loinc.org", "code": "2823-3"}
    rule["tests"].append({"case": "positive", "say": "very high", "given": {"potassium": 7.1}, "indicator": "critical"})
    for case in rule["tests"]:
        case["given"]["order"] = order
    [analysis] = analyses(shelf(rule))
    [card] = ask(analysis, order=order, potassium=Missing("too-old"))
    assert (card.indicator, card.summary, card.basis) == ("critical", "Potassium not known", ("given/order",))
    assert [ask(analysis, order=order, potassium=value).cards[0].indicator for value in (7, 7.1)] == [
        "warning",
        "critical",
    ]
