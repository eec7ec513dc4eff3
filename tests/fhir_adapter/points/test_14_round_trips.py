"""Point 14: what is hashed is what was received, byte for byte, and never what somebody wrote again."""

import json
from hashlib import sha256

import pytest

from chartside.inputs import EncountersRequest, Having, Latest
from fhir_adapter import Chart
from fhir_adapter.bundle import unpack
from fhir_adapter.write import model
from tests.fhir_adapter.made import CREATININE, NOW, PATIENT, STROKE, YEAR, ask, creatinine, of, sent, stroke
from tests.fhir_adapter.points.real import here
from tests.fhir_adapter.public_data.sets import DATA, content

AT = "2026-05-01T08:00:00+00:00"
SPACED = b'{ "resourceType":"Observation", "id":"a",\n  "status": "final", "code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}]}, "subject":{"reference":"Patient/p1"}, "effectiveDateTime":"2026-05-01T08:00:00+00:00", "valueQuantity":{"value":1.50,"unit":"mg/dL"} }'  # noqa: E501 - as a server writes it
NEWEST = Latest(CREATININE, "mg/dL", YEAR)


def in_bundle(raw):
    return b'{"resourceType":"Bundle","type":"searchset","entry":[{"resource":' + raw + b"}]}"


def test_14_writing_again_would_not_give_the_same_bytes():
    again = json.loads(model(json.loads(SPACED)).model_dump_json(exclude_none=True))
    assert again["effectiveDateTime"] != AT, "the model library writes Z"


@pytest.mark.parametrize("form", ["file", "prefetch", "lines", "array"])
def test_14_the_hash_is_of_the_bytes_as_received_in_every_form(form):
    line = SPACED.replace(b"\n", b" ")
    raw = {"lines": line}.get(form, SPACED)
    patient = json.dumps(PATIENT).encode()
    chart = {
        "file": lambda: Chart.from_patient_file(in_bundle(raw), {"patientId": "p1"}),
        "prefetch": lambda: sent(of(NEWEST), {"observations": in_bundle(raw)}),
        "lines": lambda: Chart.from_patient_file(patient + b"\n" + raw),
        "array": lambda: Chart.from_patient_file(b"[" + patient + b"," + raw + b"]"),
    }[form]()
    found = ask(chart, NEWEST)
    assert found.sha256 == sha256(raw).hexdigest()
    [line_] = [one for one in chart.seen() if one["reference"] == "Observation/a"]
    assert line_["sha256"] == found.sha256
    assert chart.entry("Observation/a").raw == raw


def test_14_the_hash_changes_with_one_byte_and_the_fact_does_not():
    other = SPACED.replace(b"+00:00", b"Z", 1)
    one, two = (ask(sent(of(NEWEST), {"observations": in_bundle(raw)}), NEWEST) for raw in (SPACED, other))
    assert one.value == two.value
    assert one.effective.start == two.effective.start
    assert one.sha256 != two.sha256


def test_14_what_was_not_received_as_bytes_has_no_hash():
    [order] = Chart.from_drafts({"draftOrders": {"resourceType": "ServiceRequest", "id": "d"}}).orders()
    assert order.sha256 == ""


def test_14_version_and_time_of_the_resource_are_kept_as_written():
    meta = {"versionId": "3", "lastUpdated": "2026-05-02T00:00:00.000+00:00"}
    [found] = ask(
        sent(of(Having("Condition", STROKE)), {"conditions": [stroke(meta=meta)]}), Having("Condition", STROKE)
    )
    assert (found.version_id, found.last_updated) == ("3", meta["lastUpdated"])
    assert ask(Chart.from_patient_file(json.dumps([PATIENT, creatinine("a", 1)]).encode()), NEWEST).version_id == ""


@pytest.mark.parametrize("name", ["synthea/bundles", "pathling"])
def test_14_public_resources_are_cited_by_the_hash_of_their_bytes_in_the_file(name):
    here(name)
    file = min((DATA / name).rglob("*_*.json.gz"))
    raw = content(file)
    chart = Chart.from_patient_file(raw)
    ask(chart, EncountersRequest(), NOW.replace(year=2035))
    every = {piece.raw for piece in unpack(raw).pieces}
    ask(chart, Having("Condition", STROKE, ever=True), NOW.replace(year=2035))
    ask(chart, Latest(CREATININE, "mg/dL"), NOW.replace(year=2035))
    held = {sha256(one).hexdigest() for one in every}
    assert chart.seen()
    assert {line["sha256"] for line in chart.seen()} <= held
