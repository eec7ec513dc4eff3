"""Codes that sound alike and are not, and equivalents of which one missing would silence a rule."""

import pytest

from chartside.codes import ICD10CM_SYSTEM, LOINC, SNOMED, Code
from chartside.vocabulary import MEASUREMENTS, conditions


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("creatinine", ("2160-0", "38483-4", "14682-9")),
        ("potassium", ("2823-3", "6298-4")),
        ("sodium", ("2951-2", "2947-0")),
        ("glucose", ("2345-7", "2339-0", "15074-8")),
        ("calcium", ("17861-6", "49765-1")),
        ("chloride", ("2075-0", "2069-3")),
        ("bicarbonate", ("1963-8", "2028-9", "20565-8", "14627-4")),
        ("bun", ("3094-0", "6299-2")),
        ("haematocrit", ("4544-3", "20570-8")),
        ("platelets", ("777-3", "26515-7", "13056-7")),
        ("wbc", ("6690-2", "26464-8")),
        ("hba1c", ("4548-4", "17856-6", "59261-8")),
        ("temperature", ("8310-5", "8331-1")),
        ("oxygen-saturation", ("59408-5", "2708-6")),
        ("uacr", ("9318-7", "14959-1", "32294-1")),
        ("ldl-cholesterol", ("13457-7", "18262-6", "39469-2")),
        ("inr", ("6301-6", "34714-6")),
        ("lactate", ("2524-7", "32693-4")),
        ("fio2", ("3150-0", "19994-3")),
    ],
)
def test_equivalents_are_in_one_set(name, codes):
    assert all(LOINC(code) in MEASUREMENTS[name] for code in codes)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("creatinine", "2161-8"),  # urine
        ("sodium", "2955-3"),  # urine
        ("potassium", "2828-2"),  # urine
        ("glucose", "5792-7"),  # urine
        ("glucose", "2342-4"),  # spinal fluid
        ("glucose", "27353-2"),  # mean, from HbA1c
        ("hba1c", "97506-0"),  # from sensor glucose
        ("bilirubin", "20505-4"),  # urine
        ("bilirubin", "1968-7"),  # direct
        ("bun", "22664-7"),  # urea
        ("urea", "3094-0"),  # urea nitrogen
        ("anion-gap", "1863-0"),  # with potassium
        ("calcium", "1994-3"),  # ionized
        ("troponin-t-hs", "6598-7"),  # older assay
        ("troponin-t", "67151-1"),  # high sensitivity
        ("troponin-t-hs", "89579-7"),  # the other troponin
        ("d-dimer-feu", "48066-5"),  # the other units
        ("d-dimer-ddu", "48065-7"),  # the other units
        ("d-dimer-feu", "7799-0"),  # no word of units
        ("arterial-ph", "5803-2"),  # urine
        ("arterial-ph", "2746-6"),  # vein
        ("haemoglobin", "4548-4"),  # A1c
        ("haemoglobin", "57905-2"),  # stool
        ("bmi", "59576-9"),  # percentile
        ("vancomycin", "4092-3"),  # trough
        ("vancomycin-trough", "20578-1"),  # any time
        ("egfr", "48643-1"),  # by race
        ("egfr", "88293-6"),  # by race
        ("systolic-bp", "96608-5"),  # mean
        ("systolic-bp", "8462-4"),  # diastolic
        ("nt-probnp", "30934-4"),  # BNP
        ("total-cholesterol", "2085-9"),  # HDL
    ],
)
def test_what_sounds_alike_is_another_thing(name, code):
    assert LOINC(code) not in MEASUREMENTS[name]


ICD = [
    ("DIABETES", "E11.9", True), ("DIABETES", "O24.410", False), ("DIABETES", "R73.03", False), ("HYPERTENSION", "I10", True),
    ("HYPERTENSION", "I27.0", False), ("ATRIAL_FIBRILLATION", "I48.20", True), ("STROKE_OR_TIA", "I63.9", True),
    ("STROKE_OR_TIA", "G45.4", False), ("MYOCARDIAL_INFARCTION", "I25.2", True), ("MYOCARDIAL_INFARCTION", "I25.10", False),
    ("CORONARY_DISEASE", "I21.4", True), ("VENOUS_THROMBOEMBOLISM", "I26.99", True), ("VENOUS_THROMBOEMBOLISM", "I80.00", False),
    ("PERIPHERAL_ARTERY_DISEASE", "I26.99", False), ("CHRONIC_KIDNEY_DISEASE", "N18.30", True),
    ("CHRONIC_KIDNEY_DISEASE", "N17.9", False), ("CIRRHOSIS", "K74.60", True), ("ACTIVE_CANCER", "C34.01", True),
    ("ACTIVE_CANCER", "C44.91", False), ("ACTIVE_CANCER", "Z85.3", False), ("COPD", "J44.9", True), ("COPD", "J45.20", False),
    ("DEMENTIA", "F03.90", True), ("PREGNANCY", "Z34.00", True), ("PREGNANCY", "O80", False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "code", "counts"), ICD)
def test_beginnings_of_icd_codes(name, code, counts):
    what = getattr(conditions, name)
    for written in (code, code.replace(".", "")):
        given = Code(ICD10CM_SYSTEM, written)
        excluded = what.excludes is not None and given in what.excludes
        assert (given in what and not excluded) == counts


def test_prediabetes_is_not_diabetes_and_an_infarction_is_coronary_disease():
    assert SNOMED("15777000") not in conditions.DIABETES
    assert SNOMED("15777000") in conditions.DIABETES.excludes
    assert conditions.MYOCARDIAL_INFARCTION.codes < conditions.CORONARY_DISEASE.codes
