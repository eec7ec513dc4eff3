"""One change of a protein, however it is written, is one change; what is none is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.biomarkers.protein import change

AMINO = {
    "A": "Ala", "R": "Arg", "N": "Asn", "D": "Asp", "C": "Cys", "E": "Glu", "Q": "Gln", "G": "Gly", "H": "His", "I": "Ile",
    "L": "Leu", "K": "Lys", "M": "Met", "F": "Phe", "P": "Pro", "S": "Ser", "T": "Thr", "W": "Trp", "Y": "Tyr", "V": "Val",
}  # fmt: skip
letters = st.sampled_from(sorted(AMINO))


@given(letters, st.integers(1, 5000), letters)
def test_one_letter_and_three_are_the_same_substitution(one, at, other):
    whole = f"p.{AMINO[one]}{at}{AMINO[other]}"
    forms = (
        whole,
        f"p.({AMINO[one]}{at}{AMINO[other]})",
        f"NP_1.2:{whole}",
        f"p.{one}{at}{other}",
        f"{one}{at}{other}",
    )
    assert {change(form).text for form in forms} == {whole}
    assert {(change(form).first, change(form).last, change(form).kind) for form in forms} == {(at, at, "substitution")}


@pytest.mark.parametrize(
    ("said", "text", "kind", "region"),
    [
        ("p.E746_A750del", "p.Glu746_Ala750del", "deletion", (746, 750)),
        ("p.L747_P753delinsS", "p.Leu747_Pro753delinsSer", "deletion", (747, 753)),
        ("p.A767_V769dup", "p.Ala767_Val769dup", "insertion", (767, 769)),
        ("p.D770_N771insSVD", "p.Asp770_Asn771insSerValAsp", "insertion", (770, 771)),
        ("p.W243*", "p.Trp243Ter", "truncating", (243, 243)),
        ("NM_000251.3(MSH2):c.1832del (p.Val611fs)", "p.Val611fs", "truncating", (611, 611)),
        ("p.Ser1982Argfs*22", "p.Ser1982Argfs*22", "truncating", (1982, 1982)),
    ],
)
def test_other_changes(said, text, kind, region):
    found = change(said)
    assert (found.text, found.kind, (found.first, found.last)) == (text, kind, region)


@pytest.mark.parametrize(
    "said", ["", "p.=", "p.?", "c.2573T>G", "NC_000007.13:g.55259515T>G", "EGFR", "rs121434568", "ROS1 Fusion"]
)
def test_what_is_no_change_of_a_protein(said):
    assert change(said) is None
