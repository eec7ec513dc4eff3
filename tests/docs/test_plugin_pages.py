"""The page about each plugin that ships is what its inputs and its manifest say now."""

import pytest

from chartside.manifest import read_manifest
from chartside.manifest.page import page
from chartside.manifest.sheet import sheet
from chartside.registry import discover
from tests.docs.schemas import ROOT

PAGES = ROOT / "docs" / "plugins"
SHIPPED = [p for p in discover().plugins.values() if p.distribution == "chartside-server"]


@pytest.mark.parametrize("plugin", SHIPPED, ids=lambda p: p.name)
def test_the_page_is_the_generated_one(plugin):
    mend = f"write it anew: chartside plugins page {plugin.name}"
    assert (PAGES / f"{plugin.name}.md").read_text("utf-8") == page(sheet(plugin, read_manifest(plugin))), mend


def test_there_is_a_page_for_each_plugin_and_none_besides():
    assert {file.stem for file in PAGES.glob("*.md")} == {plugin.name for plugin in SHIPPED}
