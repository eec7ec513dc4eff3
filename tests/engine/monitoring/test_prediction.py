"""What is read of a run, and what of it is left where it is."""

import json
from datetime import timedelta
from typing import Any

import pytest

from chartside import Outcome
from engine.audit import Asked
from engine.monitoring import monitor, statement
from engine.monitoring.prediction import predictions
from tests.engine.monitoring.made import FIRST, ID, answered, decide, run_line, silent


def read(explanation: dict[str, Any], **payload: Any) -> Any:
    decision = Asked("d", FIRST, "p", frozenset({"p"}), {"runs": [run_line(explanation)], **payload})
    [found] = predictions(decision, ID, "falls-model", "fall_within_30_days")
    return found


@pytest.mark.parametrize(
    ("inputs", "terms", "sex", "age"),
    [
        ([{"name": "sex", "value": "male"}, {"name": "age", "value": 71.5, "unit": "a"}], {}, "male", 71.5),
        ([{"name": "sex", "value": {"birthDate": "1950-01-01", "sex": "female"}}], {}, "female", None),
        ([{"name": "age", "value": 30, "unit": "mo"}], {}, "", None),
        ([{"name": "sex", "value": "Ann Smith"}, {"name": "age", "value": "old"}], {}, "", None),
        ([], {"sex": "female", "age": 64}, "female", 64.0),
        ([{"name": "age", "value": 70}], {"age": 64}, "", 70.0),
        ([], {}, "", None),
    ],
)
def test_sex_and_age(inputs, terms, sex, age):
    told = answered(70, unsteady=True) | {"inputs": inputs}
    told["working"]["terms"] = [{"name": n, "value": v, "contribution": 0} for n, v in terms.items()]
    found = read(told)
    assert (found.sex, found.age) == (sex, age)


def test_the_horizon_begins_at_the_questions_own_moment():
    asked = FIRST - timedelta(days=2)
    assert read(answered(70, unsteady=True), clock=asked.isoformat()).at == asked
    assert read(answered(70, unsteady=True)).at == FIRST


def test_a_range_in_the_place_of_a_number_is_no_prediction():
    told = answered(70, unsteady=True)
    del told["working"]["results"]
    assert read(told).probability is None


def test_another_model_and_a_payload_that_is_gone():
    decision = Asked("d", FIRST, "p", frozenset({"p"}), {"runs": [run_line(answered(70, unsteady=True))]})
    assert list(predictions(decision, ID, "another", "x")) == []
    assert list(predictions(decision, "falls.other", "falls-model", "x")) == []
    assert list(predictions(Asked("d", FIRST, "p", frozenset(), None), ID, "falls-model", "x")) == []


def test_nothing_that_an_analysis_wrote_freely_reaches_the_statement(database, ledger, falls):
    told = answered(70, unsteady=True, sex="CANARY-sex")
    told["working"]["terms"][1] |= {"value": "CANARY-value"}
    told["working"]["terms"].append({"name": "CANARY-term", "value": "CANARY", "contribution": 0})
    told["reason"] = "CANARY-reason"
    for i in range(130):
        decide(ledger, f"CANARY-patient-{i}", FIRST, [run_line(told)])
    decide(ledger, "p", FIRST, [run_line(silent(Outcome.CANNOT_TELL, "CANARY-lacks"))])
    seen = monitor(database, ledger, "default", falls)
    said = json.dumps(statement(seen))
    assert seen.artefacts[0].counted == 130
    assert seen.alarms
    assert "CANARY" not in said
