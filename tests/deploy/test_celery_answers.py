"""A shipped analysis answers through real Redis, Celery and PostgreSQL: not without the worker, and with it on record."""

import json
import time

import psycopg

from tests.deploy.conftest import run, working
from tests.engine.cli.served import START_WITHIN, served
from tests.engine.service.calls import bundle, observation, order, sign

METFORMIN = "biomarkers.metformin-egfr"


def ask(service, egfr):
    """Sign metformin at this eGFR; each number is a question of its own, so that no earlier answer is given again."""
    reported = bundle(observation("e1", "98979-8", egfr, "mL/min/{1.73_m2}", time.strftime("%Y-%m-%d")))
    answer = service.client.post("/cds-services/order-sign", json=sign([order("m1")], {"observations": reported}))
    assert answer.status_code == 200, answer.text
    [line] = [x for x in answer.json()["extension"]["org.chartside.outcomes"] if x["analysis"] == METFORMIN]
    return answer.json(), line


def test_metformin_is_asked_in_the_celery_worker_and_its_answer_recorded_in_postgresql(settings, tmp_path):
    # A deployed site fires only what it has signed.
    words = ["rules", "sign", METFORMIN, "--who", "A. Officer", "--why", "read", "--data", str(tmp_path / "site")]
    assert "signed" in run(words, settings)
    with served(tmp_path, **settings) as service:
        _, alone = ask(service, 20)
        assert (alone["outcome"], alone["reason"]) == ("cannot-tell", "late (deadline)")
        with working(settings, tmp_path):
            give_up = time.monotonic() + START_WITHIN
            numbers = iter(range(100, 2000))
            answer, line = ask(service, 21)
            while line["outcome"] != "answered" and time.monotonic() < give_up:
                answer, line = ask(service, 21 + next(numbers) / 1000)
        assert line["outcome"] == "answered"
    [card] = answer["cards"]
    assert card["suggestions"][0]["actions"][0]["resourceId"] == "MedicationRequest/m1"

    decision = answer["extension"]["org.chartside.receipt"]["decision"]
    with psycopg.connect(settings["database_url"]) as connection:
        [stored] = connection.execute("SELECT service, answered, failed FROM decision WHERE id = %s", [decision])
        assert stored == ("order-sign", 1, 0)
    shown = json.loads(run(["audit", "show", decision, "--json", "--data", str(tmp_path / "site")], settings))
    [ran] = [one for one in shown["runs"] if one["analysis"] == METFORMIN]
    assert (ran["outcome"], ran["pace"]) == ("answered", "background")
    assert "0 problems" in run(["audit", "verify", "--data", str(tmp_path / "site")], settings)
    assert not list(tmp_path.rglob("*.db"))  # nothing was kept anywhere else
