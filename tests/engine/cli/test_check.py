"""A plugin held to the contract from a terminal, also by what only FHIR can show."""

import pytest

from chartside.check import Suite
from tests.engine.cli.test_plugin_files import EXAMPLE
from tests.engine.strangers import install


def test_what_is_not_passed_is_told_and_the_rest_counted(chartside):
    ran = chartside("check", "biomarkers.metformin-egfr")
    assert ran.status == 0
    assert "later_duplicate_changes_nothing" in ran.out
    assert "same_answer_twice" not in ran.out
    assert "quality silver" in ran.out
    assert "same_answer_twice" in chartside("check", "biomarkers.metformin-egfr", "--all").out


def test_the_checks_that_need_fhir_are_shown(chartside):
    report = chartside("check", str(EXAMPLE), "--json").json
    states = {finding["check"]: finding["state"] for finding in report["findings"]}
    names = ("ignores_entered_in_error", "ignores_other_patient", "ignores_the_future")
    assert {states[name] for name in names} == {"pass"}
    assert (report["ok"], report["level"], report["contradicted"]) == (True, "silver", [])


def test_a_check_that_fails_is_told_with_the_claim_that_it_contradicts(chartside, tmp_path):
    (tmp_path / "blunt.py").write_text(EXAMPLE.read_text().replace("dbp.value > 120", "dbp.value >= 120"))
    (tmp_path / "blunt.card.toml").write_text(EXAMPLE.with_name("severe_pressure.card.toml").read_text())
    ran = chartside("check", "./blunt.py")
    words = " ".join(ran.out.split())
    assert ran.status == 1
    assert "dbp: > 120 is declared" in words
    assert "card.toml claims 'cutoffs' to be done, but the check cutoffs_as_declared fails" in words
    assert "quality bronze" in words


def test_a_broken_plugin_and_none_of_that_name_are_told(chartside, strangers):
    install(strangers, "absent", "import nothing_of_that_name")
    broken, none = chartside("check", "absent"), chartside("check", "nope")
    assert (broken.status, "dist-absent 1.2.3" in broken.err) == (1, True)
    assert (none.status, "there is no plugin and no analysis 'nope'" in none.err) == (2, True)


@pytest.mark.parametrize("raised", ["type('Odd', (BaseException,), {})", "KeyboardInterrupt", "SystemExit(3)"])
def test_what_is_no_exception_costs_no_other_check_its_finding(chartside, tmp_path, raised):
    rises = f"    if sbp and sbp.value > 190:\n        raise {raised}\n"
    odd = EXAMPLE.read_text().replace("    if sbp and dbp", f"{rises}    if sbp and dbp", 1)
    assert odd != EXAMPLE.read_text()
    (tmp_path / "odd.py").write_text(odd)
    ran = chartside("check", "./odd.py", "--json")
    states = {finding["check"]: finding["state"] for finding in ran.json["findings"]}
    assert ran.status == 1
    assert "fail" in states.values()
    assert {states["source_has_url_and_version"], states["imports_quickly"]} == {"pass"}
    asked = chartside(
        "ask", "severe-pressure.newest", "--facts", written_facts(tmp_path), "--json", "--plugin", "odd.py"
    )
    assert (asked.status, asked.json["outcome"]) == (1, "failed")


def test_what_was_found_before_ctrl_c_is_shown(chartside, monkeypatch):
    find = Suite.finding

    def finding(suite, analysis, check):
        if check == "no_network":
            raise KeyboardInterrupt
        return find(suite, analysis, check)

    monkeypatch.setattr(Suite, "finding", finding)
    ran = chartside("check", str(EXAMPLE), "--all")
    assert (ran.status, "stopped before every check was run" in ran.err) == (130, True)
    assert "same_answer_twice" in ran.out
    assert "no_files_outside_package" not in ran.out


def written_facts(folder):
    file = folder / "facts.json"
    file.write_text('{"sbp": 200, "dbp": 100}')
    return file
