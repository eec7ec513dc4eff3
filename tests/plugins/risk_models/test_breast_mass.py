"""The breast-mass model as it is asked, held against scikit-learn on all the masses that there are."""

from decimal import Decimal
from typing import Any

import pytest

from chartside import Answer
from chartside.testing import ask
from plugins.risk_models.breast_mass import MODEL, RESULT, breast_mass
from plugins.risk_models.knowledge_file import knowledge
from plugins.risk_models.training.breast_mass import COPY, Mass, Path, fit, learnt_from, masses
from plugins.risk_models.trees import read

ROWS = masses(Path(COPY))
TERMS = knowledge("breast_mass").content


def asked(row: Mass, **changes: Any) -> Answer:
    return ask(
        breast_mass,
        **{n: v for n, v in ({n: str(v) for n, v in row.measures.items()} | changes).items() if v is not None},
    )


def test_the_ranges_are_those_of_the_data() -> None:
    for name, one in TERMS["inputs"].items():
        values = [r.measures[name] for r in ROWS]
        assert (float(one["low"]), float(one["high"])) == (min(values), max(values)), name


def test_a_malignant_mass_is_a_card_and_a_benign_one_is_quiet() -> None:
    malignant, benign = asked(ROWS[0]), asked(ROWS[-1])
    assert [c.indicator for c in malignant.cards] == ["warning"]
    assert malignant.cards[0].summary.startswith("Breast mass: probability of malignancy ")
    assert benign.outcome == "answered"
    assert not benign.cards
    assert "does not rule a cancer out" in benign.reason


def test_every_answer_adds_up_and_a_card_comes_from_the_threshold_on() -> None:
    sides = set()
    for row in ROWS[::6]:
        answer = asked(row)
        risk = Decimal(answer.working["results"][RESULT])
        parts = sum(Decimal(t["contribution"]) for t in answer.working["terms"])
        assert abs(answer.working["explained"]["base"] + parts - answer.working["explained"]["total"]) < Decimal("1e-9")
        assert bool(answer.cards) == (risk >= Decimal("0.3"))
        sides.add(bool(answer.cards))
    assert sides == {True, False}


@pytest.mark.parametrize("end", ["low", "high"])
def test_outside_the_range_of_the_data_there_is_no_number(end: str) -> None:
    edge = Decimal(TERMS["inputs"]["mean_texture"][end])
    step = Decimal("0.01") * (-1 if end == "low" else 1)
    assert asked(ROWS[0], mean_texture=str(edge)).outcome == "answered"
    outside = asked(ROWS[0], mean_texture=str(edge + step))
    assert outside.outcome == "not-applicable"
    assert "texture, mean" in outside.reason
    assert not outside.working


def test_a_missing_measure_gives_the_range_that_is_possible() -> None:
    whole = Decimal(asked(ROWS[0]).working["results"][RESULT])
    answer = asked(ROWS[0], worst_area=None)
    assert answer.outcome == "cannot-tell"
    assert Decimal(answer.working["range"]["low"]) <= whole <= Decimal(answer.working["range"]["high"])
    assert "area, mean of the three greatest" in answer.reason


def test_many_missing_measures_are_counted() -> None:
    assert "29 of 30 measures" in ask(breast_mass, mean_radius=14).reason


def test_retraining_gives_the_artefact_that_ships() -> None:
    import hashlib

    raw = fit(learnt_from(Path(COPY)))
    assert hashlib.sha256(raw).hexdigest() == MODEL.artefacts[0].sha256
    assert read(raw).features == tuple(TERMS["inputs"])
