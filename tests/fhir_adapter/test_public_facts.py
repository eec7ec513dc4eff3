"""Notes, genetics, relatives, procedures and vaccines of public records, where they lie beside the checkout: all are accounted for."""

import gzip
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chartside.codes import LOINC
from chartside.inputs import (
    FamilyHistoryRequest,
    GenotypesRequest,
    ImmunizationsRequest,
    Input,
    NotesRequest,
    ProceduresRequest,
    VariantsRequest,
)
from chartside.snapshot import freeze, thaw
from fhir_adapter import Chart

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
DATA = SHARED / "data"
NOW = datetime(2035, 1, 1, tzinfo=UTC)
ASKED = {
    "notes": NotesRequest(),
    "genotypes": GenotypesRequest(phenotypes=((LOINC("79716-7"), "CYP2C9"),)),
    "variants": VariantsRequest(),
    "family": FamilyHistoryRequest(),
    "procedures": ProceduresRequest(),
    "vaccines": ImmunizationsRequest(),
}
INPUTS = {name: Input(name, request) for name, request in ASKED.items()}
GENETIC = {"84413-4", "84414-2", "69548-6", "53040-2", "79716-7"}
LABELLED = frozenset({"R"})


def files(folder, pattern):
    if not folder.is_dir():
        pytest.skip(f"public data not here: {folder.relative_to(SHARED.parent)}")
    found = sorted(file for file in folder.rglob(pattern) if file.is_file())
    assert found
    return found


def resources(file):
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    if ".ndjson" in file.name:
        return [json.loads(line) for line in raw.splitlines() if line.strip()]
    return list(within(json.loads(raw)))


def within(value):
    """Yield every resource in whatever stands around it: Bundles, Parameters, test cases."""
    if isinstance(value, list):
        for one in value:
            yield from within(one)
    elif isinstance(value, dict):
        if value.get("resourceType") not in (None, "Bundle", "Parameters"):
            yield value
            return
        for one in value.values():
            yield from within(one)


def of_the_patients(found):
    """Return charts of these resources, one for each patient that they name."""
    by = defaultdict(list)
    for resource in found:
        whose = resource.get("subject", resource.get("patient", {})).get("reference", "")
        by[f"Patient/{resource['id']}" if resource["resourceType"] == "Patient" else whose].append(resource)
    for whose, held in by.items():
        if len({(r["resourceType"], r.get("id")) for r in held}) < len(held):
            held = [{**r, "id": f"r{i}"} for i, r in enumerate(held)]  # noqa: PLW2901 - examples that share an id are many records
        yield held, Chart.from_patient_file(json.dumps(held).encode(), {"patientId": whose or "nobody"}, LABELLED)


def asked(chart):
    facts = chart.facts(INPUTS, NOW)
    assert thaw(json.loads(json.dumps(freeze(facts)))) == facts
    return facts


def used(facts, *names):
    refs = {fact.ref for name in names for fact in facts[name]}
    return refs | {ref for note in facts["notes"] for ref in note.renditions if "notes" in names}


def dropped(chart, kind):
    return {reason: count for (k, reason), count in chart.drops.items() if k == kind}


def test_every_note_of_an_export_is_read_or_counted():
    tally = Counter()
    found = resources(*files(DATA / "synthea" / "bulk-10-patients", "DocumentReference*"))
    assert len(found) == 1215
    for held, chart in of_the_patients(found):
        facts = asked(chart)
        assert len(used(facts, "notes")) + sum(dropped(chart, "DocumentReference").values()) == len(held)
        tally.update(read=len(facts["notes"]), **dropped(chart, "DocumentReference"))
    assert tally == {"read": 13, "superseded": 1202}


def test_every_note_of_an_export_is_text_were_it_current():
    found = resources(*files(DATA / "synthea" / "bulk-10-patients", "DocumentReference*"))
    texts = renditions = 0
    for _, chart in of_the_patients([{**r, "status": "current"} for r in found]):
        notes = asked(chart)["notes"]
        texts += len(notes)
        renditions += sum(len(note.renditions) for note in notes)
        written = [note.written.wall for note in notes]
        assert written == sorted(written)
        assert all(note.text.strip() and "\x00" not in note.text for note in notes)
    assert texts + renditions == 1215


@pytest.mark.parametrize(
    ("folder", "least"),
    [(DATA / "genomics", 150), (SHARED / "facts" / "pgx" / "fhir-examples", 25)],
    ids=["genomics", "operations"],
)
def test_every_genetic_result_is_read_or_counted(folder, least):
    genes, count = Counter(), 0
    for file in files(folder, "*.json"):
        for held, chart in of_the_patients(resources(file)):
            facts = asked(chart)
            results = sum(is_genetic(r) for r in held)
            lost = dropped(chart, "Observation")
            lost.pop("no-code", None)
            assert len(used(facts, "genotypes", "variants")) + sum(lost.values()) == results, (file.name, lost)
            genes.update(g.gene for g in facts["genotypes"])
            count += results
    assert count >= least
    assert genes["CYP2D6"] + genes["CYP2C19"] + genes["CYP2C9"] > 3


def is_genetic(resource):
    parts = [resource, *resource.get("component", [])]
    found = {c.get("code") for p in parts for c in p.get("code", {}).get("coding", [])} & GENETIC
    return resource["resourceType"] == "Observation" and bool(found)


@pytest.mark.parametrize(
    "kind", ["Procedure", "Immunization", "FamilyMemberHistory", "DocumentReference", "DiagnosticReport"]
)
def test_every_record_of_a_kind_is_read_or_counted(kind):
    name = {"Procedure": "procedures", "Immunization": "vaccines", "FamilyMemberHistory": "family"}.get(kind, "notes")
    tally = Counter()
    for folder in ("us-core", "genomics", "pathling", "ecqm", "opioid-cds", "synthea/bulk-10-patients"):
        found = [r for f in files(DATA / folder, "*json*") if "log" not in f.name for r in resources(f)]
        for held, chart in of_the_patients([r for r in found if r["resourceType"] == kind]):
            facts = asked(chart)
            silent = sum(kind == "DiagnosticReport" and not r.get("presentedForm") for r in held)
            reasons = dropped(chart, kind)
            read = len({ref for ref in used(facts, name) if ref.startswith(kind)})
            assert read + sum(reasons.values()) + silent == len(held), (folder, reasons)
            tally.update(read=read, **reasons)
    assert tally["read"] > {"Procedure": 3000, "Immunization": 400}.get(kind, 0), tally
    if kind == "Procedure":
        assert (tally["not-done"], tally["unknown-status"]) == (9, 2)


def test_what_is_labelled_in_the_genomic_examples_is_withheld_unless_permitted():
    found = [r for f in files(DATA / "genomics", "DocumentReference-*.json") for r in resources(f)]
    anybodys = [{k: v for k, v in r.items() if k not in ("subject", "docStatus")} for r in found]
    for permitted, reason, why in (
        (frozenset(), "security-label", "not-permitted"),
        (LABELLED, "no-text", "not-provided"),
    ):
        chart = Chart.from_patient_file(json.dumps(anybodys).encode(), {"patientId": "p"}, permitted)
        notes = chart.facts({"n": INPUTS["notes"]}, NOW)["n"]
        assert (notes.items, notes.unknown.reason) == ((), why)
        assert dropped(chart, "DocumentReference") == {reason: len(found)}
