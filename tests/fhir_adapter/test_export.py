"""A folder of export files: every patient found, nothing lost to a bad line, and what no file holds is unknown."""

import gzip
import json

import pytest

from chartside.inputs import (
    AgeRequest,
    EffectiveMedicationsRequest,
    EncountersRequest,
    Having,
    Latest,
    Read,
    ResourcesRequest,
)
from fhir_adapter import Chart, ChartError
from fhir_adapter.export import Export, ExportError
from fhir_adapter.references import References
from tests.fhir_adapter.made import CREATININE, PATIENT, STROKE, YEAR, ask, creatinine, of_patient, rxnorm, stroke

OTHER = {**PATIENT, "id": "p2", "birthDate": "1980-01-01"}
HAVING = Having("Condition", STROKE)


def of_other(resource):
    return {**resource, "subject": {"reference": "Patient/p2"}}


def write(folder, **files):
    """Write files: the resources of each, or text as it is; a name that ends in gz is packed."""
    for name, lines in files.items():
        written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        raw = ("\n".join(written) + "\n").encode() if written else b""
        file = folder / name.replace("__", ".")
        file.write_bytes(gzip.compress(raw) if file.suffix == ".gz" else raw)
    return folder


@pytest.fixture
def two(tmp_path):
    """Write an export of two patients, one of whom had a stroke."""
    return write(
        tmp_path,
        Patient__ndjson=[PATIENT, OTHER],
        Condition__000__ndjson__gz=[stroke()],
        Observation__000__ndjson=[creatinine("o1", 1.5), of_other(creatinine("o2", 9))],
        Observation__001__ndjson=[creatinine("o3", 2, "2026-05-20T08:00:00Z"), creatinine("o1", 1.5)],
        log__ndjson=['{"eventId": "kickoff"}'],
    )


def test_each_patient_has_what_is_theirs_in_whichever_file(two):
    export = Export(two)
    assert export.patients() == ("p1", "p2")
    one, other = (Chart.from_source(export.patient(id), id) for id in export.patients())
    request = Latest(CREATININE, "mg/dL", YEAR)
    assert [ask(c, request).ref for c in (one, other)] == ["Observation/o3", "Observation/o2"]
    assert [len(ask(c, HAVING)) for c in (one, other)] == [1, 0]
    assert ask(other, AgeRequest()).value == 46
    assert one.drops == {("Observation", "duplicate"): 1}
    assert one.notes == other.notes == []


def test_a_type_with_a_file_is_complete_and_one_without_is_unknown(two):
    chart = Chart.from_export(two, "Patient/p2")
    assert ask(chart, HAVING).known_absent
    assert ask(chart, EncountersRequest()).unknown.reason == "not-provided"
    assert chart.missing_keys([Read("Condition"), Read("Encounter")]) == ["encounters"]


def test_an_empty_file_is_a_file(two):
    write(two, Encounter__ndjson=[])
    assert ask(Chart.from_export(two, "p1"), EncountersRequest()).known_absent


@pytest.mark.parametrize("bad", ["{broken", "7", '{"id": "c9"}', '{"resourceType": 3}', "\\u0000", "[1]"])
def test_a_bad_line_is_counted_by_file_and_number_and_costs_nothing_else(two, bad):
    write(two, Condition__ndjson=["", of_other(stroke("c1")), bad, stroke("c2")])
    export = Export(two)
    assert export.bad == ["Condition.ndjson:3"]
    for id, had in (("p1", {"Condition/s1", "Condition/c2"}), ("p2", {"Condition/c1"})):
        chart = Chart.from_source(export.patient(id), id)
        found = ask(chart, HAVING)
        # The line could have been anybody's.
        assert ({c.ref for c in found}, found.unknown.reason) == (had, "incomplete")
        assert ask(chart, Latest(CREATININE, "mg/dL", YEAR))
        assert any("Condition.ndjson:3" in note for note in chart.notes)
        assert chart.drops["", "unreadable"] == 1


