"""What a medicine holds, by each step in its turn, and when the steps disagree."""

import pytest

from chartside.codes import ATC_SYSTEM, RXNORM, SNOMED, Code
from chartside.medicines import INGREDIENT_SYSTEM, NOT_RESOLVED, resolve

WARFARIN, ACETAMINOPHEN, HYDROCODONE, CODEINE = (RXNORM(c) for c in ("11289", "161", "5489", "2670"))
UNKNOWN = RXNORM("999999999")


@pytest.mark.parametrize(
    ("codings", "display", "parts", "by", "holds"),
    [
        ([WARFARIN], "", (), "ingredient", {WARFARIN}),
        ([RXNORM("855332")], "", (), "product", {WARFARIN}),
        ([RXNORM("857005")], "", (), "product", {ACETAMINOPHEN, HYDROCODONE}),
        ([RXNORM("10831")], "", (), "product", {RXNORM("10180"), RXNORM("10829")}),
        (
            [UNKNOWN],
            "anything",
            (resolve([CODEINE]), resolve([], "acetaminophen")),
            "medication",
            {CODEINE, ACETAMINOPHEN},
        ),
        ([UNKNOWN], "warfarin sodium 5 MG Oral Tablet", (), "name", {WARFARIN}),
        ([RXNORM("999999999", "warfarin sodium 5 MG Oral Tablet")], "", (), "name", {WARFARIN}),
        ([SNOMED("1")], "Warfarin", (), "name", {WARFARIN}),
        ([], "warfarin 5 mg", (), "name", {WARFARIN}),
        ([Code(ATC_SYSTEM, "B01AA03")], "", (), "atc", {WARFARIN}),
        ([Code(ATC_SYSTEM, "N02AJ06")], "", (), "atc", {CODEINE, ACETAMINOPHEN}),
    ],
)
def test_the_first_step_that_tells_decides(codings, display, parts, by, holds):
    found = resolve(codings, display, parts)
    assert (found.by, set(found.ingredients)) == (by, holds)
    assert found
    assert not found.disagrees


@pytest.mark.parametrize(
    ("codings", "display", "parts"),
    [
        ([], "", ()),
        ([UNKNOWN], "", ()),
        ([UNKNOWN], "unknownium 5 MG", ()),
        ([SNOMED("11289")], "", ()),  # the code of another system
        ([Code(ATC_SYSTEM, "C09BA03")], "", ()),  # a combination whose other part the class does not name
        ([Code(ATC_SYSTEM, "B01A")], "", ()),
        ([UNKNOWN], "", (resolve([CODEINE]), NOT_RESOLVED)),  # one part of a Medication is not known
    ],
)
def test_what_is_not_known_is_not_resolved(codings, display, parts):
    found = resolve(codings, display, parts)
    assert found == NOT_RESOLVED
    assert not found


def test_a_code_of_one_ingredient_does_not_hide_the_combination_beside_it():
    found = resolve([ACETAMINOPHEN, RXNORM("857005")])
    assert set(found.ingredients) == {ACETAMINOPHEN, HYDROCODONE}
    assert not found.disagrees


def test_a_code_wins_over_another_medicine_s_name_and_says_so():
    found = resolve([RXNORM("833036")], "Captopril 25 MG Oral Tablet")
    assert set(found.ingredients) == {ACETAMINOPHEN, HYDROCODONE}
    assert (found.by, found.disagrees) == ("product", True)
    assert resolve([RXNORM("833036", "Captopril 25 MG Oral Tablet")]).disagrees
    assert resolve([RXNORM("833036")], "Captopril tabl., not in any grammar").disagrees


@pytest.mark.parametrize(
    "display", ["", "Vicodin", "Pain tablets", "HYDROcodone/Acetaminophen", "acetaminophen 750 mg"]
)
def test_a_name_that_says_less_or_nothing_does_not_disagree(display):
    assert not resolve([RXNORM("833036")], display).disagrees


def test_two_codes_for_different_medicines_are_both_kept_and_disagree():
    found = resolve([WARFARIN, CODEINE])
    assert (set(found.ingredients), found.disagrees) == ({WARFARIN, CODEINE}, True)
    assert resolve([WARFARIN, Code(ATC_SYSTEM, "N02BE01")]).disagrees


def test_a_salt_that_tables_list_by_itself_stands_behind_its_base():
    found = resolve([RXNORM("266856")])
    assert [code.value for code in found.ingredients] == ["40254", "266856"]
    assert resolve([], "fluticasone propionate 0.05 MG/ACTUAT Nasal Spray").ingredients[0] == RXNORM("41126")


def test_an_ingredient_without_a_known_code_is_named_in_a_system_of_our_own():
    found = resolve([], "prazepam 10 MG Oral Tablet")
    assert found.ingredients == (Code(INGREDIENT_SYSTEM, "prazepam"),)


def test_a_metoprolol_salt_is_metoprolol():
    assert resolve([], "metoprolol tartrate 25 MG Oral Tablet") == resolve([], "Metoprolol succinate ER 25 mg")
