"""The table itself: complete, in agreement with molar masses and powers of ten, and with a reason for every range."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest

from chartside.units import ANALYTES, VERSION
from chartside.vocabulary import MEASUREMENTS

GRAMS = {
    "g/L": "1", "g/dL": "10", "mg/dL": "0.01", "mg/L": "0.001", "ug/mL": "0.001", "ug/dL": "0.00001", "ug/L": "0.000001",
    "ng/mL": "0.000001", "ng/dL": "0.00000001", "ng/L": "0.000000001", "pg/mL": "0.000000001",
}  # fmt: skip
MOLES = {"mmol/L": "0.001", "umol/L": "0.000001", "nmol/L": "0.000000001", "pmol/L": "0.000000000001"}
MOLAR = [
    (name, mass_unit, molar_unit)
    for name, a in ANALYTES.items()
    if a.mass
    for mass_unit in {a.canonical, *a.units} & GRAMS.keys()
    for molar_unit in {a.canonical, *a.units} & MOLES.keys()
]


def canonical_of_one(name, unit):
    analyte = ANALYTES[name]
    return Decimal(1) if unit == analyte.canonical else analyte.factors[unit]


@pytest.mark.parametrize(("name", "mass_unit", "molar_unit"), sorted(MOLAR))
def test_mass_and_moles_agree_with_the_molar_mass(name, mass_unit, molar_unit):
    grams = canonical_of_one(name, molar_unit) / canonical_of_one(name, mass_unit) * Decimal(GRAMS[mass_unit])
    by_mass = ANALYTES[name].mass * Decimal(MOLES[molar_unit])
    assert abs(grams / by_mass - 1) < Decimal("0.001")


def test_there_are_molar_masses_to_agree_with():
    assert len({name for name, *_ in MOLAR}) > 25


@pytest.mark.parametrize("scale", [GRAMS, MOLES], ids=["mass", "moles"])
@pytest.mark.parametrize("name", ANALYTES)
def test_units_of_one_kind_differ_by_powers_of_ten(name, scale):
    kind = sorted({ANALYTES[name].canonical, *ANALYTES[name].units} & scale.keys())
    for one, other in pairwise(kind):
        by_table = canonical_of_one(name, one) / canonical_of_one(name, other)
        assert abs(by_table / (Decimal(scale[one]) / Decimal(scale[other])) - 1) < Decimal("1e-25")


@pytest.mark.parametrize("name", ANALYTES)
def test_every_range_has_an_order_and_a_reason(name):
    low, high = ANALYTES[name].plausible
    assert low < high
    assert len(ANALYTES[name].because) > 10
    assert ANALYTES[name].canonical not in ANALYTES[name].units


def test_every_measurement_of_the_vocabulary_has_an_entry_and_the_other_way_round():
    assert set(ANALYTES) == set(MEASUREMENTS)


def test_the_table_has_a_version_with_its_hash():
    assert re.fullmatch(r"\d{4}\.\d+\+[0-9a-f]{12}", VERSION)
