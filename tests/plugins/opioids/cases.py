"""The published requests of the CDC opioid decision support, put in order so that a client could have sent them."""

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "opioid-cds" / "cases.json"
ANALYSES = {
    "REC03": "opioids.long_acting",
    "REC04": "opioids.dosage",
    "REC06": "opioids.acute_supply",
    "REC08": "opioids.naloxone",
    "REC09": "opioids.pdmp",
    "REC11": "opioids.benzodiazepine",
}
REPAIRS = {
    "prefetch": "prefetch values stand outside of `prefetch`, where a brace was closed too early: put back",
    "wrapped": "a prefetched resource is wrapped as an entry of a batch's answer: unwrapped",
    "subject": "the order's subject is no reference to a patient: set to the patient of the context",
    "id": "the order and a prescription of another medicine share one id, which no server could hold: the order's is changed",
}
Json = dict[str, Any]


@dataclass
class Case:
    """One request, in order; `expected` are the cards that its publisher expects, None where none were published."""

    name: str
    hook: str
    context: Json
    record: list[Json]
    expected: list[Json] | None
    sent: bool
    repairs: set[str] = field(default_factory=set)

    @property
    def analysis(self) -> str | None:
        """Name the analysis of ours for the recommendation that the case is filed under."""
        return next((id for rec, id in ANALYSES.items() if f"OpioidCDS{rec}" in self.name), None)

    @property
    def drafts(self) -> list[Json]:
        return [e["resource"] for e in self.context.get("draftOrders", {}).get("entry", [])]

    def prefetch(self, templates: Mapping[str, str]) -> Json:
        """Answer the searches of a service with all that the case holds of each type: what it sent as null is known to be none."""
        if not self.sent:
            return {}
        return {key: self._found(template) for key, template in templates.items()}

    def _found(self, template: str) -> Json | None:
        kind, _, query = template.partition("?")
        of_kind = [r for r in self.record if r["resourceType"] == kind.partition("/")[0]]
        if not query:
            return of_kind[0] if of_kind else None
        return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": r} for r in of_kind]}


def cases(*, mended: bool = True) -> Iterator[Case]:
    """Yield every published request; without mending, orders keep their subject and id as published."""
    for raw in json.loads(FILE.read_text()):
        yield _case(copy.deepcopy(raw), mended=mended)


def _case(raw: Json, *, mended: bool) -> Case:
    request = raw["request"]
    loose = {name: value for name, value in request.items() if name.startswith("item")}
    sent = {**request.get("prefetch", {}), **loose}
    held = [value for value in sent.values() if value is not None]
    expected = raw["expected"]["cards"] if raw["expected"] is not None else None
    record = [one.get("resource", one) for one in held]
    case = Case(raw["case"], request["hook"], request["context"], record, expected, sent=bool(sent))
    case.repairs |= {"prefetch"} if any(loose.values()) else set()
    case.repairs |= {"wrapped"} if any("resource" in one for one in held) else set()
    if mended:
        _repair_drafts(case)
    return case


def _repair_drafts(case: Case) -> None:
    for draft in case.drafts:
        if not draft["subject"]["reference"].startswith("Patient/"):
            draft["subject"] = {"reference": case.context["patientId"]}
            case.repairs.add("subject")
        twins = [r for r in case.record if (r["resourceType"], r["id"]) == (draft["resourceType"], draft["id"])]
        if any(r["medicationCodeableConcept"] != draft["medicationCodeableConcept"] for r in twins):
            draft["id"] += "-draft"
            case.repairs.add("id")
            case.context.pop("selections", None)
