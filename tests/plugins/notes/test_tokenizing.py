"""Words that the tokenizer was shown before change nothing of what it makes of a text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.notes.reading import pipeline
from plugins.notes.tokenizing import Tokenizing

WORDS = st.sampled_from(
    [
        "don't",
        "pt.",
        "b.i.d.",
        "10mg/day",
        "w/o",
        "(HF)",
        "3-4x",
        "…",
        "a.m.",
        "q6h,",
        "I've",
        "\n\n",
        "-ve",
        "…x",
        "5%",
    ]
)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=20).map(" ".join)


@settings(max_examples=300)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_the_tokens_are_those_of_the_pipeline(texts: list[str]) -> None:
    language = pipeline()
    remembering = Tokenizing(language)
    for text in (*texts, *texts):
        made, plain = remembering.document(text), language.make_doc(text)
        assert [(t.idx, t.text, t.whitespace_) for t in made] == [(t.idx, t.text, t.whitespace_) for t in plain]
        assert made.text == text


def test_its_memory_has_a_bound() -> None:
    remembering = Tokenizing(pipeline())
    remembering._most = 3
    remembering.document("one two three four")
    assert len(remembering._shown) == 4
    remembering.document("five six seven")
    assert len(remembering._shown) == 4
