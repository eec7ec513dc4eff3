"""The reference for authors names everything that is public, and says of it what the code says."""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_args

import pytest

import chartside.evaluation
import chartside.facts
import chartside.inputs
import chartside.vocabulary
from chartside import Age, Analysis, Card, ContractError, NotApplicable, Outcome, Quiet, Source, analysis
from chartside.check import CHECKS
from chartside.check.promises import survives_without
from chartside.facts import Coded, Fact, Quantity
from chartside.hooks import Specs
from chartside.manifest.card import AnalysisCard, Example, PluginCard
from chartside.medicines.resolution import Step
from chartside.missing import Reason
from chartside.orders import Order
from chartside.resources import Resource
from chartside.testing import ask, strategies
from chartside.testing.patients import every
from tests.docs import vocabulary_page
from tests.docs.documents import DOCS, DOCUMENTS, table, text, ticked
from tests.sdk.evaluation import drawn as evaluation

REQUESTS = {n: o for n, o in vars(chartside.inputs).items() if is_dataclass(o) and hasattr(o, "reads")}
NAMED = tuple(module.__name__ for module, _ in vocabulary_page.MODULES.values())
FACTS = {n: o for n, o in vars(chartside.facts).items() if isinstance(o, type) and issubclass(o, Fact)} | {
    "Order": Order,
    "Resource": Resource,
}


def own(kind: Any, *, without: Any = None) -> list[str]:
    """Return the public fields of a dataclass, less those of another."""
    inherited = {field.name for field in fields(without)} if without else set()
    return [f.name for f in fields(kind) if f.name not in inherited and not f.name.startswith("_")]


# Inputs


def test_every_request_is_there_with_its_fields():
    rows = {ticked(row[0])[0].partition("(")[0]: ticked(row[0])[0] for row in table("inputs", "request |")}
    assert rows.keys() == REQUESTS.keys()
    for name, cell in rows.items():
        if "(" in cell:
            assert cell.partition("(")[2].rstrip(")").split(", ") == own(REQUESTS[name]), name


def test_what_each_request_reads_is_what_the_table_says():
    said = {ticked(row[0])[0].partition("(")[0]: row[2] for row in table("inputs", "request |")}
    asked = [
        request for name in NAMED for request in vocabulary_page.annotations(importlib.import_module(name)).values()
    ]
    asked += [one() for one in REQUESTS.values() if all(f.default is not MISSING for f in fields(one))]
    assert len({type(one) for one in asked}) >= 15
    for one in asked:
        kinds = {read.kind for read in one.reads()}
        assert kinds == {kind for kind in kinds if kind in said[type(one).__name__]}, type(one).__name__


def test_every_name_that_asks_for_something_is_there():
    said = set(ticked(text("inputs")))
    named = [n for n, o in vars(chartside.inputs).items() if n[0].isupper() and n not in REQUESTS and n in said]
    not_for_authors = {"Input", "Needed", "Read", "Request"}
    wanted = {n for n in chartside.inputs.__all__ if n[0].isupper() and n not in REQUESTS} - not_for_authors
    # These two are shown with what they take.
    assert wanted - set(named) == {"Required", "Resources"}
    assert {"Required[SystolicBP]", "Resources[kind, search]"} <= said


def test_every_reason_is_there_in_order():
    assert [ticked(row[0])[0] for row in table("inputs", "`missing.reason`")] == list(get_args(Reason))


def test_every_fact_is_there_with_its_fields():
    rows = {ticked(row[0])[0]: row[1] for row in table("inputs", "fact |")}
    containers = {"Fact"}
    assert rows.keys() == FACTS.keys() - containers
    for name, cell in rows.items():
        kind = FACTS[name]
        if cell.startswith("those of `Coded`"):
            assert issubclass(kind, Coded)
            assert sorted(ticked(cell)[1:]) == sorted(own(kind, without=Coded)), name
        else:
            assert ticked(cell) == own(kind, without=Fact), name
    assert all(f"`{name}`" in text("inputs") for name in own(Fact))


# The vocabulary


def test_the_page_of_the_vocabulary_is_the_generated_one():
    mend = "write it anew: python -m tests.docs.vocabulary_page > docs/authors/vocabulary.md"
    assert text("vocabulary") == vocabulary_page.page(), mend


def test_every_module_of_the_vocabulary_that_names_inputs_is_on_it():
    found = pkgutil.iter_modules(chartside.vocabulary.__path__, "chartside.vocabulary.")
    naming = {one.name for one in found if vocabulary_page.annotations(importlib.import_module(one.name))}
    assert naming == {module.__name__ for module, _ in vocabulary_page.MODULES.values()}


@pytest.mark.parametrize(
    "module", [chartside.vocabulary, *(m for m, _ in vocabulary_page.MODULES.values())], ids=lambda m: m.__name__
)
def test_every_name_of_the_vocabulary_is_on_it(module):
    said = {word.partition("(")[0].partition(".")[0] for word in ticked(text("vocabulary"))}
    public = getattr(module, "__all__", [])
    named = [*public, *vocabulary_page.annotations(module), *vocabulary_page.sets(module)]
    assert named
    assert [name for name in named if name not in said] == []


