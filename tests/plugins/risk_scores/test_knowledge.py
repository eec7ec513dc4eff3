"""The tables that ship: complete, honest about how they were checked, and in step with the code."""

from decimal import Decimal

import pytest

from chartside import Code
from chartside.codes import ICD10CM_SYSTEM
from chartside.inputs import Having
from plugins.risk_scores import ANALYSES
from plugins.risk_scores.points import banded, flag, worded
from plugins.risk_scores.predicates import TABLES, having
from plugins.risk_scores.tables import table
from plugins.risk_scores.wording import shown, significant
from tests.plugins.risk_scores.asked import SCORES

PREDICATES = {n: entry for known in map(table, TABLES) for n, entry in known.content.items() if isinstance(entry, dict)}


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


def test_no_predicate_stands_in_two_tables():
    assert len(PREDICATES) == sum(
        isinstance(entry, dict) for known in map(table, TABLES) for entry in known.content.values()
    )


@pytest.mark.parametrize(
    ("code", "groups"),
    # Quan 2005, table 2, Elixhauser's column; J18, E66.3, F17, D62, G30 and I46 are in no group that carries a weight.
    [
        ("I09.9", "elixhauser_heart_failure"), ("I50.22", "elixhauser_heart_failure"), ("I42.8", "elixhauser_heart_failure"),
        ("I44.2", "cardiac_arrhythmia"), ("I48.91", "cardiac_arrhythmia"), ("I46.9", ""), ("I35.0", "valvular_disease"),
        ("I26.99", "pulmonary_circulation_disorder"), ("I27.9", "pulmonary_circulation_disorder chronic_lung_disease"),
        ("I71.4", "peripheral_vascular_disease"), ("G81.90", "paralysis"), ("G83.9", "paralysis"), ("G20", "other_neurological_disorder"),
        ("G30.9", ""), ("J44.1", "chronic_lung_disease"), ("J18.9", "pneumonia"), ("K70.3", "liver_disease"), ("K76.1", ""),
        ("C82.0", "elixhauser_lymphoma"), ("C91.0", ""), ("C78.7", "metastatic_tumour"), ("C50.9", "solid_tumour"), ("C44.9", ""),
        ("D69.6", "coagulopathy"), ("D69.2", ""), ("E66.01", "obesity"), ("E66.3", ""), ("R64", "weight_loss"),
        ("E87.6", "fluid_and_electrolyte_disorder"), ("D50.0", "blood_loss_anaemia"), ("D62", ""), ("D50.9", "deficiency_anaemia"),
        ("F11.20", "drug_abuse"), ("F17.210", ""), ("F10.20", ""), ("F32.9", "depression"), ("F31.4", "depression"), ("F31.1", ""),
    ],
)  # fmt: skip
def test_codes_fall_into_the_groups_of_elixhauser(code, groups):
    asked = {
        i.request.what.name.replace("-", "_"): i.request.what
        for i in SCORES["elixhauser"].inputs.values()
        if isinstance(i.request, Having)
    }
    asked["pneumonia"] = having("pneumonia").what
    found = {
        name
        for name, what in asked.items()
        if Code(ICD10CM_SYSTEM, code) in what and not (what.excludes and Code(ICD10CM_SYSTEM, code) in what.excludes)
    }
    assert found == set(groups.split())


def test_a_table_is_known_by_the_hash_of_its_bytes():
    for name in ("ckd_epi_2021", "kdigo_aki", "cha2ds2vasc", *TABLES):
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
