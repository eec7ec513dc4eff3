"""A site's own rules stand in the place of those that ship; one that is refused is out, says so, and nothing speaks in its place."""

from datetime import UTC, datetime

import pytest
import yaml

from chartside import Outcome
from chartside.manifest import read_manifest
from chartside.registry import discover
from chartside.testing import ask
from plugins.biomarkers import analyses, rule_files
from plugins.biomarkers.commands import commands
from plugins.biomarkers.shelf import shipped

RUN = {command.name: command.run for command in commands()}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The site's folder of rules, empty."""
    monkeypatch.setenv("CHARTSIDE_KNOWLEDGE", str(tmp_path))
    (tmp_path / "biomarkers").mkdir()
    return tmp_path / "biomarkers"


@pytest.fixture
def put(folder, shelf, rule):
    """Write the made-up rule into the site's folder, changed as asked, and hashed."""

    def write(**changes):
        content = rule | changes
        file = folder / f"{content['id']}.yaml"
        file.write_text(
            yaml.safe_dump(content | {"governance": content["governance"] | {"sha256": "x"}}, sort_keys=False)
        )
        assert RUN["rules-hash"]([content["id"]]) == 0
        return file

    return write


def listed(name):
    return next(one for one in rule_files() if one.name == name)


def analysis(name):
    return next(one for one in analyses() if one.id == f"biomarkers.{name}")


def test_what_ships_is_in_force_where_a_site_has_nothing(folder):
    assert {one.file.name for one in shipped()} == {one.name for one in rule_files()}
    assert all(one.shipped and not one.out for one in rule_files())


def test_a_site_s_rule_fires_beside_those_that_ship(put):
    put()
    assert (listed("potassium").shipped, listed("potassium").out) == (False, "")
    assert ask(analysis("potassium"), potassium=6.1).cards
    assert len(rule_files()) == len(shipped()) + 1


def test_a_site_s_rule_stands_in_the_place_of_the_one_that_ships(put, folder, capsys):
    assert RUN["rules-copy"](["metformin-egfr"]) == 0
    file = folder / "metformin-egfr.yaml"
    file.write_text(file.read_text().replace("version: 1.1.0", "version: 1.1.1"))
    assert "does not fit the file" in listed("metformin-egfr").out
    assert RUN["rules-hash"]([]) == 0
    assert (listed("metformin-egfr").version, listed("metformin-egfr").out) == ("1.1.1", "")
    assert analysis("metformin-egfr").version == "1.1.1"
    assert len(rule_files()) == len(shipped())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"evidence": []}, "evidence: is missing"),
        ({"tests": []}, "tests: is missing"),
        (
            {"tests": [
                {"case": "positive", "say": "high", "given": {"potassium": 1}},
                {"case": "negative", "say": "normal", "given": {"potassium": 6}},
                {"case": "unknown", "say": "none", "given": {}, "lacks": ["potassium"]},
            ]},
            "the positive case 'high' does not fire",
        ),
    ],
)  # fmt: skip
def test_a_rule_that_is_refused_is_out_and_says_so_in_every_answer(put, change, why):
    put(**change)
    one = listed("potassium")
    assert why in one.out
    assert "potassium.yaml" in one.out
    said = ask(analysis("potassium"))
    assert (said.outcome, said.cards) == (Outcome.CANNOT_TELL, ())
    assert said.reason.startswith("this rule is out: potassium.yaml:")
    assert analysis("potassium").hooks == {"patient-view", "order-select", "order-sign"}


def test_where_a_refused_rule_stands_the_shipped_one_does_not_speak(folder):
    (folder / "potassium-high.yaml").write_text("id: potassium-high\n")
    said = ask(analysis("potassium-high"))
    assert (said.outcome, said.cards) == (Outcome.CANNOT_TELL, ())
    assert "is missing; a rule has all of" in said.reason
    assert analysis("potassium-high").hooks == {"patient-view"}


@pytest.mark.parametrize("text", ["id: [a\n", "\tid: a", "a: 1\na: 2\n"])
def test_what_is_no_yaml_is_out_under_the_name_of_its_file(folder, text):
    (folder / "my rule.yaml").write_text(text)
    assert "my rule.yaml: is not YAML" in listed("my-rule").out


def test_what_is_no_utf_8_is_out(folder):
    (folder / "latin.yaml").write_bytes("id: caf\xe9".encode("latin-1"))
    assert "is no UTF-8" in listed("latin").out


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_what_is_not_active_is_listed_and_does_not_fire(put, status):
    put(id="potassium-high", status=status)
    assert (listed("potassium-high").status, listed("potassium-high").out) == (status, "")
    assert "biomarkers.potassium-high" not in {one.id for one in analyses()}


def test_a_rule_past_its_review_says_so(put, rule):
    put(governance=rule["governance"] | {"review_by": "2026-01-31"})
    on = {day: ask(analysis("potassium"), now=datetime(2026, day, 1, 12, tzinfo=UTC), potassium=7) for day in (1, 2)}
    assert len(on[1].cards) == 1
    assert (on[2].outcome, on[2].cards) == (Outcome.CANNOT_TELL, ())
    assert "review of this rule was due by 2026-01-31" in on[2].reason


def test_a_change_of_who_answers_or_until_when_breaks_the_hash(put, folder):
    file = put()
    file.write_text(file.read_text().replace("2027-01-01", "2037-01-01"))
    assert "governance.sha256: does not fit the file" in listed("potassium").out


def test_the_manifest_stays_whole_with_rules_of_the_site(put, folder):
    put()
    (folder / "bad.yaml").write_text("id: bad\n")
    cards = read_manifest(discover().plugins["biomarkers"])
    assert cards.of("biomarkers.potassium").population == "Nobody."
    assert cards.of("biomarkers.bad").intended_use.startswith("Say that a rule of this site was refused")


def test_nothing_is_overwritten_by_a_copy(folder, capsys):
    assert RUN["rules-copy"](["tsh-high"]) == 0
    assert RUN["rules-copy"](["tsh-high"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert RUN["rules-copy"](["no-such-rule"]) == 2
    assert "no rule 'no-such-rule' ships" in capsys.readouterr().err
