"""What is installed, listed and shown at a terminal, on or off as the record says."""

import pytest

from engine.audit import Keyring
from tests.engine.cli.test_plugin_files import EXAMPLE
from tests.engine.strangers import good, install


def test_every_plugin_is_listed_with_its_origin_and_its_analyses_for_people_and_programs(chartside):
    shown, listed = chartside("plugins"), chartside("plugins", "--json")
    assert (shown.status, listed.status) == (0, 0)
    plugins = {plugin["name"]: plugin for plugin in listed.json["plugins"]}
    assert {"risk-scores", "biomarkers"} <= plugins.keys()
    for plugin in plugins.values():
        assert plugin["distribution"] == "chartside-server"
        assert len(plugin["sha256"]) == 64
        for analysis in plugin["analyses"]:
            assert analysis["id"] in shown.out
            named = {"opioids.daily_mme", "pharmacogenomics.new_result", "pharmacogenomics.summary"}
            given_on = analysis["id"].startswith("notes.noted_")  # facts for scores, no cards
            assert analysis["hooks"] or given_on or analysis["id"] in named or plugin["name"].startswith("risk-")
            assert analysis["pace"] in ("instant", "background")
    assert listed.json["broken"] == []


def test_a_broken_plugin_is_listed_with_name_distribution_version_and_mend_and_the_status_tells(chartside, strangers):
    install(strangers, "absent", "import nothing_of_that_name")
    good(strangers, "well")
    shown, listed = chartside("plugins"), chartside("plugins", "--json")
    assert (shown.status, listed.status) == (1, 1)
    [broken] = listed.json["broken"]
    assert (broken["plugin"], broken["distribution"], broken["version"]) == ("absent", "dist-absent", "1.2.3")
    assert "nothing_of_that_name" in broken["error"]
    assert "absent_plugin" in broken["mend"]
    words = " ".join(shown.out.split())
    assert f"BROKEN plugin 'absent' of dist-absent 1.2.3: {broken['error']}. {broken['mend']}" in words
    assert "well.hello" in shown.out


def test_a_question_for_a_broken_plugin_names_the_mend(chartside, strangers, written):
    install(strangers, "absent", "import nothing_of_that_name")
    ran = chartside("ask", "absent.hello", "--facts", written("f.json", {}))
    assert ran.status == 2
    assert "dist-absent" in ran.err


# How each stands


def test_where_there_is_no_record_it_is_said_that_on_or_off_is_not_known(chartside):
    assert "On or off is not known here: .chartside holds no record yet." in chartside("plugins").out
    listed = chartside("plugins", "--json").json
    assert listed["stateUnknown"] == ".chartside holds no record yet"
    assert all("state" not in analysis for plugin in listed["plugins"] for analysis in plugin["analyses"])


def test_the_record_says_how_each_analysis_stands(chartside, tmp_path, monkeypatch):
    site = tmp_path / "site"
    assert chartside("migrate", "--data", site).status == 0
    for id, state in (("risk-scores.egfr", "off"), ("risk-scores.kdigo_aki", "shadow")):
        assert chartside("switch", id, state, "--why", "a test", "--who", "officer", "--data", site).status == 0

    def states():
        listed = chartside("plugins", "--json", "--data", site).json
        assert "stateUnknown" not in listed
        return {a["id"].partition(".")[2]: a["state"] for p in listed["plugins"] for a in p["analyses"]}

    expected = {"egfr": "off", "kdigo_aki": "shadow", "cha2ds2vasc": "on", "metformin-egfr": "on"}
    assert states().items() >= expected.items()
    monkeypatch.setenv("CHARTSIDE_APPROVE_FIRST_SIGHT", "false")
    assert states().items() >= {"egfr": "off", "kdigo_aki": "waiting", "cha2ds2vasc": "waiting"}.items()
    shown = chartside("plugins", "--data", site)
    assert "WAITING risk-scores.kdigo_aki: nobody has approved what it reads" in shown.out
    one = chartside("plugins", "show", "risk-scores", "--json", "--data", site).json["analyses"][1]
    assert (one["state"], one["waits"]) == ("waiting", "nobody has approved what it reads")


@pytest.mark.parametrize("harm", ["keys", "tables", "settings"])
def test_a_record_that_cannot_be_read_keeps_nobody_from_listing(chartside, tmp_path, monkeypatch, harm):
    site = tmp_path / "site"
    if harm == "tables":
        Keyring.create(site / "keys")
    else:
        chartside("migrate", "--data", site)
    if harm == "keys":
        (site / "keys" / "index-0001.key").unlink()
    if harm == "settings":
        monkeypatch.setenv("CHARTSIDE_WORKERS", "none")
    listed = chartside("plugins", "--json", "--data", site)
    assert listed.status == 0
    said = {"keys": "No index key", "tables": "chartside migrate", "settings": "workers"}[harm]
    assert said in listed.json["stateUnknown"]


