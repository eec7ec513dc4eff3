"""One question about a patient who is not in a file of his own: in a folder of export files, or on a FHIR server."""

import json
from urllib.parse import parse_qsl

import pytest

from tests.engine.cli.conftest import EXAMPLES, NOW
from tests.fhir_servers import Told, scripted

RUTH = EXAMPLES / "patients" / "ruth-halloran.json"
EGFR = "risk-scores.egfr"


@pytest.fixture(scope="module")
def everybody():
    """Read every resource of the example patients."""
    files = sorted((EXAMPLES / "patients").glob("*.json"))
    return [entry["resource"] for file in files for entry in json.loads(file.read_text())["entry"]]


@pytest.fixture
def export(everybody, tmp_path):
    """Write an export of the example patients."""
    folder = tmp_path / "export"
    folder.mkdir()
    for resource in everybody:
        with (folder / f"{resource['resourceType']}.ndjson").open("a") as file:
            file.write(json.dumps(resource) + "\n")
    return folder


def ids(resources):
    return [r["id"] for r in resources if r["resourceType"] == "Patient"]


def ruth_s_id():
    return ids(entry["resource"] for entry in json.loads(RUTH.read_text())["entry"])[0]


def hospital(resources):
    """Answer reads, and searches by patient only: the rest of what is asked it drops."""

    def answer(path):
        kind, _, query = path.partition("?")
        if "/" in kind:
            return next((Told(r) for r in resources if f"{r['resourceType']}/{r['id']}" == kind), Told(b"", 404))
        whose = f"Patient/{dict(parse_qsl(query))['patient']}"
        mine = [r for r in resources if r["resourceType"] == kind]
        held = [r for r in mine if r.get("subject", r.get("patient", {})).get("reference") == whose]
        return Told({"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": r} for r in held]})

    return answer


def test_the_answer_is_the_same_from_a_file_an_export_and_a_server(chartside, export, everybody):
    words = ("--now", NOW, "--json")
    file = chartside("ask", EGFR, RUTH, *words)
    assert file.json["outcome"] == "answered"
    exported = chartside("ask", EGFR, export, "--patient", ruth_s_id(), *words)
    with scripted(hospital(everybody)) as server:
        live = chartside("ask", EGFR, "--server", server.base, "--patient", f"Patient/{ruth_s_id()}", *words)
    assert exported.json["cards"][0]["summary"] == live.json["cards"][0]["summary"] == file.json["cards"][0]["summary"]
    assert exported.json["missing"] == live.json["missing"]
    assert '"server"' in live.out
    assert not any("_count" in path for path in server.asked)


def test_an_export_without_a_patient_s_id_answers_for_all_of_them(chartside, export, everybody):
    ran = chartside("ask", EGFR, export, "--now", NOW)
    assert [line["patient"] for line in ran.lines] == ids(everybody)
    alone = chartside("ask", EGFR, export, "--patient", ruth_s_id(), "--now", NOW, "--json").json
    assert {"patient": ruth_s_id(), **alone} in ran.lines
    assert chartside("ask", export, "--now", NOW).lines[0]["results"]


def test_what_a_server_does_not_give_is_said_and_no_id_with_it(chartside):
    with scripted(lambda _: Told(b"", 403)) as server:
        ran = chartside("ask", EGFR, "--server", server.base, "--patient", "secret-id", "--now", NOW, "--json")
    assert ran.json["outcome"] == "cannot-tell"
    assert {gap["reason"] for gap in ran.json["missing"]} >= {"not-permitted"}
    assert "secret-id" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--server", "ftp://ehr.example", "--patient", "p1"), "looks like https://"),
        (("--server", "http://127.0.0.1:1/fhir"), "--server needs --patient"),
        ((RUTH, "--server", "http://127.0.0.1:1/fhir", "--patient", "p1"), "give one of them"),
        ((RUTH, "--patient", "p1"), "not in the file"),
        (("EXPORT", "--patient", "nobody"), "not in the export"),
        ((EXAMPLES, "--patient", "p1"), "Condition.ndjson"),
    ],
)
def test_a_question_that_cannot_be_asked_is_said_in_a_sentence(chartside, export, words, said):
    ran = chartside("ask", EGFR, *(export if word == "EXPORT" else word for word in words), "--now", NOW)
    assert ran.status == 2
    assert said in ran.err
    assert "Traceback" not in ran.err
