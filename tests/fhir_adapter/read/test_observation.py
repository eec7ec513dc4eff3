"""Measured values: which one, in which unit, and every reason not to compute."""

from decimal import Decimal

import pytest

from chartside.codes import LOINC, CodeSet
from chartside.inputs import History, Latest, days
from tests.fhir_adapter.made import (
    CREATININE,
    PATIENT,
    YEAR,
    ask,
    concept,
    creatinine,
    file,
    loinc,
    of_patient,
    quantity,
)

LATEST = Latest(CREATININE, "mg/dL", YEAR)
SYSTOLIC = CodeSet.of("systolic-bp", "systolic blood pressure", LOINC("8480-6"), panels=[LOINC("85354-9")])
OLD, NEW = "2026-03-01T08:00:00Z", "2026-05-01T08:00:00Z"


def latest(*observations, request=LATEST):
    return ask(file(PATIENT, *observations), request)


def history(*observations, back=None):
    return ask(file(PATIENT, *observations), History(CREATININE, "mg/dL", back))


def test_the_newest_by_either_code():
    found = latest(creatinine("a", 1, OLD), creatinine("b", 2, NEW, code=loinc("38483-4")))
    assert (found.value, found.ref, found.code.value) == (2, "Observation/b", "38483-4")


def test_several_codings_are_one_finding():
    both = {
        "coding": [*concept("urn:local", "KREA")["coding"], *loinc("2160-0")["coding"], *loinc("38483-4")["coding"]]
    }
    assert len(history(creatinine("a", 1, code=both))) == 1


def test_a_code_of_another_system_is_another_code():
    assert latest(creatinine("a", 1, code=concept("urn:local", "2160-0"))).reason == "not-found"


def test_units_are_converted_and_the_records_own_wording_kept():
    found = latest(creatinine("a", Decimal("88.42") and 88.42, unit="umol/L"))
    assert (round(found.value, 6), found.unit, found.reported) == (Decimal(1), "mg/dL", "88.42 umol/L")


def test_digits_are_kept_as_written():
    raw = b'{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}]},'
    raw += b'"effectiveDateTime":"2026-05-01","valueQuantity":{"value":1.20,"unit":"mg/dL"}}'
    from fhir_adapter import Chart

    assert str(ask(Chart.from_patient_file(raw), LATEST).value) == "1.20"


@pytest.mark.parametrize(
    "held",
    [
        quantity(1, "furlong"),
        quantity(1, ""),
        {"value": 1},
        quantity(1, "x" * 5000),
        quantity(4000),
        quantity(10**4000),
        quantity(1, "mg/dL", code="umol/L"),  # the two units disagree
        {"value": 1, "system": "http://snomed.info/sct", "code": "mg/dL"},
    ],
)
def test_never_computed_on_an_unknown_unit_or_an_implausible_number(held):
    assert latest(creatinine("old", 1, OLD), creatinine("a", 0, valueQuantity=held)).reason in ("unit", "incomplete")


@pytest.mark.parametrize("system", ["http://unitsofmeasure.org", "https://ucum.org", None])
def test_ucum_in_its_spellings(system):
    held = {"value": 1, "code": "mg/dL", **({"system": system} if system else {})}
    assert latest(creatinine("a", 0, valueQuantity=held)).value == 1


def test_a_newest_that_is_a_bound_is_not_replaced_by_an_older_value():
    found = latest(creatinine("old", 1, OLD), creatinine("a", 0, valueQuantity=quantity(0.3, comparator="<")))
    assert (found.reason, found.detail) == ("incomplete", "reported only as a bound")


def test_who_asks_for_bounds_is_given_them_with_their_comparator():
    bounds = Latest(CREATININE, "mg/dL", bounds=True)
    found = latest(creatinine("a", 0, valueQuantity=quantity(0.3, comparator="<")), request=bounds)
    assert (found.comparator, str(found.value), found.reported) == ("<", "0.3", "<0.3 mg/dL")
    odd = creatinine("a", 0, valueQuantity=quantity(0.3, comparator="about"))
    assert latest(odd, request=bounds).reason == "incomplete"


@pytest.mark.parametrize(
    "none",
    [
        {"valueQuantity": {"unit": "mg/dL"}},
        {"valueQuantity": None},
        {"valueQuantity": None, "valueString": ""},
        {"dataAbsentReason": concept("urn:x", "unknown"), "valueQuantity": {}},
    ],
)
def test_a_newest_without_a_value_gives_way_to_an_older_one(none):
    assert latest(creatinine("old", 1, OLD), creatinine("a", 0, **none)).ref == "Observation/old"
    assert latest(creatinine("a", 0, **none)).reason == "stated-absent"


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"valueQuantity": quantity("2.4")}, "no number"),
        ({"valueQuantity": quantity([1])}, "no number"),
        ({"valueQuantity": 2.4}, "no number"),
        ({"valueQuantity": None, "valueString": "<0.3 mg/dL"}, "in words"),
        ({"valueQuantity": None, "valueRange": {"low": quantity(1), "high": quantity(2)}}, "as a range"),
        ({"valueQuantity": None, "valueSampledData": {"data": "1 2"}}, "as a curve"),
        ({"valueQuantity": None, "valueCodeableConcept": {"text": "high"}}, "in words"),
    ],
)
def test_a_value_in_another_form_is_a_value_and_said(other, said):
    alone = latest(creatinine("a", 0, **other))
    assert alone.reason == "incomplete"
    assert said in alone.detail
    assert latest(creatinine("old", 1, OLD), creatinine("a", 0, **other)) == alone  # an older one is not the newest
    assert ask(file(PATIENT, creatinine("a", 0, **other)), History(CREATININE, "mg/dL")).unknown == alone


