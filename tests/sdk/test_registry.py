"""Broken plugins are named with their mend, and the others answer."""

import os
import sys

import pytest

from chartside.containment import interrupts_told_apart
from chartside.registry import discover
from tests.engine.strangers import good, install


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    good(tmp_path, "well")
    yield tmp_path
    for name in [name for name in sys.modules if name.endswith("_plugin")]:
        del sys.modules[name]


BROKEN = {
    "import-error": ("import nothing_of_that_name", "could not be imported (ModuleNotFoundError"),
    "exits": ("import sys; sys.exit(3)", "could not be imported (SystemExit"),
    "odd": ("raise type('Odd', (BaseException,), {})", "could not be imported (Odd"),
    "ends": ("import os; os._exit(7)", "could not be imported (EndsTheProcess: os._exit(7)"),
    "silent": ("x = 1", "registers nothing"),
    "unmarked": ("def chartside_analyses(): return []", "registers nothing"),
    "misspelt": (
        "from chartside import hookimpl\n@hookimpl\ndef chartside_analysis(): return []",
        "unknown hook 'chartside_analysis'",
    ),
    "raises": (
        "from chartside import hookimpl\n@hookimpl\ndef chartside_analyses(): raise ValueError('no')",
        "chartside_analyses() raised ValueError",
    ),
    "quits": (
        "from chartside import hookimpl\n@hookimpl\ndef chartside_analyses(): raise SystemExit",
        "chartside_analyses() raised SystemExit",
    ),
    "ends-later": (
        "from chartside import hookimpl\n@hookimpl\ndef chartside_analyses():\n import os; os._exit(7)",
        "chartside_analyses() raised EndsTheProcess",
    ),
    "empty": ("from chartside import hookimpl\n@hookimpl\ndef chartside_analyses(): return []", "offers no analysis"),
    "miscoded": (
        """
        from typing import Annotated
        from chartside import SNOMED, Code, CodeSet, Coded, Found, Having, Patient, Quiet, Source, analysis, hookimpl
        ODD = CodeSet.of("odd", "odd", Code(SNOMED, "1"))
        @analysis("miscoded.reads", version="1.0.0", hooks=["patient-view"], source=Source("A", "https://a.example", "1", "2026-01-01"))
        def reads(odd: Annotated[Found[Coded], Having("Condition", ODD)]):
            yield Quiet("read")
        @hookimpl
        def chartside_analyses(): return [reads]
        """,
        "reads 'odd' by a code that is no text",
    ),
    "stranger": (
        "from chartside import hookimpl\n@hookimpl\ndef chartside_analyses(): return [1]",
        "offers a int that is no Analysis",
    ),
    "later": (
        "from chartside import hookimpl\n@hookimpl\nasync def chartside_analyses(): return []",
        "chartside_analyses() raised TypeError",
    ),
}


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plugin_is_named_and_stops_nobody(site, name):
    source, said = BROKEN[name]
    install(site, name, source)
    registry = discover()
    [broken] = registry.broken
    assert (broken.plugin, broken.distribution, broken.version) == (name, f"dist-{name}", "1.2.3")
    assert said in broken.error
    assert broken.mend
    assert "well.hello" in registry.analyses


