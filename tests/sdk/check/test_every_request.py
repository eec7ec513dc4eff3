"""Whatever an analysis asks for, every check of it runs; and what is sound among them passes."""

from collections.abc import Iterator
from typing import Annotated, Any

import pytest

from chartside import (
    RXNORM,
    Analysis,
    CannotTell,
    Card,
    CodeSet,
    Derived,
    DerivedKind,
    DerivedRequest,
    EffectiveMedications,
    Encounter,
    EncountersRequest,
    FamilyHistories,
    Found,
    Genotypes,
    History,
    Immunizations,
    Missing,
    Notes,
    Now,
    Order,
    OrderNames,
    Orders,
    Path,
    Person,
    Procedures,
    Quiet,
    Resources,
    Series,
    Source,
    Value,
    Variants,
    analysis,
    provides,
)
from chartside.check import check, names
from chartside.vocabulary import CREATININE, SystolicBP
from tests.contract.charts import chart_of

SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")
SMOKING = DerivedKind("smoking", "smoking", ("current", "never"))
DRUG = CodeSet.of("drug", "drug", RXNORM("6809", "metformin"))
KINDS = {
    "person": Person,
    "series": Annotated[Series, History(CREATININE, "mg/dL")],
    "smoking": Annotated[Derived | Missing, DerivedRequest(SMOKING)],
    "procedures": Procedures,
    "vaccines": Immunizations,
    "relatives": FamilyHistories,
    "encounters": Annotated[Found[Encounter], EncountersRequest()],
    "medicines": EffectiveMedications,
    "order": Order,
    "orders": Orders,
    "genotypes": Genotypes,
    "variants": Variants,
    "notes": Notes,
    "resources": Resources["Observation"],
    "path": Annotated[Found[Value], Path("Condition.code.exists()", "Condition")],
}


def asking_for(name: str, hint: Any) -> Analysis:
    def looks(it: Any) -> Iterator[Card | CannotTell | Quiet]:
        """Say whether there is one."""
        if isinstance(it, Missing) or (isinstance(it, Found) and not it.known):
            yield CannotTell("it is not known")
        elif isinstance(it, Found) and not it:
            yield Quiet("none")
        else:
            yield Card("there is one", "info").because(it)

    looks.__annotations__["it"] = hint
    return analysis(f"test.{name}", version="1.0.0", source=SOURCE, limits="A test.")(looks)


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_held_to_every_promise(name):
    one = asking_for(name, KINDS[name])
    found = {check_name: check(one, check_name, chart_of=chart_of) for check_name in names(one)}
    # It has no card.toml.
    assert [str(f) for f in found.values() if f.state == "fail" and f.check != "source_attributes_complete"] == []
    assert found["every_card_cites"].state == "pass"
    assert found["source_attributes_complete"].state == "fail"
    assert [str(f) for f in found.values() if "the check itself broke" in f.message] == []


def test_an_analysis_that_derives_a_fact_is_held_to_its_basis():
    @provides(SMOKING)
    @analysis("test.smoking", version="1.0.0", source=SOURCE, limits="A test.")
    def smoking(notes: Notes, now: Now) -> Iterator[Derived | CannotTell]:
        """Read whether somebody smokes."""
        smokes = [note for note in notes if "current smoker" in note.text and note.written and note.written.wall <= now]
        if smokes:
            yield SMOKING.of("current").because(smokes[0])

    found = {name: check(smoking, name, chart_of=chart_of) for name in names(smoking)}
    assert [str(f) for f in found.values() if f.state == "fail" and f.check != "source_attributes_complete"] == []
    assert found["every_card_cites"].state == "pass"
    assert found["summary_fits"].state == "not shown"


def test_a_gate_is_minded():
    @analysis("test.gated", version="1.0.0", source=SOURCE, limits="A test.", when=OrderNames(DRUG))
    def gated(order: Order, sbp: SystolicBP) -> Iterator[Card]:
        """Speak of one drug alone."""
        if not order.names(DRUG):
            raise AssertionError("asked of an order that the gate refuses")
        if sbp and sbp.value < 90:
            yield Card("low").because(order, sbp)

    found = {name: check(gated, name, chart_of=chart_of) for name in names(gated)}
    assert [str(f) for f in found.values() if f.state == "fail" and f.check != "source_attributes_complete"] == []
