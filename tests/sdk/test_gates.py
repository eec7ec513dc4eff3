"""A gate opens for a drug by whatever name, and says when it cannot tell."""

import pytest

from chartside import Patient, Source, analysis
from chartside.codes import ATC_SYSTEM, RXNORM, SNOMED, Code, CodeSet
from chartside.gates import OrderNames
from chartside.orders import Order
from chartside.outcome import CannotTell, NotApplicable
from chartside.vocabulary.medicines import METFORMIN

GATE = OrderNames(METFORMIN)


def order(*codings, display="", kind="MedicationRequest", **more):
    return Order(kind, codings, display, **more)


@pytest.mark.parametrize(
    "one",
    [
        order(RXNORM("6809")),
        order(RXNORM("860975")),
        order(RXNORM("999999999"), display="24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet"),
        order(display="Metformin 500 mg"),
        order(Code(ATC_SYSTEM, "A10BD07")),
        order(SNOMED("1"), display="metformin / sitagliptin"),
    ],
)
def test_it_opens_for_a_drug_by_any_name(one):
    assert GATE.refuses([order(RXNORM("11289")), one]) is None


@pytest.mark.parametrize(
    "one", [order(RXNORM("999999999"), display="unknownium"), order(), order(display="sugar pills"), order(SNOMED("1"))]
)
def test_a_drug_that_is_not_resolved_is_said_aloud(one):
    refused = GATE.refuses([order(RXNORM("11289")), one])
    assert isinstance(refused, CannotTell)
    assert refused.reason.startswith("drug not resolved")
    assert "metformin" in refused.lacks["order"]
    assert "sugar" not in refused.reason + refused.lacks["order"]


def test_an_ingredient_alone_does_not_tell_a_product():
    refused = OrderNames(CodeSet.of("tablet", "one tablet", RXNORM("861007"))).refuses([order(RXNORM("6809"))])
    assert isinstance(refused, CannotTell)
    assert "one tablet" in refused.reason


@pytest.mark.parametrize(
    "orders",
    [
        [],
        [order(RXNORM("308191"), display="amoxicillin 500 MG Oral Capsule")],
        [order(RXNORM("999999999"), display="amoxicillin 500 MG Oral Capsule")],
        [order(RXNORM("861007"), stops=True)],
        [order(display="sugar pills", stops=True)],
        [order(SNOMED("1"), kind="ServiceRequest")],
    ],
)
def test_another_order_is_not_applicable(orders):
    assert isinstance(GATE.refuses(orders), NotApplicable)


def test_a_gate_of_a_strangers_own_is_refused_because_it_would_run_inside_the_service():
    class Mine(OrderNames):
        def refuses(self, orders):
            raise ValueError("Ann Smith")

    source = Source("A test", "https://example.org", "1", "2026-01-01")
    with pytest.raises(TypeError, match=r"mine\.x: when= takes a gate of the SDK \(OrderNames\)"):

        @analysis("mine.x", version="1.0.0", source=source, when=Mine(METFORMIN))
        def x(patient: Patient):
            """Say nothing."""
            yield from ()
