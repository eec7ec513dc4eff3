"""Asks every rule about every public Synthea patient: `python -m tests.plugins.biomarkers.population` writes what came as a page."""

import gzip
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from chartside import Analysis
from chartside.answer import Answer, answer
from chartside.inputs import OrderRequest
from fhir_adapter import Chart
from fhir_adapter.export import Export
from plugins.biomarkers.shelf import shipped

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "synthea"
INDICATORS = ("critical", "warning", "info")
PAGE = """# Every rule, every public Synthea patient

Written by

```sh
.venv/bin/python -m tests.plugins.biomarkers.population > docs/measured/biomarker-rules.md
```

which needs the public set beside the checkout: {bundles} bundles and {exported} patients of an export, {patients} in all. Each patient is
asked once, an hour after the newest laboratory result (where there is none, a day after the last encounter), when somebody would open the
chart to read it. Rules about orders are asked about each prescription that is active then, as if it were signed again. Synthea makes no
levels of medicines, no troponin in series and no genomic results: what it cannot have is silent, or cannot tell, and says so.

Cards per 100 patients: **{critical} critical, {warning} warning, {info} information**; {with_card} of {patients} patients have any.

| rule | pack | critical | warning | info | per 100 patients | silent | cannot tell | not applicable |
|---|---|---|---|---|---|---|---|---|"""


def patients() -> Iterator[tuple[str, Chart, datetime]]:
    """Yield where each patient is from, the chart and the moment of the question."""
    for file in sorted((DATA / "bundles").glob("*.json.gz")):
        raw = gzip.decompress(file.read_bytes())
        resources = [entry["resource"] for entry in orjson.loads(raw)["entry"]]
        now = _moment(resources)
        if now is not None and any(r["resourceType"] == "Patient" for r in resources):
            yield "bundle", Chart.from_patient_file(raw, _context(resources)), now
    export = Export(DATA / "ndjson")
    for id in export.patients():
        resources = [orjson.loads(piece.raw) for piece in export.patient(id).pieces]
        now = _moment(resources)
        if now is not None:
            yield "export", Chart.from_source(export.patient(id), id, _context(resources)), now


def _moment(resources: list[dict[str, Any]]) -> datetime | None:
    labs = [
        r["effectiveDateTime"]
        for r in resources
        if r["resourceType"] == "Observation"
        and "effectiveDateTime" in r
        and any(c.get("code") == "laboratory" for one in r.get("category", ()) for c in one.get("coding", ()))
    ]
    if labs:
        return max(datetime.fromisoformat(at) for at in labs).astimezone(UTC) + timedelta(hours=1)
    starts = [r["period"]["start"] for r in resources if r["resourceType"] == "Encounter" and "period" in r]
    return max(datetime.fromisoformat(at) for at in starts).astimezone(UTC) + timedelta(days=1) if starts else None


def _context(resources: list[dict[str, Any]]) -> Mapping[str, Any]:
    drafts = [
        {"resource": {**r, "status": "draft", "id": f"draft-{r['id']}"}}
        for r in resources
        if r["resourceType"] == "MedicationRequest" and r.get("status") == "active"
    ]
    return {"draftOrders": {"resourceType": "Bundle", "type": "collection", "entry": drafts}}


def ask(one: Analysis, chart: Chart, now: datetime) -> Iterator[Answer]:
    """Yield what a rule answers: once, or for each prescription that its gate lets through."""
    if not one.per_order:
        yield answer(one, chart.facts(one.inputs, now))
        return
    [name] = [n for n, i in one.inputs.items() if isinstance(i.request, OrderRequest)]
    for order in chart.orders():
        if one.when is None or one.when.refuses([order]) is None:
            yield answer(one, chart.facts(one.inputs, now) | {name: order})


def main() -> None:
    """Print the page."""
    counted: dict[str, Counter[str]] = {}
    whole: Counter[str] = Counter()
    rules = [(one.rule, one.analysis) for one in shipped() if one.rule is not None and one.analysis is not None]
    for whence, chart, now in patients():
        whole.update([whence, "patients"])
        any_card = False
        for rule, analysis in rules:
            for said in ask(analysis, chart, now):
                found = counted.setdefault(rule.id, Counter())
                found.update([f"card {card.indicator}" for card in said.cards] or [str(said.outcome)])
                whole.update(card.indicator for card in said.cards)
                any_card = any_card or bool(said.cards)
        whole["with card"] += any_card
    count = whole["patients"]
    per = {name: f"{100 * whole[name] / count:.1f}" for name in INDICATORS}
    head = PAGE.format(
        bundles=whole["bundle"], exported=whole["export"], patients=count, with_card=whole["with card"], **per
    )
    print(head)  # noqa: T201 - the page is what it prints
    for rule, _ in rules:
        found = counted.get(rule.id, Counter())
        cards = [found[f"card {name}"] for name in INDICATORS]
        rest = [found[name] for name in ("answered", "cannot-tell", "not-applicable")]
        cells = [*cards, f"{100 * sum(cards) / count:.1f}", *rest]
        print(f"| `{rule.id}` | {rule.pack} | {' | '.join(map(str, cells))} |")  # noqa: T201 - the page is what it prints


if __name__ == "__main__":
    main()
