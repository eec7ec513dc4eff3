"""Whatever an input asks for, the kit can say what it may hold, and what it may not hold is not made up."""

from datetime import timedelta
from decimal import Decimal

import pytest

from chartside import inputs
from chartside.codes import LOINC, RXNORM, CodeSet
from chartside.facts import Derived, DerivedKind, Found, Quantity, Series
from chartside.gates import OrderNames
from chartside.missing import Missing
from chartside.testing import NOON
from chartside.testing.choice import REASONS
from chartside.testing.choices import choices
from chartside.testing.choices.measured import around, ordinary, plausible
from chartside.testing.mined import Mined
from chartside.vocabulary import CREATININE, SYSTOLIC_BP
from chartside.vocabulary.conditions import ATRIAL_FIBRILLATION

DRUG = CodeSet.of("drug", "drug", RXNORM("1"), RXNORM("2"))
STRANGE = CodeSet.of("nothing-of-the-table", "something", LOINC("0-0"))
KNOWN = Mined((Decimal("1.5"), Decimal(3), Decimal(180)), ("*4/*4", "current smoker", "CYP2C9"))
REQUESTS = {
    "age": inputs.AgeRequest(),
    "sex": inputs.SexRequest(),
    "person": inputs.PatientRequest(),
    "pressure": inputs.Latest(SYSTOLIC_BP, "mm[Hg]", timedelta(days=90), bounds=True),
    "strange": inputs.Latest(STRANGE, "foo"),
    "series": inputs.History(CREATININE, "mg/dL"),
    "smoking": inputs.DerivedRequest(DerivedKind("smoking", "smoking", ("current", "never"))),
    "score": inputs.DerivedRequest(DerivedKind("score", "score", type=Decimal)),
    "flag": inputs.DerivedRequest(DerivedKind("flag", "flag", type=bool)),
    "af": inputs.Having("Condition", ATRIAL_FIBRILLATION, implied=True),
    "procedures": inputs.ProceduresRequest(),
    "vaccines": inputs.ImmunizationsRequest(),
    "relatives": inputs.FamilyHistoryRequest(),
    "encounters": inputs.EncountersRequest(),
    "prescriptions": inputs.PrescriptionsRequest(),
    "medicines": inputs.EffectiveMedicationsRequest(),
    "order": inputs.OrderRequest(),
    "orders": inputs.OrdersRequest(),
    "genotypes": inputs.GenotypesRequest(),
    "variants": inputs.VariantsRequest(),
    "notes": inputs.NotesRequest(),
    "resources": inputs.ResourcesRequest("Observation"),
    "path": inputs.Path("Observation.value.exists()", "Observation"),
}


def made(name, gate=None):
    return choices(name, REQUESTS[name], KNOWN, gate, NOON)


@pytest.mark.parametrize("name", REQUESTS)
def test_something_ordinary_comes_first_and_every_reason_for_nothing_is_there(name):
    some = made(name)
    assert some[0].known
    assert some[0].kind == "ordinary"
    gone = [c.value if isinstance(c.value, Missing) else c.value.unknown for c in some if not c.known]
    assert [one.reason for one in gone] == list(REASONS)
    assert len({c.said for c in some}) == len(some)


@pytest.mark.parametrize("name", REQUESTS)
def test_what_is_given_has_a_reference(name):
    facts = [f for c in made(name) if c.known for f in (c.value if isinstance(c.value, Found) else [c.value])]
    assert facts
    assert all(fact.ref for fact in facts)


def test_a_measurement_stays_within_what_a_person_can_have_and_reaches_both_ends():
    low, high = plausible(REQUESTS["pressure"])
    values = [c.value.value for c in made("pressure") if isinstance(c.value, Quantity)]
    assert (min(values), max(values)) == (low, high)
    assert set(around(Decimal(180))) <= set(values)


def test_an_analyte_of_no_table_is_tried_at_what_the_analysis_knows_and_at_zero():
    values = {c.value.value for c in made("strange") if isinstance(c.value, Quantity)}
    assert {Decimal(0), Decimal("1.5"), Decimal("1.49"), Decimal("1.51")} <= values


def test_neighbours_are_one_place_further():
    assert around(Decimal("0.3")) == (Decimal("0.29"), Decimal("0.30"), Decimal("0.31"))
    assert around(Decimal(180)) == (Decimal("179.9"), Decimal(180), Decimal("180.1"))


def test_ordinary_values_are_inside():
    low, high = plausible(REQUESTS["series"])
    assert all(low < v < high for v in ordinary(REQUESTS["series"], ()))


def test_a_series_rises_by_what_the_analysis_knows_and_runs_from_the_oldest():
    series = {c.said: c.value for c in made("series") if isinstance(c.value, Series)}
    first, last = series["1.5 times as much"]
    assert last.value / first.value == Decimal("1.5")
    times = [[q.effective.wall for q in one] for one in series.values()]
    assert all(one == sorted(one) for one in times)
    assert series["none"].known_absent


def test_orders_are_those_that_the_gate_lets_in():
    def asked(gate):
        return [c.value for c in made("order", gate) if c.known]

    assert all(order.names(DRUG) for order in asked(OrderNames(DRUG)))
    assert not all(order.names(DRUG) for order in asked(None))


def test_an_expression_of_yes_or_no_has_no_other_result():
    def results(expression):
        request = inputs.Path(expression, "Observation?code=1")
        return {v.value for c in choices("p", request, KNOWN, None, NOON) for v in c.value}

    assert results("Observation.value.exists()") == {True, False}
    assert results("(Observation.value as Quantity).value > 5") == {True, False}
    assert "made up" in results("Observation.code.coding.code")


def test_derived_facts_have_the_values_of_their_kind():
    assert {c.value.value for c in made("smoking") if isinstance(c.value, Derived)} == {"current", "never"}
    assert {c.value.value for c in made("flag") if isinstance(c.value, Derived)} == {True, False}
    assert Decimal("1.49") in {c.value.value for c in made("score") if isinstance(c.value, Derived)}


def test_what_was_left_out_is_known_to_be_absent():
    [left_out] = [c.value for c in made("af") if isinstance(c.value, Found) and c.value.left_out]
    assert left_out.known_absent
