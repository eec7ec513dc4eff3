"""Attachments are read by what their bytes are; what is not read says what it is."""

from base64 import b64encode
from importlib.metadata import version

import hypothesis.strategies as st
import pytest
from hypothesis import given

from fhir_adapter.attachment import LARGEST, Documents, decoded, extract
from fhir_adapter.documents.formats import FORMATS
from fhir_adapter.documents.html import plain_text
from fhir_adapter.documents.refusal import MOST_TEXT, DocumentError
from tests.fhir_adapter.documents.made import cda, pdf, rtf, section, shown

SLOW = "that take too long to read"
LONG = f"with more than {MOST_TEXT} characters of text"
UNPACKED = "of PDF beyond the limits of what is unpacked"
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
        (NOTE.encode("latin-1"), ";charset=", "windows-1252"),
        (NOTE.encode("cp437"), ";charset=cp437", "cp437"),
        (NOTE.encode(), 5 * "charset=", "utf-8"),
    ],
)
def test_text_whatever_it_is_called(raw, declared, charset):
    found = extract(raw, declared)
    assert (found.text, found.media_type) == (NOTE, "text/plain")
    assert found.extractor.endswith(f" {charset}")


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"PK\x03\x04word", "application/zip"),
        (b"##fileformat=VCFv4.2\n", "text/x-vcf"),
        (b"\x00" * 128 + b"DICM", "application/dicom"),
        (b"a\x00b", "application/octet-stream"),
        (b"a\x02b", "application/octet-stream"),
        (b'<?xml version="1.0"?><report/>', "application/xml"),
        (b"<report>x</report>", "application/xml"),
        (b'{"resourceType": "Bundle"}', "application/json"),
    ],
)
def test_another_type_is_named_whatever_it_is_called(raw, kind):
    with pytest.raises(DocumentError, match=f"^of a type that is not read: {kind}$".replace("+", r"\+")):
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


@pytest.mark.parametrize(
    ("raw", "kind", "by"),
    [
        (pdf(shown(b"No fever.")), "application/pdf", "fhir_adapter.pdf/1 pypdf "),
        (b"\n " + pdf(shown(b"No fever.")), "application/pdf", "fhir_adapter.pdf/1 pypdf "),
        (rtf(b"No fever."), "application/rtf", "fhir_adapter.rtf/1 striprtf "),
        (cda(section("", "No fever.")), "application/hl7-cda+xml", "fhir_adapter.cda/1 defusedxml "),
        (b"<p>No fever.</p>", "text/html", "fhir_adapter.html/2 selectolax "),
        (b"No fever.", "text/plain", "fhir_adapter.attachment/1 utf-8"),
    ],
)
@pytest.mark.parametrize("declared", ["", "ASCII Text", ";charset=", "image/png"])
def test_each_format_is_read_whatever_it_is_called_and_says_by_what(raw, kind, by, declared):
    found = extract(raw, declared)
    assert (found.text, found.media_type) == ("No fever.", kind)
    assert found.extractor.startswith(by)
    library = by.split()[1]
    assert library == "utf-8" or f" {library} {version(library)}" in found.extractor


def test_markup_may_say_its_encoding_itself():
    czech = "<p>K\u0159e\u010de</p>"
    for head in ('<?xml version="1.0" encoding="iso-8859-2"?>', "<meta charset=iso-8859-2>"):
        assert extract((head + czech).encode("iso-8859-2")).text == "K\u0159e\u010de"


def test_much_of_a_format_is_read_apart_and_reads_the_same():
    rows = "".join(f"<tr><td>{i}</td><td>No fever.</td></tr>" for i in range(2000))
    markup = f"<table>{rows}</table>"
    assert len(markup) > FORMATS["html"].a_little
    assert extract(markup.encode()).text == plain_text(markup)


