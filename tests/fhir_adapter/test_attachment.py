"""Attachments are read by what their bytes are; what is not read says what it is."""

from base64 import b64encode

import hypothesis.strategies as st
import pytest
from hypothesis import given

from fhir_adapter.attachment import LARGEST, AttachmentError, decoded, extract

NOTE = "Café: 37 °C, no known allergies."


@pytest.mark.parametrize(
    ("raw", "declared", "charset"),
    [
        (NOTE.encode(), "text/plain", "utf-8"),
        (NOTE.encode(), "ASCII Text", "utf-8"),
        (NOTE.encode(), "application/pdf", "utf-8"),
        (NOTE.encode(), "", "utf-8"),
        (NOTE.encode("utf-8-sig"), "text/plain;charset=utf-8", "utf-8"),
        (NOTE.encode("utf-16"), "text/plain", "utf-16-le"),
        (NOTE.encode("utf-16-le"), "text/plain; charset=UTF-16LE", "utf-16-le"),
        (NOTE.encode("latin-1"), "text/plain", "windows-1252"),
        (NOTE.encode("cp437"), 'text/plain; charset="cp437"', "cp437"),
        (NOTE.encode("latin-1"), "text/plain; charset=base64", "windows-1252"),
        (NOTE.encode("latin-1"), "text/plain; charset=no-such", "windows-1252"),
    ],
)
def test_text_whatever_it_is_called(raw, declared, charset):
    found = extract(raw, declared)
    assert (found.text, found.media_type) == (NOTE, "text/plain")
    assert found.extractor.endswith(f" {charset}")


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\n %PDF-1.4", "application/pdf"),
        (b"{\\rtf1\\ansi x}", "application/rtf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"PK\x03\x04word", "application/zip"),
        (b"##fileformat=VCFv4.2\n", "text/x-vcf"),
        (b"\x00" * 128 + b"DICM", "application/dicom"),
        (b"a\x00b", "application/octet-stream"),
        (b"a\x02b", "application/octet-stream"),
        (b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"/>', "application/hl7-cda+xml"),
        (b'<?xml version="1.0"?><report/>', "application/xml"),
        (b"<report>x</report>", "application/xml"),
        (b'{"resourceType": "Bundle"}', "application/json"),
    ],
)
def test_another_type_is_named_whatever_it_is_called(raw, kind):
    with pytest.raises(AttachmentError, match=f"^of a type that is not read: {kind}$".replace("+", r"\+")):
        extract(raw, "text/plain")


def test_a_note_may_begin_with_the_letters_of_a_bitmap():
    assert extract(b"BMI 31, weight stable for a year.").text.startswith("BMI")


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body><p>No fever.</p><p>Cough.</p></body></html>",
        "<!DOCTYPE html><html><head><title>x</title></head><body>No fever.<br/>Cough.",
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>No fever.<div>Cough.</div></body></html>',
        "<div>No fever.<br>Cough.</div>",
        '<meta charset="utf-8"><p>No fever.</p><p>Cough.</p>',
        "<b>No fever.</b><br>Cough.",
    ],
)
def test_html_is_read_as_its_lines(markup):
    found = extract(markup.encode(), "text/plain")
    assert [line for line in found.text.split("\n") if line] == ["No fever.", "Cough."]
    assert found.media_type == "text/html"


def test_a_note_with_less_than_is_no_html():
    assert extract(b"BP <120/80, K <3.5").media_type == "text/plain"


@pytest.mark.parametrize("raw", [b"", b"  \n ", b"<html><body> </body></html>"])
def test_nothing_is_without_text(raw):
    with pytest.raises(AttachmentError, match="without text"):
        extract(raw)


def test_the_limit_is_the_last_that_is_read():
    assert len(extract(decoded(b64encode(b"x" * LARGEST).decode())).text) == LARGEST
    with pytest.raises(AttachmentError, match="larger than"):
        decoded(b64encode(b"x" * (LARGEST + 1)).decode())
    with pytest.raises(AttachmentError, match="larger than"):
        extract(b"x" * (LARGEST + 1))


@pytest.mark.parametrize("data", ["%%%", "QQ", "QUI=Q"])
def test_what_is_no_base64_is_not_decodable(data):
    with pytest.raises(AttachmentError, match="not decodable"):
        decoded(data)


def test_base64_may_be_broken_into_lines():
    assert decoded("QU\r\nJD\n") == b"ABC"


@given(st.binary(max_size=200), st.text(max_size=40))
def test_any_bytes_are_text_or_refused(raw, declared):
    try:
        found = extract(raw, declared)
    except AttachmentError:
        return
    assert found.text.strip()
