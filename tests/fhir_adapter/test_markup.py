"""HTML becomes what a reader would see."""

from contextlib import suppress

import hypothesis.strategies as st
import pytest
from hypothesis import given

from fhir_adapter.markup import MarkupError, plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<p>one   two\n three</p>", "one two three"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("<table><tr><td>K</td><td>4.1</td></tr><tr><td>Na</td><td>140</td></tr></table>", "K 4.1\n\nNa 140"),
        ("<ul><li>aspirin<li>statin</ul>", "aspirin\nstatin"),
        ("K &lt; 3.5 &amp; falling &#176;", "K < 3.5 & falling °"),
        ("<style>p{}</style><script>x()</script>seen", "seen"),
        ("<p>allergic to <del>penicillin</del> latex</p>", "allergic to latex"),
        ("<p>has <s>no</s> asthma</p>", "has asthma"),
        ('<p>a<span style="text-decoration: line-through">b</span></p>', "a"),
        ('<p style="color:red; display : none">x</p><p>y</p>', "y"),
        ("<p hidden>x</p>y", "y"),
        ("<del><b>x</del>y", "y"),
        ("<html><head><title>t</title><body>seen", "seen"),
        ("<b>bo</b>ld", "bold"),
        ("<p>5&nbsp;mg&nbsp; daily</p>", "5 mg daily"),
    ],
)
def test_what_a_reader_sees(markup, text):
    assert plain_text(markup) == text


@pytest.mark.parametrize("markup", ["<del>x", "a<p hidden>b", "<div><s>x</div>"])
def test_what_is_hidden_without_end_is_refused(markup):
    with pytest.raises(MarkupError):
        plain_text(markup)


@given(st.text(alphabet="<>/abdelsp &;!-\n\"'=", max_size=80))
def test_any_markup_is_read_or_refused(markup):
    with suppress(MarkupError):
        assert plain_text(markup) == plain_text(markup).strip()