def test_the_newest_is_not_known_beside_a_value_that_nobody_dated():
    undated = creatinine("u", 3, None)
    found = latest(creatinine("old", 1, OLD), undated)
    assert (found.reason, found.detail) == ("incomplete", "the newest is not known; values without a time: 1")
    assert latest(undated).reason == "incomplete"
    empty = {k: v for k, v in undated.items() if k != "valueQuantity"}
    assert latest(creatinine("old", 1, OLD), empty).value == 1  # what has no value cannot be the newest value
    assert latest(creatinine("old", 1, OLD), {**undated, "status": "entered-in-error"}).value == 1


def test_a_display_of_something_else_is_shown_with_the_table_s_and_remarked():
    what = CodeSet.of("creatinine", "creatinine", LOINC("2160-0", "Creatinine [Mass/volume] in Serum or Plasma"))
    for code in (loinc("2160-0", "Potassium in serum"), {**loinc("2160-0"), "text": "Potassium in serum"}):
        chart = file(PATIENT, creatinine("a", 1, code=code))
        found = ask(chart, Latest(what, "mg/dL"))
        assert (found.value, found.display) == (
            1,
            "Potassium in serum (its code says Creatinine [Mass/volume] in Serum or Plasma)",
        )
        assert any("displayed otherwise" in note for note in chart.notes)
    same = file(PATIENT, creatinine("a", 1, code=loinc("2160-0", "Creatinine")))
    assert (ask(same, Latest(what, "mg/dL")).display, same.notes) == ("Creatinine", [])


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled", "preliminary", "registered", "unknown"])
def test_what_may_not_be_asserted_gives_way_to_an_older_one(status):
    assert latest(creatinine("old", 1, OLD), creatinine("a", 9, status=status)).ref == "Observation/old"


def test_the_future_is_not_known():
    chart = file(PATIENT, creatinine("old", 1, OLD), creatinine("a", 9, "2026-06-03"))
    assert ask(chart, LATEST).ref == "Observation/old"
    assert chart.drops == {("Observation", "future"): 1}


def test_too_old_is_said():
    assert latest(creatinine("a", 1, "2025-05-31")).reason == "too-old"
    assert latest(creatinine("a", 1, "2025-06-01")).value == 1
    assert latest(creatinine("a", 1, "2025")).reason == "too-old"  # some of that year is too old
    assert latest(creatinine("a", 1, "2025"), request=Latest(CREATININE, "mg/dL")).value == 1


def test_without_a_time_nothing_is_the_newest():
    assert latest(creatinine("a", 1, "")).reason == "incomplete"
    assert latest(creatinine("a", 1, "last week")).reason == "incomplete"


def test_two_values_at_the_newest_time_conflict():
    assert latest(creatinine("a", 1), creatinine("b", 2)).reason == "conflicting"
    assert latest(creatinine("a", 1), creatinine("b", 1)).ref == "Observation/a"
    assert latest(creatinine("a", 1, "2026-05-01"), creatinine("b", 2, NEW)).reason == "conflicting"
    assert latest(creatinine("a", 1, OLD), creatinine("b", 2, OLD), creatinine("c", 3, NEW)).value == 3


def test_one_result_in_two_units_is_not_a_conflict():
    assert latest(creatinine("a", 1.0), creatinine("b", 88, unit="umol/L")).value == 1
    assert latest(creatinine("a", 1.0), creatinine("b", 140, unit="umol/L")).reason == "conflicting"


def pressure(id, systolic, panel="85354-9", **more):
    part = {"code": loinc("8480-6"), "valueQuantity": quantity(systolic, "mm[Hg]"), **more}
    return of_patient("Observation", id, status="final", code=loinc(panel), effectiveDateTime=NEW, component=[part])


@pytest.mark.parametrize("panel", ["85354-9", "55284-4", "1-1"])
def test_components_are_found_whatever_the_panel(panel):
    found = latest(pressure("bp", 150, panel), request=Latest(SYSTOLIC, "mm[Hg]", days(90)))
    assert (found.value, found.ref) == (150, "Observation/bp")


def test_one_component_can_be_absent_or_modified():
    request = Latest(SYSTOLIC, "mm[Hg]", days(90))
    assert (
        latest(
            pressure("bp", 150, valueQuantity=None, dataAbsentReason=concept("urn:x", "error")), request=request
        ).reason
        == "stated-absent"
    )
    assert latest(pressure("bp", 150, modifierExtension=[{"url": "urn:x"}]), request=request).reason == "incomplete"


def test_a_history_is_in_order_in_one_unit_and_says_what_it_left_out():
    series = history(creatinine("b", 2, NEW), creatinine("a", 88.42, OLD, unit="umol/L"))
    assert [q.ref for q in series] == ["Observation/a", "Observation/b"]
    assert series.unknown is None
    bound = creatinine("c", 0, "2026-04-01", valueQuantity=quantity(0.3, comparator="<"))
    assert history(creatinine("b", 2, NEW), bound).unknown.reason == "incomplete"
    assert history(creatinine("b", 2, NEW), creatinine("c", 1, OLD, unit="furlong")).unknown.reason == "unit"
    assert history(creatinine("b", 2, NEW), creatinine("c", 1, NEW)).unknown.reason == "conflicting"
    assert [q.ref for q in history(creatinine("b", 2, NEW), creatinine("a", 1, OLD), back=days(45))] == [
        "Observation/b"
    ]


def test_a_value_over_a_period_stands_at_its_end():
    over = {"effectivePeriod": {"start": OLD, "end": "2026-05-02T00:00:00Z"}}
    assert latest(creatinine("a", 1, NEW), creatinine("b", 2, "", **over)).ref == "Observation/b"
