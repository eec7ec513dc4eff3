"""The manifests that ship, and the example's: complete, and each example is what happens."""

from datetime import datetime
from pathlib import Path

import pytest

from chartside.manifest import read_manifest
from chartside.manifest.quality import judge
from chartside.registry import discover
from chartside.testing import ask
from plugins.risk_scores.analyses import FAMILIES
from plugins.risk_scores.tables import table

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "plugin" / "severe_pressure.py"
KNOWLEDGE = Path(__file__).resolve().parents[3] / "plugins" / "biomarkers" / "knowledge"
REGISTRY = discover(files=[EXAMPLE])
SHIPPED = [p for p in REGISTRY.plugins.values() if p.distribution == "chartside-server" or p.name == "severe-pressure"]
EXAMPLES = [
    pytest.param(analysis, example, id=f"{analysis.id}-{number}")
    for plugin in SHIPPED
    for analysis in plugin.analyses
    for number, example in enumerate(read_manifest(plugin).of(analysis.id).examples)
]


def test_what_ships_is_there():
    assert {"risk-scores", "biomarkers", "severe-pressure"} <= {plugin.name for plugin in SHIPPED}


QUIET = {
    f"risk-scores.{name}"
    for names in FAMILIES.values()
    for name in names
    if not any("indicator" in band for band in table(name).content.get("bands", ()))
}


SPEAK_ANYWAY = {
    f"biomarkers.{file.stem}" for file in KNOWLEDGE.rglob("*.yaml") if "\nif_unknown: fire\n" in file.read_text("utf-8")
}


@pytest.mark.parametrize("plugin", SHIPPED, ids=lambda p: p.name)
def test_a_manifest_claims_nothing_that_it_shows_otherwise(plugin):
    quality = judge(read_manifest(plugin))
    assert quality.contradicted == ()
    assert quality.level in ("bronze", "silver")


@pytest.mark.parametrize("plugin", SHIPPED, ids=lambda p: p.name)
def test_every_analysis_has_examples_with_and_without_a_card_and_one_that_lacks_something(plugin):
    for id, card in read_manifest(plugin).analyses.items():
        # A summary disturbs nobody, nor does a score whose bands are all quiet, nor what only tells others a fact.
        quiet = id.endswith("summary") or id in QUIET or REGISTRY.analyses[id].provides is not None
        assert {bool(e.cards) for e in card.examples} == ({False} if quiet else {True, False}), id
        # A rule may speak where something is not known, and say so on its card.
        speaks = id in SPEAK_ANYWAY
        assert speaks or {"cannot-tell", "not-applicable"} & {e.outcome for e in card.examples}, id
        assert not card.reviewed


@pytest.mark.parametrize(("analysis", "example"), EXAMPLES)
def test_an_example_is_what_happens(analysis, example):
    answer = ask(analysis, now=datetime.fromisoformat(example.now), **example.facts)
    assert answer.outcome == example.outcome
    assert example.cards in (None, len(answer.cards))
    assert not example.indicator or {card.indicator for card in answer.cards} == {example.indicator}
