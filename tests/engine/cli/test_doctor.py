"""``chartside doctor`` as somebody reads it who has to mend something."""

import pytest


def test_a_fresh_installation_has_no_failure_and_nothing_is_made(chartside, tmp_path):
    ran = chartside("doctor")
    assert ran.status == 0
    assert ", 0 failed," in ran.out
    assert list(tmp_path.iterdir()) == []


def test_each_finding_is_told_to_programs_and_the_status_is_the_worst(chartside, tmp_path):
    (tmp_path / "site").mkdir(mode=0o755)
    ran = chartside("doctor", "--json", "--data", "site")
    assert (ran.status, ran.json["standing"]) == (1, "failed")
    [folder] = [f for f in ran.json["findings"] if f["check"] == "data folder"]
    assert (folder["standing"], folder["mend"]) == ("failed", "Run: chmod 0700 site")
    shown = chartside("doctor", "--data", "site")
    assert shown.status == 1
    assert "-> Run: chmod 0700 site" in shown.out


@pytest.mark.parametrize(("name", "value"), [("WORKERS", "none"), ("NO_SUCH_SETTING", "1"), ("MODE", "deployed")])
def test_settings_that_cannot_be_read_are_a_finding(chartside, monkeypatch, name, value):
    monkeypatch.setenv(f"CHARTSIDE_{name}", value)
    ran = chartside("doctor", "--json")
    assert ran.status == 1
    last = ran.json["findings"][-1]
    assert (last["check"], last["standing"]) == ("settings", "failed")


def test_after_migrate_the_record_is_looked_at(chartside, tmp_path):
    assert chartside("migrate", "--data", "site").status == 0
    found = {f["check"]: f for f in chartside("doctor", "--json", "--data", "site").json["findings"]}
    assert {found[name]["standing"] for name in ("data folder", "keys", "database", "switches")} == {"ok"}
    assert "newest tables" in found["database"]["said"]
