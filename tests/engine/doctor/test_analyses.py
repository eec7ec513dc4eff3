"""The doctor at the plugins, their manifests and reviews, and at what is required, switched off or waits."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chartside import Source
from chartside.registry import Broken, Registry, discover
from engine.audit import Approvals, State, Switches
from engine.doctor import analyses, manifests, plugins
from tests.engine.doctor.made import NOTHING, founded, ledger_of, site, told
from tests.sdk.manifest.made import written

BROKEN = Broken("absent", "dist-absent", "1.2.3", "could not be imported", "Mend it.")


def registry(folder, **changes):
    plugin = written(folder, **changes)
    return Registry({plugin.name: plugin})


def test_each_plugin_is_named_and_a_broken_one_fails_with_its_mend(tmp_path):
    well = registry(tmp_path)
    assert told(plugins.loaded(site(tmp_path, well))) == [("plugin", "ok")]
    found = list(plugins.loaded(site(tmp_path, replace(well, broken=(BROKEN,)))))
    assert told(found) == [("plugin", "ok"), ("plugin", "failed")]
    assert ("dist-absent 1.2.3" in found[1].said, found[1].mend) == (True, "Mend it.")
    assert told(plugins.loaded(site(tmp_path, NOTHING))) == [("plugins", "failed")]


def test_a_grant_to_a_distribution_that_is_not_there_warns(tmp_path):
    assert told(plugins.granted(site(tmp_path))) == [("instant plugins", "ok")]
    assert told(plugins.granted(site(tmp_path, instant_plugins=frozenset()))) == [("instant plugins", "ok")]
    found = list(plugins.granted(site(tmp_path, instant_plugins=frozenset({"chartside-server", "chartside_server"}))))
    assert told(found) == [("instant plugins", "warning")]
    assert "names chartside_server," in found[0].said


def test_a_manifest_with_problems_is_named_and_a_whole_one_counted(tmp_path):
    assert told(manifests.complete(site(tmp_path, registry(tmp_path)))) == [("manifests", "ok")]
    found = list(manifests.complete(site(tmp_path, registry(tmp_path, plugin={"contact": None, "users": None}))))
    assert told(found) == [("manifest", "warning")]
    assert "try-out: try_out.card.toml at plugin.contact is missing (and 1 more)" in found[0].said
    assert "chartside plugins show try-out" in found[0].mend


@pytest.mark.parametrize(
    ("due", "standing"),
    [("2026-11-19", "failed"), ("2026-11-20", "warning"), ("2027-01-19", "warning"), ("2027-01-20", "")],
)
def test_a_review_that_is_overdue_fails_and_one_that_is_near_warns(tmp_path, due, standing):
    found = list(manifests.reviewed(site(tmp_path, registry(tmp_path, analysis={"review_by": f'"{due}"'}))))
    assert [s for _, s in told(found)] == [*([standing] if standing else []), "warning"]
    assert not standing or due in found[0].said
    assert "no clinician has reviewed try-out.raised" in found[-1].said


def test_of_what_a_clinician_reviewed_nothing_is_said(tmp_path):
    named = {"more": 'reviewed_by="A. Reviewer",', "analysis": {"reviewer": None, "review_by": '"2029-01-01"'}}
    assert told(manifests.reviewed(site(tmp_path, registry(tmp_path, **named)))) == []


@pytest.mark.parametrize(("day", "standing"), [("2016-11-21", "ok"), ("2016-11-20", "warning"), ("2016", "warning")])
def test_knowledge_of_which_every_source_is_ten_years_old_warns(tmp_path, day, standing):
    plugin = written(tmp_path)
    old = Source("Old", "https://example.org", "1", "1990-01-01"), Source("Less old", "https://example.org", "1", day)
    aged = replace(plugin, analyses=tuple(replace(a, sources=old) for a in plugin.analyses))
    assert told(analyses.knowledge(site(tmp_path, Registry({plugin.name: aged})))) == [("knowledge", standing)]


def test_a_required_analysis_that_is_not_loaded_fails(tmp_path):
    assert told(analyses.required(site(tmp_path))) == [("required analyses", "ok")]
    wanted = frozenset({"risk-scores.egfr", "absent.one"})
    found = list(analyses.required(site(tmp_path, required_analyses=wanted)))
    assert told(found) == [("required analyses", "failed")]
    assert "absent.one" in found[0].said
    assert "'absent'" in found[0].mend
    assert told(analyses.required(site(tmp_path, required_analyses=frozenset({"risk-scores.egfr"})))) == [
        ("required analyses", "ok")
    ]


def test_what_is_off_or_in_shadow_is_named_also_where_it_is_not_installed(tmp_path):
    made = founded(site(tmp_path))
    assert told(analyses.switched(made)) == [("switches", "ok")]
    database, ledger = ledger_of(made)
    for id, state in (("risk-scores.egfr", State.OFF), ("gone.one", State.SHADOW), ("risk-scores.kdigo_aki", State.ON)):
        Switches(database, ledger).set("default", id, state, who="officer", why="a test")
    ledger.close()
    database.close()
    found = list(analyses.switched(made))
    assert told(found) == [("switches", "warning")] * 2
    assert [f.said for f in found] == ["gone.one is shadow, and is not installed", "risk-scores.egfr is off"]


def test_what_waits_for_approval_is_named(tmp_path):
    assert told(analyses.switched(founded(site(tmp_path)))) == [("switches", "ok")]
    strict = site(tmp_path, approve_first_sight=False)
    waits = dict.fromkeys(told(analyses.switched(strict)))
    assert list(waits) == [("approval", "warning")]
    database, ledger = ledger_of(strict)
    narrow = [(a.id, a.version, []) for a in discover().analyses.values()]
    Approvals(database, ledger).approve("default", narrow, who="officer", why="a test")
    ledger.close()
    database.close()
    assert list(dict.fromkeys(told(analyses.switched(site(tmp_path))))) == [("approval", "warning")]


def test_before_there_is_a_record_nothing_was_switched(tmp_path):
    assert told(analyses.switched(site(tmp_path))) == [("switches", "ok")]
    made = founded(site(tmp_path))
    (made.settings.data / "keys" / "index-0001.key").unlink()
    assert told(analyses.switched(made)) == [("switches", "warning")]


def test_dates_as_exact_as_they_are_known(tmp_path):
    plugin = written(tmp_path)
    undated = Source("Undated", "https://example.org", "1", "not known")
    aged = replace(plugin, analyses=tuple(replace(a, sources=(undated,)) for a in plugin.analyses))
    now = datetime(2040, 1, 1, tzinfo=UTC)
    assert told(analyses.knowledge(site(tmp_path, Registry({plugin.name: aged}), now=now))) == [("knowledge", "ok")]