def test_a_packed_file_that_breaks_off_is_a_bad_line_after_what_could_be_read(two):
    packed = gzip.compress(b"\n".join(json.dumps(stroke(f"c{n}")).encode() for n in range(2000)))
    (two / "Condition.001.ndjson.gz").write_bytes(packed[: len(packed) // 2])
    export = Export(two)
    assert len(export.bad) == 1
    found = ask(Chart.from_source(export.patient("p1"), "p1"), HAVING)
    assert len(found) > 1
    assert found.unknown.reason == "incomplete"
    assert ask(Chart.from_source(export.patient("p2"), "p2"), HAVING).unknown.reason == "incomplete"


@pytest.mark.parametrize(
    "whose",
    [
        {"subject": {"reference": "Patient/p1"}},
        {"subject": {"reference": "https://ehr.example/fhir/Patient/p1"}},
        {"subject": {"reference": "Patient/p1/_history/3"}},
        {"subject": {"reference": "urn:uuid:p1"}},
        {"subject": {"reference": "p1", "type": "Patient"}},
    ],
)
def test_whose_a_resource_is_in_every_form_that_says_it(tmp_path, whose):
    write(tmp_path, Patient__ndjson=[PATIENT, OTHER], Condition__ndjson=[{**stroke(), **whose}])
    export = Export(tmp_path)
    held = {id: [piece.kind for piece in export.patient(id).pieces] for id in export.patients()}
    assert held == {"p1": ["Condition", "Patient"], "p2": ["Patient"]}


def test_allergies_and_coverage_name_their_patient_elsewhere(tmp_path):
    allergy = {"resourceType": "AllergyIntolerance", "id": "a1", "patient": {"reference": "Patient/p1"}}
    coverage = {"resourceType": "Coverage", "id": "v1", "beneficiary": {"reference": "Patient/p1"}}
    task = {"resourceType": "Task", "id": "t1", "for": {"reference": "Patient/p1"}}
    write(tmp_path, AllergyIntolerance__ndjson=[allergy], Coverage__ndjson=[coverage], Task__ndjson=[task])
    export = Export(tmp_path)
    assert export.patients() == ("p1",)
    assert {piece.kind for piece in export.patient("p1").pieces} == {"AllergyIntolerance", "Coverage", "Task"}


@pytest.mark.parametrize("subject", [None, {}, {"display": "her"}, {"reference": "Patient?identifier=1"}, 7])
def test_what_does_not_say_whose_it_is_is_nobody_s_and_everybody_s_gap(two, subject):
    write(two, Condition__ndjson=[{**stroke("c9"), "subject": subject}])
    for id, count in (("p1", 1), ("p2", 0)):
        found = ask(Chart.from_export(two, id), HAVING)
        assert (len(found), found.unknown.reason) == (count, "incomplete")


def test_what_is_about_something_else_is_no_gap(two):
    write(two, Condition__ndjson=[{**stroke("c9"), "subject": {"reference": "Group/g1"}}])
    assert ask(Chart.from_export(two, "p2"), HAVING).known_absent


def test_what_is_nobody_s_is_reached_by_reference_and_what_it_leads_to(tmp_path):
    ingredient = {"itemReference": {"reference": "Substance/s1"}}
    drug = {"resourceType": "Medication", "id": "m1", "code": rxnorm("860975"), "ingredient": [ingredient]}
    request = of_patient("MedicationRequest", "r1", status="active", intent="order", medicationReference={"reference": "Medication/m1"}, requester={"reference": "Practitioner?identifier=npi|1"})  # fmt: skip # noqa: E501 - one resource
    doctors = [
        {"resourceType": "Practitioner", "id": f"d{n}", "identifier": [{"system": "npi", "value": str(n)}]}
        for n in (1, 2)
    ]
    write(
        tmp_path,
        Patient__ndjson=[PATIENT],
        MedicationRequest__ndjson=[request],
        Medication__ndjson=[drug, {"resourceType": "Medication", "id": "m2"}],
        Substance__ndjson__gz=[{"resourceType": "Substance", "id": "s1"}],
        Practitioner__ndjson=doctors,
    )
    source = Export(tmp_path).patient("p1")
    assert sorted(f"{p.kind}/{json.loads(p.raw)['id']}" for p in source.pieces) == [
        "Medication/m1",
        "MedicationRequest/r1",
        "Patient/p1",
        "Practitioner/d1",
        "Substance/s1",
    ]
    chart = Chart.from_export(tmp_path)
    [found] = ask(chart, EffectiveMedicationsRequest())
    assert found.code.value == "860975"
    assert References((chart._index,)).resolve(request["requester"]).id == "d1"


def test_the_lines_are_those_of_the_file_byte_for_byte(two):
    spaced = '{ "resourceType": "Condition", "id": "c7",  "subject": {"reference":"Patient/p1"} , "n": 72.50 }'
    write(two, Condition__ndjson=[spaced, stroke("c8")])
    raws = [piece.raw.strip() for piece in Export(two).patient("p1").pieces]
    assert spaced.encode() in raws


def test_a_search_that_cannot_be_applied_to_a_file_is_incomplete(two):
    found = ask(Chart.from_export(two, "p1"), ResourcesRequest("Condition", "severity=1"))
    assert found.unknown.reason == "incomplete"


@pytest.mark.parametrize(("asked", "complete"), [("?_type=Condition", True), ("?_since=2026-01-01T00:00:00Z", False)])
def test_an_export_that_was_asked_for_a_part_only_proves_nothing_absent(two, asked, complete):
    (two / "manifest.json").write_text(json.dumps({"request": f"https://ehr.example/fhir/$export{asked}"}))
    assert ask(Chart.from_export(two, "p2"), HAVING).known_absent == complete


def test_who_is_not_there_is_refused_and_so_is_a_folder_that_is_none(two, tmp_path_factory):
    with pytest.raises(ChartError, match="holds 2") as refused:
        Chart.from_export(two, "p9")
    assert "p9" not in str(refused.value)
    with pytest.raises(ChartError, match="2 patients; say which"):
        Chart.from_export(two)
    with pytest.raises(ExportError, match=r"Condition\.ndjson"):
        Export(tmp_path_factory.mktemp("empty"))
