"""The pages on what the rules make of public data are what the rules make of it today."""

from pathlib import Path

import pytest

from tests.plugins.biomarkers import genomics_table, population

MEASURED = Path(__file__).parents[3] / "docs" / "measured"


@pytest.mark.skipif(not genomics_table.DATA.is_dir(), reason="the genomic examples in ../shared are not here")
def test_the_genomic_examples_are_read_as_the_page_says(capsys):
    genomics_table.main()
    assert (MEASURED / "genomics-rules.md").read_text("utf-8") == capsys.readouterr().out


@pytest.mark.skipif(not genomics_table.DATA.is_dir(), reason="the genomic examples in ../shared are not here")
def test_resistance_overrules_sensitivity_where_it_was_reported_later():
    fired = {name: cell for name, _, _, cell, _ in genomics_table.rows()}
    assert fired["EGFR-L858R-var"].startswith("`egfr-l858r`")
    later = fired["EGFR-L858R-var, and a year later T790M (made of it)"]
    assert "`egfr-t790m`" in later
    assert "egfr-l858r" not in later


@pytest.mark.skipif(not population.DATA.is_dir(), reason="the Synthea patients in ../shared are not here")
def test_few_cards_come_and_none_is_critical_without_danger(capsys):
    population.main()
    assert (MEASURED / "biomarker-rules.md").read_text("utf-8") == capsys.readouterr().out
