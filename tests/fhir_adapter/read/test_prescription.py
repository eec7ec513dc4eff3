"""Prescriptions with their dosages: what is stated is read, what is not stays unknown, and which of them count now."""

import json
from decimal import Decimal

import pytest

from chartside import Dosage, Prescription
from chartside.codes import RXNORM, CodeSet
from chartside.inputs import PrescriptionsRequest
from chartside.snapshot import freeze, thaw
from chartside.vocabulary.medicines import OPIOIDS
from fhir_adapter import Chart
from tests.fhir_adapter.made import PATIENT, ask, of_patient, rxnorm

OPIOID = PrescriptionsRequest(OPIOIDS)
# So that the file holds both kinds, and nothing is unknown for want of one.
OVER = of_patient("MedicationStatement", "st", status="completed", medicationCodeableConcept=rxnorm("308191"))


def prescription(id="m", code="1049621", **more):
    said = {
        "status": "active",
        "intent": "order",
        "authoredOn": "2026-01-01",
        "medicationCodeableConcept": rxnorm(code),
    }
    return of_patient("MedicationRequest", id, **{**said, **more})


def found(*record, drafts=(), request=OPIOID):
    bundle = {"resourceType": "Bundle", "entry": [{"resource": r} for r in (PATIENT, OVER, *record)]}
    context = {"draftOrders": {"resourceType": "Bundle", "entry": [{"resource": r} for r in drafts]}}
    return ask(Chart.from_patient_file(json.dumps(bundle).encode(), context), request)


def dosage(**content):
    [one] = found(prescription(dosageInstruction=[content]))
    [read] = one.dosages
    return read


def dose(value, unit="{tablet}", **more):
    return {"doseAndRate": [{"doseQuantity": {"value": value, "unit": unit, "code": unit}, **more}]}


def repeat(**content):
    return {"timing": {"repeat": content}}


def test_a_prescription_with_all_that_is_said_of_it():
    told = found(
        prescription(
            category=[{"coding": [{"system": "http://x", "code": "community"}]}],
            dosageInstruction=[{**dose(2), **repeat(frequency=3, period=1, periodUnit="d"), "asNeededBoolean": True}],
            dispenseRequest={
                "quantity": {"value": 60, "unit": "tablet"},
                "expectedSupplyDuration": {"value": 2, "code": "wk"},
                "numberOfRepeatsAllowed": 1,
            },
        )
    )
    [one] = told
    assert isinstance(one, Prescription)
    assert one.dosages == (Dosage(Decimal(2), "{tablet}", times=Decimal(3), per_hours=Decimal(24), as_needed=True),)
    assert (one.quantity, one.quantity_unit, one.supply_days, one.repeats) == (Decimal(60), "tablet", Decimal(14), 1)
    assert (one.settings, one.current, one.drafted, one.since.text) == (("community",), True, False, "2026-01-01")
    assert thaw(json.loads(json.dumps(freeze(told)))) == told


def test_of_a_range_the_most_is_told_and_the_least_kept():
    low, high = ({"value": n, "code": "{tablet}"} for n in (1, 2))
    read = dosage(
        doseAndRate=[{"doseRange": {"low": low, "high": high}}],
        **repeat(frequency=1, frequencyMax=2, period=4, periodMax=6, periodUnit="h"),
    )
    assert (read.dose, read.low, read.times, read.per_hours) == (Decimal(2), Decimal(1), Decimal(2), Decimal(4))


def test_of_several_doses_the_ordered_one_counts_and_contradictions_are_none():
    def typed(kind, value):
        return {
            "type": {"coding": [{"system": "http://x", "code": kind}]},
            "doseQuantity": {"value": value, "code": "mg"},
        }

    assert dosage(doseAndRate=[typed("calculated", 9), typed("ordered", 5)]).dose == Decimal(5)
    assert dosage(doseAndRate=[typed("calculated", 5), typed("admin-amount", 5)]).dose == Decimal(5)
    assert dosage(doseAndRate=[typed("calculated", 5), typed("admin-amount", 6)]).dose is None


@pytest.mark.parametrize(
    ("timing", "times", "hours"),
    [
        ({"repeat": {"frequency": 1, "period": 3, "periodUnit": "d"}}, 1, 72),
        ({"repeat": {"period": 8, "periodUnit": "h"}}, 1, 8),  # FHIR: once a period
        ({"repeat": {"frequency": 2, "period": 1, "periodUnit": "wk"}}, 2, 168),
        ({"repeat": {"timeOfDay": ["08:00:00", "20:00:00"]}}, 2, 24),
        ({"repeat": {"when": ["MORN", "HS"]}}, 2, 24),
        ({"repeat": {"when": ["AC"]}}, None, None),  # how many meals?
        ({"repeat": {"frequency": 4}}, None, None),
        ({"repeat": {"frequency": 4, "period": 1, "periodUnit": "fortnight"}}, None, None),
        ({"repeat": {"frequency": 0, "period": 1, "periodUnit": "d"}}, 0, 24),
        ({"repeat": {"frequency": "x", "period": 1, "periodUnit": "d"}}, None, 24),
        ({"repeat": {"frequency": 1, "period": 0, "periodUnit": "d"}}, None, None),
        ({"code": {"coding": [{"system": "http://x", "code": "TID"}]}}, 3, 24),
        ({"code": {"text": "three times a day"}}, None, None),
        ("nonsense", None, None),
    ],
)
def test_how_often(timing, times, hours):
    read = dosage(timing=timing)
    assert (read.times, read.per_hours) == (times, hours)


