"""A document that takes too long ends its reader, and nobody else."""

import subprocess
import sys

import pytest

from fhir_adapter.documents.apart import Apart
from fhir_adapter.documents.refusal import DocumentError
from tests.fhir_adapter.documents.made import cda, pdf, rtf, section, shown

DEEP = b"<div>" * 150_000


def test_every_format_is_read_as_it_is_here():
    with Apart() as apart:
        assert apart.read("html", "<p>Café</p>".encode()) == "Café"
        assert apart.read("rtf", rtf(rb"Caf\'e9")) == "Café"
        assert apart.read("cda", cda(section("T", "Café"))) == "T\nCafé"
        assert apart.read("pdf", pdf(shown(b"Caf\xe9"))) == "Café"


def test_a_refusal_is_the_same_and_the_next_is_read():
    with Apart() as apart:
        with pytest.raises(DocumentError, match=r"^of XML that is not well-formed$"):
            apart.read("cda", b"<x")
        assert apart.read("html", b"x") == "x"


def test_who_takes_too_long_is_ended_and_the_next_is_read():
    with Apart(seconds=1, in_all=10) as apart:
        with pytest.raises(DocumentError, match=r"^that take too long to read$"):
            apart.read("html", DEEP)
        assert apart.read("html", b"x") == "x"


def test_where_all_the_time_is_taken_nothing_more_is_begun():
    apart = Apart(seconds=1, in_all=0.5)
    with apart, pytest.raises(DocumentError, match=r"^that take too long to read$"):
        apart.read("html", DEEP)
    with apart, pytest.raises(DocumentError, match=r"^that are left unread, because others took all the time$"):
        apart.read("html", b"x")


def test_who_takes_too_much_memory_is_refused_and_the_next_is_read():
    with Apart() as apart:
        # Which of its limits it meets first depends on the machine.
        with pytest.raises(DocumentError, match=r"^that (take too (much memory|long) to read|cannot be read)$"):
            apart.read("html", b"<a b>" * 16_000_000)
        assert apart.read("html", b"x") == "x"


def test_where_no_process_can_be_had_the_document_is_not_read(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Apart() as apart, pytest.raises(DocumentError, match=r"^that cannot be read$"):
        apart.read("html", b"x")


def test_it_can_be_begun_again_and_leaves_no_process():
    apart = Apart()
    for _ in range(2):
        with apart:
            assert apart.read("html", b"x") == "x"
            process = apart._process
        assert process.poll() is not None


def test_reading_a_pdf_loads_no_reader_of_pdf_here():
    asked = (
        "import sys; from fhir_adapter.attachment import extract; from tests.fhir_adapter.documents.made import pdf, shown;"
        "assert extract(pdf(shown(b'Seen.'))).text == 'Seen.';"
        "sys.exit(bool({'pypdf', 'striprtf', 'defusedxml'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0  # noqa: S603 - ours
