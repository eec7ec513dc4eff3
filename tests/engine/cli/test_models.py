"""What a person does about trained models at a terminal: see, try, let speak, go back, measure anew; each change on the record."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from chartside.manifest.attributes import attributes
from tests.engine.modelled import ANALYSIS, artefact, modelled, put, sha256
from tests.engine.service.calls import FULL, view
from tests.engine.service.conftest import serving

WORDS = ("--who", "A. Officer", "--why", "a trial")
CALL = view(FULL)
SECOND = """from dataclasses import replace
    one_model = {name: i for name, i in readmission.inputs.items() if name != "second"}
    second = replace(readmission, id="foretell.second", provides=None, inputs=one_model)"""


@pytest.fixture
def site(chartside, strangers, tmp_path) -> Path:
    """A site with a record, and a plugin with a model of three artefacts, of which the last misses a limit."""
    folder = "/srv/knowledge/risk-models/readmission/2.0.0"
    modelled(strangers, artefact("1.0.0"), artefact("1.1.0", 90), artefact("2.0.0", auroc=0.6, origin=folder))
    assert chartside("migrate").status == 0
    return tmp_path / ".chartside"


def listed(chartside) -> dict[str, dict[str, Any]]:
    """Return the artefacts by version."""
    [one] = [m for m in chartside("models", "list", "--json").json["models"] if m["analysis"] == ANALYSIS]
    return {line["version"]: line for line in one["artefacts"]}


def did(chartside, *words: str) -> Any:
    """Change a model and return what is said of it."""
    ran = chartside("models", *words, *WORDS, "--json")
    assert ran.status == 0, ran.err
    return ran.json


def section(out: str) -> list[str]:
    """Return the lines of a list that are about the test's own model."""
    return out[out.index(ANALYSIS) :].split("\nrisk-models.", maxsplit=1)[0].splitlines()


def refused(chartside, *words: str) -> str:
    ran = chartside("models", *words, *WORDS)
    assert (ran.status, ran.out) == (2, "")
    return str(ran.err)


def test_a_candidate_is_tried_then_speaks_then_is_rolled_back_and_a_running_service_follows(chartside, site):
    with serving(site) as client:

        def answered() -> tuple[list[str], list[str]]:
            answer = client.post("/cds-services/foretell-patient-view", json=CALL).json()
            decision = answer["extension"]["org.chartside.receipt"]["decision"]
            record = client.app.state.desk.ledger.read("default", decision).payload
            tried = [card["card"]["summary"] for run in record.get("shadow", []) for card in run["suppressed"]]
            return [c["summary"] for c in answer["cards"] if "Risk" in c["summary"]], tried

        def follows() -> None:
            client.app.state.desk.models._recent.forget("default")  # as half a second does; see the test of the service

        assert answered() == (["Risk 10 %"], [])
        assert "was never in shadow here" in refused(chartside, "activate", "coming-back", "1.1.0")
        did(chartside, "shadow", "coming-back", "1.1.0")
        follows()
        assert answered() == (["Risk 10 %"], ["Risk 90 %"])
        did(chartside, "activate", "coming-back", "1.1.0")
        follows()
        assert answered() == (["Risk 90 %"], [])
        back = did(chartside, "rollback", ANALYSIS)
        follows()
        assert answered() == (["Risk 10 %"], [])
    shown = chartside("audit", "show", back["decision"], "--json").json["envelope"]
    assert shown["kind"] == "model"
    statement = shown["statement"]
    assert {k: back[k] for k in statement} == statement
    assert (statement["deed"], statement["who"], statement["why"]) == ("rollback", "A. Officer", "a trial")
    assert statement["from"] == {"version": "1.1.0", "sha256": sha256("1.1.0")}
    assert statement["to"] == {"version": "1.0.0", "sha256": sha256("1.0.0")}
    assert statement["measures"] == [
        {"measure": "auroc", "bound": "low", "value": "0.75", "limit": {"at_least": "0.70"}, "met": True},
        {"measure": "brier", "bound": "value", "value": "0.1", "limit": {"at_most": "0.2"}, "met": True},
    ]
    assert chartside("audit", "verify").status == 0


