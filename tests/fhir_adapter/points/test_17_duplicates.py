"""Point 17: one resource in several bundles is one fact, and of cumulative notes only the newest says anything."""

import base64
import json

import pytest

from chartside.inputs import Having, History, Latest, NotesRequest
from fhir_adapter import Chart
from tests.fhir_adapter.made import (
    CREATININE,
    NOW,
    PATIENT,
    STROKE,
    YEAR,
    ask,
    creatinine,
    file,
    of,
    of_patient,
    searchset,
    sent,
    stroke,
)
from tests.fhir_adapter.points.real import whole

HAVING = Having("Condition", STROKE)


def note(id, text, at="2026-05-01T00:00:00Z", **more):
    attachment = {"contentType": "text/plain", "data": base64.b64encode(text.encode()).decode()}
    return of_patient(
        "DocumentReference", id, **{"status": "current", "date": at, "content": [{"attachment": attachment}], **more}
    )


def replaces(id):
    return {"relatesTo": [{"code": "replaces", "target": {"reference": f"DocumentReference/{id}"}}]}


@pytest.mark.parametrize("times", [2, 3])
def test_17_one_resource_in_several_bundles_is_one_fact(times):
    prefetch = {"conditions": searchset(stroke()), **{f"item{n}": searchset(stroke()) for n in range(times - 1)}}
    chart = sent(of(HAVING), prefetch)
    assert len(ask(chart, HAVING)) == 1
    assert chart.drops == {("Condition", "duplicate"): times - 1}


def test_17_one_resource_twice_in_one_bundle_is_one_fact():
    series = ask(file(PATIENT, creatinine("a", 1), creatinine("a", 1)), History(CREATININE, "mg/dL"))
    assert (len(series), series.unknown) == (1, None)


def test_17_of_two_versions_the_one_updated_last_counts_in_either_order():
    old = creatinine("a", 1, meta={"lastUpdated": "2026-05-01T00:00:00Z"})
    new = creatinine("a", 2, meta={"lastUpdated": "2026-05-02T00:00:00Z"})
    for record in ((old, new), (new, old)):
        assert ask(file(PATIENT, *record), Latest(CREATININE, "mg/dL", YEAR)).value == 2


def test_17_two_resources_without_an_id_are_two():
    nameless = [{k: v for k, v in stroke().items() if k != "id"} | {"onsetDateTime": f"202{n}"} for n in range(2)]
    assert len(ask(file(PATIENT, *nameless), HAVING)) == 2


def test_17_one_value_at_one_time_in_two_resources_is_one_point():
    series = ask(file(PATIENT, creatinine("a", 1), creatinine("b", 1)), History(CREATININE, "mg/dL"))
    assert (len(series), series.unknown) == (1, None)


def test_17_superseded_notes_are_left_out_and_counted():
    notes = [note(f"n{n}", "x" * (n + 1), status="superseded") for n in range(9)]
    chart = file(PATIENT, *notes, note("last", "the whole story"))
    assert [n.text for n in ask(chart, NotesRequest())] == ["the whole story"]
    assert chart.drops == {("DocumentReference", "superseded"): 9}


def test_17_what_a_later_note_replaces_is_left_out_though_it_is_still_current():
    chart = file(PATIENT, note("old", "first"), note("new", "first and second", **replaces("old")))
    assert [n.text for n in ask(chart, NotesRequest())] == ["first and second"]
    assert chart.drops == {("DocumentReference", "replaced"): 1}


def test_17_one_text_in_two_documents_is_one_note_with_two_renditions():
    [found] = ask(file(PATIENT, note("a", "same text"), note("b", "same  text\n")), NotesRequest())
    assert (found.ref, found.renditions) == ("DocumentReference/a", ("DocumentReference/b",))


def test_17_public_notes_are_nearly_all_superseded_and_one_a_patient_is_left():
    read = superseded = 0
    for sent_ in whole("synthea/bulk-10-patients"):
        chart = sent_.chart()
        read += len(ask(chart, NotesRequest(), NOW.replace(year=2035)))
        superseded += chart.drops.get(("DocumentReference", "superseded"), 0)
    assert (read, superseded) == (13, 1202)
    assert superseded / 1215 > 0.98


@pytest.mark.parametrize("name", ["us-core", "pathling"])
def test_17_a_public_record_that_is_sent_twice_says_the_same_once(name):
    for one in whole(name)[:12]:
        requests = [Having("Condition", STROKE, ever=True), History(CREATININE, "mg/dL"), NotesRequest()]
        raw = json.dumps(one.resources).encode()
        twice = json.dumps([*one.resources, *one.resources]).encode()
        single, double = (
            Chart.from_patient_file(r, {"patientId": one.chart().patient_id or "nobody"}) for r in (raw, twice)
        )
        for request in requests:
            assert ask(single, request, NOW.replace(year=2035)) == ask(double, request, NOW.replace(year=2035))
        assert single.seen() == double.seen()
