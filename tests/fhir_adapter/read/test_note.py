"""Notes: every document once as text, oldest first, and what was not read counted by what it is."""

import json
from base64 import b64encode
from hashlib import sha256

import pytest

from chartside.codes import LOINC, CodeSet
from chartside.inputs import NotesRequest, days
from chartside.snapshot import freeze, thaw
from fhir_adapter.attachment import LARGEST
from fhir_adapter.documents.refusal import MOST_TEXT
from tests.fhir_adapter.made import PATIENT, ask, file, loinc, of, of_patient, searchset, sent

ALL = NotesRequest()
PROGRESS = CodeSet.of("progress", "progress note", LOINC("11506-3"))
REPORT = of_patient("DiagnosticReport", "lab", status="final", code=loinc("58410-2"))


def attachment(text="No fever.", kind="text/plain", **more):
    raw = text if isinstance(text, bytes) else text.encode()
    return {"contentType": kind, "data": b64encode(raw).decode(), **more}


def document(id="d1", *attachments, at="2026-05-01T10:00:00Z", **more):
    held = [{"attachment": a} for a in attachments or (attachment(),)]
    dated = {"date": at} if at else {}
    return of_patient(
        "DocumentReference", id, **{"status": "current", "type": loinc("11506-3"), "content": held, **dated, **more}
    )


OLD = document("old", status="superseded")


def notes(*resources, request=ALL):
    return ask(file(PATIENT, REPORT, *resources), request)


def drops(*resources, request=ALL):
    chart = file(PATIENT, REPORT, *resources)
    ask(chart, request)
    return chart.drops


def test_a_note_is_its_text_with_where_it_came_from():
    found = notes(document(docStatus="final"))
    (note,) = found
    assert (note.text, note.ref, note.status, note.media_type) == (
        "No fever.",
        "DocumentReference/d1",
        "final",
        "text/plain",
    )
    assert note.code == LOINC("11506-3")
    assert note.text_sha256 == sha256(b"No fever.").hexdigest()
    assert note.written.text == "2026-05-01T10:00:00Z"
    assert found.unknown is None
    assert thaw(json.loads(json.dumps(freeze(found)))) == found


def test_oldest_first_and_the_undated_before_all():
    found = notes(
        document("b", attachment("2"), at="2026-02-01"),
        document("c", attachment("3"), at="2026-03-01"),
        document("a", attachment("1"), at=None),
    )
    assert [n.text for n in found] == ["1", "2", "3"]


def test_reports_and_compositions_are_documents_too():
    report = of_patient(
        "DiagnosticReport",
        "r",
        status="final",
        code=loinc("18748-4"),
        effectiveDateTime="2026-01-01",
        presentedForm=[attachment("<div>Clear <b>lungs</b>.</div>", "text/html")],
    )
    composition = of_patient(
        "Composition",
        "c",
        status="final",
        type=loinc("34133-9"),
        date="2026-02-01",
        section=[
            {"title": "Plan", "text": {"status": "generated", "div": "<div>Rest.</div>"}, "section": [
                {"code": loinc("x", "Diet"), "text": {"div": "<div>Low salt.</div>"}}
            ]}
        ],
    )  # fmt: skip
    found = notes(OLD, report, composition)
    assert [(n.text, n.media_type) for n in found] == [
        ("Clear lungs.", "text/html"),
        ("Plan\nRest.\n\nDiet\nLow salt.", "text/html"),
    ]
    assert found.unknown is None


def test_a_report_of_mere_results_is_no_document():
    assert notes(OLD).known_absent


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ({"url": "https://elsewhere.example/x.txt"}, "documents whose text was not sent: 1"),
        ({"url": "Binary/none"}, "documents whose text was not sent: 1"),
        ({}, "documents whose text was not sent: 1"),
        ({"data": 5}, "attachments not decodable: 1"),
        ({"data": "%%"}, "attachments not decodable: 1"),
        (attachment(b"%PDF-1.7"), "attachments of PDF that cannot be read: 1"),
        (attachment(b"\x89PNG"), "attachments of a type that is not read: image/png: 1"),
        (attachment("  "), "attachments without text: 1"),
        (attachment("<div><del>x</div>"), "attachments with hidden or struck-out markup that is never closed: 1"),
        (attachment("x" * (LARGEST + 1)), f"attachments larger than {LARGEST} bytes: 1"),
        (attachment("x" * 2_000_000), f"attachments with more than {MOST_TEXT} characters of text: 1"),
    ],
)
def test_what_was_not_read_is_said_and_counted(held, said):
    found = notes(document("d", held))
    assert not found
    assert (found.unknown.reason, found.unknown.detail) == ("incomplete", said)
    assert drops(document("d", held))["DocumentReference", "no-text"] == 1


def test_a_document_without_content_was_not_sent():
    assert notes(document(content=[])).unknown.detail == "documents whose text was not sent: 1"


def test_counts_are_by_type_beside_what_was_read():
    scan, empty = attachment(b"\xff\xd8\xff"), attachment(b"{\\rtf1}")
    found = notes(document("a", attachment(), scan), document("b", scan), document("c", empty))
    assert len(found) == 1
    assert found.unknown.detail == (
        "attachments of a type that is not read: image/jpeg: 2; attachments without text: 1"
    )


def binary(id="b1", **more):
    return {"resourceType": "Binary", "id": id, "contentType": "text/plain", "data": attachment("Far.")["data"], **more}


def test_a_text_in_a_binary_that_came_along_is_read_and_cited():
    chart = file(PATIENT, REPORT, binary(), document("d", {"url": "Binary/b1"}))
    (note,) = ask(chart, ALL)
    assert note.text == "Far."
    assert {"Binary/b1", "DocumentReference/d"} <= {line["reference"] for line in chart.seen()}


