"""Notes in every format, once where several say the same, and what other resources say in words."""

import pytest

from chartside.codes import LOINC, CodeSet
from chartside.inputs import NotesRequest, days
from tests.fhir_adapter.documents.made import cda, pdf, rtf, section, shown
from tests.fhir_adapter.documents.test_cda import REFUSED
from tests.fhir_adapter.made import PATIENT, ask, file, loinc, of_patient
from tests.fhir_adapter.read.test_note import ALL, PROGRESS, REPORT, attachment, binary, document, drops, notes

FIRST, SECOND = (
    "Allergies: penicillin. Plan: metoprolol 25 mg daily,",
    "no aspirin, back within a week. Smokes ten a day.",
)
SAID = f"{FIRST} {SECOND}"
PLAIN = attachment(SAID)
HTML = attachment(f"<html><body><p>{SAID}</p></body></html>", "text/plain")
RTF = attachment(rtf(SAID.encode()), "text/rtf")
PDF = attachment(pdf(shown(FIRST.encode(), SECOND.encode())), "application/pdf")
CDA = attachment(cda(section("", SAID)), "text/xml")
DEEP = "<div>" * 150_000


@pytest.mark.parametrize(
    ("held", "kind"),
    [
        (PLAIN, "text/plain"),
        (HTML, "text/html"),
        (RTF, "application/rtf"),
        (CDA, "application/hl7-cda+xml"),
        (PDF, "application/pdf"),
    ],
)
def test_every_format_is_a_note_and_a_document_holds_it_once(held, kind):
    (note,) = notes(document("d", held))
    assert (" ".join(note.text.split()), note.media_type) == (SAID, kind)
    assert note.extractor


@pytest.mark.parametrize("order", [(PDF, RTF, HTML, PLAIN), (PLAIN, HTML, RTF, PDF), (CDA, PLAIN)])
def test_of_several_renditions_the_plainest_is_taken(order):
    (note,) = notes(document("d", *order))
    assert (note.text, note.media_type, note.renditions) == (SAID, "text/plain", ())


def test_a_page_number_makes_no_second_note():
    numbered = attachment(pdf(shown(*[FIRST.encode(), SECOND.encode()] * 3, b"Page 1")))
    whole = attachment(f"<p>{SAID}</p>" * 3)
    assert [n.media_type for n in notes(document("d", numbered, whole))] == ["text/html"]


def test_two_texts_in_one_document_are_two_notes():
    other = attachment(pdf(shown(b"Something quite different was said here.")))
    assert {n.media_type for n in notes(document("d", PLAIN, other))} == {"text/plain", "application/pdf"}
    # Two texts of one format are no renditions of each other.
    assert len(notes(document("d", PLAIN, attachment(f"{SAID} No.")))) == 2


def test_a_report_and_a_document_with_the_same_words_are_one_note():
    report = of_patient(
        "DiagnosticReport",
        "r",
        status="final",
        code={"text": "Note"},
        effectiveDateTime="2026-05-01T10:00:00Z",
        presentedForm=[PDF],
    )
    (note,) = notes(report, document("d", HTML))
    assert (note.ref, note.renditions, note.media_type) == ("DocumentReference/d", ("DiagnosticReport/r",), "text/html")


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (attachment("x " * 1_000_000), "attachments with more than 1000000 characters of text: 1"),
        (attachment(DEEP, "text/html"), "attachments that take too long to read: 1"),
        (attachment(b"{\\rtf1 " + b"{" * 200_000), "attachments without text: 1"),
        (attachment(pdf(b" " * 9_000_000, packed=True)), "attachments of PDF beyond the limits of what is unpacked: 1"),
        (attachment(b"<!DOCTYPE a [<!ENTITY x 'y'>]><ClinicalDocument/>"), f"attachments {REFUSED}: 1"),
        ({"contentType": "text/plain", "data": "QUJD=RA"}, "attachments not decodable: 1"),
    ],
)  # fmt: skip
def test_what_is_hostile_costs_itself_and_is_said(held, said):
    found = notes(document("d", held), document("other", PLAIN))
    assert [n.ref for n in found] == ["DocumentReference/other"]
    assert (found.unknown.reason, found.unknown.detail) == ("incomplete", said)


def test_what_two_requests_ask_for_is_read_once():
    chart = file(PATIENT, REPORT, document("d", PDF))
    (one,), (again,) = ask(chart, ALL), ask(chart, NotesRequest(PROGRESS))
    assert one.text is again.text


def test_a_wrong_content_type_is_read_by_its_bytes():
    for kind in ("application/pdf", "ASCII Text", ";charset=", "image/png", ""):
        assert [n.text for n in notes(document("d", attachment(SAID, kind)))] == [SAID]


