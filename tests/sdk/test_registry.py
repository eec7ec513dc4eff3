"""Broken plugins are named with their mend, and the others answer."""

import sys

import pytest

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
    "empty": ("from chartside import hookimpl\n@hookimpl\ndef chartside_analyses(): return []", "offers no analysis"),
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
