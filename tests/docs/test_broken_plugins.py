"""What the document says of each plugin that cannot be used is what is said of one that is broken so."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from chartside.registry import discover
from tests.docs.documents import table, ticked

HEAD = """
from chartside import Age, Analysis, Command, Fragment, Order, Source, analysis, hookimpl, provides
from chartside.facts import DerivedKind
from chartside.inputs import DerivedRequest
from chartside.vocabulary import SmokingStatus

SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")
"""
ONE = """
@analysis("my-plugin.x", version="1.0.0", source=SOURCE)
def x(age: Age):
    yield from ()
"""
REGISTERS = """
@hookimpl
def chartside_analyses():
    return [{}]
"""


def registering(*analyses: str, source: str = ONE, more: str = "") -> str:
    return HEAD + source + REGISTERS.format(", ".join(analyses)) + dedent(more)


PROVIDES = '@provides(SmokingStatus)\n@analysis("my-plugin.{0}", version="1.0.0", source=SOURCE)\ndef {0}({1}):\n    yield from ()\n'
OTHER = '@analysis("other.y", version="1.0.0", source=SOURCE)\ndef y(age: Age):\n    yield from ()\n'
CIRCLE = """
HERE, THERE = DerivedKind("here", "here"), DerivedKind("there", "there")

@provides(HERE)
@analysis("my-plugin.a", version="1.0.0", source=SOURCE)
def a(b: __import__("typing").Annotated[object, DerivedRequest(THERE)]):
    yield from ()

@provides(THERE)
@analysis("my-plugin.b", version="1.0.0", source=SOURCE)
def b(a: __import__("typing").Annotated[object, DerivedRequest(HERE)]):
    yield from ()
"""
COMMAND = """
@hookimpl
def chartside_commands():
    return [Command("one", "One.", print), Command("one", "Two.", print)]
"""
RULE = """
from chartside.rule_files import RuleFile

@hookimpl
def chartside_rules():
    return [RuleFile("other.x", "1.0.0", "active", "Other", "x.yaml", "0" * 64)]
"""
FRAGMENT = """
@hookimpl
def chartside_fragments():
    return [Fragment("other.x", "Other", str)]
"""
BROKEN: dict[str, tuple[str, ...]] = {
    "it cannot be imported": ("import nothing_of_that_name",),
    "no `@hookimpl`, or a marker of another project": (HEAD + ONE,),
    "a misspelt hook": (registering("x").replace("chartside_analyses", "chartside_analysis"),),
    "a hook that raises": (registering("x").replace("return [x]", 'raise ValueError("no")'),),
    "a hook that returns something else": (registering('"x"'),),
    "no analysis": (registering(""),),
    "an analysis of another plugin": (registering("x", "y", source=ONE + OTHER),),
    "a fragment for another's analysis": (registering("x", more=FRAGMENT),),
    "a rule of another plugin": (registering("x", more=RULE),),
    "two commands of one name": (registering("x", more=COMMAND),),
    "a name that another plugin has": (registering("x"), registering("x")),
    "a second provider of a derived fact": (
        registering("x", "z", source=PROVIDES.format("x", "age: Age") + PROVIDES.format("z", "age: Age")),
    ),
    "a provider that is asked once for each draft order": (
        registering("x", source=PROVIDES.format("x", "order: Order")),
    ),
    "a circle of derived facts": (registering("a", "b", source=CIRCLE),),
    "a parameter that says no data it needs": (registering("x").replace("age: Age", "age: int"),),
}


@pytest.fixture
def told(tmp_path) -> Callable[[tuple[str, ...]], list[str]]:
    """Load files as plugins, and return what is said of those that cannot be used."""

    def load(sources: tuple[str, ...]) -> list[str]:
        files: list[Path] = []
        for number, source in enumerate(sources):
            files.append(tmp_path / f"plugin{number}.py")
            files[-1].write_text(source)
        return [str(one) for one in discover([], files).broken]

    return load


def test_each_of_them_is_in_the_document():
    assert [row[0] for row in table("hooks", "what is wrong")] == list(BROKEN)


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_wrong_is_said_so(told, what):
    [said] = [ticked(row[1])[0] for row in table("hooks", "what is wrong") if row[0] == what]
    [heard] = told(BROKEN[what])
    assert said in heard


def test_the_plugin_that_each_is_made_of_is_whole(told):
    assert told((registering("x"),)) == []
