"""A set of ingredients holds every product; what nobody can tell could be in it."""

import pytest

from chartside.codes import ATC_SYSTEM, RXNORM, SNOMED, Code, CodeSet
from chartside.medicines import could_be, named_by, resolve

WARFARIN = CodeSet.of("warfarin", "warfarin", RXNORM("11289"))
ONE_PRODUCT = CodeSet.of("warfarin-5", "warfarin 5 mg", RXNORM("855332"))


def told(what, codings, display=""):
    holds = resolve(codings, display).ingredients
    found = named_by(what, codings, holds)
    return found, found is None and could_be(what, codings, holds)


@pytest.mark.parametrize(
    ("codings", "display"),
    [
        ([RXNORM("11289")], ""),
        ([RXNORM("855332")], ""),
        ([RXNORM("999999999")], "warfarin sodium 5 MG Oral Tablet"),
        ([Code(ATC_SYSTEM, "B01AA03")], ""),
        ([], "Coumadin 5 mg"),
    ],
)
def test_an_ingredient_stands_for_every_product_with_it(codings, display):
    assert told(WARFARIN, codings, display) == (RXNORM("11289"), False)


@pytest.mark.parametrize(
    ("what", "codings", "display", "could"),
    [
        (WARFARIN, [], "", True),
        (WARFARIN, [RXNORM("999999999")], "", True),
        (WARFARIN, [RXNORM("999999999")], "unknownium", True),
        (WARFARIN, [RXNORM("833036")], "", False),
        (WARFARIN, [], "codeine", False),
        (ONE_PRODUCT, [], "warfarin 5 mg", True),  # in words, it could be the very product
        (ONE_PRODUCT, [RXNORM("11289")], "", True),  # as could the ingredient
        (ONE_PRODUCT, [RXNORM("855288")], "", False),  # a product of its own is another one
        (ONE_PRODUCT, [SNOMED("1")], "codeine", False),
        (ONE_PRODUCT, [RXNORM("2670")], "", False),
    ],
)
def test_what_could_be_in_the_set_all_the_same(what, codings, display, could):
    assert told(what, codings, display) == (None, could)
