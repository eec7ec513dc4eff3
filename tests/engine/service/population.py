"""Plays the EHR for every public Synthea patient: `python -m tests.engine.service.population` writes what came back as a page."""

import gzip
import re
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import httpx
import orjson
import uvicorn
from fastapi import FastAPI

from engine.demo.search import prefetch
from engine.service import create_app
from engine.settings import Settings

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
SETS = {"synthea/bundles": "*.json.gz", "pathling": "**/bundles/*.json.gz"}
CREATININE = {"2160-0", "38483-4"}
EGFR = "risk-scores.egfr"
LOOK_BACK = timedelta(days=365)

Resource = Mapping[str, Any]


@dataclass(frozen=True)
class Record:
    """One file of a set, as a server holds it that took the file in."""

    file: Path

    @cached_property
    def resources(self) -> Sequence[Resource]:
        """Read the file; its `urn:uuid:` references become `Type/id`, as in any server that takes a transaction."""
        text = gzip.decompress(self.file.read_bytes())
        names = {
            e["fullUrl"].encode(): f"{e['resource']['resourceType']}/{e['resource']['id']}".encode()
            for e in orjson.loads(text)["entry"]
        }
        text = re.sub(rb"urn:uuid:[-0-9a-f]{36}", lambda found: names.get(found[0], found[0]), text)
        return [entry["resource"] for entry in orjson.loads(text)["entry"]]

    @cached_property
    def patient(self) -> Resource | None:
        """Give the patient; the file of the practitioners has none."""
        return next((r for r in self.resources if r["resourceType"] == "Patient"), None)

    @cached_property
    def creatinines(self) -> Sequence[tuple[datetime, float]]:
        """Give every creatinine in mg/dL, oldest first."""
        results = (r for r in self.resources if r["resourceType"] == "Observation")
        found = [r for r in results if any(coding["code"] in CREATININE for coding in r["code"]["coding"])]
        assert {(r["status"], r["valueQuantity"]["code"]) for r in found} <= {("final", "mg/dL")}
        return sorted((datetime.fromisoformat(r["effectiveDateTime"]), r["valueQuantity"]["value"]) for r in found)

    @property
    def opened(self) -> datetime:
        """Choose when the chart is opened: a day after the newest creatinine; without one, after the newest encounter."""
        visits = (r["period"]["start"] for r in self.resources if r["resourceType"] == "Encounter")
        times = [at for at, _ in self.creatinines] or list(map(datetime.fromisoformat, visits))
        return day_after(max(times)) if times else datetime(2020, 1, 1, tzinfo=UTC)

    def egfr(self, now: datetime) -> float | None:
        """Work out in floats, without any of our code, the eGFR that can be known at a moment; None when none can be.

        None can of the dead, of children, without a creatinine in the look-back, and where the newest ones contradict each other.
        """
        died = self.patient.get("deceasedDateTime") if self.patient else None
        in_time = [(at, value) for at, value in self.creatinines if now - LOOK_BACK <= at <= now]
        newest = {value for at, value in in_time if at == in_time[-1][0]}
        if self.patient is None or len(newest) != 1 or (died and datetime.fromisoformat(died) <= now):
            return None
        age = completed_years(date.fromisoformat(self.patient["birthDate"]), now.date())
        return ckd_epi_2021(newest.pop(), age, self.patient["gender"]) if age >= 18 else None


def day_after(moment: datetime) -> datetime:
    return moment.astimezone(UTC) + timedelta(days=1)


def completed_years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def ckd_epi_2021(creatinine: float, age: int, sex: str) -> float:
    """Work the equation out as Inker et al. print it."""
    kappa, alpha, factor = {"female": (0.7, -0.241, 1.012), "male": (0.9, -0.302, 1.0)}[sex]
    ratio = creatinine / kappa
    return float(142 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.2 * 0.9938**age * factor)


def records() -> list[Record]:
    """List every file of the sets that lie beside the checkout."""
    return [Record(file) for folder, pattern in SETS.items() for file in sorted((DATA / folder).glob(pattern))]


@dataclass(frozen=True)
class Asked:
    """One call and what came of it; `decision` is its payload, read back from the record."""

    record: Record
    now: datetime
    status: int
    answer: Mapping[str, Any]
    decision: Mapping[str, Any]

    @property
    def runs(self) -> Mapping[str, Mapping[str, Any]]:
        """Give the runs on record by analysis."""
        return {run["analysis"]: run for run in self.decision.get("runs", ())}

    @property
    def egfr(self) -> float | None:
        """Give the eGFR as the analysis worked it out, shown on a card or not; None when it gave none."""
        results = self.runs[EGFR]["explanation"].get("working", {}).get("results", {})
        return float(results["result"]) if results else None


