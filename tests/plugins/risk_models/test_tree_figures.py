"""The figures that people read of the models of trees, in card.toml and README, are those that were measured."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from plugins.risk_models import breast_mass, readmission

FOLDER = Path(readmission.__file__).parent
CARD = tomllib.loads((FOLDER / "card.toml").read_text("utf-8"))["analyses"]
README = (FOLDER / "README.md").read_text("utf-8")
MODELS = {one.NAME: one.MODEL.artefacts[0] for one in (readmission, breast_mass)}
PLACES = {"brier": 3, "auroc": 3}


def bounded(one: dict[str, Any], places: int = 2) -> str:
    return f"{one['value']:.{places}f} ({one['low']:.{places}f} to {one['high']:.{places}f})"


@pytest.mark.parametrize("name", MODELS)
def test_validity_is_said_as_it_was_measured(name: str) -> None:
    measures, said = MODELS[name].evaluation["measures"], CARD[name]["source_attributes"]["P21"]
    for measure in ("auroc", "brier", "observed_expected", "sensitivity", "specificity", "ppv"):
        assert f"| {measure} | {bounded(measures[measure], PLACES.get(measure, 2))} |" in README, measure
    assert f"AUROC {bounded(measures['auroc'], 3)}" in said
    assert f"Brier {measures['brier']['value']:.3f}" in said
    assert f"sensitivity {measures['sensitivity']['value']:.2f}" in said
    assert f"specificity {measures['specificity']['value']:.2f}" in said


def test_counts_are_said_as_they_are() -> None:
    data, split = MODELS["readmission"].evaluation["data"], MODELS["readmission"].evaluation["split"]
    told = CARD["readmission"]["source_attributes"]
    assert f"{data['rows']:,} encounters of {data['patients']:,} patients" in told["P11"]
    assert f"{data['rows']:,} encounters of {data['patients']:,} patients" in README
    assert f"{split['test_rows']:,} encounters" in told["P21"]
    data, split = MODELS["breast_mass"].evaluation["data"], MODELS["breast_mass"].evaluation["split"]
    told = CARD["breast_mass"]["source_attributes"]
    assert f"All {data['rows']} masses" in told["P11"]
    assert f"On {split['test_rows']} masses" in told["P21"]
    assert f"{data['rows']} masses, {data['events']} malignant" in README


def test_fairness_is_said_as_it_was_measured() -> None:
    for attribute in ("age", "sex", "race"):
        for group, one in MODELS["readmission"].evaluation["subgroups"][attribute].items():
            told = (bounded(one[n]) for n in ("auroc", "observed_to_expected", "sensitivity", "ppv"))
            assert f"| {group} | {one['rows']:,} | {' | '.join(told)} |" in README


@pytest.mark.parametrize("name", MODELS)
def test_the_readme_names_the_hashes_of_file_and_data(name: str) -> None:
    assert MODELS[name].sha256 in README
    assert MODELS[name].evaluation["data"]["sha256"] in README


def test_the_average_of_the_card_is_that_of_the_data() -> None:
    for name, one in MODELS.items():
        average = one.evaluation["data"]["events"] / one.evaluation["data"]["rows"]
        terms = {"readmission": readmission, "breast_mass": breast_mass}[name]._KNOWN
        assert float(terms.content["card"]["average"]) == pytest.approx(average, abs=0.0005)
