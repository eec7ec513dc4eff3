"""Point 12: quantities as records have them are read where there is no doubt, and nothing is computed on an unknown unit."""

from decimal import Decimal

import pytest

from chartside.inputs import History, Latest
from chartside.vocabulary import CREATININE, DIASTOLIC_BP, PLATELETS, POTASSIUM, SYSTOLIC_BP
from chartside.vocabulary.labs import WBC
from chartside.vocabulary.vitals import BMI
from tests.fhir_adapter.made import NOW, PATIENT, YEAR, ask, creatinine, file, loinc, of_patient, quantity
from tests.fhir_adapter.points.real import first, says, whole

UCUM = "http://unitsofmeasure.org"
NEWEST = Latest(CREATININE, "mg/dL", YEAR)
PRESSURE = Latest(SYSTOLIC_BP, "mm[Hg]", YEAR)


def lab(code, held, **more):
    return of_patient(
        "Observation",
        "o",
        status="final",
        code=loinc(code),
        effectiveDateTime="2026-05-20T08:00:00Z",
        valueQuantity=held,
        **more,
    )


def read(held, code="2160-0", request=NEWEST):
    return ask(file(PATIENT, lab(code, held)), request)


@pytest.mark.parametrize(
    "more",
    [
        {"unit": "mg/dL"},
        {"unit": "mg/dL", "code": "mg/dL"},
        {"unit": "mg/dL", "system": UCUM, "code": "mg/dL"},
        {"unit": "mg/dL", "system": "https://ucum.org", "code": "mg/dL"},
        {"unit": "mg/dL", "system": "https://unitsofmeasure.org", "code": "mg/dL"},
        {"system": UCUM, "code": "mg/dL"},
        {"unit": "MG/DL"},
    ],
)
def test_12_a_quantity_without_a_system_or_with_another_name_of_ucum_is_read(more):
    assert read({"value": 1.5, **more}).value == Decimal("1.5")


@pytest.mark.parametrize("unit", ["mmHg", "mm[Hg]", "mm Hg"])
def test_12_mmhg_is_read_beside_mm_hg_in_brackets(unit):
    assert read({"value": 141, "unit": unit}, "8480-6", PRESSURE).value == 141


@pytest.mark.parametrize("unit", ["K/uL", "10*3/uL", "10*9/L", "x10E3/uL", "K/μL", "k/uL"])
@pytest.mark.parametrize(("code", "what"), [("6690-2", WBC), ("777-3", PLATELETS)])
def test_12_thousands_are_read_in_every_spelling(unit, code, what):
    assert read({"value": 9.5, "unit": unit}, code, Latest(what, "10*3/uL", YEAR)).value == Decimal("9.5")


@pytest.mark.parametrize("unit", ["days", "furlong", "g/dL/h", "", "mg", "%", "mm[Hg]"])
def test_12_nothing_is_computed_on_an_unknown_unit(unit):
    chart = file(PATIENT, lab("2160-0", {"value": 1.5, **({"unit": unit} if unit else {})}))
    assert ask(chart, NEWEST).reason == "unit"
    assert chart.drops == {("Observation", "unit"): 1}


def test_12_an_unknown_unit_does_not_give_way_to_an_older_value():
    old, new = creatinine("old", 1, "2026-01-01"), creatinine("new", 1, "2026-05-01", unit="furlong")
    assert ask(file(PATIENT, old, new), NEWEST).reason == "unit"


def test_12_a_coded_and_a_written_unit_that_disagree_are_no_unit():
    both = {"system": UCUM, "code": "mg/dL"}
    assert read({"value": 20, "unit": "umol/L", **both}).reason == "unit"
    assert read({"value": 20, "unit": "mg/dl", **both}).value == 20


def test_12_units_are_converted_exactly():
    assert read(quantity(4.1, "meq/L"), "2823-3", Latest(POTASSIUM, "mmol/L", YEAR)).value == Decimal("4.1")
    assert read(quantity(88.42, "umol/L")).value == Decimal(1)
    assert read(quantity(88.42, "umol/L")).reported == "88.42 umol/L"