HOSTILE = {
    "deep": (b"<div>" * 100_000, SLOW),
    "deep lists": (b"<ul><li>" * 50_000, SLOW),
    "attributes": (b"<p " + b" ".join(b"a%d" % i for i in range(100_000)) + b">x", SLOW),
    "unclosed tags": (b"<p>" + b"<a " * 100_000, "without text"),
    "unclosed quotes": (b"<p>" + b'<a href="' * 100_000, "without text"),
    "unclosed comments": (b"<p><!--" * 100_000, "without text"),
    "many comments": (b"<!---->" * 100_000, "of a type that is not read: application/xml"),
    "half tags": (b"<p>" + b"<" * 900_000, "read"),
    "no blanks": (b"<p>" + b"x" * 900_000, "read"),
    "groups": (b"{\\rtf1 " + b"{" * 1_000_000, "without text"),
    "fields": (b"{\\rtf1 " + b'{\\field{\\*\\fldinst{HYPERLINK "a"' * 50_000, "without text"),
    "fonts": (b"{\\rtf1{\\fonttbl" + b"\\f1" * 300_000, "without text"),
    "a line without end": (pdf(*[shown(b"a" * 7_000_000)] * 5, packed=True), LONG),
    "lines without end": (pdf(b"BT /F1 12 Tf 12 TL " + b"(aaaaaa) Tj T* " * 40_000 + b"ET", packed=True), UNPACKED),
    "a page in blanks": (pdf(b" " * 20_000_000, packed=True), UNPACKED),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_was_made_to_take_long_takes_no_more_than_one_document_may(what):
    """By the libraries alone several take hours; here each is read, refused, or ended, and a slow machine ends more of them."""
    raw, expected = HOSTILE[what]
    try:
        outcome = "read" if extract(raw).text else ""
    except DocumentError as error:
        outcome = str(error)
    assert outcome in {expected, SLOW}


def test_a_document_that_is_asked_for_twice_is_read_once():
    raw = pdf(shown(b"No fever."))
    with Documents() as documents:
        assert documents.extract(raw) is documents.extract(raw)
        for _ in range(2):
            with pytest.raises(DocumentError, match=r"^of PDF that cannot be read$"):
                documents.extract(raw[:100])


def test_a_note_with_less_than_is_no_html():
    assert extract(b"BP <120/80, K <3.5").media_type == "text/plain"


@pytest.mark.parametrize("raw", [b"", b"  \n ", b"<html><body> </body></html>"])
def test_nothing_is_without_text(raw):
    with pytest.raises(DocumentError, match="without text"):
        extract(raw)


def test_the_limits_are_the_last_that_is_read():
    assert len(decoded(b64encode(b"x" * LARGEST).decode())) == LARGEST
    with pytest.raises(DocumentError, match=f"^larger than {LARGEST} bytes$"):
        decoded(b64encode(b"x" * (LARGEST + 1)).decode())
    with pytest.raises(DocumentError, match=f"^larger than {LARGEST} bytes$"):
        extract(b"x" * (LARGEST + 1))
    assert len(extract(b"x" * MOST_TEXT).text) == MOST_TEXT
    assert len(extract("é".encode() * MOST_TEXT).text) == MOST_TEXT
    for raw in (b"x" * (MOST_TEXT + 1), b"<p>" + b"x" * (MOST_TEXT + 1), rtf(b"x" * (MOST_TEXT + 1))):
        with pytest.raises(DocumentError, match=f"^{LONG}$"):
            extract(raw)


@pytest.mark.parametrize("data", ["%%%", "QQ", "QUI=Q"])
def test_what_is_no_base64_is_not_decodable(data):
    with pytest.raises(DocumentError, match="not decodable"):
        decoded(data)


def test_base64_may_be_broken_into_lines():
    assert decoded("QU\r\nJD\n") == b"ABC"


@given(st.binary(max_size=200), st.text(max_size=40))
def test_any_bytes_are_text_or_refused(raw, declared):
    try:
        found = extract(raw, declared)
    except DocumentError:
        return
    assert found.text.strip()