def test_a_keyboard_interrupt_of_a_plugin_is_no_control_c_where_the_two_are_told_apart(site):
    (site / "tried.py").write_text("raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        discover(files=[site / "tried.py"])
    with interrupts_told_apart():
        [broken] = discover(files=[site / "tried.py"]).broken
    assert "could not be imported (KeyboardInterrupt" in broken.error


def test_a_copy_that_a_plugin_makes_of_the_process_may_end_while_it_is_loaded(site):
    ends = "import os\npid = os.fork()\nif not pid: os._exit(7)\nassert os.waitpid(pid, 0)[1] == 7 << 8\n"
    (site / "tried.py").write_text(ends + (site / "well_plugin.py").read_text().replace("well.hello", "tried.hello"))
    registry = discover(files=[site / "tried.py"])
    assert ("tried" in registry.plugins, registry.broken) == (True, ())
    assert os._exit.__module__ == "posix"


def test_an_id_of_another_plugin_is_refused(site):
    good(site, "thief")
    (site / "thief_plugin.py").write_text((site / "well_plugin.py").read_text())
    [broken] = discover().broken
    assert (broken.plugin, "does not begin with 'thief'" in broken.error) == ("thief", True)


def test_two_plugins_of_one_name_are_not_merged(site):
    install(site, "well", (site / "well_plugin.py").read_text(), distribution="other")
    [broken] = discover().broken
    assert "already named 'well'" in broken.error


def test_identity_follows_the_files_and_not_the_version(site):
    before = discover().plugins["well"].sha256
    assert discover().plugins["well"].sha256 == before
    path = site / "well_plugin.py"
    path.write_text(path.read_text() + "\n# changed")
    assert discover().plugins["well"].sha256 != before


DERIVING = """
from collections.abc import Iterator
from typing import Annotated
from chartside import *
from chartside.inputs import DerivedRequest

SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")
MADE, READ = DerivedKind("{made}", "{made}"), DerivedKind("{read}", "{read}")

@provides(MADE)
@analysis("{name}.hello", version="1.0.0", source=SOURCE)
def hello(fact: Annotated[Derived | Missing, DerivedRequest(READ)], {more}) -> Iterator[Derived]:
    \"\"\"Derive one from another.\"\"\"
    yield MADE.of("x").because(fact)

@hookimpl
def chartside_analyses():
    return [hello]
"""


def deriving(folder, name, made, read, more="today: Today"):
    install(folder, name, DERIVING.format(name=name, made=made, read=read, more=more))


def test_a_circle_of_derived_facts_is_refused_whoever_closes_it(site):
    deriving(site, "a", "one", "two")
    deriving(site, "b", "two", "three")
    deriving(site, "c", "three", "one")
    registry = discover()
    [broken] = registry.broken
    assert broken.plugin == "c"
    assert "circle of derived facts: " in broken.error
    for name in ("a.hello", "b.hello", "c.hello"):
        assert name in broken.error
    assert {"a.hello", "b.hello", "well.hello"} <= registry.analyses.keys()


def test_a_derived_fact_has_one_provider(site):
    deriving(site, "a", "one", "two")
    deriving(site, "b", "one", "three")
    [broken] = discover().broken
    assert (broken.plugin, broken.error) == ("b", "one is already provided by 'a.hello'")


def test_a_provider_is_not_asked_for_each_order(site):
    deriving(site, "a", "one", "two", more="order: Order")
    [broken] = discover().broken
    assert "once for each draft order" in broken.error


EXTRAS = {
    "a fragment of another": ('Fragment("well.hello", "x", str)', "chartside_fragments", "a fragment for 'well.hello'"),
    "no fragment": ("1", "chartside_fragments", "offers a int that is no Fragment"),
    "no command": ("1", "chartside_commands", "offers a int that is no Command"),
    "two commands of a name": (
        'Command("go", "", print), Command("go", "", print)',
        "chartside_commands",
        "two commands of one name",
    ),
    "an odd command": ('Command("Go!", "", print)', "chartside_commands", "name it in kebab-case"),
}


@pytest.mark.parametrize("case", EXTRAS)
def test_commands_and_fragments_are_checked_too(site, case):
    offered, hook, said = EXTRAS[case]
    good(site, "more")
    path = site / "more_plugin.py"
    path.write_text(
        path.read_text()
        + f"\nfrom chartside import Command, Fragment\n\n@hookimpl\ndef {hook}():\n    return [{offered}]\n"
    )
    [broken] = discover().broken
    assert said in broken.error


def test_a_file_is_a_plugin_for_who_tries_it(site):
    path = site / "well_plugin.py"
    tried = site / "tried.py"
    tried.write_text(path.read_text().replace("well.hello", "tried.hello"))
    registry = discover(files=[tried, site / "absent.py"])
    assert registry.plugins["tried"].distribution == "file tried.py"
    [broken] = registry.broken
    assert "there is no Python file" in broken.error
    assert "already named 'well'" in discover(files=[path]).broken[0].error


def test_what_a_plugin_loads_before_workers_are_forked_is_kept_and_not_called(site):
    install(
        site,
        "warms",
        """
        from chartside import Age, Quiet, Source, analysis, hookimpl
        called = []
        @analysis("warms.reads", version="1.0.0", hooks=["patient-view"], source=Source("A", "https://a.example", "1", "2026-01-01"))
        def reads(age: Age):
            yield Quiet("read")
        @hookimpl
        def chartside_analyses(): return [reads]
        @hookimpl
        def chartside_warm(): called.append(1)
        """,
    )
    found = discover()
    assert sys.modules["warms_plugin"].called == []
    found.plugins["warms"].warm()
    assert sys.modules["warms_plugin"].called == [1]
    assert found.plugins["well"].warm is None
