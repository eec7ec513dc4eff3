"""Every entry of the vocabulary is well-formed: real codes, one meaning each, a check, a version and a hash."""

import re
from collections import Counter
from importlib.resources import files
from typing import get_args

import pytest

from chartside.codes import ICD10CM_SYSTEM, LOINC, LOINC_SYSTEM, SNOMED_SYSTEM
from chartside.inputs import Having, Latest
from chartside.units import ANALYTES, canonical_unit
from chartside.vocabulary import MEASUREMENTS, conditions, labs, measurements, vitals
from chartside.vocabulary.table import CHECKS, table

FILES = (*measurements.TABLES, "conditions", "genes")
ENTRIES = [(file, name) for file in FILES for name in table(file).names]
# LOINC closes a number with a check digit. One code here has the wrong one: it is written so in the field, and can mean nothing else.
MISTYPED = {"3150-6"}


def loinc_digit(number):
    doubled = [int(d) * (2 if place % 2 == 0 else 1) for place, d in enumerate(reversed(number))]
    return -sum(n // 10 + n % 10 for n in doubled) % 10


def is_loinc(code):
    number, _, digit = code.partition("-")
    return re.fullmatch(r"\d{3,6}-\d", code) is not None and loinc_digit(number) == int(digit)


SHUFFLE = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def turned_and_mirrored(a, b):
    """Combine two moves of a pentagon: 0 to 4 turn it, 5 to 9 mirror it first."""
    turn = (a + b if a < 5 else a - b) % 5
    return turn if (a < 5) == (b < 5) else turn + 5


def is_snomed(code):
    """Whether the check digit of Verhoeff holds, with which SNOMED CT closes an identifier."""
    check = 0
    for place, digit in enumerate(reversed(code)):
        turned = int(digit)
        for _ in range(place % 8):
            turned = SHUFFLE[turned]
        check = turned_and_mirrored(check, turned)
    return re.fullmatch(r"\d{6,18}", code) is not None and check == 0


def test_the_checks_can_fail():
    assert is_loinc("2160-0")
    assert not is_loinc("2161-0")
    assert is_snomed("49436004")
    assert not is_snomed("49436014")


@pytest.mark.parametrize(("file", "name"), ENTRIES)
def test_codes_are_codes_and_checked(file, name):
    for code, check in table(file).checked(name).items():
        assert check in CHECKS
        assert code.display
        if code.system == LOINC_SYSTEM:
            assert is_loinc(code.value) != (code.value in MISTYPED), code
        else:
            assert code.system == SNOMED_SYSTEM
            assert is_snomed(code.value), code


@pytest.mark.parametrize("name", MEASUREMENTS)
def test_a_measurement_has_codes_display_version_and_source(name):
    what = MEASUREMENTS[name]
    assert what.name == name
    assert what.codes
    assert what.enumerable
    assert what.display
    assert re.fullmatch(r"\d{4}\.\d+\+[0-9a-f]{12}", what.version)
    assert what.source


@pytest.mark.parametrize("file", FILES)
def test_a_file_says_when_from_where_and_under_which_licence(file):
    text = (files("chartside.vocabulary") / "knowledge" / f"{file}.toml").read_text("utf-8")
    assert all(
        re.search(rf"^{key} = ", text, re.MULTILINE) for key in ("version", "date", "review", "licence", "sources")
    )
    assert len(table(file).sha256) == 64


def test_no_code_means_two_things_but_a_fasting_glucose_is_a_glucose():
    twice = Counter(code for what in MEASUREMENTS.values() for code in what.codes)
    declared = {
        code for name in ("glucose",) for code in MEASUREMENTS["fasting-glucose"].codes & MEASUREMENTS[name].codes
    }
    assert {code for code, times in twice.items() if times > 1} == declared
    assert declared == MEASUREMENTS["fasting-glucose"].codes


def test_no_panel_is_a_measurement_unless_it_carries_another():
    panels = {code for what in MEASUREMENTS.values() for code in what.panels}
    carried = MEASUREMENTS["oxygen-saturation"].codes
    assert panels & {code for what in MEASUREMENTS.values() for code in what.codes} == carried


def test_what_is_left_out_has_a_reason_and_is_in_no_set():
    held = {code.value for what in MEASUREMENTS.values() for code in (*what.codes, *what.panels)}
    for file in FILES:
        for code, reason in table(file).left_out.items():
            assert is_loinc(code), code
            assert reason
            assert code not in held


def named(module, kind):
    return {name: get_args(v)[1] for name, v in vars(module).items() if isinstance((get_args(v) or (0, 0))[1], kind)}


def test_every_measurement_has_its_typed_name_in_a_unit_that_the_table_knows():
    typed = named(labs, Latest) | named(vitals, Latest)
    assert {request.what.name for request in typed.values()} == set(MEASUREMENTS)
    for name, request in typed.items():
        assert name[0].isupper()
        assert request.what is MEASUREMENTS[request.what.name]
        assert request.unit == canonical_unit(request.unit) == ANALYTES[request.what.name].canonical
        assert request.max_age is not None


def test_every_measurement_has_its_constant():
    for name, what in MEASUREMENTS.items():
        constant = name.upper().replace("-", "_")
        assert getattr(labs, constant, getattr(vitals, constant, None)) is what


def test_every_condition_has_its_typed_name_and_says_what_the_file_says():
    typed = named(conditions, Having)
    assert {request.what.name for request in typed.values()} == set(table("conditions").names)
    for request in typed.values():
        entry = table("conditions").entries[request.what.name]
        assert (request.kind, request.statement, request.ever) == (
            "Condition",
            entry["statement"],
            entry.get("ever", False),
        )
        assert request.what.codes
        assert request.what.prefixes[ICD10CM_SYSTEM]


def test_names_of_before_are_still_there():
    from chartside import vocabulary

    assert LOINC("2160-0") in vocabulary.CREATININE
    assert {LOINC("98979-8"), LOINC("33914-3"), LOINC("69405-9")} <= vocabulary.EGFR.codes
    assert vocabulary.SYSTOLIC_BP.panels == {LOINC("85354-9"), LOINC("55284-4")} == vocabulary.DIASTOLIC_BP.panels
    assert get_args(vocabulary.SystolicBP)[1] == Latest(
        vocabulary.SYSTOLIC_BP, "mm[Hg]", get_args(vocabulary.DiastolicBP)[1].max_age
    )
    assert get_args(vocabulary.AtrialFibrillation)[1].implied is True
    assert get_args(vocabulary.Creatinine)[1].max_age.days == get_args(vocabulary.ReportedEGFR)[1].max_age.days == 365
