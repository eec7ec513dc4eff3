"""Public records, where they lie beside the checkout: every one is read, and says the same in every form."""

import gzip
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest

from chartside.codes import LOINC, RXNORM, SNOMED, CodeSet
from chartside.facts import Fact, Found
from chartside.inputs import (
    AgeRequest,
    EffectiveMedicationsRequest,
    EncountersRequest,
    Having,
    History,
    Input,
    Latest,
    PatientRequest,
    ResourcesRequest,
    SexRequest,
    days,
)
from chartside.inputs import (
    Path as FhirPath,
)
from chartside.missing import Missing
from chartside.vocabulary import CREATININE, SYSTOLIC_BP
from chartside.vocabulary.conditions import ATRIAL_FIBRILLATION
from fhir_adapter import Chart, ChartError, templates

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
NOW = datetime(2019, 6, 1, tzinfo=UTC)
ANALGESIC = CodeSet.of("analgesic", "analgesic", *(RXNORM(c) for c in ("310965", "313782", "849574", "198405")))
CHECKUP = CodeSet.of("check-up", "check-up", SNOMED("185349003"), SNOMED("162673000"))
PENICILLIN = CodeSet.of("penicillin", "penicillin", SNOMED("764146007"))
BOUNDED = {
    "age": AgeRequest(),
    "sex": SexRequest(),
    "person": PatientRequest(),
    "pressure": Latest(SYSTOLIC_BP, "mm[Hg]", days(400)),
    "creatinine": Latest(CREATININE, "mg/dL", days(730)),
    "creatinines": History(CREATININE, "mg/dL", days(2000)),
    "fibrillation": Having("Condition", ATRIAL_FIBRILLATION),
    "hypertension": Having(
        "Condition", CodeSet.of("hypertension", "hypertension", SNOMED("38341003"), SNOMED("59621000"))
    ),
    "colonoscopy": Having("Procedure", CodeSet.of("colonoscopy", "colonoscopy", SNOMED("73761001")), back=days(3650)),
    "penicillin": Having("AllergyIntolerance", PENICILLIN),
    "seen": EncountersRequest(days(500)),
}
ENDLESS = {
    "pressure": Latest(SYSTOLIC_BP, "mm[Hg]", days(90)),
    "creatinines": History(CREATININE, "mg/dL"),
    "medicines": EffectiveMedicationsRequest(),
    "analgesic": Having("MedicationRequest", ANALGESIC, ever=True),
    "check-up": Having("Encounter", CHECKUP, back=days(365)),
    "fibrillation": Having("Condition", ATRIAL_FIBRILLATION, ever=True),
    "plans": ResourcesRequest("CarePlan", "status=active"),
    "vaccines": FhirPath("Immunization.occurrence", "Immunization?status=completed"),
}


def inputs(requests):
    return {name: Input(name, request) for name, request in requests.items()}


EVERYTHING = inputs(BOUNDED | {f"{name}-ever": request for name, request in ENDLESS.items() if name != "vaccines"})


def files(folder, pattern):
    if not (DATA / folder).is_dir():
        pytest.skip(f"public data not here: {folder}")
    found = sorted((DATA / folder).rglob(pattern))
    assert found
    return found


def content(file):
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def synthea():
    return [f for f in files("synthea/bundles", "*.json.gz") if "Information" not in f.name]


def facts_of(value):
    return list(value) if isinstance(value, Found) else [value] if isinstance(value, Fact) else []


def read(chart, now=NOW):
    """Ask a chart for everything and check what must hold of any answer."""
    answers = chart.facts(EVERYTHING, now)
    cited = {fact.ref for value in answers.values() for fact in facts_of(value)}
    assert cited <= {line["reference"] for line in chart.seen()}
    for ref in cited:
        resource = chart.entry(ref).content
        assert resource.get("status") != "entered-in-error"
        assert "entered-in-error" not in json.dumps(resource.get("verificationStatus", ""))
    return answers


def test_every_synthea_patient_is_read():
    tally, notes = Counter(), Counter()
    for file in synthea():
        chart = Chart.from_patient_file(content(file))
        tally.update(name for name, value in read(chart).items() if facts_of(value))
        assert not any(reason == "unreadable" for _, reason in chart.drops)
        notes.update(chart.notes)
    assert tally["sex"] == tally["person"] == len(synthea()) == 149
    assert tally["creatinine"] > 20
    assert tally["pressure"] > 90
    assert tally["medicines-ever"] > 50
    # The one product that is displayed as another: acetaminophen and hydrocodone, said to be captopril.
    assert [note.split(" ")[0].rsplit("|", 1)[-1] for note in notes] == ["833036"], notes


def test_creatinine_and_pressure_are_found_under_either_code():
    codes, panels = Counter(), Counter()
    for folder, pattern in (("synthea/bundles", "*.json.gz"), ("pathling", "*_*.json.gz")):
        for file in files(folder, pattern):
            if "nformation" in file.name:
                continue
            chart = Chart.from_patient_file(content(file))
            asked = inputs({"c": History(CREATININE, "mg/dL"), "p": History(SYSTOLIC_BP, "mm[Hg]")})
            found = chart.facts(asked, datetime(2035, 1, 1, tzinfo=UTC))
            codes.update(q.code.value for q in found["c"])
            panels.update(
                c["code"]
                for q in found["p"]
                for c in chart.entry(q.ref).content["code"]["coding"]
                if q.code == LOINC("8480-6")
            )
    assert codes["38483-4"] > 100
    assert panels["55284-4"] > 100
    assert panels["85354-9"] > 10


