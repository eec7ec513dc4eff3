"""The report holds everything, is JSON, the same bytes each time, and never a number that is not defined."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.evaluation import (
    Confusion,
    InputError,
    Measure,
    Predictions,
    auroc,
    bootstrap,
    evaluate,
)
from chartside.evaluation.figure import figure, floor_figure, plain
from tests.sdk.evaluation import drawn
from tests.sdk.evaluation.drawn import ARMS, FEW, followed, study, whole


@pytest.fixture(scope="module")
def report():
    return whole()


def leaves(value):
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    return [leaf for one in value for leaf in leaves(one)] if isinstance(value, list) else [value]


def test_it_holds_every_section(report):
    assert list(report) == [
        "format", "settings", "data", "discrimination", "calibration", "at_threshold", "at_youden", "decision_curve",
        "subgroups", "survival", "arms",
    ]  # fmt: skip
    assert report["format"] == "chartside-evaluation/1"
    assert report["data"]["rows"] == report["data"]["patients"] == 120
    assert report["decision_curve"][1]["threshold"] == 0.3
    assert set(report["subgroups"]["attributes"]["site"]["subgroups"]) == {"a", "b", "c"}
    assert len(report["subgroups"]["comparisons"]) == 6
    assert set(report["survival"]["cox"]["hazard_ratios"]) == {"risk"}
    assert report["arms"]["number_needed"] | {"lower": 0, "upper": 0} == {
        "value": 10.0, "direction": "benefit", "lower": 0, "upper": 0, "method": "newcombe",
    }  # fmt: skip


def test_its_numbers_are_those_of_the_functions(report):
    rows = study(120)
    interval = bootstrap(rows, auroc, seed=3, replicates=20)
    assert report["discrimination"]["auroc"] == {
        "value": figure(auroc(rows)), "lower": figure(interval.lower), "upper": figure(interval.upper), "method": "bootstrap",
    }  # fmt: skip
    wilson = Confusion.at(rows, 0.3).sensitivity.wilson()
    assert report["at_threshold"]["sensitivity"]["lower"] == figure(wilson.lower)


def test_what_was_not_given_is_absent():
    assert list(evaluate(arms=ARMS, seed=1)) == ["format", "settings", "arms"]
    assert list(evaluate(survival=followed()[0], **FEW)) == ["format", "settings", "survival"]


def test_it_is_json_with_six_digits(report):
    assert json.loads(json.dumps(report, allow_nan=False)) == report
    floats = [leaf for leaf in leaves(report) if isinstance(leaf, float)]
    assert len(floats) > 150
    assert all(type(leaf) is float and leaf == float(f"{leaf:.6g}") for leaf in floats)


def test_another_process_writes_the_same_bytes(report):
    program = f"import json, runpy; print(json.dumps(runpy.run_path({drawn.__file__!r})['whole']()))"
    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == json.dumps(report)


def test_another_seed_changes_intervals_and_nothing_else(report):
    other = whole(seed=4)
    assert other["discrimination"]["auroc"]["value"] == report["discrimination"]["auroc"]["value"]
    assert other["discrimination"]["auroc"]["lower"] != report["discrimination"]["auroc"]["lower"]
    assert other["at_threshold"]["sensitivity"] == report["at_threshold"]["sensitivity"]


def test_what_one_class_does_not_define_has_a_reason_and_no_number():
    found = evaluate(Predictions.of([0] * 6, np.linspace(0.1, 0.6, 6)), threshold=0.3, **FEW)
    for section, name in (
        ("discrimination", "auroc"), ("discrimination", "auprc"), ("discrimination", "auroc_delong"), ("calibration", "slope"),
        ("calibration", "in_the_large"), ("calibration", "scaled_brier"), ("at_threshold", "sensitivity"), ("at_threshold", "youden_j"),
        ("at_threshold", "number_needed_to_evaluate"),
    ):  # fmt: skip
        assert found[section][name]["value"] is None, name
        assert "not defined" in found[section][name]["why"]
    assert found["at_youden"]["threshold"] is None
    assert found["at_threshold"]["specificity"]["value"] == 0.333333
    json.dumps(found, allow_nan=False)


def test_rows_of_one_patient_are_never_taken_as_independent():
    found = evaluate(study(120, each=4), threshold=0.3, attributes={"site": ["a", "b"] * 60}, **FEW)
    assert found["data"]["patients"] == 30
    assert "wilson" not in json.dumps(found)
    assert "delong" not in leaves(found), "the method of no interval"
    assert "several rows" in found["discrimination"]["auroc_delong"]["why_no_interval"]
    assert "several rows" in found["subgroups"]["comparisons"]["why"]


def test_what_is_counted_at_youdens_threshold_is_counted_at_the_one_that_is_written():
    rows = study(200)
    found = evaluate(rows, threshold=0.3, **FEW)["at_youden"]
    counts = Confusion.at(rows, found["threshold"])
    assert (found["true_positives"], found["false_positives"]) == (counts.true_positives, counts.false_positives)
    assert "flatters" in found["chosen_on"]


def test_a_threshold_of_1_is_no_crash():
    found = evaluate(study(60), threshold=1, **FEW)["at_threshold"]
    assert found["net_benefit"]["value"] is None
    assert found["ppv"]["value"] is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "there is nothing to evaluate"),
        ({"predictions": study(20)}, "say at which probability one acts"),
        ({"predictions": study(20), "threshold": 0.12345678}, "at most six significant digits"),
        ({"predictions": study(20), "threshold": 30}, "within 0 to 1"),
        ({"arms": ARMS, "threshold": 0.1}, "threshold and attributes are of predictions"),
        ({"arms": ARMS, "covariates": {"a": [1]}}, "covariates are of survival"),
    ],
)
def test_what_does_not_belong_together_is_refused(given, said):
    with pytest.raises(InputError, match=said):
        evaluate(seed=1, **given)


@given(st.floats(0, 1))
def test_a_threshold_that_is_written_is_never_above_itself(number):
    found = floor_figure(number)
    assert found <= number
    assert number - found <= max(1e-5 * number, 1e-12)
    assert figure(found) == found


def test_no_report_holds_what_is_no_number():
    for wrong in (float("nan"), float("inf")):
        with pytest.raises(InputError, match="a report holds no"):
            plain({"a": [wrong]})
    with pytest.raises(InputError, match="a report holds no object"):
        plain(object())
    with pytest.raises(InputError, match="a value, or the reason"):
        Measure(None)
    assert plain([1e-17, -0.0, np.float64(0.1234567), 3, True]) == [0.0, 0.0, 0.123457, 3, True]
    assert str(plain(-1e-17)) == "0.0"