def test_one_text_is_one_note_whatever_the_blanks():
    found = notes(
        document("late", attachment("<div>No  fever.</div>"), at="2026-05-02"),
        document("early", attachment(), at="2026-05-01"),
        document("both", attachment(), attachment("<p>No fever.</p>"), at="2026-05-03"),
        document("other", attachment("Fever."), at="2026-05-04"),
    )
    assert [(n.ref, n.renditions) for n in found] == [
        ("DocumentReference/early", ("DocumentReference/late", "DocumentReference/both")),
        ("DocumentReference/other", ()),
    ]


def test_signs_that_turn_a_meaning_keep_two_texts_apart():
    assert len(notes(document("a", attachment("HIV -")), document("b", attachment("HIV +")))) == 2


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"status": "superseded"}, "superseded"),
        ({"status": "entered-in-error"}, "entered-in-error"),
        ({"docStatus": "entered-in-error"}, "entered-in-error"),
        ({"subject": {"reference": "Patient/other"}}, "other-patient"),
        ({"date": "2027-01-01"}, "future"),
    ],
)
def test_what_is_no_longer_or_never_was_so_is_dropped_without_doubt(more, reason):
    assert notes(document(**more)).known_absent
    assert drops(document(**more)) == {("DocumentReference", reason): 1}


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"docStatus": "preliminary"}, "preliminary"),
        ({"status": "odd"}, "unknown-status"),
        ({"modifierExtension": [{"url": "urn:x"}]}, "modifier-extension"),
    ],
)
def test_what_is_in_doubt_leaves_the_absence_unknown(more, reason):
    found = notes(document(**more))
    assert (found.items, found.unknown.reason) == ((), "incomplete")
    assert drops(document(**more)) == {("DocumentReference", reason): 1}


def replaces(id, target, code="replaces", **more):
    return document(id, attachment("new"), relatesTo=[{"code": code, "target": target}], **more)


def test_what_a_document_replaces_is_left_out():
    old, other = document("old", attachment("old")), document("other", attachment("other"))
    found = notes(old, other, replaces("new", {"reference": "DocumentReference/old"}))
    assert {n.text for n in found} == {"new", "other"}
    by_identifier = {**old, "identifier": [{"system": "urn:x", "value": "7"}]}
    assert {
        n.text for n in notes(by_identifier, replaces("new", {"identifier": {"system": "urn:x", "value": "7"}}))
    } == {"new"}
    assert drops(old, replaces("new", {"reference": "DocumentReference/old"})) == {("DocumentReference", "replaced"): 1}


def test_only_a_document_that_stands_replaces_another():
    old, target = document("old", attachment("old")), {"reference": "DocumentReference/old"}
    for more in ({"status": "entered-in-error"}, {"docStatus": "preliminary"}, {"date": "2030-01-01"}):
        assert [n.text for n in notes(old, replaces("new", target, **more))] == ["old"]
    assert len(notes(old, replaces("new", target, code="appends"))) == 2
    assert len(notes(replaces("new", {"reference": "DocumentReference/new"}))) == 1


def test_only_the_types_asked_for_and_the_untyped_are_said():
    asked = NotesRequest(PROGRESS)
    other = document("o", attachment("o"), type=loinc("18842-5"))
    assert [n.ref for n in notes(document(), other, request=asked)] == ["DocumentReference/d1"]
    untyped = notes(document(type={"text": "progress"}), request=asked)
    assert (untyped.items, untyped.unknown.detail) == ((), "documents of no stated type: 1")


def test_an_exclusion_wins_and_is_named():
    asked = NotesRequest(
        CodeSet("progress", "progress note", PROGRESS.codes, excludes=CodeSet.of("mine", "mine", LOINC("1-8")))
    )
    both = {"coding": [*loinc("11506-3")["coding"], *loinc("1-8")["coding"]]}
    found = notes(document(type=both), request=asked)
    assert (found.known_absent, found.left_out) == (True, ("mine",))


def test_the_look_back_has_two_sides_and_the_undated_are_said():
    month = NotesRequest(back=days(30))
    assert notes(document(at="2026-05-02T12:00:00Z"), request=month)
    assert notes(document(at="2026-05-02T11:59:59Z"), request=month).known_absent
    assert notes(document(at=None), request=month).unknown.detail == "documents without a date: 1"


def test_in_a_prefetch_only_what_was_answered_is_known():
    asked = of(ALL)
    documents, reports = searchset(document()), searchset()
    whole = sent(asked, {"documentReferences": documents, "diagnosticReports": reports})
    assert ask(whole, ALL).unknown is None
    half = ask(sent(asked, {"documentReferences": documents}), ALL)
    assert (len(half), half.unknown.reason) == (1, "not-provided")


def test_a_composition_that_cannot_be_read_is_said():
    silent = of_patient("Composition", "c", status="final", date="2026-01-01", section=[{"title": "Plan"}])
    assert notes(OLD, silent).unknown.detail == "compositions without a narrative: 1"
    odd = {**silent, "section": [{"text": {"div": "<div>a<del>b</div>"}}]}
    assert notes(OLD, odd).unknown.detail == "compositions with hidden or struck-out markup that is never closed: 1"


@pytest.mark.parametrize(
    "more", [{"content": "x"}, {"content": [5, {"attachment": 7}]}, {"relatesTo": 3}, {"type": []}]
)
def test_odd_shapes_never_crash(more):
    assert notes(document(**more)) is not None
