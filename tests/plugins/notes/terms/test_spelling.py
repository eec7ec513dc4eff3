import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.notes.terms.atoms import atoms, key
from plugins.notes.terms.spelling import folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tumours", "tumor"),
        ("haemorrhage", "Hemorrhages"),
        ("DIARRHOEA", "diarrhea"),
        ("oesophagus", "esophagus"),
        ("sulphate", "sulfate"),
        ("β-blocker", "beta blocker"),
        ("biopsies", "biopsy"),
        ("thromboses", "thrombosis"),
        ("Parkinson's disease", "Parkinson disease"),
        ("Crohn\u2019s disease", "crohns disease"),
        ("light-headed", "light headed"),
        ("Ménière", "meniere"),
        ("masses", "mass"),
        ("Sjögren", "sjogren"),
    ],
)
def test_spellings_of_one_term_have_one_key(one: str, other: str) -> None:
    assert "".join(key(one)).removesuffix("s") == "".join(key(other)).removesuffix("s")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("virus", "viru"),
        ("mass", "mas"),
        ("hour", "hor"),
        ("sepsis", "sepsi"),
        ("hypertension", "hypotension"),
        ("ms", "m"),
    ],
)
def test_what_is_not_one_word_keeps_its_key(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_signs_between_words_are_kept_and_hyphens_are_not() -> None:
    assert key("nausea, vomiting") == ("nausea", ",", "vomiting")
    assert key("5-HT (2A)") == ("5", "ht", "(", "2", "a", ")")


@given(st.text())
def test_atoms_stand_in_order_within_the_text(text: str) -> None:
    last = 0
    for start, end, spelling in atoms(text):
        assert last <= start < end <= len(text)
        assert spelling == folded(text[start:end])
        last = end
