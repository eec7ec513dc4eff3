"""The page of agreement is what the service says today; every difference in it has its reason."""

from pathlib import Path

import pytest

from tests.plugins.opioids.agreement import compared
from tests.plugins.opioids.cases import FILE
from tests.plugins.opioids.oracle import page
from tests.plugins.opioids.population import DATA, Survey

PAGE = Path(__file__).resolve().parents[3] / "docs" / "measured" / "opioid-oracle.md"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the public opioid requests do not lie beside the checkout")


@pytest.fixture(scope="module")
def told():
    return compared() if FILE.is_file() else []


def test_every_case_with_a_response_agrees_on_cards_or_no_cards(told):
    judged = [one for one in told if one.judged]
    assert len(judged) == 18
    assert [one.case.name for one in judged if not one.agree] == []


def test_every_difference_is_explained(told):
    differing = [one for one in told if one.differences]
    assert differing
    assert [(one.case.name, one.differences) for one in differing if not all(one.explained)] == []


def test_no_case_fails(told):
    assert {one.outcome for one in told} <= {"", "answered", "not-applicable", "cannot-tell"}


@pytest.mark.skipif(not DATA.is_dir(), reason="the public Synthea bundles do not lie beside the checkout")
def test_the_page_is_what_is_measured(told):
    assert PAGE.read_text("utf-8") == page(told, compared(mended=False), Survey.make())
