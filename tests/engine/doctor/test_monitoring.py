"""Whether the models that are asked are watched, as the doctor sees it."""

from datetime import timedelta

import pytest

from chartside.registry import Registry, discover
from engine.doctor import Site
from engine.doctor.examination import LOOKS
from engine.doctor.monitoring import monitored
from engine.monitoring import monitor, put_on_record
from engine.monitoring.limits import limits
from tests.engine.doctor.made import NOW, founded, ledger_of, site, told
from tests.engine.monitoring import made
from tests.engine.monitoring.made import ID, asked_of, people
from tests.engine.service.conftest import strangers  # noqa: F401 - a fixture


@pytest.fixture
def falls(strangers) -> Registry:  # noqa: F811 - the fixture
    made.plugin(strangers)
    found = discover()
    return Registry({"falls": found.plugins["falls"]})


def watched(looked: Site, days: float, older: float = 0.0) -> None:
    """Ask about people, and put a monitoring of that on record so many days ago."""
    database, ledger = ledger_of(looked)
    asked_of(ledger, people(200, older=older))
    seen = monitor(database, ledger, "default", looked.registry.analyses[ID])
    put_on_record(ledger, "default", seen, NOW - timedelta(days=days), who="officer", why="monthly")
    ledger.close()
    database.close()


def test_before_there_is_a_record_and_before_a_question_nothing_is_missed(tmp_path, falls):
    looked = site(tmp_path, falls)
    assert told(monitored(looked)) == [("monitoring", "ok")]
    assert told(monitored(founded(looked))) == [("monitoring", "ok")]
    assert told(monitored(site(tmp_path, Registry()))) == [("monitoring", "ok")]


def test_a_model_that_is_asked_and_was_never_monitored_is_a_note(tmp_path, falls):
    looked = founded(site(tmp_path, falls))
    database, ledger = ledger_of(looked)
    asked_of(ledger, people(1))
    ledger.close()
    database.close()
    [finding] = monitored(looked)
    assert (finding.standing, finding.said) == ("warning", "falls.falls is asked and was never monitored")
    assert f"chartside monitor {ID}" in finding.mend


def test_one_that_was_monitored_lately_without_an_alarm_is_well(tmp_path, falls):
    looked = founded(site(tmp_path, falls))
    watched(looked, 2)
    [finding] = monitored(looked)
    assert (finding.standing, finding.said) == ("ok", "monitored without an alarm: falls.falls")


@pytest.mark.parametrize(("days", "standing"), [(34.9, "ok"), (35.1, "warning")])
def test_a_monitoring_grows_old(tmp_path, falls, days, standing):
    assert limits().days == 35
    looked = founded(site(tmp_path, falls))
    watched(looked, days)
    assert told(monitored(looked)) == [("monitoring", standing)]


def test_an_alarm_in_the_newest_fails_and_one_that_is_over_does_not(tmp_path, falls):
    looked = founded(site(tmp_path, falls))
    watched(looked, 5, older=12)
    [finding] = monitored(looked)
    assert finding.standing == "failed"
    assert "falls.falls has an alarm since 2026-11-15: PSI of" in finding.said
    assert "chartside audit show" in finding.mend
    database, ledger = ledger_of(looked)
    nothing = monitor(database, ledger, "default", falls.analyses[ID], NOW)
    put_on_record(ledger, "default", nothing, NOW, who="officer", why="after the mend")
    ledger.close()
    database.close()
    assert told(monitored(looked)) == [("monitoring", "ok")]


def test_a_record_that_cannot_be_read_is_not_taken_for_well(tmp_path, falls):
    looked = founded(site(tmp_path, falls))
    (looked.settings.data / "chartside.db").write_bytes(b"no database at all, but long enough to be looked at" * 40)
    assert told(monitored(looked)) == [("monitoring", "warning")]


def test_the_doctor_looks_at_models():
    assert LOOKS["monitoring"] is monitored
