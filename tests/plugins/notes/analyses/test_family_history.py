"""Relatives' cancers for which genetic counselling is advised."""

import pytest

from plugins.notes.analyses.family_history import family_history
from tests.plugins.notes.analyses.asking import about, named


@pytest.mark.parametrize(
    ("text", "criteria"),
    [
        ("Family history: mother with breast cancer at age 49.", ["breast cancer before 50 in a close relative"]),
        (
            "Her sister was diagnosed with colon cancer at 45.",
            ["colorectal or endometrial cancer before 50 in a first-degree relative"],
        ),
        ("Maternal aunt with ovarian cancer at 70.", ["ovarian cancer in a close relative"]),
        ("FH: father - breast cancer", ["breast cancer in a male relative"]),
        (
            "Father had colon cancer in his 40s.",
            ["colorectal or endometrial cancer before 50 in a first-degree relative"],
        ),
        ("Family history: BRCA1 mutation in sister", ["a known hereditary cancer syndrome in the family"]),
        ("Father died of pancreatic cancer.", ["pancreatic cancer in a first-degree relative"]),
    ],
)
def test_criteria_that_are_met(text, criteria):
    said = about(family_history, text)
    assert named(said) == [criteria]
    assert [fact.value for fact in said.derived] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "Family history: mother with breast cancer at age 50.",
        "Mother had breast cancer.",
        "Father had colon cancer in his 50s.",
        "No family history of breast or ovarian cancer.",
        "She has breast cancer, diagnosed at 42.",
        "Mother-in-law had ovarian cancer.",
        "Her husband's mother had ovarian cancer.",
        "Cousin with colon cancer at 40.",
        "Family history: cancer.",
    ],
)
def test_what_meets_none(text):
    said = about(family_history, text)
    assert (said.outcome, said.cards, said.derived) == ("answered", (), ())


def test_a_referral_on_record_keeps_the_card_back_and_gives_the_fact():
    orders = [{"status": "active", "code": {"text": "Referral to genetics"}}]
    said = about(family_history, "Mother with ovarian cancer.", orders=orders)
    assert (len(said.cards), len(said.derived)) == (0, 1)
    assert about(family_history, "Mother with ovarian cancer.", orders=[{**orders[0], "status": "revoked"}]).cards


def test_orders_that_are_not_known_are_said():
    said = about(family_history, "Mother with ovarian cancer.", orders=None)
    assert "cannot tell: orders: not-provided" in said.reason
