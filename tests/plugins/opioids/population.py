"""Plays every opioid and benzodiazepine order of the public Synthea patients again, as a draft on the day on which it was written."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from chartside.answer import Answer, answer
from chartside.codes import RXNORM
from chartside.medicines import resolve
from fhir_adapter import Chart
from fhir_adapter.search import templates
from plugins.opioids.analyses import ANALYSES
from plugins.opioids.patient import BENZODIAZEPINE_SET, OPIOID_SET

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "synthea" / "bundles"
Json = dict[str, Any]


@dataclass
class Survey:
    """What came of it: patients, orders, outcomes and cards by analysis, patients with a card."""

    patients: int = 0
    with_an_order: int = 0
    orders: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    cards: Counter[tuple[str, str]] = field(default_factory=Counter)
    carded: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def make(cls) -> "Survey":
        """Ask about every patient: once with the chart merely open, a day after the last contact, and once an order."""
        survey = cls()
        for file in sorted(DATA.glob("*.json.gz")):
            resources = _resources(file)
            starts = [r["period"]["start"] for r in resources if r["resourceType"] == "Encounter"]
            if not starts or not any(r["resourceType"] == "Patient" for r in resources):
                continue
            survey.patients += 1
            drafted = [r for r in resources if _of_interest(r)]
            survey.with_an_order += bool(drafted)
            last = max(datetime.fromisoformat(start) for start in starts).astimezone(UTC) + timedelta(days=1)
            survey.count(file.name, resources, last, None)
            for order in drafted:
                survey.orders += 1
                written = datetime.fromisoformat(order["authoredOn"]) + timedelta(minutes=1)
                survey.count(file.name, resources, written, order)
        return survey

    def count(self, patient: str, resources: list[Json], now: datetime, draft: Json | None) -> None:
        """Ask once, and count."""
        for said in _asked(resources, now, draft):
            if draft is None and not said.cards:
                continue
            self.outcomes[said.analysis, str(said.outcome)] += 1
            if str(said.outcome) == "cannot-tell":
                self.reasons[said.analysis, _general(said.analysis, said.reason)] += 1
            for card in said.cards:
                key = (said.analysis, card.indicator)
                self.cards[key] += 1
                self.carded.setdefault(key, set()).add(patient)


def _of_interest(resource: Json) -> bool:
    if resource["resourceType"] != "MedicationRequest":
        return False
    codes = tuple(RXNORM(c["code"]) for c in resource.get("medicationCodeableConcept", {}).get("coding", []))
    holds = resolve(codes).ingredients
    return any(one.find((*codes, *holds)) for one in (OPIOID_SET, BENZODIAZEPINE_SET))


def _asked(resources: list[Json], now: datetime, draft: Json | None) -> Iterator[Answer]:
    """Ask as a client would that answers every search, the ones that find nothing too."""
    asked = templates((read for one in ANALYSES for read in one.reads()), now.date())
    sent = {}
    for key, template in asked.items():
        kind = template.partition("?")[0].partition("/")[0]
        found = [r for r in resources if r["resourceType"] == kind and r is not draft]
        searched = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": r} for r in found]}
        sent[key] = json.dumps(found[0] if kind == "Patient" else searched).encode()
    context: Json = {"patientId": next(r["id"] for r in resources if r["resourceType"] == "Patient")}
    if draft is not None:
        order = {"resource": {**draft, "status": "draft"}}
        context["draftOrders"] = {"resourceType": "Bundle", "type": "collection", "entry": [order]}
    chart = Chart.from_prefetch(sent, asked, context)
    for one in ANALYSES:
        if draft is not None or "patient-view" in one.hooks:
            yield answer(one, chart.facts(one.inputs, now))


def _resources(file: Path) -> list[Json]:
    """Read a bundle; its `urn:uuid:` references become `Type/id`, as in any server that takes a transaction."""
    text = gzip.decompress(file.read_bytes())
    entries = json.loads(text)["entry"]
    names = {e["fullUrl"].encode(): f"{e['resource']['resourceType']}/{e['resource']['id']}".encode() for e in entries}
    text = re.sub(rb"urn:uuid:[-0-9a-f]{36}", lambda found: names.get(found[0], found[0]), text)
    return [entry["resource"] for entry in json.loads(text)["entry"]]


def _general(analysis: str, reason: str) -> str:
    """Leave out what differs from order to order: the names of products."""
    told = re.sub(r"^not known: ", "", reason)
    if analysis in ("opioids.daily_mme", "opioids.dosage", "opioids.acute_supply"):
        return "; ".join(dict.fromkeys(part.partition(": ")[2] or part for part in told.split("; ")))
    return told
