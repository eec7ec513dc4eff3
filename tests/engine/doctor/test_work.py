"""The doctor at the clock, the time zone, Redis, the broker key and the workers; and as a whole."""

import sys
import threading
from datetime import UTC, datetime, timedelta

import psutil
import pytest

from chartside.registry import discover
from engine.audit import State, Switches
from engine.doctor import broker, examine, times, workers
from engine.doctor.examination import LOOKS
from engine.settings import Settings
from tests.engine.doctor.made import NOW, founded, ledger_of, site, told
from tests.engine.doctor.test_place import deployed

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


# The clock


@pytest.mark.parametrize(
    ("now", "standing"),
    [(datetime(2025, 12, 31, 23, 59, tzinfo=UTC), "failed"), (datetime(2026, 1, 1, tzinfo=UTC), "ok")],
)
def test_a_clock_before_chartside_was_written_fails(tmp_path, now, standing):
    assert told(times.clock(site(tmp_path, now=now))) == [("clock", standing)]


def test_a_clock_that_stands_still_warns(tmp_path):
    made = site(tmp_path)
    still = type(made)(Settings(data=tmp_path, now=NOW), made.registry, {}, made.now)
    assert told(times.clock(still)) == [("clock", "warning")]


@pytest.mark.parametrize(("ahead", "standing"), [(timedelta(minutes=4), "ok"), (timedelta(minutes=6), "failed")])
def test_a_clock_behind_the_newest_decision_fails(tmp_path, ahead, standing):
    made = founded(site(tmp_path))
    database, ledger = ledger_of(made)
    Switches(database, ledger, clock=lambda: NOW + ahead).set("default", "a.b", State.ON, who="officer", why="a test")
    ledger.close()
    database.close()
    assert told(times.clock(made)) == [("clock", standing)]


@pytest.mark.parametrize(
    ("name", "standing"),
    [("", "ok"), ("Europe/Zurich", "ok"), (":UTC", "ok"), ("Middle/Earth", "warning"), ("../x", "warning")],
)
def test_a_time_zone_that_is_none_warns(tmp_path, name, standing):
    assert told(times.zone(site(tmp_path, environment={"TZ": name}))) == [("time zone", standing)]


# Redis and the broker key


def test_an_embedded_service_needs_neither(tmp_path):
    made = site(tmp_path)
    assert told([*broker.redis(made), *broker.key(made)]) == [("Redis", "ok"), ("broker key", "ok")]


def test_redis_that_is_away_or_no_address_fails_without_its_password(tmp_path):
    for made in (deployed(tmp_path), deployed(tmp_path, redis_url="http://:se-cret@host")):
        found = list(broker.redis(made))
        assert told(found) == [("Redis", "failed")]
        assert "se-cret" not in str(found)


def test_redis_that_answers_is_well(tmp_path, redis_url):
    assert told(broker.redis(deployed(tmp_path, redis_url=redis_url))) == [("Redis", "ok")]


@pytest.mark.parametrize(
    ("text", "mode", "standing"),
    [
        (KEY, 0o600, "ok"),
        (f"{KEY}\n", 0o440, "ok"),
        (KEY, 0o604, "failed"),
        ("se-cret", 0o600, "failed"),
        ("", 0o600, "failed"),
        (None, 0, "failed"),
    ],
)
def test_the_broker_key(tmp_path, text, mode, standing):
    made = deployed(tmp_path)
    if text is not None:
        made.settings.broker_key_file.write_text(text)
        made.settings.broker_key_file.chmod(mode)
    found = list(broker.key(made))
    assert told(found) == [("broker key", standing)]
    assert KEY not in str(found)
    assert "se-cret" not in str(found)


# Workers


def test_a_worker_starts_answers_and_is_gone(tmp_path):
    assert told(workers.answering(site(tmp_path))) == [("workers", "ok")]
    children = [" ".join(child.cmdline()) for child in psutil.Process().children(recursive=True)]
    assert [words for words in children if "engine.dispatch" in words] == []


def test_a_worker_that_does_not_start_fails(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert told(workers.answering(site(tmp_path))) == [("workers", "failed")]


def test_deployed_workers_that_nobody_started_fail(tmp_path, redis_url, monkeypatch):
    monkeypatch.setattr(workers, "ANSWER_WITHIN", 0.3)
    made = deployed(tmp_path, redis_url=redis_url)
    assert told(workers.answering(made)) == [("workers", "failed")]  # without a key they cannot even be asked
    made.settings.broker_key_file.write_text(KEY)
    found = list(workers.answering(made))
    assert told(found) == [("workers", "failed")]
    assert "celery" in found[0].mend
    assert [t.name for t in threading.enumerate() if t.name.startswith("celery-lane")] == []


# The whole


def examined(folder, monkeypatch, settings=None, **looks):
    for name, look in looks.items():
        monkeypatch.setitem(LOOKS, name, look)
    read = settings or (lambda: Settings(data=folder / "site"))
    return list(examine(read, discover, {}, lambda: NOW))


def test_a_whole_site_has_no_failure(tmp_path, monkeypatch):
    found = examined(tmp_path, monkeypatch)
    assert [f for f in found if f.standing == "failed"] == []
    assert {"Python", "settings", "data folder", "database", "plugin", "clock", "workers"} <= {f.check for f in found}
    assert not (tmp_path / "site").exists()


def test_without_settings_that_can_be_read_that_is_the_finding(tmp_path, monkeypatch):
    def settings():
        raise ValueError("settings: workers: Input should be greater than or equal to 1")

    found = examined(tmp_path, monkeypatch, settings)
    assert told(found)[-1] == ("settings", "failed")
    assert "workers" in found[-1].said


def test_a_look_that_fails_costs_no_other_its_finding_and_tells_no_secret(tmp_path, monkeypatch):
    def look(_):
        raise RuntimeError("se-cret")
        yield

    found = examined(tmp_path, monkeypatch, plugins=look)
    assert ("plugins", "failed") in told(found)
    assert ("workers", "ok") in told(found)
    assert "se-cret" not in str(found)
