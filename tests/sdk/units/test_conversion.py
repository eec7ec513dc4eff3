"""What holds of every unit of every analyte: there and back, in order, and untouched where nothing is to be done."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.units import ANALYTES, UnitError, convert

PAIRS = [(name, unit) for name, analyte in ANALYTES.items() for unit in (analyte.canonical, *analyte.units)]


def inside(name, share):
    """Return a number in the canonical unit, this share of the way through what is plausible, written as a laboratory would."""
    analyte = ANALYTES[name]
    low, high = analyte.plausible
    low = max(low, analyte.fraction * 2) if analyte.fraction else low
    return round(low + (high - low) * share, 4)


shares = st.decimals(min_value="0.001", max_value="0.999", places=3)


@given(st.sampled_from(PAIRS), shares)
def test_there_and_back_is_the_same_number(pair, share):
    name, unit = pair
    number, canonical = inside(name, share), ANALYTES[name].canonical
    assert round(convert(name, convert(name, number, canonical, unit), unit, canonical), 15) == number


@given(st.sampled_from(PAIRS), st.lists(shares, min_size=2, max_size=2, unique=True))
def test_more_stays_more(pair, two):
    name, unit = pair
    less, more = sorted(inside(name, share) for share in two)
    converted = [convert(name, number, ANALYTES[name].canonical, unit) for number in (less, more)]
    assert (converted[0] < converted[1]) == (less < more)


@given(st.sampled_from(PAIRS), shares)
def test_a_value_in_the_unit_asked_for_keeps_its_digits(pair, share):
    name, unit = pair
    number = convert(name, inside(name, share), ANALYTES[name].canonical, unit)
    number = round(number, 6) + Decimal("0.000000")
    try:
        kept = convert(name, number, unit, unit)
    except UnitError:
        return  # rounded out of the range
    assert str(kept) == str(number)


@given(st.sampled_from(PAIRS), shares)
def test_by_way_of_any_third_unit_nothing_changes(pair, share):
    name, unit = pair
    start = convert(name, inside(name, share), ANALYTES[name].canonical, unit)
    for third in ANALYTES[name].units:
        assert abs(convert(name, convert(name, start, unit, third), third, unit) - start) <= abs(start) * Decimal(
            "1e-25"
        )


@pytest.mark.parametrize("name", ANALYTES)
def test_both_ends_of_the_plausible_are_in_and_what_is_past_them_is_not(name):
    analyte = ANALYTES[name]
    for end, past in zip(analyte.plausible, (-1, 1), strict=True):
        assert convert(name, end, analyte.canonical, analyte.canonical) == end
        with pytest.raises(UnitError, match=f"implausible for {name}"):
            convert(name, end + past * Decimal("0.0001"), analyte.canonical, analyte.canonical)


@pytest.mark.parametrize(
    ("name", "number", "unit", "to", "expected"),
    [
        ("hba1c", "7", "%", "mmol/mol", "53"),
        ("hba1c", "48", "mmol/mol", "%", "6.5"),
        ("temperature", "98.6", "degF", "Cel", "37"),
        ("temperature", "37", "C", "F", "98.6"),
        ("potassium", "4.1", "mEq/L", "mmol/L", "4.1"),
        ("calcium", "5", "mEq/L", "mg/dL", "10.02"),
        ("platelets", "250", "K/uL", "10*9/L", "250"),
        ("platelets", "250", "x10^3/µL", "10*3/uL", "250"),
        ("platelets", "250000", "/mm3", "10*3/uL", "250"),
        ("creatinine", "0.15", "mmol/L", "umol/L", "150"),
        ("bun", "10", "mmol/L", "mg/dL", "28.01"),
        ("urea", "60.056", "mg/dL", "mmol/L", "10"),
        ("glucose", "5.5", "mmol/L", "mg/dL", "99.088"),
        ("troponin-t-hs", "0.014", "ng/mL", "ng/L", "14"),
        ("troponin-i", "52", "ng/L", "ng/mL", "0.052"),
        ("uacr", "3", "mg/mmol", "mg/g", "26.52"),
        ("uacr", "30", "ug/mg{creat}", "mg/g", "30"),
        ("fio2", "0.4", "%", "%", "40"),
        ("fio2", "0.4", "1", "%", "40"),
        ("fio2", "40", "%", "1", "0.4"),
        ("fio2", "1", "%", "%", "100"),
        ("fio2", "21", "%", "%", "21"),
        ("oxygen-saturation", "0.97", "1", "%", "97"),
        ("haematocrit", "0.42", "L/L", "%", "42"),
        ("haemoglobin", "12", "g/dL", "g/L", "120"),
        ("lithium", "0.8", "mEq/L", "mmol/L", "0.8"),
        ("d-dimer-feu", "0.5", "mg/L FEU", "ng/mL", "500"),
        ("weight", "100", "lbs", "kg", "45.359237"),
        ("height", "5.5", "ft", "cm", "167.64"),
        ("pao2", "10", "kPa", "mm[Hg]", "75.0062"),
        ("lactate", "18.016", "mg/dL", "mmol/L", "2"),
        ("inr", "2.5", "", "{INR}", "2.5"),
    ],
)
def test_known_conversions(name, number, unit, to, expected):
    assert round(convert(name, Decimal(number), unit, to), 1 if name == "hba1c" else 6) == Decimal(expected)


@pytest.mark.parametrize(
    ("name", "number", "unit", "to"),
    [
        ("creatinine", "88", "mg/dL", "mg/dL"),
        ("glucose", "5.5", "mg/dL", "mg/dL"),
        ("calcium", "2.4", "mg/dL", "mg/dL"),
        ("haemoglobin", "120", "g/dL", "g/dL"),
        ("albumin", "40", "g/dL", "g/dL"),
        ("temperature", "98.6", "Cel", "Cel"),
        ("temperature", "37", "[degF]", "Cel"),
        ("hba1c", "53", "%", "%"),
        ("oxygen-saturation", "0.97", "%", "%"),
        ("platelets", "250000", "10*3/uL", "10*3/uL"),
        ("platelets", "250", "/uL", "10*3/uL"),
        ("height", "1.75", "cm", "cm"),
        ("weight", "3200", "kg", "kg"),
        ("pao2", "10.5", "mm[Hg]", "mm[Hg]"),
        ("fio2", "0", "%", "%"),
        ("fio2", "2", "%", "%"),
        ("fio2", "40", "1", "%"),
    ],
)
def test_a_number_that_nobody_has_was_written_with_the_wrong_unit(name, number, unit, to):
    with pytest.raises(UnitError, match="implausible"):
        convert(name, Decimal(number), unit, to)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("d-dimer-feu", "mg/L DDU"),
        ("d-dimer-ddu", "ng/mL FEU"),
        ("platelets", "g/L"),
        ("haemoglobin", "10*9/L"),
        ("potassium", "mg/dL"),
        ("insulin", "pmol/L"),
        ("urea", "mg/g"),
        ("weight", "G"),
        ("height", "M"),
        ("creatinine", ""),
        ("temperature", "f"),
        ("sodium", "K/uL"),
        ("hba1c", "mmol/L"),
        ("glucose", "mg/g"),
    ],
)
def test_a_unit_of_something_else_is_refused_with_those_that_are_known(name, unit):
    with pytest.raises(UnitError, match=f"not known for {name}; known: "):
        convert(name, Decimal(10), unit, ANALYTES[name].canonical)


def test_case_tells_giga_from_gram_by_the_analyte():
    assert convert("platelets", Decimal(250), "G/L", "10*3/uL") == 250
    assert convert("haemoglobin", Decimal(120), "G/L", "g/dL") == 12


def test_ddu_and_feu_are_two_analytes_that_nothing_joins():
    shared = set(ANALYTES["d-dimer-feu"].units) & set(ANALYTES["d-dimer-ddu"].units)
    assert not any("FEU" in unit or "DDU" in unit for unit in shared)


def test_urea_and_urea_nitrogen_differ_by_mass_and_not_by_moles():
    same_moles = [convert(name, Decimal(10), "mmol/L", "mg/dL") for name in ("urea", "bun")]
    assert round(same_moles[0] / same_moles[1], 2) == Decimal("2.14")


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+999999", "1E-999999"])
def test_what_is_no_number_to_reckon_with_is_refused_and_never_raised_through(number):
    for unit in ("mg/dL", "umol/L"):
        with pytest.raises(UnitError, match="implausible"):
            convert("creatinine", Decimal(number), unit, "mg/dL")


def test_the_callers_own_decimal_context_changes_nothing():
    with localcontext() as context:
        context.prec = 3
        rough = convert("creatinine", Decimal("123.456"), "umol/L", "mg/dL")
    assert rough == convert("creatinine", Decimal("123.456"), "umol/L", "mg/dL")


def test_an_analyte_without_an_entry_passes_in_its_own_unit_only():
    assert convert("ceruloplasmin", Decimal("20.0"), "mg/100mL", "mg/dL") == 20
    with pytest.raises(UnitError, match="no entry for ceruloplasmin"):
        convert("ceruloplasmin", Decimal(20), "g/L", "mg/dL")