def test_much_narrative_is_read_apart_and_what_is_hostile_in_it_is_said():
    def composition(div):
        held = [{"title": "Plan", "text": {"status": "generated", "div": div}}]
        return of_patient("Composition", "c", status="final", date="2026-01-01", section=held)

    rows = "".join(f"<p>{i} {SAID}</p>" for i in range(500))
    assert notes(document("d", PLAIN), composition(f"<div>{rows}</div>"))[0].text.count(SAID) == 500
    assert notes(document("d", PLAIN), composition(DEEP)).unknown.detail == "compositions that take too long to read: 1"


def impression(summary="Improving.", **more):
    return of_patient(
        "ClinicalImpression", "i", **{"status": "completed", "date": "2026-04-01", "summary": summary, **more}
    )


def condition(id="k", *said, **more):
    return of_patient(
        "Condition",
        id,
        code={"text": "Asthma"},
        **{"note": [{"text": one} for one in said or ("Since school.",)], **more},
    )


def test_the_summary_of_an_impression_is_a_note():
    found = notes(document("d", PLAIN), impression())
    assert [(n.text, n.ref, n.written.text) for n in found] == [
        ("Improving.", "ClinicalImpression/i", "2026-04-01"),
        (SAID, "DocumentReference/d", "2026-05-01T10:00:00Z"),
    ]
    assert found.unknown is None


@pytest.mark.parametrize(
    ("more", "reason", "doubt"),
    [
        ({"status": "entered-in-error"}, "entered-in-error", None),
        ({"status": "in-progress"}, "preliminary", "not final yet: 1"),
        ({"date": "2030-01-01"}, "future", None),
        ({"subject": {"reference": "Patient/other"}}, "other-patient", None),
    ],
)
def test_an_impression_that_may_not_be_asserted_is_none(more, reason, doubt):
    made = (document("d", PLAIN), impression(**more))
    found = notes(*made)
    assert [n.ref for n in found] == ["DocumentReference/d"]
    assert (found.unknown.detail if found.unknown is not None else None) == doubt
    assert drops(*made) == {("ClinicalImpression", reason): 1}


def test_each_annotation_of_a_condition_is_a_note_at_its_own_time():
    made = condition("k", recordedDate="2026-03-01")
    made["note"] = [
        {"text": "Since school.", "time": "2026-04-01"},
        {"text": "Mild."},
        {"time": "2026-04-02"},
        {"text": " "},
    ]
    found = notes(document("d", PLAIN), made)
    assert [(n.text, n.written.text) for n in found][:2] == [("Mild.", "2026-03-01"), ("Since school.", "2026-04-01")]
    assert {(n.ref, n.display, n.code) for n in found[:2]} == {("Condition/k", "Asthma", None)}
    assert len(found) == 3
    assert found.unknown is None


def test_an_annotation_has_its_own_place_in_a_look_back():
    old = condition("k", recordedDate="2020-03-01")
    old["note"] = [{"text": "New.", "time": "2026-05-30"}, {"text": "Old."}]
    assert [n.text for n in notes(document("d", PLAIN, at="2020-01-01"), old, request=NotesRequest(back=days(30)))] == [
        "New."
    ]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}, "entered-in-error"),
        ({"verificationStatus": {"coding": [{"code": "refuted"}]}}, "refuted"),
    ],
)
def test_the_annotations_of_what_is_not_so_are_not_read(more, reason):
    made = (document("d", PLAIN), condition(**more))
    assert [n.ref for n in notes(*made)] == ["DocumentReference/d"]
    assert drops(*made) == {("Condition", reason): 1}


def test_a_condition_without_a_word_is_no_document_and_is_not_looked_at():
    made = (document("d", PLAIN), condition("k", note=[], verificationStatus={"coding": [{"code": "refuted"}]}))
    assert notes(*made).unknown is None
    assert drops(*made) == {}


def test_who_asks_for_types_of_documents_does_not_ask_for_annotations():
    asked = NotesRequest(CodeSet.of("consult", "consult note", LOINC("11488-4")))
    found = notes(condition(), document("d", PLAIN), request=asked)
    assert found.known_absent
    typed, other = impression(code=loinc("11506-3")), document("d", PLAIN, type=loinc("18842-5"))
    assert [n.text for n in notes(typed, other, request=NotesRequest(PROGRESS))] == ["Improving."]


def test_a_pdf_in_a_binary_that_came_along_is_read():
    (note,) = notes(binary(data=PDF["data"], contentType="application/pdf"), document("d", {"url": "Binary/b1"}))
    assert note.media_type == "application/pdf"


def test_no_reason_quotes_a_note():
    secret = "Zyxwv"
    for held in (
        attachment(f"<div><del>{secret}</div>"),
        attachment(rtf(secret.encode())[:-1] + rb"{\v "),
        attachment(b"%PDF-1.4 (" + secret.encode() + b")"),
        attachment(f"<ClinicalDocument><{secret}>"),
    ):
        found = notes(document("d", held))
        assert found.unknown is not None
        assert secret not in found.unknown.detail


def test_all_of_it_at_once():
    found = notes(document("d", PDF, HTML), impression(), condition(), request=ALL)
    assert {n.ref.split("/")[0] for n in found} == {"DocumentReference", "ClinicalImpression", "Condition"}
