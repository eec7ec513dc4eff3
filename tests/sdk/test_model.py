"""A model as an input: which artefact speaks, and how another is chosen by version or hash."""

from decimal import Decimal

import pytest

from chartside import Artefact, Limit, Model, Source, analysis
from chartside.inputs import Input
from chartside.testing import ask

ONE, TWO = "a" * 64, "ab" * 32


def artefact(version: str, sha256: str) -> Artefact:
    return Artefact(version, sha256, lambda: f"model {version}")


MODEL = Model.of("readmission", [artefact("1.0.0", ONE), artefact("1.1.0", TWO)])


def test_the_first_artefact_speaks() -> None:
    assert (MODEL.version, MODEL.sha256, MODEL.resolve()) == ("1.0.0", ONE, "model 1.0.0")


@pytest.mark.parametrize("named", ["1.1.0", TWO, TWO[:8]])
def test_another_is_chosen_by_version_or_hash(named: str) -> None:
    other = MODEL.at(named)
    assert (other.version, other.sha256, other.resolve()) == ("1.1.0", TWO, "model 1.1.0")
    assert other.at("1.0.0") == MODEL


@pytest.mark.parametrize("named", ["2.0.0", "a", TWO[:7], "", "c" * 64])
def test_what_is_not_here_is_no_artefact(named: str) -> None:
    with pytest.raises(KeyError):
        MODEL.at(named)


def test_a_hash_that_two_begin_with_names_neither() -> None:
    twins = Model.of("m", [artefact("1.0.0", "a" * 64), artefact("2.0.0", "a" * 63 + "b")])
    with pytest.raises(KeyError):
        twins.find("a" * 10)


@pytest.mark.parametrize(
    "twice", [[artefact("1.0.0", ONE), artefact("1.0.0", TWO)], [artefact("1.0.0", ONE), artefact("2.0.0", ONE)]]
)
def test_two_of_one_version_or_hash_are_refused(twice: list[Artefact]) -> None:
    with pytest.raises(ValueError, match="two artefacts of one version or of one hash"):
        Model.of("m", twice)


def test_no_artefact_and_no_hash_are_refused() -> None:
    with pytest.raises(ValueError, match="has no artefact"):
        Model.of("m", [])
    with pytest.raises(ValueError, match="is no sha256"):
        artefact("1.0.0", "abc")
    with pytest.raises(ValueError, match="not semantic"):
        artefact("one", ONE)


def test_a_limit_says_what_it_asks() -> None:
    assert str(Limit("auroc", Decimal("0.63"), bound="low")) == "auroc (low) >= 0.63"
    assert str(Limit("observed_expected", Decimal("0.9"), Decimal("1.1"))) == "observed_expected >= 0.9 and <= 1.1"
    with pytest.raises(ValueError, match="give at_least, at_most or both"):
        Limit("auroc")


SOURCE = Source("A paper", "https://example.org", "1", "2026-01-01")


def test_an_analysis_is_asked_with_the_artefact_that_is_chosen() -> None:
    from collections.abc import Iterator
    from typing import Annotated

    from chartside import Age, Quiet

    @analysis("made-up.model", version="1.0.0", source=SOURCE, limits="Made up.")
    def model_that_speaks(age: Age, model: Annotated[str, MODEL]) -> Iterator[Quiet]:
        """Say which model speaks."""
        yield Quiet(model)

    assert ask(model_that_speaks, age=70).reason == "model 1.0.0"
    other = model_that_speaks.using({"model": "1.1.0"})
    assert ask(other, age=70).reason == "model 1.1.0"
    assert (other.id, other.version) == (model_that_speaks.id, model_that_speaks.version)
    assert model_that_speaks.using({}) is model_that_speaks
    assert isinstance(other.inputs["model"], Input)
    for wrong in ({"model": "3.0.0"}, {"age": "1.0.0"}, {"nothing": "1.0.0"}):
        with pytest.raises(KeyError):
            model_that_speaks.using(wrong)