def test_creatinine_of_quality_measures_is_found_under_the_other_code():
    codes = Counter()
    for file in files("ecqm", "*.json.gz"):
        for case in msgspec.json.decode(content(file), type=list[dict[str, msgspec.Raw]]):
            if b"2160-0" not in bytes(case["bundle"]):
                continue
            chart = Chart.from_patient_file(bytes(case["bundle"]))
            series = chart.facts(inputs({"c": History(CREATININE, "mg/dL")}), datetime(2035, 1, 1, tzinfo=UTC))["c"]
            codes.update(q.code.value for q in series)
    assert codes["2160-0"] > 10


def test_every_quality_measure_patient_is_read_or_refused_in_words():
    read_, refused, drops = 0, Counter(), Counter()
    for file in files("ecqm", "*.json.gz"):
        for case in msgspec.json.decode(content(file), type=list[dict[str, msgspec.Raw]]):
            try:
                chart = Chart.from_patient_file(bytes(case["bundle"]))
            except ChartError as error:
                refused[str(error)] += 1
                continue
            read(chart, datetime(2027, 1, 1, tzinfo=UTC))
            drops.update(chart.drops)
            read_ += 1
    assert read_ > 1690, refused
    assert drops["MedicationRequest", "do-not-perform"] + drops["Procedure", "not-done"] > 0
    assert not any(reason == "unreadable" for _, reason in drops)


@pytest.mark.parametrize(
    ("folder", "pattern", "least"),
    [("us-core", "*.json", 220), ("genomics", "*.json", 170), ("pathling", "*_*.json.gz", 10)],
)
def test_every_example_is_read(folder, pattern, least):
    count = 0
    for file in files(folder, pattern):
        chart = Chart.from_patient_file(content(file))
        read(chart)
        count += 1
    assert count >= least


def test_every_published_request_gives_a_chart_and_its_orders():
    [file] = files("opioid-cds", "cases.json")
    kinds = Counter()
    for case in json.loads(content(file)):
        request = case["request"]
        sent = {key: json.dumps(value).encode() for key, value in (request.get("prefetch") or {}).items()}
        chart = Chart.from_prefetch(sent, {}, request["context"])
        assert not chart.patient_id.startswith("Patient/")
        read(chart)
        kinds.update(order.kind for order in chart.orders())
        asked = "draftOrders" in request["context"]
        assert bool(chart.orders()) == asked or chart.orders().unknown is not None
    assert kinds["MedicationRequest"] > 15


def search(resources, template):
    """Answer a prefetch template as a plain server would; None where it holds nothing of the type."""
    path, _, query = template.partition("?")
    kind = path.split("/")[0]
    held = [(raw, r) for raw, r in resources if r["resourceType"] == kind]
    if not held:
        return None
    if not query:
        return held[0][0]
    for name, value in (unquote(p).split("=", 1) for p in query.split("&")):
        if name == "code":
            wanted = set(value.split(","))
            held = [h for h in held if wanted & {f"{c['system']}|{c['code']}" for c in h[1]["code"]["coding"]}]
        elif name in ("date", "authoredon"):
            assert value[:2] == "ge"
            held = [h for h in held if last_day(h[1]) >= value[2:]]
        elif name == "status":
            held = [h for h in held if h[1]["status"] == value]
        else:
            assert name == "patient"
    return (
        b'{"resourceType":"Bundle","type":"searchset","entry":['
        + b",".join(b'{"resource":' + raw + b"}" for raw, _ in held)
        + b"]}"
    )


def last_day(resource):
    for name in ("effectiveDateTime", "performedDateTime", "occurrenceDateTime"):
        if name in resource:
            return resource[name][:10]
    return resource.get("performedPeriod", resource.get("period", {})).get("end", "9999")[:10]


@pytest.mark.parametrize("requests", [BOUNDED, ENDLESS], ids=["bounded", "endless"])
def test_a_patient_says_the_same_as_file_and_as_prefetch(requests):
    asked = inputs(requests)
    advertised = templates([r for i in asked.values() for r in i.request.reads()], NOW.date())
    for file in synthea()[::5]:
        whole = content(file)
        raws = [bytes(e["resource"]) for e in entries(whole)]
        resources = [(raw, msgspec.json.decode(raw)) for raw in raws]
        answered = {key: search(resources, template) for key, template in advertised.items()}
        from_file = Chart.from_patient_file(whole)
        sent = {key: value for key, value in answered.items() if value is not None}
        from_prefetch = Chart.from_prefetch(sent, advertised, {"patientId": from_file.patient_id})
        assert same(from_file.facts(asked, NOW)) == same(from_prefetch.facts(asked, NOW))
        assert from_file.seen() == from_prefetch.seen()


def entries(whole):
    return msgspec.json.decode(
        msgspec.json.decode(whole, type=dict[str, msgspec.Raw])["entry"], type=list[dict[str, msgspec.Raw]]
    )


def same(facts):
    """Compare facts; of a gap the reason, where a search bounded by date cannot know the too old from the absent."""
    return {name: comparable(value) for name, value in facts.items()}


def comparable(value):
    if isinstance(value, Missing):
        return {"too-old": "not-found"}.get(value.reason, value.reason)
    if isinstance(value, Found):
        return value.items, None if value.unknown is None else value.unknown.reason
    return value
