"""Where exactly a survival model's card begins: at the threshold itself, on the probability as reckoned and not as shown."""

from dataclasses import replace
from decimal import Decimal

import pytest

from chartside import Card, Quantity, Quiet, Word
from plugins.risk_models.artefacts import Measured
from plugins.risk_models.foretelling import answer
from plugins.risk_models.infarction_death import MODEL, RESULT
from plugins.risk_models.knowledge_file import KnowledgeFile, knowledge
from tests.plugins.risk_models.followed_people import INFARCTION, after_infarction

TRAINED: Measured = MODEL.artefact.load()
VALUES = {
    name: value if isinstance(value, bool | str) else Decimal(value)
    for name, value in INFARCTION.items()
    if name != "infarction"
}
EXACT = TRAINED.model.probability(sum(TRAINED.model.added(VALUES).values(), Decimal(0)))


def from_(threshold: Decimal) -> KnowledgeFile:
    known = knowledge("infarction_death")
    return replace(known, content={**known.content, "card": {**known.content["card"], "at_least": threshold}})


@pytest.mark.parametrize(
    ("threshold", "kind"),
    [(EXACT - Decimal("1e-24"), Card), (EXACT, Card), (EXACT + Decimal("1e-24"), Quiet)],
)
def test_the_threshold_itself_is_above(threshold: Decimal, kind: type) -> None:
    facts = {
        name: Word(value, ref=name) if isinstance(value, str) else Quantity(value, "1", ref=name)
        for name, value in VALUES.items()
        if not isinstance(value, bool)
    }
    flags = {name: value for name, value in VALUES.items() if isinstance(value, bool)}
    said = answer(TRAINED, from_(threshold), RESULT, {**facts, **dict.fromkeys(flags)}, **flags)
    assert isinstance(said, kind)


def test_the_number_shown_is_never_on_the_other_side_of_the_threshold() -> None:
    below = after_infarction(
        sex="male", heart_rate=85, diastolic_bp=80, body_mass_index=26, heart_failure=False, age=81
    )
    assert "19.9 %, below 20 %" in below.reason


def test_a_card_says_of_which_artefact_it_speaks() -> None:
    worse = {**TRAINED.evaluation, "measures": {**TRAINED.evaluation["measures"]}}
    worse["measures"]["concordance"] = {"value": 0.61, "low": 0.51, "high": 0.71}
    facts = {
        name: Word(v, ref=name) if isinstance(v, str) else Quantity(Decimal(v), "1", ref=name)
        for name, v in VALUES.items()
    }
    said = answer(replace(TRAINED, evaluation=worse), knowledge("infarction_death"), RESULT, facts, **VALUES)
    assert isinstance(said, Card)
    assert "C 0.61 (0.51 to 0.71" in said.detail
