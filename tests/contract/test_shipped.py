"""Every plugin that is installed, and the example, keeps every promise: one test for each, by the plugin that authors use."""

from pathlib import Path

import pytest

from chartside.registry import discover
from tests.contract.charts import chart_of

EXAMPLE = str(Path(__file__).parents[2] / "examples/plugin/severe_pressure.py")


@pytest.mark.chartside(chart_of=chart_of)
def test_every_installed_plugin(finding):
    finding.hold()


@pytest.mark.chartside(EXAMPLE, chart_of)
def test_the_example(finding):
    finding.hold()


def test_those_that_ship_are_installed():
    assert {"risk-scores", "biomarkers"} <= set(discover().plugins)
