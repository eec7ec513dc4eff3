import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.notes.abbreviations import definitions


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("with congestive heart failure (CHF) today", "CHF", "congestive heart failure"),
        ("gamma-aminobutyric acid (GABA) levels", "GABA", "gamma-aminobutyric acid"),
        ("puromycin aminonucleoside (PAN)", "PAN", "puromycin aminonucleoside"),
        ("treated with fluorouracil (5-FU).", "", ""),
        ("N-methyl-D-aspartate (NMDA, 3 mg)", "NMDA", "N-methyl-D-aspartate"),
        ("deep vein thromboses (DVTs) were", "DVTs", "deep vein thromboses"),
        ("ESRD (end stage renal disease) since", "ESRD", "end stage renal disease"),
        ("seen today (by Dr. Smith)", "", ""),
        ("heart rate (90)", "", ""),
        ("nothing (ABC)", "", ""),
        ("one. failure (OF)", "", ""),
    ],
)
def test_an_explanation_is_found_with_both_forms(text: str, short: str, long: str) -> None:
    found = [(text[slice(*d.short)], text[slice(*d.long)]) for d in definitions(text)]
    assert found == ([(short, long)] if short else [])


def test_every_explanation_is_found_in_order() -> None:
    text = "acute renal failure (ARF), then chronic renal failure (CRF)"
    assert [text[slice(*d.short)] for d in definitions(text)] == ["ARF", "CRF"]


@given(
    st.lists(st.sampled_from(["heart", "failure", "(", ")", "HF", "H", " ", "[", "]", "İF", "\n", ".", "acute "])).map(
        "".join
    )
)
def test_offsets_are_within_the_text_and_letters_stand_in_order(text: str) -> None:
    for one in definitions(text):
        short, long = text[slice(*one.short)], text[slice(*one.long)]
        assert short
        assert long
        rest = iter(long.casefold())
        assert all(letter in rest for letter in short.casefold() if letter.isalnum())
