"""Point 2: a concept is asked for by all its codes, and a component is found whatever panel holds it."""

import pytest

from chartside.codes import LOINC
from chartside.inputs import History, Latest
from chartside.vocabulary import CREATININE, DIASTOLIC_BP, GLUCOSE, POTASSIUM, SYSTOLIC_BP
from tests.fhir_adapter.made import NOW, PATIENT, YEAR, ask, file, loinc, of, of_patient, quantity, searchset, sent
from tests.fhir_adapter.points.real import whole

EQUIVALENT = [
    (CREATININE, "mg/dL", 1.1, ("2160-0", "38483-4")),
    (POTASSIUM, "mmol/L", 4.1, ("2823-3", "6298-4")),
    (GLUCOSE, "mg/dL", 101, ("2345-7", "2339-0")),
]


def pressure(panel, *, at="2026-05-20T08:00:00Z", parts=(("8480-6", 141), ("8462-4", 88))):
    component = [{"code": loinc(code), "valueQuantity": quantity(value, "mm[Hg]")} for code, value in parts]
    return of_patient("Observation", "bp", status="final", code=loinc(panel), effectiveDateTime=at, component=component)


@pytest.mark.parametrize(("what", "unit", "value", "codes"), EQUIVALENT)
def test_02_every_equivalent_code_answers_the_one_question(what, unit, value, codes):
    for code in codes:
        result = of_patient(
            "Observation",
            "o",
            status="final",
            code=loinc(code),
            effectiveDateTime="2026-05-20T08:00:00Z",
            valueQuantity=quantity(value, unit),
        )
        found = ask(file(PATIENT, result), Latest(what, unit, YEAR))
        assert (float(found.value), found.code) == (value, LOINC(code))


@pytest.mark.parametrize(("what", "unit", "value", "codes"), EQUIVALENT)
def test_02_every_equivalent_code_is_searched_for(what, unit, value, codes):
    assert {LOINC(code) for code in codes} <= Latest(what, unit).reads()[0].codes


@pytest.mark.parametrize("panel", ["85354-9", "55284-4", "35094-2", "96607-7", "99999-9"])
def test_02_components_are_exposed_whatever_the_panel_code(panel):
    chart = file(PATIENT, pressure(panel))
    assert ask(chart, Latest(SYSTOLIC_BP, "mm[Hg]", YEAR)).value == 141
    assert ask(chart, Latest(DIASTOLIC_BP, "mm[Hg]", YEAR)).value == 88


def test_02_a_component_is_cited_by_its_own_code():
    found = ask(file(PATIENT, pressure("85354-9")), Latest(SYSTOLIC_BP, "mm[Hg]", YEAR))
    assert (found.code, found.ref) == (LOINC("8480-6"), "Observation/bp")


def test_02_a_component_by_itself_and_one_in_a_panel_are_one_series():
    alone = of_patient(
        "Observation",
        "alone",
        status="final",
        code=loinc("8480-6"),
        effectiveDateTime="2026-05-21T08:00:00Z",
        valueQuantity=quantity(150, "mm[Hg]"),
    )
    series = ask(file(PATIENT, pressure("55284-4"), alone), History(SYSTOLIC_BP, "mm[Hg]"))
    assert [int(q.value) for q in series] == [141, 150]


def test_02_the_panels_are_searched_for_so_that_a_prefetch_holds_the_components():
    request = Latest(SYSTOLIC_BP, "mm[Hg]", YEAR)
    assert {LOINC("85354-9"), LOINC("55284-4"), LOINC("8480-6")} <= request.reads()[0].codes
    assert ask(sent(of(request), {"observations": searchset(pressure("55284-4"))}), request).value == 141


@pytest.mark.parametrize("name", ["us-core", "pathling", "synthea/ndjson"])
def test_02_in_public_data_every_systolic_component_is_found(name):
    found = expected = 0
    for one in whole(name):
        parts = [c for r in one.resources for c in r.get("component", []) if r["resourceType"] == "Observation"]
        parts = [c for c in parts if any(x.get("code") == "8480-6" for x in c["code"]["coding"])]
        if parts:
            expected += sum("valueQuantity" in c for c in parts)
            found += len(ask(one.chart(), History(SYSTOLIC_BP, "mm[Hg]"), NOW.replace(year=2035)))
    assert found == expected > 0
