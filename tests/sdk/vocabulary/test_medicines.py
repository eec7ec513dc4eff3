"""Named sets of medicines: made of known ingredients, each saying how it was checked."""

import typing

import pytest

from chartside.codes import ATC_SYSTEM, RXNORM, Code
from chartside.inputs import EffectiveMedicationsRequest
from chartside.medicines import named_by, resolve, tables
from chartside.orders import EffectiveMedications
from chartside.vocabulary import medicines as vocabulary
from chartside.vocabulary.medicines import SetError, medicines, names


@pytest.mark.parametrize("name", names())
def test_every_set_says_how_it_was_checked_and_by_which_bytes(name):
    one = medicines(name)
    assert one.codes
    assert one.source.split(":")[0] in ("seen", "read", "recalled")
    assert " of the sets, " in one.source
    assert tables().source.sha256 in one.source
    assert one.version


@pytest.mark.parametrize("name", names())
def test_every_set_has_a_constant_and_a_typed_input(name):
    constant = getattr(vocabulary, name.upper().replace("-", "_"))
    assert constant == medicines(name)
    typed = [
        typing.get_args(value)
        for key, value in vars(vocabulary).items()
        if key in vocabulary.__all__ and typing.get_origin(value) is typing.Annotated
    ]
    assert (EffectiveMedications, EffectiveMedicationsRequest(constant)) in typed


def test_an_unknown_set_is_refused_by_name():
    with pytest.raises(SetError, match="no set of medicines is called opioid;"):
        medicines("opioid")


@pytest.mark.parametrize(
    ("name", "codings", "display", "inside"),
    [
        ("opioids", [RXNORM("833036")], "Captopril 25 MG Oral Tablet", True),
        ("ace-inhibitors", [RXNORM("833036")], "Captopril 25 MG Oral Tablet", False),
        ("opioids", [], "codeine/acetaminophen", True),
        ("opioids", [], "acetaminophen 325 mg", False),
        ("benzodiazepines", [RXNORM("197591")], "Diazepam 5 MG Oral Tablet", True),
        ("ace-inhibitors", [], "lisinopril 10 MG Oral Tablet [Prinivil]", True),
        ("angiotensin-receptor-blockers", [], "lisinopril 10 MG Oral Tablet", False),
        ("statins", [RXNORM("316672")], "Simvistatin 10 MG", True),
        ("anticoagulants", [], "Eliquis 5 mg", True),
        ("direct-oral-anticoagulants", [], "warfarin", False),
        ("nsaids", [], "ibuprofen 200 MG Oral Tablet", True),
        ("nsaids", [], "aspirin 81 MG Oral Tablet", False),
        ("antiplatelets", [], "aspirin 81 MG Oral Tablet", True),
        ("metformin", [Code(ATC_SYSTEM, "A10BD07")], "", True),
        ("insulins", [], "NPH insulin, human", True),
        ("diuretics", [], "amlodipine 5 MG / hydrochlorothiazide 25 MG / olmesartan medoxomil 40 MG Oral Tablet", True),
        (
            "antihypertensives",
            [Code(ATC_SYSTEM, "C09BA03")],
            "",
            True,
        ),  # by its class, though the other part is not named
        ("strong-cyp2d6-inhibitors", [], "Paroxetine 20 MG Oral Tablet", True),
        ("strong-cyp2d6-inhibitors", [], "duloxetine 30 MG", False),
        ("moderate-cyp2d6-inhibitors", [], "duloxetine 30 MG", True),
    ],
)
def test_what_is_in_a_set_and_what_is_not(name, codings, display, inside):
    holds = resolve(codings, display).ingredients
    assert bool(named_by(medicines(name), codings, holds)) == inside