# One plugin


def test_one_plugin_is_shown_by_its_name_or_by_that_of_an_analysis(chartside):
    by_name, by_analysis = chartside("plugins", "show", "risk-scores"), chartside("plugins", "show", "risk-scores.egfr")
    assert by_name.status == by_analysis.status == 0
    assert by_name.out == by_analysis.out
    words = " ".join(by_name.out.split())
    for said in (
        "Risk scores that read the record",
        "patient/Condition.rs, patient/Encounter.rs, patient/MedicationRequest.rs, patient/Observation.rs",
        "age in completed years",
        "365 days mg/dL",
        "none: no clinician has reviewed this analysis",
        "https://doi.org/10.1056/NEJMoa2102953",
        "knowledge/ckd_epi_2021.toml 2026.1",
        "cut-offs age >= 18, <= 120",
        "Contract checks: not run; `chartside check risk-scores` runs them.",
    ):
        assert said in words


def test_a_plugin_is_shown_as_json_with_everything_that_the_page_says(chartside):
    told = chartside("plugins", "show", "biomarkers", "--json").json
    assert (told["name"], told["distribution"], told["manifestProblems"]) == ("biomarkers", "chartside-server", [])
    [one] = [each for each in told["analyses"] if each["id"] == "biomarkers.metformin-egfr"]
    assert one["when"] == "a draft order names metformin"
    assert one["scopes"] == ["patient/Observation.rs"]
    assert set(one["sourceAttributes"]) == {f"E{n}" for n in range(1, 14)}
    assert told["quality"]["level"] == "silver"


def test_with_its_checks_run_a_claim_is_judged_by_them(chartside, tmp_path):
    source, card = EXAMPLE.read_text(), EXAMPLE.with_name("severe_pressure.card.toml").read_text()
    (tmp_path / "sharp.py").write_text(source.replace("sbp.value > 180", "sbp.value >= 180"))
    (tmp_path / "sharp.card.toml").write_text(card)
    words = ("plugins", "show", "severe-pressure", "--plugin", "sharp.py", "--json")
    assert chartside(*words).status == 0
    ran = chartside(*words, "--checks")
    assert ran.status == 1
    assert "cutoffs_as_declared" in ran.json["checks"]["failing"]
    assert ran.json["quality"]["level"] == "bronze"
    [cutoffs] = [rule for rule in ran.json["quality"]["rules"] if rule["id"] == "cutoffs"]
    assert cutoffs["standing"] == "contradicted"


def test_a_plugin_without_a_manifest_is_shown_with_that_problem(chartside, strangers):
    good(strangers, "well")
    ran = chartside("plugins", "show", "well")
    assert ran.status == 1
    assert "MANIFEST card.toml: there is no manifest. Write well_plugin.card.toml" in " ".join(ran.out.split())
    assert "well.hello" in ran.out


def test_a_broken_plugin_and_none_of_that_name_are_told(chartside, strangers):
    install(strangers, "absent", "import nothing_of_that_name")
    broken = chartside("plugins", "show", "absent")
    assert (broken.status, "BROKEN plugin 'absent' of dist-absent 1.2.3" in broken.err) == (1, True)
    none = chartside("plugins", "show", "nope")
    assert (none.status, "no plugin 'nope'; there are" in none.err) == (2, True)


# Pages


def test_pages_are_written_for_those_named_or_for_all(chartside, tmp_path):
    ran = chartside("plugins", "page", "biomarkers", "--into", "pages")
    assert (ran.status, ran.out.split()) == (0, ["pages/biomarkers.md"])
    assert "# Laboratory and genomic rules" in (tmp_path / "pages" / "biomarkers.md").read_text()
    assert chartside("plugins", "page").status == 0
    assert {"biomarkers.md", "risk-scores.md"} <= {file.name for file in (tmp_path / "docs" / "plugins").iterdir()}


def test_a_page_that_no_manifest_allows_is_told_and_the_others_are_written(chartside, strangers, tmp_path):
    good(strangers, "well")
    ran = chartside("plugins", "page", "well", "biomarkers")
    assert (ran.status, "no page for 'well'" in ran.err) == (1, True)
    assert [file.name for file in (tmp_path / "docs" / "plugins").iterdir()] == ["biomarkers.md"]
