"""Asks every oncology rule about every public genomic example: `python -m tests.plugins.biomarkers.genomics_table` writes the page."""

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chartside import Found, Missing, Quantity, VariantsRequest
from chartside.answer import Answer, answer
from chartside.inputs import Input
from fhir_adapter import Chart
from plugins.biomarkers.conditions.varied import changes_of
from plugins.biomarkers.shelf import Shelved, shipped

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "genomics"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PATIENT = "asked"
LUNG, BREAST, CML = (
    ("254637007", "lung cancer"),
    ("254837009", "breast cancer"),
    ("92818009", "chronic myeloid leukaemia"),
)
DIAGNOSES = {
    "EGFR-L858R-var": LUNG, "ROS1-Fusion-var": LUNG, "PDL1Example": LUNG, "HER2byImmuneStainExample": BREAST, "ISCN-CMLExample": CML,
    "bundle-oncology-report-example": BREAST,
}  # fmt: skip
"""What is put on the problem list besides, where the example holds none and a rule asks for it."""
CODES = ("69548-6", "94076-7", "81695-9", "85147-7", "18474-7", "72382-5")
PAGE = """# Genomic examples, as the rules read them

Written by

```sh
.venv/bin/python -m tests.plugins.biomarkers.genomics_table > docs/measured/genomics-rules.md
```

which needs the public set beside the checkout; a test holds it. HL7's Genomics Reporting examples: each bundle on oncology and of CYP2C19,
and each observation of a variant, of tumour mutational burden, microsatellites, PD-L1 or HER2, asked as the only result of a patient on
2026-11-20. The examples hold no problem list: *asked with* says what was put on one, where a rule asks for a diagnosis and the example
speaks of it. A rule that asks for a diagnosis that nobody stated cannot tell, and says so; it is listed where the finding itself is
there. Therapeutic implications that an example claims (EGFR-L858R-therapuDrug and the like) are never taken over: the rule says its own.
What an example says is shortened to gene and change. No clinician has reviewed any rule.

| instance | what it says | asked with | what fired | why that is right |
|---|---|---|---|---|"""
END = """
## What does not fire, and why that is right

- `bundle-oncologyexamples-r4`: JAK2 V617F, KDR and ERBB4 have no rule here; microsatellites are stable (`LA14122-8`), so MSI-H is silent;
  the burden of 25 fires.
- `bundle-CYP2C19`: raw positions without a gene, without a change of a protein. No rule of oncology has anything to say, and no rule
  guesses a gene from a position. Its genotype, where one is stated, is the business of the plugin `pharmacogenomics`.
- `ISCN-CMLExample` says t(9;22)(q34;q4). The Philadelphia chromosome is t(9;22)(q34;q11): q4 is no band that the fusion has, so the
  karyotype does not count, and as the result names no gene `bcr-abl1` cannot tell; with q11 it fires.
- `HER2byImmunoassayExample` is a concentration (20 IU/mL): no rule says what that means.
- The implications and consequences (`-significance`, `-molc`, `-disease`, `-therapuDrug`) are no results of the patient, and are not read.
- `bundle-oncology-report-example`: of its two PIK3CA variants one is a hotspot (H1047R), the other is given as c.333G>T alone and is not
  judged; NRAS is given as c.34G>T alone, which the rule on RAS (by protein) does not read: that rule is asked with an order of cetuximab or
  panitumumab.
"""


def main() -> None:
    """Print the page."""
    print(PAGE)  # noqa: T201 - the page is what it prints
    for row in rows():
        print(f"| {' | '.join(row)} |")  # noqa: T201 - the page is what it prints
    print(END, end="")  # noqa: T201 - the page is what it prints


def rows() -> Iterator[tuple[str, ...]]:
    """Yield each instance with what was read and what fired."""
    for name, resources in _instances():
        diagnosis = DIAGNOSES.get(name.split(" ")[0])
        yield _row(name, resources, diagnosis)
        if name == "ISCN-CMLExample":
            yield _row(
                "ISCN-CMLExample, with q11.2 (made of it)", [_with(resources[0], "q34;q4", "q34;q11.2")], diagnosis
            )
        if name == "EGFR-L858R-var":
            yield _row(
                "EGFR-L858R-var, and a year later T790M (made of it)", [*resources, _resistant(resources[0])], diagnosis
            )
            yield _row("EGFR-L858R-var, not found in plasma (made of it)", [_absent(resources[0])], diagnosis)