# Medicines


def test_every_step_of_resolving_is_there_in_order():
    said = [name for row in table("medicines", "step |") for name in ticked(row[0])]
    assert said == [step for step in get_args(Step) if step]


# Outcomes and cards


def test_every_outcome_and_every_phrase_of_a_card_is_there():
    said = text("outcomes-and-cards")
    assert all(f"`{outcome}`" in said for outcome in Outcome)
    phrases = [name for name, _ in inspect.getmembers(Card, inspect.isfunction) if not name.startswith("_")]
    shown = " ".join(row[0] for row in table("outcomes-and-cards", "phrase |"))
    assert [name for name in phrases if f".{name}(" not in shown] == []


SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")


def broken(*yielded: Any) -> Analysis:
    @analysis("a.b", version="1.0.0", source=SOURCE)
    def one(age: Age) -> Any:
        yield from (make(age) if callable(make) else make for make in yielded)

    return one


BROKEN: Mapping[str, Analysis] = {
    "a card without `because`": broken(Card("x")),
    "cite a fact that you made": broken(lambda age: Card("x").because(Quantity(age.value, "a", ref="mine"))),
    "a card and `NotApplicable`": broken(lambda age: Card("x").because(age), NotApplicable("y")),
    "a derived fact without `@provides`": broken(
        lambda age: chartside.vocabulary.SMOKING_STATUS.of("never").because(age)
    ),
    "yield something else": broken("x"),
    "a working that is no JSON": broken(Quiet("x").explain(y=object())),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_breaks_the_contract_is_said_so(what):
    [said] = [ticked(row[1])[0] for row in table("outcomes-and-cards", "what you do") if row[0] == what]
    with pytest.raises(ContractError) as told:
        ask(BROKEN[what], age=70)
    assert said in str(told.value)


# Testing


def test_every_check_is_there_with_its_promise():
    promises = []
    for check in CHECKS:
        if check.__name__ == "never_more_certain_with_less_data":
            promises.append(["`survives_without_<input>`", promise(survives_without)])
        promises.append([f"`{check.__name__}`", promise(check)])
    assert table("testing", "check | promise") == promises


def promise(check: Any) -> str:
    return str(check.__doc__).strip().split("\n", 1)[0]


def test_everybody_who_is_made_up_is_there():
    assert table("testing", "name | who") == [[f"`{one.name}`", one.about] for one in every().values()]


def test_every_strategy_is_there():
    said = {call.partition("(")[0] for row in table("testing", "strategy |") for call in ticked(row[0])}
    mine = {
        name
        for name, one in vars(strategies).items()
        if inspect.isfunction(one) and one.__module__ == strategies.__name__ and not name.startswith("_")
    }
    assert said == mine


# Evaluation


def test_everything_that_evaluates_is_there():
    said = {name for row in table("evaluation", "name |") for cell in row for name in ticked(cell)}
    assert [name for name in chartside.evaluation.__all__ if name not in said] == []


def test_every_section_of_a_report_is_there_with_what_it_holds():
    rows = {ticked(row[0])[0]: ticked(row[1]) for row in table("evaluation", "section |")}
    report = evaluation.whole()
    assert list(rows) == [section for section in report if section != "format"]
    for section, names in rows.items():
        inside = json.dumps(report[section])
        assert [name for name in names if "=" not in name and f'"{name}": ' not in inside] == [], section


# Hooks and the manifest


def test_every_hook_is_there_with_its_signature():
    specified = {n: f for n, f in vars(Specs).items() if n.startswith("chartside_")}
    rows = [[f"`{name}{signature(f)}`", promise(f)] for name, f in specified.items()]
    assert table("hooks", "hook |") == rows


def signature(function: Any) -> str:
    return str(inspect.signature(function)).replace("'", "")


def test_every_argument_of_an_analysis_is_there():
    said = [ticked(row[0])[0] for row in table("hooks", "argument |")]
    assert sorted(said) == sorted(inspect.signature(analysis).parameters)


@pytest.mark.parametrize("part", [PluginCard, AnalysisCard, Example])
def test_every_field_of_a_manifest_is_there(part):
    said = (DOCS / "card-toml.md").read_text("utf-8")
    tables = {"source_attributes": "[analyses.first.source_attributes]", "cutoffs": "[analyses.first.cutoffs]"}
    tables |= {"computed_cutoffs": "[analyses.first.computed_cutoffs]", "examples": "[[analyses.first.examples]]"}
    tables |= {"expected_failures": "[analyses.first.expected_failures]"}
    assert [name for name in own(part) if tables.get(name, f"\n{name} = ") not in said] == []


def test_every_page_for_authors_can_be_reached_from_the_first():
    assert [f.name for f in (DOCS / "authors").glob("*.md") if f"authors/{f.name}" not in text("plugin")] == []
    assert "card-toml.md" in text("plugin")
    assert DOCUMENTS["plugin"].name in (DOCS.parent / "README.md").read_text("utf-8")