@pytest.mark.parametrize("held", [{"unit": "mg/dL"}, {}, {"value": None, "unit": "mg/dL"}])
def test_12_a_missing_value_is_said_and_gives_way_to_an_older_one(held):
    assert read(held).reason == "stated-absent"
    old, new = creatinine("old", 1, "2026-05-01"), lab("2160-0", held)
    assert ask(file(PATIENT, old, new), NEWEST).ref == "Observation/old"


def test_12_a_value_that_is_no_number_is_a_value_and_its_older_ones_are_not_the_newest():
    held = {"value": "1.5", "unit": "mg/dL"}
    assert read(held).reason == "incomplete"
    old, new = creatinine("old", 1, "2026-05-01"), lab("2160-0", held)
    assert ask(file(PATIENT, old, new), NEWEST).reason == "incomplete"


@pytest.mark.parametrize("comparator", ["<", "<=", ">=", ">", "ad", "~"])
def test_12_a_comparator_is_no_value_and_its_older_ones_are_not_the_newest(comparator):
    bound = creatinine("new", 0.3, "2026-05-20", valueQuantity=quantity(0.3, comparator=comparator))
    chart = file(PATIENT, creatinine("old", 1, "2026-01-01"), bound)
    found = ask(chart, NEWEST)
    assert (found.reason, found.detail) == ("incomplete", "reported only as a bound")
    assert ask(chart, History(CREATININE, "mg/dL")).unknown is not None
    wanted = ask(chart, Latest(CREATININE, "mg/dL", YEAR, bounds=True))
    assert getattr(wanted, "comparator", "") == (comparator if comparator in "<=>=" else "")


def test_12_data_absent_reason_on_the_whole_or_on_one_component():
    absent = {"dataAbsentReason": {"coding": [{"code": "unknown"}]}}
    gone = of_patient(
        "Observation", "o", status="final", code=loinc("2160-0"), effectiveDateTime="2026-05-20", **absent
    )
    assert ask(file(PATIENT, gone), NEWEST).reason == "stated-absent"
    parts = [{"code": loinc("8480-6"), "valueQuantity": quantity(141, "mm[Hg]")}, {"code": loinc("8462-4"), **absent}]
    half = of_patient(
        "Observation", "o", status="final", code=loinc("85354-9"), effectiveDateTime="2026-05-20", component=parts
    )
    chart = file(PATIENT, half)
    assert ask(chart, PRESSURE).value == 141
    assert ask(chart, Latest(DIASTOLIC_BP, "mm[Hg]", YEAR)).reason == "stated-absent"


def test_12_public_an_absent_diastolic_costs_nothing_but_itself():
    sent, _ = first("us-core", lambda r: r.get("id") == "bp-data-absent")
    chart, now = sent.chart(), NOW.replace(year=2035)
    assert ask(chart, Latest(SYSTOLIC_BP, "mm[Hg]"), now).value > 0
    assert ask(chart, Latest(DIASTOLIC_BP, "mm[Hg]"), now).reason == "stated-absent"


def test_12_public_quantities_under_ucum_org_are_read():
    sent, resource = first("ecqm", says("https://ucum.org", "kg/m2"))
    found = ask(sent.chart(), History(BMI, "kg/m2"), NOW.replace(year=2035))
    assert {f"Observation/{resource['id']}"} <= {q.ref for q in found}


def test_12_public_quantities_without_a_value_or_a_known_unit_are_no_facts():
    seen = valueless = 0
    for sent in whole("ecqm"):
        bare = {
            f"Observation/{r['id']}"
            for r in sent.resources
            if isinstance(r.get("valueQuantity"), dict) and "value" not in r["valueQuantity"]
        }
        if bare:
            valueless += len(bare)
            found = ask(sent.chart(), History(CREATININE, "mg/dL"), NOW.replace(year=2035))
            seen += len(bare & {q.ref for q in found})
    assert (valueless, seen) == (2, 0)