def test_what_misses_a_limit_may_be_tried_and_never_speaks(chartside, site):
    did(chartside, "shadow", "coming-back", "2.0.0")
    said = refused(chartside, "activate", "coming-back", sha256("2.0.0")[:8])
    assert "foretell.coming-back 2.0.0 (sha256 200fffffffff) may not speak" in said
    assert "auroc (low) >= 0.70: it is 0.6" in said
    assert {v: (one["role"], one["met"]) for v, one in listed(chartside).items()} == {
        "1.0.0": ("speaks", True),
        "2.0.0": ("in shadow", False),
        "1.1.0": ("", True),
    }
    gone = did(chartside, "unshadow", "coming-back")
    assert (gone["from"]["version"], gone["to"]) == ("2.0.0", None)


@pytest.mark.parametrize("columns", ["80", "100"])
def test_the_list_says_who_speaks_since_when_and_who_meets_the_limits(chartside, site, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    before = chartside("models", "list").out
    assert "foretell.coming-back, model readmission (input model)" in before
    assert "as shipped" in before
    did(chartside, "shadow", "coming-back", "1.1.0")
    made = did(chartside, "activate", "coming-back", "1.1.0")
    did(chartside, "shadow", "coming-back", "2.0.0")
    ran = chartside("models", "list")
    assert ran.status == 0
    lines = {words[0]: line for line in section(ran.out) if (words := line.split())}
    day = made["at"][:10]
    assert all(word in lines["speaks"] for word in ("1.1.0", "110fffffffff", day, "shipped", "limits met"))
    assert all(word in lines["in"] for word in ("in shadow", "2.0.0", "200fffffffff", day, "misses auroc"))
    assert "shipped" in lines["1.0.0"]
    assert max(map(len, ran.out.splitlines())) <= int(columns)
    told = listed(chartside)
    assert (told["1.1.0"]["since"], told["1.1.0"]["decision"], told["1.1.0"]["who"]) == (
        made["at"],
        made["decision"],
        "A. Officer",
    ), "the shadow of another came later and is not since when this speaks"
    assert "since" not in told["1.0.0"]


def test_without_a_record_what_ships_first_is_said_to_speak_and_that_nothing_else_is_known(chartside, strangers):
    modelled(strangers, artefact("1.0.0"))
    ran = chartside("models", "list")
    assert (ran.status, "holds no record yet" in " ".join(ran.out.split())) == (0, True)
    body = chartside("models", "list", "--json").json
    assert "holds no record yet" in body["stateUnknown"]
    assert next(m for m in body["models"] if m["analysis"] == ANALYSIS)["artefacts"][0]["role"] == "speaks"


def test_what_shall_speak_and_is_gone_is_listed_and_shown_as_gone(chartside, site, strangers):
    did(chartside, "shadow", "coming-back", "1.1.0")
    did(chartside, "activate", "coming-back", "1.1.0")
    put(strangers, artefact("1.0.0"))
    ran = chartside("models", "list")
    assert ran.status == 1
    [line] = [line for line in section(ran.out) if "speaks" in line]
    assert all(word in line for word in ("1.1.0", "110fffffffff", "not installed"))
    shown = chartside("models", "show", "coming-back")
    assert shown.status == 2
    assert "foretell.coming-back 1.1.0 (sha256 110fffffffff) shall speak and is not installed" in shown.err
    assert "1.0.0 (100fffffffff)" in shown.err
    assert did(chartside, "rollback", "coming-back")["to"]["version"] == "1.0.0"
    (strangers / "foretell_plugin.py").write_text("")  # the plugin itself is no more what it was
    put(strangers)
    gone = chartside("models", "list", "--json")
    assert gone.status == 1
    [one] = [m for m in gone.json["models"] if m["analysis"] == ANALYSIS]
    assert [(a["role"], a["origin"]) for a in one["artefacts"]] == [("speaks", "not installed")]


def test_an_artefact_is_shown_with_measures_subgroups_attributes_and_history(chartside, site, strangers):
    number = {n: f"value of {n}" for n in attributes().of(predictive=True)}
    assert len(number) == 44
    card = [
        '[plugin]\nname = "foretell"\ntitle = "A"\ndeveloper = "D"\ncontact = "c@example.org"\nlicence = "MIT"\nusers = "U"'
    ]
    for name in ("coming-back", "follow-up"):
        card.append(
            f'[analyses.{name}]\nintended_use = "To try."\npopulation = "Adults."\nguideline = "None"\nguideline_date = "2024"\n'
            f'reviewer = "none: a test"\nreview_by = "2027-01-01"\nlimits = "None."\npredictive = {str(name == "coming-back").lower()}'
        )
        mine = number if name == "coming-back" else {f"E{n}": "not available: a test" for n in range(1, 14)}
        card.append(f"[analyses.{name}.source_attributes]\n" + "\n".join(f'{n} = "{text}"' for n, text in mine.items()))
    (strangers / "foretell_plugin.card.toml").write_text("\n".join(card))
    made = did(chartside, "shadow", "coming-back", "1.1.0")
    told = chartside("models", "show", "coming-back", "1.1.0", "--json").json
    assert told["manifestProblems"] == []
    assert {n: a["value"] for n, a in told["sourceAttributes"].items()} == number
    assert told["role"] == "in shadow"
    assert told["predicts"] == {"outcome": "readmission", "withinDays": 30, "result": "risk"}
    assert [change["decision"] for change in told["history"]] == [made["decision"]]
    assert told["evaluation"]["measures"]["auroc"]["low"] == 0.75
    ran = chartside("models", "show", "coming-back", "1.1.0")
    assert ran.status == 0
    for said in (
        "foretell.coming-back, model readmission 1.1.0 (input model): in shadow",
        "readmission within 30 days (risk)",
        "made up; 1000 rows, 120 events",
        "by sex",
        "value of E13",
        "value of P31",
        "shadow",
        made["decision"],
    ):
        assert said in ran.out, said
    measures = {line.split()[0]: line.split() for line in ran.out.splitlines() if line.startswith("  auroc")}
    assert measures["auroc"][1:5] == ["0.7600", "(0.7300", "to", "0.7900)"], "the last table is that of the subgroups"
    assert "0.7700  0.7500 to 0.7900  (low) >= 0.70  met" in ran.out


def test_a_limit_on_what_was_not_measured_is_a_line_too(chartside, strangers):
    bare = artefact("1.0.0") | {"evaluation": {"measures": {"brier": {"value": 0.1}}}}
    modelled(strangers, bare)
    ran = chartside("models", "show", "coming-back")
    assert ran.status == 0
    assert "not met: it was not measured" in ran.out
    assert "not said" in ran.out, "of the data"


def test_an_evaluation_that_repeats_what_was_stored_and_meets_the_limits_is_0(chartside, site, written):
    data = written("data.json", artefact("1.0.0")["evaluation"])
    ran = chartside("models", "evaluate", "coming-back", "--on", data)
    assert (ran.status, ran.err) == (0, "")
    assert "Reproduced: it is what was stored." in ran.out
    assert "Every limit is met." in ran.out
    body = chartside("models", "evaluate", "coming-back", "1.0.0", "--on", data, "--json").json
    assert (body["reproduced"], body["met"], body["differences"]) == (True, True, [])


@pytest.mark.parametrize(
    ("version", "auroc", "reproduced", "met"),
    [("1.0.0", 0.76, False, True), ("2.0.0", 0.6, True, False), ("1.0.0", 0.5, False, False)],
)
def test_an_evaluation_that_differs_or_misses_a_limit_is_1(chartside, site, written, version, auroc, reproduced, met):
    data = written("data.json", artefact(version, auroc=auroc)["evaluation"])
    ran = chartside("models", "evaluate", "coming-back", version, "--on", data, "--json")
    assert (ran.status, ran.json["reproduced"], ran.json["met"]) == (1, reproduced, met)
    said = chartside("models", "evaluate", "coming-back", version, "--on", data).out
    assert ("DIFFERS measures.auroc.low" in said) is not reproduced
    assert (f"Misses a limit: auroc (low) >= 0.70: it is {auroc}" in said) is not met


def test_an_evaluation_that_cannot_be_done_is_2_and_says_nothing_of_the_data(chartside, site, tmp_path, strangers):
    missing = chartside("models", "evaluate", "coming-back", "--on", "nowhere.csv")
    assert (missing.status, "nowhere.csv: No such file" in missing.err) == (2, True)
    data = tmp_path / "data.json"
    data.write_text("Ann Smith, 1950")
    broken = chartside("models", "evaluate", "coming-back", "--on", data)
    assert (broken.status, "JSONDecodeError" in broken.err) == (2, True)
    assert "Ann Smith" not in broken.err + broken.out
    data.write_text("[1]")
    odd = chartside("models", "evaluate", "coming-back", "--on", data)
    assert (odd.status, "returned list" in odd.err) == (2, True)
    module = strangers / "foretell_plugin.py"
    module.write_text(module.read_text().replace(", evaluate=evaluate", ""))
    put(strangers, artefact("1.0.0"))
    none = chartside("models", "evaluate", "coming-back", "--on", data)
    assert (none.status, "offers no evaluation" in none.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "nothing"), "'nothing' is no analysis with a model; there are foretell.coming-back"),
        (("show", "risk-scores.egfr"), "'risk-scores.egfr' has no model; there are foretell.coming-back"),
        (("show", "coming-back", "9.9.9"), "there are 1.0.0 (sha256 100fffffffff), 1.1.0"),
        (("show", "coming-back", "--model", "other"), "has no model 'other'; there are model"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(chartside, site, words, said):
    ran = chartside("models", *words)
    assert ran.status == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_who_and_why_go_on_record_and_so_are_not_empty(chartside, site):
    for words in (("--who", " ", "--why", "x"), ("--who", "x", "--why", "")):
        ran = chartside("models", "shadow", "coming-back", "1.1.0", *words)
        assert (ran.status, "goes on record" in ran.err) == (2, True)
    assert chartside("audit", "list", "--json").json == []


def test_a_second_model_needs_its_name_and_a_second_analysis_its_whole_id(chartside, strangers):
    modelled(strangers, artefact("1.0.0"), artefact("1.1.0"))
    module = strangers / "foretell_plugin.py"
    text = module.read_text().replace(
        "(patient: Patient, model: Risk)", "(patient: Patient, model: Risk, second: Risk)"
    )
    module.write_text(text.replace("return [readmission", f"{SECOND}\n    return [second, readmission"))
    put(strangers, artefact("1.0.0"), artefact("1.1.0"))
    assert chartside("migrate").status == 0
    ran = chartside("models", "shadow", "coming-back", "1.1.0", *WORDS)
    assert (ran.status, "several models; say which with --model: model, second" in ran.err) == (2, True)
    assert did(chartside, "shadow", "coming-back", "1.1.0", "--model", "second")["model"] == "second"
    assert did(chartside, "shadow", "second", "1.1.0")["analysis"] == "foretell.second"
    models = json.loads(chartside("models", "list", "--json").out)["models"]
    tried = {(m["analysis"], m["model"]): {a["role"] for a in m["artefacts"]} for m in models}
    assert tried["foretell.coming-back", "second"] == {"speaks", "in shadow"}
    assert tried["foretell.coming-back", "model"] == {"speaks", ""}


def test_data_may_be_named_by_a_word_that_the_plugin_knows(chartside, site, strangers):
    module = strangers / "foretell_plugin.py"
    module.write_text(
        module.read_text().replace(
            "return json.loads(path.read_text())", 'return dict(artefact.evaluation) if str(path) == "own" else {}'
        )
    )
    put(strangers, artefact("1.0.0"))
    ran = chartside("models", "evaluate", "coming-back", "--on", "own")
    assert ran.status == 0, ran.err
    assert "Reproduced" in ran.out


def test_a_file_that_cannot_be_loaded_is_told_from_data_that_are_wrong(chartside, site, strangers):
    put(strangers, artefact("1.0.0", unloadable=True))
    ran = chartside("models", "evaluate", "coming-back", "--on", strangers / "artefacts.json")
    assert ran.status == 2
    assert "its file cannot be loaded (ValueError)" in ran.err
    assert "Ann Smith" not in ran.err


def test_a_broken_plugin_is_named_for_it_may_have_had_the_models(chartside, site, strangers):
    did(chartside, "shadow", "coming-back", "1.1.0")
    (strangers / "artefacts.json").write_text("no json")
    sys.modules.pop("foretell_plugin", None)
    ran = chartside("models", "list")
    assert ran.status == 1
    assert "BROKEN plugin 'foretell'" in ran.out
    assert "as shipped" not in ran.out.partition("foretell.coming-back")[2]
    assert "foretell" in chartside("models", "list", "--json").json["broken"][0]