class Ehr:
    """Plays the EHR towards a service whose clock it sets: a chart can be opened at any moment of the past."""

    def __init__(self, app: FastAPI, client: httpx.Client) -> None:
        self._app = app
        self._desk = app.state.desk
        self._client = client

    def open(self, record: Record, now: datetime) -> Asked:
        """Open a chart: answer the searches that discovery advertises at that moment, and call patient-view."""
        self._app.state.desk = replace(self._desk, now=lambda: now)
        offered = self._client.get("/cds-services").raise_for_status().json()["services"]
        [service] = [one for one in offered if one["id"] == "patient-view"]
        patient = record.patient["id"] if record.patient else "nobody"
        context = {"userId": "Practitioner/who-opens-the-chart", "patientId": patient}
        sent, _ = prefetch(service["prefetch"], context, record.resources)
        instance = str(uuid5(NAMESPACE_URL, f"{patient} {now}"))
        call = {"hook": "patient-view", "hookInstance": instance, "context": context, "prefetch": sent}
        replied = self._client.post("/cds-services/patient-view", content=orjson.dumps(call))
        answer = replied.json()
        if replied.status_code != httpx.codes.OK:
            return Asked(record, now, replied.status_code, answer, {})
        decision = answer["extension"]["org.chartside.receipt"]["decision"]
        return Asked(record, now, replied.status_code, answer, self._desk.ledger.read("default", decision).payload)


@contextmanager
def ehr(folder: Path) -> Iterator[Ehr]:
    """Start a service on a loopback socket, its record in this folder, and play the EHR towards it."""
    app = create_app(Settings(data=folder, workers=1, budget_ms=60_000))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        running = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        running.start()
        try:
            while not server.started and running.is_alive():
                time.sleep(0.01)
            with httpx.Client(base_url=f"http://127.0.0.1:{bound.getsockname()[1]}", timeout=30) as client:
                yield Ehr(app, client)
        finally:
            server.should_exit = True
            running.join()


@dataclass(frozen=True)
class Survey:
    """Every chart opened once, and again the day after each of its creatinines, or of every few of them."""

    once: Sequence[Asked]
    again: Sequence[Asked]

    @classmethod
    def make(cls, every: int = 1) -> "Survey":
        """Ask about everybody; again after every n-th creatinine."""
        with tempfile.TemporaryDirectory() as folder, ehr(Path(folder)) as asking:
            everybody = records()
            once = [asking.open(record, record.opened) for record in everybody]
            days = [(r, day_after(at)) for r in everybody if r.patient for at, _ in r.creatinines]
            return cls(once, [asking.open(record, at) for record, at in days[::every]])


def page(survey: Survey, today: date) -> str:
    """Write what came back as Markdown."""
    checked = [(a.egfr, a.record.egfr(a.now)) for a in survey.again if a.egfr]
    furthest = max(abs(ours / theirs - 1) for ours, theirs in checked if theirs)
    return f"""# Every public Synthea patient, asked over HTTP

Measured on {today.isoformat()} with

```sh
.venv/bin/python -m tests.engine.service.population > docs/measured/synthea.md
```

which needs the public sets beside the checkout; `tests/engine/service/test_public_data.py` holds the same answers to what must be true
of them. {len(survey.once)} files (150 Synthea bundles of 2019, one of them of practitioners only, and the ten of pathling) are searched as
discovery advertises it, by the demo's EHR, and sent to `patient-view` of a running service. Its clock is set for each call, since the
records end in different years. A kind of entry that a file never holds is left out, as what nobody looked for.

## Each chart opened once

A day after the newest creatinine, or after the newest encounter where there is none.

{_table(survey.once)}

## Each chart opened again, a day after each of its creatinines

{_table(survey.again)}

{len(checked)} eGFRs were worked out. The same equation in floats, from the newest creatinine of the 365 days before and the age in
completed years, differs from them by at most {furthest:.0e} of the value; the ten significant digits on record allow 5e-10.
"""


def _table(asked: Sequence[Asked]) -> str:
    statuses = Counter(a.status for a in asked)
    lines = [line for a in asked for line in a.answer.get("extension", {}).get("org.chartside.outcomes", ())]
    outcomes = Counter((line["analysis"], line["outcome"]) for line in lines)
    said = Counter(run["analysis"] for a in asked for run in a.decision.get("runs", ()) for _ in run["cards"])
    silences: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        if line["outcome"] != "answered":
            silences.setdefault((line["outcome"], _general(line["reason"])), []).append(line["analysis"])
    drops: Counter[tuple[str, str]] = Counter()
    for a in asked:
        drops.update({(d["kind"], d["reason"]): d["count"] for d in a.decision.get("dropped", ())})
    names = ("answered", "not-applicable", "cannot-tell", "failed")
    blocks = [
        f"Calls: {', '.join(f'{count} answered with {status}' for status, count in sorted(statuses.items()))}.",
        _rows(
            ("analysis", *names, "cards"),
            ((a, *(outcomes[a, n] for n in names), said[a]) for a in sorted({a for a, _ in outcomes})),
        ),
        _rows(
            ("outcome", "reason", "analyses", "runs"),
            ((*key, _few(ids), len(ids)) for key, ids in sorted(silences.items())),
        ),
        _rows(("dropped", "reason", "resources"), ((*key, n) for key, n in sorted(drops.items()))),
    ]
    return "\n\n".join(blocks)


def _few(ids: Iterable[str]) -> str:
    distinct = sorted(set(ids))
    return ", ".join(distinct) if len(distinct) <= 3 else f"{', '.join(distinct[:2])} and {len(distinct) - 2} more"


def _general(reason: str) -> str:
    """Leave out what differs from patient to patient."""
    return re.sub(r" \([^)]*\)", "", re.sub(r"CHA2DS2-VASc \d( to \d)?", "CHA2DS2-VASc", reason))


def _rows(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(page(Survey.make(), datetime.now(UTC).date()))
