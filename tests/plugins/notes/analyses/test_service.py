"""Notes behind the service: asked with FHIR, read by a worker, and no spaCy in the service's own process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
PROGRAM = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from starlette.testclient import TestClient
from engine.service import create_app
from engine.settings import Settings

resources = json.loads(sys.stdin.read())
settings = Settings(data=Path(sys.argv[1]), now=datetime(2026, 11, 20, 9, tzinfo=UTC), workers=1, budget_ms=60000)
with TestClient(create_app(settings)) as client:
    offered = {s["id"]: s for s in client.get("/cds-services").json()["services"]}
    templates = offered["notes-patient-view"]["prefetch"]
    def filled(template):
        kind = template.partition("?")[0].partition("/")[0]
        found = [r for r in resources if r["resourceType"] == kind]
        if "?" not in template:
            return found[0]
        return {"resourceType": "Bundle", "type": "searchset", "total": len(found), "entry": [{"resource": r} for r in found]}
    call = {
        "hook": "patient-view",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {"userId": "Practitioner/1", "patientId": "vera-lindholm"},
        "prefetch": {key: filled(template) for key, template in templates.items()},
    }
    said = client.post("/cds-services/notes-patient-view", json=call)
heavy = {"spacy", "thinc", "numpy", "blis"}
print(json.dumps({"status": said.status_code, "body": said.json(), "loaded": sorted(heavy & set(sys.modules))}))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    bundle = json.loads((ROOT / "examples" / "patients" / "vera-lindholm.json").read_text("utf-8"))
    done = subprocess.run(  # noqa: S603 - this interpreter, on the program above
        [sys.executable, "-c", PROGRAM, str(tmp_path_factory.mktemp("site"))],
        input=json.dumps([entry["resource"] for entry in bundle["entry"]]),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_the_cards_come_and_the_service_never_loads_spacy(told):
    assert told["status"] == 200
    summaries = [card["summary"] for card in told["body"]["cards"]]
    for said in (
        "In the notes, not on the allergy list: Penicillins",
        "On the medication list, stopped in a note: amlodipine",
        "In a note, not on the medication list: losartan",
        "In the notes, not on the problem list: Type 2 diabetes mellitus",
        "Follow-up of a finding not recorded: pulmonary nodule: CT 2026-08-10 to 2027-02-10",
        "Genetic counselling advised by family history: breast cancer before 50 in a close relative",
    ):
        assert said in summaries
    assert not any("suicid" in summary.lower() or "latex" in summary.lower() for summary in summaries)
    assert told["loaded"] == []


def test_a_suggestion_enters_what_is_unconfirmed_and_is_not_preselected(told):
    card = next(c for c in told["body"]["cards"] if c["summary"].startswith("In the notes, not on the allergy list"))
    (suggestion,) = card["suggestions"]
    assert "isRecommended" not in suggestion
    resource = suggestion["actions"][0]["resource"]
    assert resource["resourceType"] == "AllergyIntolerance"
    assert resource["verificationStatus"]["coding"][0]["code"] == "unconfirmed"
    assert resource["patient"] == {"reference": "Patient/vera-lindholm"}
    assert "penicillin" in resource["note"][0]["text"]


def test_the_explanation_says_where_the_words_are(told):
    card = next(c for c in told["body"]["cards"] if c["summary"].startswith("In the notes, not on the allergy list"))
    evidence = card["extension"]["org.chartside.explanation"]["working"]["items"][0]["evidence"][0]
    assert evidence["note"] == "DocumentReference/vera-note-2"
    assert len(evidence["textSha256"]) == 64
    assert evidence["extractor"]
    assert evidence["end"] - evidence["start"] == len("penicillin")