def _row(name: str, resources: list[dict[str, Any]], diagnosis: tuple[str, str] | None) -> tuple[str, ...]:
    chart = _chart(resources, diagnosis)
    fired, why = [], []
    for one in shipped():
        if one.rule is None or one.rule.pack != "oncology" or one.rule.ordered or one.analysis is None:
            continue
        said = answer(one.analysis, chart.facts(one.analysis.inputs, NOW))
        if said.cards:
            fired.append(f"`{one.rule.id}`: {said.cards[0].summary}")
            why.append(f"{one.rule.evidence[0].source.title}: {one.rule.evidence[0].states}")
        elif open_ := _open(one, said):
            fired.append(f"`{one.rule.id}` cannot tell: {open_}")
    says, asked_with = "; ".join(_says(chart)) or "nothing that a rule reads", diagnosis[1] if diagnosis else "-"
    return name, says, asked_with, "<br>".join(fired) or "-", "<br>".join(why) or "-"


def _open(one: Shelved, said: Answer) -> str:
    """Return what a rule lacks where its finding is there and something else is not known."""
    assert one.rule is not None
    held = {line["say"]: line["holds"] for line in said.working.get("conditions", ())}
    finding = [line for line in one.rule.applies_when if held.get(line.say) == "present"]
    return "; ".join(f"not known whether {say}" for say, holds in held.items() if holds == "unknown") if finding else ""


def _says(chart: Chart) -> Iterator[str]:
    found: Found[Any] = chart.facts({"variants": Input("variants", VariantsRequest())}, NOW)["variants"]
    for one in found:
        changes = changes_of(one)
        said = (
            changes[0].text
            if changes
            else (one.display or "a variant without a change of a protein").replace("|", "\\|")
        )
        if not one.gene and not changes:
            continue
        presence = "" if one.present == "present" else f" ({one.present or 'not said'})"
        yield f"{one.gene or 'no gene'} {said}{presence}"
    if unnamed := sum(not one.gene and not changes_of(one) for one in found):
        yield f"{unnamed} without gene and change"
    shelved = {one.rule.id: one for one in shipped() if one.rule is not None}
    for id, name in (("tmb-high", "tmb"), ("msi-high", "msi")):
        analysis = shelved[id].analysis
        assert analysis is not None
        value = chart.facts(analysis.inputs, NOW)[name]
        if isinstance(value, Quantity):
            yield f"burden {value.value.normalize():f} per megabase"
        elif not isinstance(value, Missing):
            yield f"microsatellites {value.display or value.code.value}"
    for id, name, what in (
        ("pd-l1-positive", "pd_l1", "PD-L1 (22C3) positive"),
        ("her2-stain", "her2_stain", "HER2 present by immune stain"),
    ):
        analysis = shelved[id].analysis
        assert analysis is not None
        if any(value.value for value in chart.facts(analysis.inputs, NOW)[name]):
            yield what


def _instances() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for file in sorted(DATA.glob("*.json")):
        name = file.stem.removeprefix("Bundle-").removeprefix("Observation-")
        content = json.loads(file.read_bytes())
        if content["resourceType"] == "Bundle" and ("oncology" in name or "CYP2C19" in name):
            yield (
                name,
                [entry["resource"] for entry in content["entry"] if entry["resource"]["resourceType"] != "Patient"],
            )
        elif content["resourceType"] == "Observation" and any(
            coding.get("code") in CODES for coding in content["code"].get("coding", ())
        ):
            yield name, [content]


def _chart(resources: list[dict[str, Any]], diagnosis: tuple[str, str] | None) -> Chart:
    entries = [{"resource": {"resourceType": "Patient", "id": PATIENT, "birthDate": "1960-01-01"}}]
    for number, one in enumerate(resources):
        mine = copy.deepcopy(one)
        mine["id"] = f"{number}"
        if "subject" in mine:
            mine["subject"] = {"reference": f"Patient/{PATIENT}"}
        entries.append({"resource": mine})
    if diagnosis is not None:
        entries.append({"resource": _condition(diagnosis)})
    return Chart.from_patient_file(
        json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()
    )


def _condition(diagnosis: tuple[str, str]) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": "diagnosis",
        "subject": {"reference": f"Patient/{PATIENT}"},
        "clinicalStatus": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
        },
        "verificationStatus": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "confirmed"}]
        },
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": diagnosis[0]}]},
    }


def _with(variant: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(json.dumps(variant).replace(old, new))
    return content


def _resistant(variant: dict[str, Any]) -> dict[str, Any]:
    """Return the variant as T790M of a year later."""
    text = json.dumps(variant).replace("p.Leu858Arg", "p.Thr790Met").replace("EGFR L858R", "EGFR T790M")
    return {**json.loads(text.replace("c.2573T>G", "c.2369C>T").replace("2023-02-01", "2024-02-01")), "id": "later"}


def _absent(variant: dict[str, Any]) -> dict[str, Any]:
    """Return the variant as looked for in plasma and not found."""
    absent = {"coding": [{"system": "http://loinc.org", "code": "LA9634-2", "display": "Absent"}]}
    return {**variant, "valueCodeableConcept": absent, "specimen": {"display": "Plasma cfDNA"}}


if __name__ == "__main__":
    main()