@pytest.mark.parametrize(
    "quantity",
    [
        None,
        "5",
        {"unit": "mg"},
        {"value": True},
        {"value": -1, "code": "mg"},
        {"value": 5, "comparator": "<", "code": "mg"},
    ],
)
def test_what_is_no_amount_is_none(quantity):
    assert dosage(doseAndRate=[{"doseQuantity": quantity}]).dose is None


def test_a_stated_maximum_and_a_sequence():
    most = {"numerator": {"value": 6, "code": "{tablet}"}, "denominator": {"value": 1, "code": "d"}}
    read = dosage(sequence=2, maxDosePerPeriod=most)
    assert (read.most, read.most_unit, read.most_per_hours, read.sequence) == (Decimal(6), "{tablet}", Decimal(24), 2)


@pytest.mark.parametrize(
    ("status", "current"), [("active", True), ("on-hold", True), ("completed", False), ("stopped", False)]
)
def test_whatever_became_of_it_is_told(status, current):
    [one] = found(prescription(status=status))
    assert (one.current, one.status) == (current, status)


@pytest.mark.parametrize(
    "wrong", [{"status": "entered-in-error"}, {"authoredOn": "2050-01-01"}, {"subject": {"reference": "Patient/p2"}}]
)
def test_what_must_not_count_is_not_read(wrong):
    assert not found(prescription(**wrong))


def test_a_draft_counts_and_takes_the_place_of_what_has_its_name():
    draft = prescription("m", "1049502", status="draft")
    [one] = found(prescription("m"), drafts=[draft])
    assert (one.codings[0], one.drafted, one.current, one.status) == (RXNORM("1049502"), True, True, "draft")
    both = found(prescription("other"), drafts=[draft])
    assert sorted((one.ref, one.drafted) for one in both) == [
        ("MedicationRequest/m", True),
        ("MedicationRequest/other", False),
    ]


def test_what_a_draft_replaces_or_stops_is_still_told_and_counts_no_longer():
    replaced = found(
        prescription("old"),
        drafts=[prescription("new", status="draft", priorPrescription={"reference": "MedicationRequest/old"})],
    )
    assert {one.ref: one.current for one in replaced} == {"MedicationRequest/old": False, "MedicationRequest/new": True}
    [stopped] = found(prescription("old"), drafts=[prescription("stop", status="stopped")])
    assert (stopped.ref, stopped.current) == ("MedicationRequest/old", False)


def test_a_statement_of_use_counts_until_it_ends():
    def stated(**more):
        said = {"status": "active", "medicationCodeableConcept": rxnorm("1049621"), **more}
        return of_patient("MedicationStatement", "s", **said)

    [one] = found(stated(dosage=[{**dose(1), **repeat(frequency=1, period=6, periodUnit="h")}]))
    assert (one.kind, one.current, one.dosages[0].per_hours) == ("MedicationStatement", True, Decimal(6))
    [over] = found(stated(effectivePeriod={"start": "2025-01-01", "end": "2025-02-01"}))
    assert not over.current


def test_a_medicine_that_nobody_could_place_is_a_gap_only_while_it_counts():
    unnamed = {"medicationCodeableConcept": {"text": "the white ones"}}
    assert found(prescription(**unnamed)).unknown.reason == "incomplete"
    assert found(prescription(status="completed", **unnamed)).known_absent


def test_an_exclusion_is_left_out_and_said():
    what = CodeSet("naloxone", "naloxone", frozenset({RXNORM("351266"), RXNORM("1725059")}), excludes=OPIOIDS)
    told = found(prescription("a", "351266"), prescription("b", "1725059"), request=PrescriptionsRequest(what))
    assert [one.ref for one in told] == ["MedicationRequest/b"]
    assert told.left_out == (OPIOIDS.name,)


def test_what_is_no_prescription_shape_breaks_nothing():
    odd = prescription(dosageInstruction="twice", dispenseRequest=["x"], category="inpatient")
    [one] = found(odd)
    assert (one.dosages, one.quantity, one.supply_days, one.repeats) == ((), None, None, None)
    [read] = found(prescription(dosageInstruction={"doseAndRate": "x", "timing": [], "maxDosePerPeriod": 1}))
    assert read.dosages == (Dosage(),)
