"""An order names a medicine by its own code or by what it holds."""

import pytest

from chartside.codes import RXNORM, CodeSet
from chartside.orders import Order
from chartside.snapshot import freeze, thaw
from chartside.vocabulary.medicines import ACE_INHIBITORS, OPIOIDS, WARFARIN

COMBINED = Order("MedicationRequest", (RXNORM("833036"),), "Captopril 25 MG Oral Tablet")


def test_an_order_for_a_combination_names_each_part():
    assert COMBINED.names(OPIOIDS) == RXNORM("5489")
    assert COMBINED.names(ACE_INHIBITORS) is None
    assert not COMBINED.might_name(ACE_INHIBITORS)
    assert [code.display for code in COMBINED.holds] == ["acetaminophen", "hydrocodone"]


def test_what_the_adapter_resolved_goes_before_code_and_name():
    order = Order("MedicationRequest", (RXNORM("999999999"),), "anything", ingredients=(RXNORM("11289"),))
    assert order.names(WARFARIN) == RXNORM("11289")
    assert thaw(freeze(order)) == order


@pytest.mark.parametrize(
    ("order", "might"),
    [
        (Order("MedicationRequest"), True),
        (Order("MedicationRequest", (RXNORM("999999999"),), "unknownium"), True),
        (Order("MedicationRequest", (RXNORM("308191"),)), False),
        (Order("MedicationRequest", display="amoxicillin 500 MG Oral Capsule"), False),
        (Order("MedicationRequest", (RXNORM("11289"),)), False),  # it does name it
        (Order("MedicationRequest", stops=True), False),
        (Order("ServiceRequest"), False),
    ],
)
def test_only_a_medicine_that_was_not_resolved_might_be_the_one(order, might):
    assert order.might_name(WARFARIN) == might


def test_an_order_that_stops_names_nothing():
    assert Order("MedicationRequest", (RXNORM("11289"),), stops=True).names(WARFARIN) is None


def test_an_order_for_a_test_holds_nothing():
    order = Order("ServiceRequest", (RXNORM("11289"),), "warfarin")
    assert order.holds == ()
    assert order.names(CodeSet.of("it", "it", RXNORM("11289")))
