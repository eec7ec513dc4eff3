"""HTML becomes what a reader would see."""

from contextlib import suppress

import hypothesis.strategies as st
import pytest
from hypothesis import given

from fhir_adapter.documents.html import plain_text
from fhir_adapter.documents.refusal import DocumentError

XHTML = '<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("a <br> <br> b", "a\n\nb"),
        ("<p>one   two\n three</p>", "one two three"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("<table><tr><td>K</td><td>4.1</td></tr><tr><td>Na</td><td>140</td></tr></table>", "K 4.1\nNa 140"),
        ("<table><tr><td></td><td>5 mg</td></tr></table>", "5 mg"),
        ("<ul><li>aspirin<li>statin</ul>", "aspirin\nstatin"),
        ("<ul><li>aspirin</li>\n<li>statin</li></ul>then", "aspirin\nstatin\n\nthen"),
        ("<h2>Plan</h2>\n<div>Rest.</div><div>Fluids.</div>", "Plan\n\nRest.\nFluids."),
        ("K &lt; 3.5 &amp; falling &#176;", "K < 3.5 & falling °"),
        ("<style>p{}</style><script>x()</script>seen", "seen"),
        ("seen<!-- <p>not</p> -->", "seen"),
        ("<p>allergic to <del>penicillin</del> latex</p>", "allergic to latex"),
        ("<p>has <s>no</s> asthma</p>", "has asthma"),
        ('<p>a<span style="text-decoration: line-through">b</span></p>', "a"),
        ('<p style="color:red; display : none">x</p><p>y</p>', "y"),
        ('<p style="font-size:0">x</p><p style="font-size:0.9em">y</p>', "y"),
        ('<p style="opacity: 0">x</p><p style="opacity:0.5">y</p>', "y"),
        ("<p hidden>x</p>y", "y"),
        ("<p hidden>x<p>y", "y"),
        ("<del><b>x</b></del>y", "y"),
        ("<html><head><title>t</title><body>seen", "seen"),
        ("<b>bo</b>ld", "bold"),
        ("<b>a</b>\n<i>b</i>", "a b"),
        ("<p>5&nbsp;mg&nbsp; daily</p>", "5 mg daily"),
        (XHTML.format("<p/><script/><style />seen<br/>too"), "seen\ntoo"),
        ('<?xml version="1.0"?><html><head><title/></head><body>seen</body></html>', "seen"),
    ],
)
def test_what_a_reader_sees(markup, text):
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("WBC 10<sup>9</sup>/L", "WBC 10^9/L"),
        ("10<sup>-3</sup>", "10^-3"),
        ("2<sup>nd</sup> dose of B<sub>12</sub>", "2nd dose of B12"),
        ("m<sup>2</sup>", "m2"),
    ],
)
def test_no_power_becomes_a_digit_more(markup, text):
    assert plain_text(markup) == text


def test_a_form_says_what_was_entered():
    boxes = "<input type=checkbox checked>Smoker <input type='checkbox'>Drinker <input type=radio checked>Yes"
    assert plain_text(boxes) == "[x] Smoker [ ] Drinker [x] Yes"
    assert plain_text("<select><option>no<option selected>yes</select>") == "yes"
    assert plain_text('Dose:<input value="5 mg"><input type=hidden value=x><textarea>daily</textarea>') == (
        "Dose: 5 mg\ndaily"
    )


@pytest.mark.parametrize(
    "markup",
    [
        "<del>x",
        "<div hidden>x",
        "<div><s>x</div>",
        "<script>x",
        "<div>a</div><span style='display:none'>b<span>c</span>",
        "<del>x<!-- </del> -->",
        XHTML.format("<del class='a'/>x"),
    ],
)
def test_what_is_hidden_without_end_is_refused(markup):
    with pytest.raises(DocumentError, match=r"^with hidden or struck-out markup that is never closed$"):
        plain_text(markup)


LITTLE = 32_000
HOSTILE = {
    "deep": "<div>" * (LITTLE // 5),
    "deep lists": "<ul><li>" * (LITTLE // 8),
    "deep struck": "<b><s>" * (LITTLE // 6),
    "unclosed tags": "<a " * (LITTLE // 3),
    "unclosed quotes": '<a href="' * (LITTLE // 9),
    "unclosed comments": "<!--" * (LITTLE // 4),
    "attributes": "<p " + " ".join(f"a{i}" for i in range(LITTLE // 6)) + ">x",
    "ends without beginning": "<div>" * (LITTLE // 11) + "</i></b>" * (LITTLE // 16),
    "ampersands": "&" * LITTLE,
    "hidden names": "".join(f"<x{i} hidden></x{i}>" for i in range(LITTLE // 24)),
}


@pytest.mark.timeout(
    20
)  # each takes a tenth of a second; what was here before took eight, and a hundred times that for ten times as much
@pytest.mark.parametrize("what", HOSTILE)
def test_what_was_made_to_take_long_is_read_or_refused(what):
    with suppress(DocumentError):
        plain_text(HOSTILE[what])


def test_a_deep_tree_is_no_recursion():
    assert plain_text("<div>" * 3000 + "seen" + "</div>" * 3000) == "seen"


@given(st.text(alphabet="<>/abdelsp &;!-\n\"'=", max_size=80))
def test_any_markup_is_read_or_refused(markup):
    with suppress(DocumentError):
        assert plain_text(markup) == plain_text(markup).strip()


@given(
    st.lists(st.sampled_from(["<p>", "</p>", "<del>", "</del>", "<td>", "<pre>", "</pre>", "<b hidden>", "</b>", "x"]))
)
def test_what_stands_in_no_tag_is_seen_unless_it_is_hidden(pieces):
    hides = {"<del>", "<b hidden>"} & set(pieces)
    with suppress(DocumentError):
        seen = plain_text("".join(pieces)).count("x")
        assert seen <= pieces.count("x") if hides else seen == pieces.count("x")
