"""A model behind the service: asked at discharge with FHIR, answered by a worker, and no heavy library in the service's own process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from starlette.testclient import TestClient
from engine.service import create_app
from engine.settings import Settings

settings = Settings(data=Path(sys.argv[1]), now=datetime(2026, 6, 10, 9, tzinfo=UTC), workers=1, budget_ms=60000)
with TestClient(create_app(settings)) as client:
    offered = {s["id"]: s for s in client.get("/cds-services").json()["services"]}
    said = client.post("/cds-services/risk-models-encounter-discharge", json=json.loads(sys.stdin.read()))
heavy = {"sklearn", "shap", "skops", "scipy", "numpy", "pandas", "numba", "matplotlib", "lifelines", "chartside.evaluation"}
print(json.dumps({"status": said.status_code, "body": said.json(), "loaded": sorted(heavy & set(sys.modules)),
                  "prefetch": offered["risk-models-encounter-discharge"]["prefetch"]}))
"""


def bundle(*resources: dict) -> dict:
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(resources),
        "entry": [{"resource": r} for r in resources],
    }


def concept(system: str, code: str) -> dict:
    return {"coding": [{"system": system, "code": code}]}


def contact(id: str, kind: str, start: str, end: str = "", **more: dict | list) -> dict:
    return {
        "resourceType": "Encounter",
        "id": id,
        "status": "finished" if end else "in-progress",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": kind},
        "subject": {"reference": "Patient/p1"},
        "period": {"start": start} | ({"end": end} if end else {}),
        **more,
    }


SUBJECT = {"subject": {"reference": "Patient/p1"}}
CALL = {
    "hook": "encounter-discharge",
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "context": {"userId": "Practitioner/1", "patientId": "p1", "encounterId": "now"},
    "prefetch": {
        "patient": {"resourceType": "Patient", "id": "p1", "birthDate": "1959-01-01", "gender": "male"},
        "conditions": bundle(
            {
                "resourceType": "Condition",
                "id": "dm",
                "clinicalStatus": concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "active"),
                "code": concept("http://snomed.info/sct", "44054006"),
                **SUBJECT,
            }
        ),
        "medications": bundle(),
        "encounters": bundle(
            contact(
                "now",
                "IMP",
                "2026-06-01T08:00:00Z",
                reasonCode=[concept("http://hl7.org/fhir/sid/icd-10-cm", "I50.9")],
                hospitalization={
                    "dischargeDisposition": concept(
                        "http://terminology.hl7.org/CodeSystem/discharge-disposition", "snf"
                    )
                },
            ),
            *(
                contact(f"before-{m}", "IMP", f"2026-0{m}-01T08:00:00Z", f"2026-0{m}-04T08:00:00Z")
                for m in (1, 2, 3, 4)
            ),
            contact("emergency", "EMER", "2026-05-01T08:00:00Z", "2026-05-01T18:00:00Z"),
        ),
    },
}


@pytest.mark.enable_socket
@pytest.mark.parametrize("preload", ["true", "false"])
def test_a_discharge_is_answered_and_the_service_loads_nothing_heavy(tmp_path: Path, preload: str) -> None:
    import os

    told = {**os.environ, "CHARTSIDE_PRELOAD_MODELS": preload, "CHARTSIDE_KNOWLEDGE": str(tmp_path / "none")}
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=ROOT,
        env=told,
        input=json.dumps(CALL),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    told_us = json.loads(ran.stdout.splitlines()[-1])
    assert told_us["status"] == 200, told_us["body"]
    assert told_us["loaded"] == []
    (card,) = told_us["body"]["cards"]
    assert card["summary"].startswith("Readmission within 30 days: risk ")
    working = card["extension"]["org.chartside.explanation"]["working"]
    values = {t["name"]: t["value"] for t in working["terms"]}
    assert (values["stay_days"], values["inpatient_stays"], values["emergency_visits"]) == (9, 4, 1)
    assert (values["destination"], values["diagnosis"], values["age"]) == ("skilled-nursing", "circulatory", 60)
    said = {t["name"]: t.get("said") for t in working["terms"]}
    assert (said["destination"], said["age"]) == ("a skilled nursing facility", "67 years")
    whole = working["explained"]["base"] + sum(t["contribution"] for t in working["terms"])
    assert abs(whole - working["explained"]["total"]) < 1e-9
    assert "date=ge" in told_us["prefetch"]["encounters"]  # two years, and not a life
