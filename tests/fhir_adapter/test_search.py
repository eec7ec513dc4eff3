"""From reads to few searches, and from a search back to what it promised."""

from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.codes import LOINC, SNOMED, Code, CodeSet
from chartside.inputs import (
    EffectiveMedicationsRequest,
    EncountersRequest,
    FamilyHistoryRequest,
    GenotypesRequest,
    Having,
    ImmunizationsRequest,
    Latest,
    NotesRequest,
    Path,
    PatientRequest,
    ProceduresRequest,
    Read,
    ResourcesRequest,
    VariantsRequest,
    days,
)
from fhir_adapter.search import Coverage, templates
from tests.fhir_adapter.made import CREATININE, NOW, STROKE, TODAY

BP = CodeSet.of("systolic-bp", "systolic", LOINC("8480-6"), panels=[LOINC("85354-9")])
PREFIXED = CodeSet("af", "atrial fibrillation", prefixes={"http://hl7.org/fhir/sid/icd-10-cm": ("I48",)})


def made(*requests):
    return templates([read for request in requests for read in request.reads()], TODAY)


def test_one_search_a_type_with_codes_joined_and_sorted():
    found = made(
        Latest(CREATININE, "mg/dL", days(365)),
        Latest(BP, "mm[Hg]", days(90)),
        PatientRequest(),
        Having("Condition", STROKE),
        EffectiveMedicationsRequest(),
    )
    assert {key: unquote(value) for key, value in found.items()} == {
        "conditions": "Condition?patient={{context.patientId}}&code=http://snomed.info/sct|230690007",
        "medicationStatements": "MedicationStatement?patient={{context.patientId}}",
        "medications": "MedicationRequest?patient={{context.patientId}}",
        "observations": "Observation?patient={{context.patientId}}&code=http://loinc.org|2160-0,http://loinc.org|38483-4,"
        "http://loinc.org|8480-6,http://loinc.org|85354-9&date=ge2025-05-01",
        "patient": "Patient/{{context.patientId}}",
    }
    assert "|" not in found["observations"]  # no character that an address may not hold


def test_one_read_of_every_code_or_of_all_time_lifts_the_filter():
    every = made(Having("Condition", STROKE), Having("Condition", PREFIXED))
    assert every == {"conditions": "Condition?patient={{context.patientId}}"}
    assert "date=" not in made(Latest(CREATININE, "mg/dL", days(90)), Latest(BP, "mm[Hg]"))["observations"]


def test_each_type_has_its_own_date_or_none():
    found = made(
        EncountersRequest(days(30)),
        Having("Condition", STROKE, back=days(30)),
        Having("MedicationRequest", STROKE, back=days(3)),
    )
    assert found["encounters"].endswith("&date=ge2026-04-01")
    assert "ge" not in found["conditions"]
    assert found["medications"] == "MedicationRequest?patient={{context.patientId}}"


def test_allergies_are_read_whole_for_the_statement_that_there_are_none():
    assert made(Having("AllergyIntolerance", STROKE)) == {
        "allergies": "AllergyIntolerance?patient={{context.patientId}}"
    }


def test_an_address_that_would_be_too_long_reads_every_code():
    many = CodeSet("many", "many", frozenset(SNOMED(str(n)) for n in range(100, 200)))
    assert made(Having("Condition", many)) == {"conditions": "Condition?patient={{context.patientId}}"}


def test_an_authors_own_search_stands_alone_under_a_stable_key():
    one = made(ResourcesRequest("ImagingStudy", "modality=CT&status=available"), ResourcesRequest("ImagingStudy"))
    same = made(ResourcesRequest("ImagingStudy", "status=available&modality=CT"))
    [key] = same
    assert key in one
    assert one["imagingStudies"] == "ImagingStudy?patient={{context.patientId}}"
    assert one[key] == "ImagingStudy?patient={{context.patientId}}&modality=CT&status=available"
    assert made(Path("Organization.name", "Organization?name=x y")).popitem()[1] == "Organization?name=x%20y"


def test_never_a_count():
    assert not any("_count" in t for t in made(Latest(CREATININE, "mg/dL"), EncountersRequest()).values())


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4), st.integers(0, 4000) | st.none())
def test_what_a_template_asks_for_is_what_it_promises(values, back):
    codes = frozenset(Code("http://loinc.org", value) for value in values)
    read = Read("Observation", codes, None if back is None else timedelta(days=back))
    [template] = templates([read], TODAY).values()
    coverage = Coverage.of(template)
    assert coverage.covers(read, NOW)
    assert coverage.codes == codes
    assert not coverage.covers(Read("Observation", codes | {LOINC("other-code")}, read.back), NOW)
    assert not coverage.covers(Read("Condition", codes), NOW)


@given(st.integers(0, 3000), st.integers(0, 400))
def test_a_template_of_an_earlier_day_only_ever_reads_more(back, passed):
    read = Read("Observation", frozenset({LOINC("2160-0")}), timedelta(days=back))
    [old] = templates([read], TODAY - timedelta(days=passed)).values()
    assert Coverage.of(old).covers(read, NOW)


@pytest.mark.parametrize(
    "template",
    [
        "Observation?patient={{context.patientId}}&category=laboratory",
        "Observation?patient={{context.patientId}}&code=2160-0",
        "Observation?patient={{context.patientId}}&date=gt2020-01-01",
        "Observation?patient={{context.patientId}}&_count=10",
    ],
)
def test_a_search_that_restricts_in_another_way_promises_nothing_else(template):
    assert not Coverage.of(template).covers(Read("Observation", CREATININE.codes), NOW)


def test_a_search_with_a_date_does_not_cover_further_back():
    coverage = Coverage("Observation", since=date(2026, 1, 1))
    assert coverage.covers(Read("Observation", back=days(30)), NOW)
    assert not coverage.covers(Read("Observation", back=days(365)), NOW)
    assert not coverage.covers(Read("Observation"), NOW)


def test_the_newer_kinds_are_searched_for_by_what_a_server_knows():
    found = made(
        NotesRequest(back=days(30)),
        FamilyHistoryRequest(),
        ProceduresRequest(CodeSet.of("c", "c", SNOMED("73761001")), days(365)),
        ImmunizationsRequest(back=days(365)),
    )
    patient = "patient={{context.patientId}}"
    assert found == {
        "diagnosticReports": f"DiagnosticReport?{patient}&date=ge2026-04-01",
        "documentReferences": f"DocumentReference?{patient}&date=ge2026-04-01",
        "familyMemberHistories": f"FamilyMemberHistory?{patient}",
        "immunizations": f"Immunization?{patient}&date=ge2025-05-01",
        "procedures": f"Procedure?{patient}&code=http://snomed.info/sct%7C73761001&date=ge2025-05-01",
    }


def test_bounds_of_several_reads_are_merged_to_the_widest():
    recent, old = NotesRequest(back=days(30)), NotesRequest(back=days(365))
    assert made(recent, old) == made(old)
    assert "date" not in made(recent, NotesRequest())["documentReferences"]


def test_genetic_results_join_the_one_search_for_observations():
    found = made(
        GenotypesRequest(phenotypes=((LOINC("79716-7"), "CYP2C9"),)), VariantsRequest(), Latest(BP, "mm[Hg]", days(90))
    )
    [template] = found.values()
    for code in ("84413-4", "84414-2", "53040-2", "79716-7", "69548-6", "8480-6"):
        assert code in template
    assert "date" not in template
