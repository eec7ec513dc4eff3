"""The figures that people read of the survival models, in card.toml and README, are those that were measured."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from plugins.risk_models import breast_cancer_recurrence, infarction_death

FOLDER = Path(infarction_death.__file__).parent
CARD = tomllib.loads((FOLDER / "card.toml").read_text("utf-8"))["analyses"]
README = (FOLDER / "README.md").read_text("utf-8")
MODELS = {one.NAME: one.MODEL.artefact for one in (infarction_death, breast_cancer_recurrence)}
PLACES = {"brier": 3}
SAID = {
    "concordance": "C",
    "auroc": "AUROC at",
    "brier": "Brier score",
    "observed_expected": "observed to expected",
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "ppv": "PPV",
}


def bounded(name: str, measures: dict[str, Any]) -> str:
    places, one = PLACES.get(name, 2), measures[name]
    return f"{one['value']:.{places}f} ({one['low']:.{places}f} to {one['high']:.{places}f})"


@pytest.mark.parametrize("name", sorted(MODELS))
def test_validity_is_said_as_it_was_measured(name: str) -> None:
    evaluation, said = MODELS[name].evaluation, CARD[name]["source_attributes"]["P21"]
    for measure, word in SAID.items():
        assert word in said
        assert bounded(measure, evaluation["measures"]) in said, measure
        assert f"| {measure} | {bounded(measure, evaluation['measures'])} |" in README, measure


def test_external_validity_is_said_as_it_was_measured() -> None:
    external, said = MODELS["breast_cancer_recurrence"].evaluation["external"], CARD["breast_cancer_recurrence"]
    for measure in ("concordance", "auroc", "brier", "observed_expected", "sensitivity", "specificity"):
        assert bounded(measure, external["measures"]) in said["source_attributes"]["P23"], measure
    for measure in SAID:
        assert f"| {bounded(measure, external['measures'])} |" in README, measure
    lifted = external["grade_1_taken_for_2"]
    told = f"C {lifted['concordance']:.2f}, observed to expected {lifted['observed_expected']:.2f}"
    assert told in said["source_attributes"]["P23"]
    assert told in README


def test_fairness_is_said_as_it_was_measured() -> None:
    told = CARD["infarction_death"]["source_attributes"]["P22"]
    groups = MODELS["infarction_death"].evaluation["subgroups"]
    assert bounded("observed_expected", groups["sex"]["male"]) in told
    assert f"C {groups['age']['80 and over']['concordance']['value']:.2f}" in told
    assert "why" in groups["sex"]["female"]
    told = CARD["breast_cancer_recurrence"]["source_attributes"]["P22"]
    for by_name in MODELS["breast_cancer_recurrence"].evaluation["subgroups"].values():
        for group in by_name.values():
            c, ratio = (group[n]["value"] for n in ("concordance", "observed_expected"))
            assert f"{c:.2f} and {ratio:.2f}" in " ".join(told.split()), group
    elsewhere = MODELS["breast_cancer_recurrence"].evaluation["external"]["subgroups"]
    told = CARD["breast_cancer_recurrence"]["source_attributes"]["P24"]
    assert bounded("observed_expected", elsewhere["age"]["55 to 64"]) in told
    assert bounded("observed_expected", elsewhere["menopause"]["after"]) in told


@pytest.mark.parametrize("name", sorted(MODELS))
def test_the_readme_names_the_hashes_of_file_and_data(name: str) -> None:
    assert MODELS[name].sha256 in README
    assert MODELS[name].evaluation["data"]["sha256"] in README
