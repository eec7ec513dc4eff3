"""The show: one patient as Bundle, as export, as prefetch and from a live server says the same."""

import gzip
import json
import typing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chartside import vocabulary
from chartside.codes import LOINC, RXNORM, SNOMED, CodeSet
from chartside.facts import Fact
from chartside.inputs import (
    AgeRequest,
    EffectiveMedicationsRequest,
    EncountersRequest,
    FamilyHistoryRequest,
    GenotypesRequest,
    Having,
    History,
    ImmunizationsRequest,
    Latest,
    NotesRequest,
    PatientRequest,
    ProceduresRequest,
    ResourcesRequest,
    SexRequest,
    VariantsRequest,
    days,
)
from fhir_adapter import Chart
from fhir_adapter.export import Export
from tests.fhir_adapter.forms import as_bundle, as_prefetch, as_server, differences, of, said, write_export
from tests.fhir_adapter.made import NOW
from tests.fhir_adapter.whole_patient import own

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "synthea" / "ndjson"
THEN = datetime(2019, 6, 1, tzinfo=UTC)
LABS = {
    "mg/dL": "2093-3 2571-8 18262-6 2085-9 2339-0 6299-2 38483-4 49765-1 1975-2",
    "mmol/L": "2947-0 6298-4 2069-3 20565-8",
    "g/dL": "718-7 2885-2 1751-7",
    "%": "4544-3 4548-4",
    "U/L": "6768-6 1742-6 1920-8",
    "kg": "29463-7",
    "cm": "8302-2",
    "kg/m2": "39156-5",
    "10*3/uL": "777-3 6690-2",
}
CONDITIONS = (
    "38341003 59621000 44054006 15777000 53741008 22298006 230690007 49436004 431855005 195967001 162864005 10509002"
)
MEDICINES = "310965 313782 849574 198405 314076 860975 314231 197361 308136"
PROCEDURES = "73761001 430193006 76601001 274031008"


def alone(code):
    return CodeSet.of(code.value, code.value, code)


VOCABULARY = {
    name: request
    for name in dir(vocabulary)
    for request in typing.get_args(getattr(vocabulary, name))[1:]
    if hasattr(request, "reads")
}
# What analyses ask: by code and within a look-back, so that searches are narrow.
ASKED = (
    VOCABULARY
    | {f"newest {c}": Latest(alone(LOINC(c)), unit, days(800)) for unit, some in LABS.items() for c in some.split()}
    | {f"all {c}": History(alone(LOINC(c)), unit, days(4000)) for unit, some in LABS.items() for c in some.split()}
    | {c: Having("Condition", alone(SNOMED(c))) for c in CONDITIONS.split()}
    | {f"ever {c}": Having("Condition", alone(SNOMED(c)), ever=True) for c in CONDITIONS.split()}
    | {f"did {c}": Having("Procedure", alone(SNOMED(c)), back=days(4000)) for c in PROCEDURES.split()}
    | {f"takes {c}": Having("MedicationRequest", alone(RXNORM(c)), ever=True) for c in MEDICINES.split()}
    | {
        "age": AgeRequest(),
        "sex": SexRequest(),
        "person": PatientRequest(),
        "allergies": Having("AllergyIntolerance", CodeSet.of("mould", "mould", SNOMED("419474003"))),
        "medicines": EffectiveMedicationsRequest(),
        "seen": EncountersRequest(days(500)),
        "vaccines": ImmunizationsRequest(back=days(1000)),
        "notes": NotesRequest(back=days(1000)),
    }
)
# Whole types: everything that there is, to the last element.
WHOLE = {
    kind: ResourcesRequest(kind)
    for kind in (
        "AllergyIntolerance",
        "CarePlan",
        "Condition",
        "DiagnosticReport",
        "Encounter",
        "Goal",
        "ImagingStudy",
        "Immunization",
        "MedicationRequest",
        "Observation",
        "Patient",
        "Procedure",
    )
} | {
    "seen": EncountersRequest(),
    "procedures": ProceduresRequest(),
    "vaccines": ImmunizationsRequest(),
    "relatives": FamilyHistoryRequest(),
    "genotypes": GenotypesRequest(),
    "variants": VariantsRequest(),
    "active plans": ResourcesRequest("CarePlan", "status=active"),
    "x-rays": ResourcesRequest("ImagingStudy", "modality=DX"),
}


def patients():
    """Return the lines of each public patient, with those that are nobody's."""
    if not DATA.is_dir():
        pytest.skip("public data not here: synthea/ndjson")
    lines: dict[str, list[bytes]] = {}
    shared = []
    for file in sorted(DATA.glob("*.ndjson.gz")):
        for raw in gzip.decompress(file.read_bytes()).splitlines():
            resource = json.loads(raw)
            about = resource.get("subject", resource.get("patient", {})).get("reference", "")
            whose = resource["id"] if resource["resourceType"] == "Patient" else about.removeprefix("Patient/")
            (lines.setdefault(whose, []) if whose else shared).append(raw)
    return lines, shared


def compare(forms, inputs, now):
    """Check that every form says the same as the Bundle; return how many facts that was about."""
    read = {name: said(chart.facts(inputs, now)) for name, (chart, _) in forms.items()}
    for name, (_, held) in forms.items():
        assert differences(read["bundle"], read[name], held & forms["bundle"][1], inputs) == {}, name
    return sum(len(items) for items, _ in read["bundle"].values())


def kinds(lines):
    return {json.loads(line)["resourceType"] for line in lines}


@pytest.mark.parametrize("requests", [ASKED, WHOLE], ids=["asked", "whole"])
def test_a_patient_of_our_own_says_the_same_in_every_form(requests, fhir_server, tmp_path):
    lines = [json.dumps(resource).encode() for resource in own()]
    inputs = of(requests)
    write_export(tmp_path, lines)
    fhir_server.load(own())
    held = kinds(lines)
    forms = {
        "bundle": (as_bundle(lines), held),
        "export": (Chart.from_export(tmp_path, "p1"), held),
        "prefetch": (as_prefetch(lines, inputs, "p1", NOW), held),
        "server": (as_server(fhir_server.base, inputs, "p1", NOW), held),
    }
    assert compare(forms, inputs, NOW) > 12
    assert {f.origin for f in forms["server"][0].facts(inputs, NOW).values() if isinstance(f, Fact)} <= {"server"}


def test_every_public_patient_says_the_same_in_every_form(fhir_server):
    by_patient, shared = patients()
    fhir_server.load(json.loads(line) for some in (shared, *by_patient.values()) for line in some)
    export = Export(DATA)
    assert sorted(export.patients()) == sorted(by_patient)
    facts = 0
    for id, lines in by_patient.items():
        held = kinds(lines)
        bundle, exported = as_bundle(lines), Chart.from_source(export.patient(id), id)
        for requests in (ASKED, WHOLE):
            inputs = of(requests)
            forms = {
                "bundle": (bundle, held),
                "export": (exported, export.kinds),
                "prefetch": (as_prefetch(lines, inputs, id, THEN), held),
                "server": (as_server(fhir_server.base, inputs, id, THEN), held),
            }
            facts += compare(forms, inputs, THEN)
    assert len(by_patient) == 40
    assert facts > 10_000
