"""C-CDA becomes the narrative of its sections; XML that asks for anything else is refused."""

from contextlib import suppress

import hypothesis.strategies as st
import pytest
from hypothesis import given

from fhir_adapter.documents.cda import plain_text
from fhir_adapter.documents.refusal import DocumentError
from tests.fhir_adapter.documents.made import cda, section


def test_each_section_stands_beneath_its_title():
    raw = cda(
        section("Allergies", "<paragraph>Penicillin: hives</paragraph>"),
        section("Plan", "Rest.<br/>Fluids.", section("Diet", "Low salt.")),
    )
    assert plain_text(raw) == "Allergies\n\nPenicillin: hives\n\nPlan\nRest.\nFluids.\n\nDiet\nLow salt."


@pytest.mark.parametrize(
    ("narrative", "text"),
    [
        (
            "<table><tr><th>Drug</th><th>Dose</th></tr><tr><td>aspirin</td><td>81 mg</td></tr><tr><td>statin</td><td/></tr></table>",
            "Drug Dose\naspirin 81 mg\nstatin",
        ),
        ("<list><caption>Now</caption><item>aspirin</item><item>statin</item></list>", "Now\naspirin\nstatin"),
        ("has <content revised='delete'>no <content>known</content> </content>asthma", "has asthma"),
        ("<content styleCode='Strikethrough'>no</content> asthma", "asthma"),
        ("<content styleCode='Bold'>asthma</content>", "asthma"),
        ("10<sup>9</sup>/L, CO<sub>2</sub> &lt; 30 &#176;", "10^9/L, CO2 < 30 °"),
        ("one\n   two", "one two"),
        ("<!-- not this -->seen<footnote>too</footnote>", "seen\ntoo"),
    ],
)
def test_what_a_reader_sees(narrative, text):
    said = plain_text(cda(section("T", narrative)))
    assert said.split("\n", 1)[1].strip() == text


def test_the_encoding_is_the_one_that_is_declared():
    raw = cda(section("T", "Café"), declaration='<?xml version="1.0" encoding="iso-8859-1"?>')
    assert "Café" in plain_text(raw.decode().encode("latin-1"))


LAUGHS = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))
FILE = '<!DOCTYPE ClinicalDocument [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
REFUSED = "of XML with a document type or entities, which are refused"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (cda(section("T", "&l9;"), declaration=f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'), REFUSED),
        (cda(section("T", "&x;"), declaration=FILE), REFUSED),
        (cda(section("T", "x"), declaration='<!DOCTYPE x SYSTEM "https://elsewhere.example/x.dtd">'), REFUSED),
        (cda(section("T", "&x;")), "of XML that is not well-formed"),
        (cda(section("T", "x"))[:-9], "of XML that is not well-formed"),
        (cda(section("T", "x"), declaration='<?xml version="1.0" encoding="no-such"?>'), "of XML that is not well-formed"),
        (cda(), "of C-CDA without sections"),
    ],
)  # fmt: skip
def test_what_is_not_read_says_why(raw, why):
    with pytest.raises(DocumentError, match=f"^{why}$"):
        plain_text(raw)


def test_a_deep_tree_is_no_recursion():
    deep = 50_000
    assert plain_text(cda(section("T", "<content>" * deep + "seen" + "</content>" * deep))) == "T\nseen"


@given(
    st.lists(
        st.sampled_from(["<text>", "</text>", "<section>", "</section>", "<title/>", "<td>", "</td>", "x", "&lt;"])
    )
)
def test_anything_is_read_or_refused(pieces):
    with suppress(DocumentError):
        plain_text(f"<section>{''.join(pieces)}</section>".encode())
