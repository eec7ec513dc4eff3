"""A plugin held to the contract from a terminal, also by what only FHIR can show."""

from tests.engine.cli.test_plugin_files import EXAMPLE
from tests.engine.strangers import install


def test_what_is_not_passed_is_told_and_the_rest_counted(chartside):
    ran = chartside("check", "biomarkers")
    assert ran.status == 0
    assert "later_duplicate_changes_nothing" in ran.out
    assert "same_answer_twice" not in ran.out
    assert "quality silver" in ran.out
    assert "same_answer_twice" in chartside("check", "biomarkers", "--all").out


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
