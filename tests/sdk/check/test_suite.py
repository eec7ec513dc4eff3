"""Expectations are strict, plans are made without asking, and what cannot be shown is said."""

from dataclasses import replace
from pathlib import Path

import pytest

from chartside.check import CHECKS, Finding, Report, Suite, check, find, names
from chartside.manifest import read_manifest
from tests.sdk.check.charts import credulous

FAULTY = Path(__file__).parents[1] / "faulty"
ID = "faulty.pressure"


def suite(name: str, chart_of=None, **expected: str) -> Suite:
    plugin, _ = find(str(FAULTY / f"{name}.py"))
    manifest = read_manifest(plugin)
    card = replace(manifest.of(ID), expected_failures=expected)
    return Suite(plugin, chart_of, replace(manifest, analyses={ID: card}))


def test_what_is_expected_to_fail_and_fails_is_no_failure():
    found = suite("looks_at_the_clock", no_wall_clock="the banner shows the year").finding(ID, "no_wall_clock")
    assert found.state == "expected failure"
    assert found.message.startswith("the banner shows the year [it reads the wall clock")
    assert found.ok


def test_what_is_expected_to_fail_and_passes_is_a_failure():
    found = suite("control", no_wall_clock="the banner shows the year").finding(ID, "no_wall_clock")
    assert found.state == "fail"
    assert "passes: remove the expectation" in found.message


def test_what_is_expected_to_fail_and_cannot_be_shown_stays_not_shown():
    found = suite("control", ignores_the_future="why").finding(ID, "ignores_the_future")
    assert (found.state, "needs the FHIR adapter" in found.message) == ("not shown", True)


def test_an_expectation_of_no_check_is_a_failure():
    made = suite("control", no_such_check="why")
    assert (ID, "no_such_check") in list(made.plan())
    assert made.finding(ID, "no_such_check").state == "fail"


def test_an_expected_failure_is_still_one_that_no_quality_may_claim():
    report = suite("looks_at_the_clock", no_wall_clock="why").report()
    assert report.ok
    assert report.failing == ("no_wall_clock",)


def test_without_the_adapter_what_goes_through_fhir_is_not_shown():
    without = {f.check for f in suite("control").report().findings if f.state == "not shown"}
    assert without == {
        "ignores_entered_in_error",
        "ignores_other_patient",
        "ignores_the_future",
        "adding_an_unrelated_fact_changes_nothing",
    }
    assert [f for f in suite("control", credulous).report().findings if f.state != "pass"] == []


def test_a_plan_names_each_check_once_and_each_input_that_can_be_missing():
    plan = [name for _, name in suite("control").plan()]
    assert len(plan) == len(set(plan)) == len(CHECKS) + 2
    assert {"survives_without_sbp", "survives_without_af"} < set(plan)
    assert tuple(plan) == names(find(str(FAULTY / "control.py"))[0].analyses[0])


def test_each_check_says_its_promise():
    promises = [f.promise for f in suite("control").report().findings]
    assert all(promise.endswith(".") for promise in promises)


def test_one_check_on_an_analysis_that_stands_alone():
    [analysis] = find(str(FAULTY / "trusts.py"))[0].analyses
    assert check(analysis, "survives_without_sbp").state == "fail"
    assert check(analysis, "survives_without_af").state == "pass"
    assert check(analysis, "cutoffs_as_declared").message == "there is no card.toml"
    with pytest.raises(KeyError):
        check(analysis, "no_such_check")


def test_without_a_manifest_the_attributes_fail_and_the_cut_offs_are_not_shown(tmp_path):
    alone = tmp_path / "alone.py"
    alone.write_text((FAULTY / "control.py").read_text())
    report = Suite(find(str(alone))[0]).report()
    assert report.failing == ("source_attributes_complete",)
    assert report.of(ID)["cutoffs_as_declared"].state == report.of(ID)["examples_hold"].state == "not shown"
    assert "there is no manifest" in report.of(ID)["source_attributes_complete"].message


def test_another_analysis_is_an_error():
    with pytest.raises(KeyError):
        suite("control").finding("faulty.other", "no_network")


def test_a_report_counts_and_is_json():
    findings = (
        Finding("a.b", "x", "pass"),
        Finding("a.b", "y", "fail", "why", "It is so."),
        Finding("a.b", "z", "not shown"),
    )
    report = Report("a", "1.0", findings)
    assert report.summary == "a 1.0: 1 passed, 1 failed, 1 not shown"
    assert not report.ok
    assert report.as_json()["findings"][1] == {
        "analysis": "a.b",
        "check": "y",
        "state": "fail",
        "message": "why",
        "promise": "It is so.",
    }
