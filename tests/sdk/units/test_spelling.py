"""Every spelling leads to one unit, whatever case and micro sign it is typed in, and single letters are never guessed at."""

import pytest

from chartside.units import ANALYTES, canonical_unit
from chartside.units.spelling import KNOWN, folded
from chartside.units.table import AS_WRITTEN, SPELLINGS

SPELLED = [(spelling, unit) for unit, spellings in SPELLINGS.items() for spelling in spellings]


@pytest.mark.parametrize(("spelling", "unit"), SPELLED)
def test_each_spelling_in_any_case_and_blanks(spelling, unit):
    for typed in (spelling, spelling.lower(), spelling.upper(), f" {spelling} "):
        assert canonical_unit(typed) == unit


def test_no_two_units_are_one_when_what_does_not_matter_is_gone():
    folds = [folded(unit) for unit in KNOWN if len(unit) > 1]
    assert len(folds) == len(set(folds))


def test_no_spelling_is_another_unit():
    folds = {folded(unit): unit for unit in KNOWN if len(unit) > 1}
    assert [s for s, u in SPELLED if folds.get(folded(s), u) != u] == []
    assert len({folded(s) for s, _ in SPELLED}) == len({(folded(s), u) for s, u in SPELLED})


def test_every_unit_that_is_spelled_is_a_unit_of_some_analyte_or_of_time():
    used = {u for a in ANALYTES.values() for u in (a.canonical, *a.units)}
    assert set(SPELLINGS) - used <= {"d", "wk", "mo", "a", "h", "min"}


@pytest.mark.parametrize("unit", sorted(KNOWN))
def test_a_unit_is_its_own_spelling(unit):
    assert canonical_unit(unit) == unit
    assert canonical_unit(unit.replace("u", "\u00b5")) == canonical_unit(unit.replace("u", "\u03bc")) == unit


@pytest.mark.parametrize("written", ["G", "M", "K", "T", "F", "C", "D", "H", "S", *AS_WRITTEN, "furlong", ""])
def test_what_only_case_or_the_analyte_tells_stays_as_written(written):
    assert canonical_unit(written) == written


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("days", "d"), ("Days", "d"), ("yrs", "a"), ("bpm", "/min"), ("beats/min", "/min"), ("breaths/min", "/min"), ("°F", "[degF]"),
        ("degF", "[degF]"), ("℃", "Cel"), ("mm Hg", "mm[Hg]"), ("mmHg", "mm[Hg]"), ("K/mcL", "10*3/uL"), ("10³/\u03bcL", "10*3/uL"),
        ("\u00d710³/µL", "10*3/uL"), ("10^9/L", "10*9/L"), ("mcg/mL", "ug/mL"), ("MG/DL", "mg/dL"), ("IU/L", "U/L"), ("uIU/mL", "m[IU]/L"),
        ("mg/L FEU", "mg{FEU}/L"), ("ng/mL FEU", "ug{FEU}/L"), ("mEq/L", "meq/L"), ("%{HemoglobinA1C}", "%"), ("sec", "s"),
    ],
)  # fmt: skip
def test_spellings_as_records_have_them(written, unit):
    assert canonical_unit(written) == unit
