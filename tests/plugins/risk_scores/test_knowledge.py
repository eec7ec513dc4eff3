"""The tables that ship: complete, honest about how they were checked, and in step with the code."""

from decimal import Decimal

import pytest

from chartside.inputs import Having
from plugins.risk_scores import ANALYSES
from plugins.risk_scores.points import banded, flag, worded
from plugins.risk_scores.predicates import having
from plugins.risk_scores.tables import table
from plugins.risk_scores.wording import shown, significant

PREDICATES = {name: entry for name, entry in table("predicates").content.items() if isinstance(entry, dict)}


@pytest.mark.parametrize("name", PREDICATES)
def test_each_predicate_says_what_it_means_and_how_its_codes_were_checked(name):
    entry = PREDICATES[name]
    assert all(entry[key] for key in ("display", "kind", "statement", "includes", "excluded_because", "source"))
    checks = {check for by_check in entry.get("codes", {}).values() for check in by_check}
    assert checks <= {"seen", "read", "recalled"}
    assert having(name).what.display == entry["display"]


@pytest.mark.parametrize("name", PREDICATES)
def test_no_code_is_both_counted_and_excluded(name):
    what = having(name).what
    assert not what.excludes or not {c for c in what.codes if c in what.excludes} | {
        c for c in what.excludes.codes if c in what
    }


def test_every_predicate_of_the_table_is_an_input_of_some_score():
    used = {i.request.what.name for a in ANALYSES for i in a.inputs.values() if isinstance(i.request, Having)}
    assert {name.replace("_", "-") for name in PREDICATES} <= used


def test_a_table_is_known_by_the_hash_of_its_bytes():
    for name in ("ckd_epi_2021", "kdigo_aki", "cha2ds2vasc", "predicates"):
        assert len(table(name).sha256) == 64
        assert table(name).content["review"] == "none"


def test_display_rounds_half_up_and_never_over_a_cut_off():
    assert shown(Decimal("2.5"), places=0) == "3"
    assert shown(Decimal("59.96"), places=0, cuts=(Decimal(60),)) == "59.96"
    assert shown(Decimal("60.4"), places=0, cuts=(Decimal(60),)) == "60"
    assert shown(Decimal("1.96"), places=1, cuts=(Decimal(2),)) == "1.96"
    assert str(significant(Decimal(100))) == "100"
    assert str(significant(Decimal("0.300000000000"))) == "0.3"


def test_points_for_what_is_not_known_span_every_possibility():
    assert (flag("a", 2, present=None).low, flag("a", 2, present=None).high) == (0, 2)
    assert (flag("a", -1, present=None).low, flag("a", -1, present=None).high) == (-1, 0)
    assert (banded("b", ((75, 2), (65, 1)), None).low, banded("b", ((75, 2), (65, 1)), None).high) == (0, 2)
    with pytest.raises(KeyError):
        worded("sex", {"female": 1, "male": 0}, "other")
