"""PDF becomes the text of its pages, or says why it does not."""

import io
from contextlib import suppress

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from pypdf import PdfReader, PdfWriter

from fhir_adapter.documents.pdf import LARGEST_STREAM, MOST_PAGES, plain_text
from fhir_adapter.documents.refusal import MOST_TEXT, DocumentError
from tests.fhir_adapter.documents.made import LINE, form, pdf, shown

NOTE = pdf(shown(b"Allergies: penicillin", b"Plan: rest \\(home\\)"), shown(b"Caf\xe9"))


def test_the_text_of_its_pages_line_by_line():
    assert plain_text(NOTE) == "Allergies: penicillin\nPlan: rest (home)\n\nCafé"


def test_packed_streams_and_what_a_page_draws_are_read():
    assert plain_text(pdf(shown(LINE), packed=True)) == LINE.decode()
    drawn = pdf(b"/X Do", more=[form(shown(b"Drawn."), b"/Font<</F1 3 0 R>>")])
    assert plain_text(drawn) == "Drawn."


def locked(password, **more):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(NOTE)))
    writer.encrypt(password, owner_password="owner", **more)
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_who_needs_no_password_to_look_needs_none_here(algorithm):
    assert plain_text(locked("", algorithm=algorithm)) == plain_text(NOTE)
    with pytest.raises(DocumentError, match=r"^of PDF under a password$"):
        plain_text(locked("secret", algorithm=algorithm))


def filled(value):
    writer = PdfWriter(
        clone_from=PdfReader(io.BytesIO(pdf(shown(b"Allergies:"), catalog=_FIELDS, more=[_FIELD % value])))
    )
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


_FIELDS = b"/AcroForm<</Fields[6 0 R]>>"
_FIELD = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(allergies)/V(%s)/Rect[0 0 9 9]>>"


def test_a_form_that_somebody_filled_in_is_not_read_without_its_entries():
    with pytest.raises(DocumentError, match=r"^with form fields, whose entries are not read$"):
        plain_text(filled(b"penicillin"))
    assert plain_text(filled(b"")) == "Allergies:"


def test_a_page_without_text_has_none():
    assert plain_text(pdf(b"0 0 m 9 9 l S")) == ""


UNPACKED = "of PDF beyond the limits of what is unpacked"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"%PDF-1.7 nothing more", "of PDF that cannot be read"),
        (NOTE[: len(NOTE) // 3], "of PDF that cannot be read"),
        (pdf(b" " * (LARGEST_STREAM + 1), packed=True), UNPACKED),
        (pdf(b"BT /F1 1 Tf " + b"(a) Tj " * 60_000 + b"ET", packed=True), UNPACKED),
        (pdf(*[shown(b"x")] * (MOST_PAGES + 1)), f"of PDF with more than {MOST_PAGES} pages"),
        (pdf(shown(b"a" * (MOST_TEXT + 1)), packed=True), f"with more than {MOST_TEXT} characters of text"),
        (pdf(*[shown(b"a" * (MOST_TEXT // 2))] * 3), f"with more than {MOST_TEXT} characters of text"),
        (pdf(b"/X Do " * 300, more=[form(b"")]), "of PDF of which a part cannot be read"),
        (pdf(shown(b"seen") + b" /X Do", more=[form(b"/X Do", b"/XObject<</X 6 0 R>>")]), "of PDF of which a part cannot be read"),
        (pdf(shown(b"\x01\x02\x03\x04 a"), font=b"/BaseFont/ABCDEF+X"), "of PDF whose fonts do not say which letters they show"),
    ],
)  # fmt: skip
def test_what_is_not_read_says_why(raw, why):
    with pytest.raises(DocumentError, match=f"^{why}$"):
        plain_text(raw)


def test_pages_to_the_last_that_is_read():
    assert plain_text(pdf(*[shown(b"x")] * MOST_PAGES)).count("x") == MOST_PAGES


def test_nothing_of_it_reaches_a_log(caplog):
    with suppress(DocumentError):
        plain_text(pdf(b"/X Do (secret) Tj", more=[form(b"/X Do", b"/XObject<</X 6 0 R>>")]))
    with suppress(DocumentError):
        plain_text(NOTE.replace(b"Helvetica/Enc", b"Helvetica/Xnc").replace(b"startxref", b"start"))
    assert not caplog.records


@settings(max_examples=60)
@given(st.integers(0, len(NOTE)), st.binary(min_size=1, max_size=12))
def test_a_pdf_that_is_damaged_is_read_or_refused(at, junk):
    with suppress(DocumentError):
        plain_text(NOTE[:at] + junk + NOTE[at + len(junk) :])
