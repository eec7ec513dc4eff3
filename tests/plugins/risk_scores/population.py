"""Asks every score about every public Synthea patient: `python -m tests.plugins.risk_scores.population` writes what came as a page."""

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from chartside.answer import Answer, answer
from fhir_adapter import Chart
from plugins.risk_scores.analyses import ANALYSES

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "synthea" / "bundles"
_WANTS = 4
HELD_BACK = "quiet, because nothing of it is newer than"
PAGE = """# Every score, every public Synthea patient

Written by

```sh
.venv/bin/python -m tests.plugins.risk_scores.population > docs/measured/risk-scores-synthea.md
```

which needs the public set beside the checkout. {patients} bundles of 2019 are each asked once, a day after the last encounter. No setting
of a site is made: scores that turn on one say so. "For want of" lists the inputs that were named as missing most often, with how often.
Synthea records no findings that only a clinician can state (pain, oedema, what an electrocardiogram shows), no ratios of urine albumin
for most patients, and no vital signs but blood pressure, weight, height and sometimes temperature: most acute scores cannot tell here,
and say for want of what. A score that answered with a card is counted among the answered.

| score | answered | with a card | cannot tell | not applicable | for want of |
|---|---|---|---|---|---|"""


ON_HOOKS = """
## On hooks

The scores that are asked by a hook, and how many cards come of it for 100 of these patients: a day after the last encounter, and {later}
days after that, when nothing has happened since. "Held back" are cards that were not shown then because nothing that they rest on is new
(`new_days` in the score's table). All others are asked by name or where a site composes them;
[decision 0021](../decisions/0021-which-scores-are-asked-by-hooks.md) says why.

| score | hooks | cards for 100 | later | of which held back later |
|---|---|--:|--:|--:|"""
LATER = 90


def charts() -> Iterator[tuple[Chart, datetime]]:
    """Yield each patient's chart and the moment of the question."""
    for file in sorted(DATA.glob("*.json.gz")):
        raw = gzip.decompress(file.read_bytes())
        resources = [entry["resource"] for entry in orjson.loads(raw)["entry"]]
        starts = [r["period"]["start"] for r in resources if r["resourceType"] == "Encounter"]
        if any(r["resourceType"] == "Patient" for r in resources) and starts:
            last = max(datetime.fromisoformat(start) for start in starts)
            yield Chart.from_patient_file(raw), last.astimezone(UTC) + timedelta(days=1)


def ask(chart: Chart, now: datetime) -> Iterator[Answer]:
    """Yield what each score answers."""
    for one in ANALYSES:
        yield answer(one, chart.facts(one.inputs, now))


def main() -> None:
    """Print the page."""
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    wants: dict[str, Counter[str]] = defaultdict(Counter)
    patients = 0
    for chart, now in charts():
        patients += 1
        for said in ask(chart, now):
            outcomes[said.analysis].update([str(said.outcome), *(["card"] if said.cards else [])])
            if str(said.outcome) == "cannot-tell":
                wants[said.analysis].update(said.working.get("missing") or [gap.name for gap in said.gaps])
        for one in (one for one in ANALYSES if one.hooks):
            said = answer(one, chart.facts(one.inputs, now + timedelta(days=LATER)))
            held = HELD_BACK in said.reason
            outcomes[one.id].update({"later": len(said.cards) + held, "held back": int(held)})
    print(PAGE.format(patients=patients))  # noqa: T201 - the page is what it prints
    for one in ANALYSES:
        counted = outcomes[one.id]
        wanted = ", ".join(f"{name} {count}" for name, count in wants[one.id].most_common(_WANTS))
        cells = [counted[word] for word in ("answered", "card", "cannot-tell", "not-applicable")]
        print(f"| `{one.id}` | {' | '.join(map(str, cells))} | {wanted} |")  # noqa: T201 - the page is what it prints
    print(ON_HOOKS.format(later=LATER))  # noqa: T201 - the page is what it prints
    asked = [one for one in ANALYSES if one.hooks]
    every = sum((outcomes[one.id] for one in asked), Counter[str]())
    for name, hooks, found in (
        *((f"`{one.id}`", ", ".join(sorted(one.hooks)), outcomes[one.id]) for one in asked),
        ("all of them", "", every),
    ):
        shown = " | ".join(f"{100 * found[word] / patients:.1f}" for word in ("card", "later", "held back"))
        print(f"| {name} | {hooks} | {shown} |")  # noqa: T201 - the page is what it prints


if __name__ == "__main__":
    main()
