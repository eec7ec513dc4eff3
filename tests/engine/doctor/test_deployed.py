"""The doctor at a deployed site with a real PostgreSQL, Redis and Celery worker."""

import base64
import time
from pathlib import Path

from engine.doctor import Site, workers
from engine.settings import Settings
from tests.deploy.conftest import run, settings, working  # noqa: F401 - settings is a fixture
from tests.engine.cli.served import START_WITHIN
from tests.engine.doctor.made import NOTHING, NOW, told


def until_it_answers(site: Site) -> list[tuple[str, str]]:
    give_up = time.monotonic() + START_WITHIN
    found = told(workers.answering(site))
    while found != [("workers", "ok")] and time.monotonic() < give_up:
        found = told(workers.answering(site))
    return found


def test_a_worker_with_the_same_key_answers_and_one_with_another_key_does_not(settings, tmp_path):  # noqa: F811 - the fixture
    Path(settings["broker_key_file"]).chmod(0o600)
    site = Site(Settings(data=tmp_path / "site", **settings), NOTHING, {}, lambda: NOW)
    with working(settings, tmp_path):
        assert until_it_answers(site) == [("workers", "ok")]
        shown = run(["doctor", "--data", str(tmp_path / "site")], settings)
        assert ", 0 failed," in shown
        assert "a worker answers" in shown
        Path(settings["broker_key_file"]).write_bytes(base64.b64encode(b"another key of thirty-two bytes!"))
        [other] = workers.answering(site)
    assert (other.standing, other.said) == ("failed", "gave no answer (unreadable)")
    assert "the same broker key" in other.mend
