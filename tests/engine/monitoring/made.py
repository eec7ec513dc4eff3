"""A made-up model plugin, and decisions on record as the engine writes them: no network, no worker, many in a second."""

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from chartside import Analysis, Outcome
from chartside.reference import describe
from engine.audit import Decision, Keyring, Ledger, RunLine
from engine.store import Database, tables
from tests.engine.strangers import install

ID, KIND, WITHIN = "falls.falls", "fall", 30
FIRST = datetime(2026, 3, 1, 8, tzinfo=UTC)
SHIPPED, CANDIDATE, GONE = "a" * 64, "b" * 64, "c" * 64


def risk(age: float, unsteady: bool) -> float:
    return min(0.9, max(0.02, 0.01 * (age - 50) + (0.3 if unsteady else 0.0)))


def people(n: int, seed: int = 1, older: float = 0.0) -> list[tuple[float, bool]]:
    drawn = random.Random(seed)  # noqa: S311 - made-up people
    return [(round(drawn.gauss(72, 8) + older, 1), drawn.random() < 0.3) for _ in range(n)]


REFERENCE = {
    "inputs": {
        "age": describe([age for age, _ in people(4000, 99)]),
        "unsteady": describe(["yes" if unsteady else "no" for _, unsteady in people(4000, 99)]),
    },
    "output": describe([risk(*one) for one in people(4000, 99)]),
}
EVALUATION = {"measures": {"auroc": {"value": 0.72, "low": 0.70, "high": 0.74}}, "reference": REFERENCE}
PLUGIN = f"""
    from collections.abc import Iterator
    from decimal import Decimal
    from typing import Annotated, Any
    from chartside import (
        Age, Analysis, Artefact, Contribution, Contributions, Limit, Model, Predicts, Quiet, Sex, Source, analysis, hookimpl,
    )

    EVALUATION = {EVALUATION!r}
    MODEL = Model.of(
        "falls-model",
        [Artefact("1.0.0", "{SHIPPED}", lambda: 0.01, EVALUATION), Artefact("1.1.0", "{CANDIDATE}", lambda: 0.02, EVALUATION)],
        limits=[Limit("auroc", at_least=Decimal("0.65"), bound="low")],
        predicts=Predicts("{KIND}", {WITHIN}, "fall_within_30_days"),
    )

    @analysis("{ID}", version="1.0.0", hooks=["patient-view"], source=Source("A test", "https://example.org", "1", "2026-01-01"))
    def falls(age: Age, sex: Sex, slope: Annotated[float, MODEL]) -> Iterator[Quiet]:
        \"\"\"Say how likely a fall is.\"\"\"
        added = Decimal(str(slope)) * (age.value - 50)
        parts = Contributions("probability", Decimal(0), added, "made up", (Contribution("age", age.value, added, "a"),))
        yield Quiet("a risk").explain(results={{"fall_within_30_days": added}}, **parts.working())

    @analysis("falls.plain", version="1.0.0", hooks=["patient-view"], source=Source("A test", "https://example.org", "1", "2026-01-01"))
    def plain(age: Age) -> Iterator[Quiet]:
        \"\"\"Say nothing of a model.\"\"\"
        yield Quiet("nothing")

    @hookimpl
    def chartside_analyses() -> list[Analysis]:
        return [falls, plain]
"""


def plugin(folder: Path) -> None:
    install(folder, "falls", PLUGIN)


def answered(age: float, unsteady: bool, sex: str = "female", probability: float | None = None) -> dict[str, Any]:
    """What stands in `explanation` of an answered run."""
    foretold = risk(age, unsteady) if probability is None else probability
    return {
        "analysis": ID,
        "version": "1.0.0",
        "outcome": "answered",
        "reason": "a risk",
        "inputs": [
            {"name": "age", "display": "age", "value": age, "unit": "a"},
            {"name": "sex", "display": "sex", "value": sex},
        ],
        "working": {
            "results": {"fall_within_30_days": foretold},
            "terms": [
                {"name": "age", "value": age, "unit": "a", "contribution": 0.1},
                {"name": "unsteady", "value": unsteady, "contribution": 0.0},
            ],
            "explained": {"scale": "probability", "base": 0.0, "total": foretold, "method": "made up"},
        },
    }


def silent(outcome: Outcome, *lacking: str) -> dict[str, Any]:
    """What stands there where nothing was foretold."""
    gaps = [{"name": name, "reason": "not-found", "effect": "nothing can be said without it"} for name in lacking]
    gaps += [{"name": "sex", "reason": "not-found", "effect": "not taken into account"}] if lacking else []
    return {"analysis": ID, "version": "1.0.0", "outcome": str(outcome), "reason": "none", "missing": gaps}


def run_line(explanation: dict[str, Any], sha256: str = SHIPPED, version: str = "1.0.0") -> dict[str, Any]:
    return {
        "analysis": ID,
        "version": "1.0.0",
        "outcome": explanation["outcome"],
        "reason": explanation["reason"],
        "facts": {},
        "explanation": explanation,
        "cards": [],
        "suppressed": [],
        "latencyMs": 1.0,
        "pace": "background",
        "knowledge": [{"name": "falls-model", "version": version, "sha256": sha256}],
    }


def decide(
    ledger: Ledger,
    patient: str | None,
    at: datetime,
    runs: Sequence[dict[str, Any]],
    shadow: Sequence[dict[str, Any]] = (),
    tenant: str = "default",
) -> str:
    """Put one decision on record."""
    lines = tuple(RunLine(r["analysis"], r["version"], Outcome(r["outcome"]), r["reason"]) for r in runs)
    payload: dict[str, Any] = {"clock": at.isoformat(), "runs": list(runs)}
    if shadow:
        payload["shadow"] = list(shadow)
    made = Decision(
        tenant=tenant,
        at=at,
        payload=payload,
        runs=lines,
        patient=patient,
        hook="patient-view",
        service="s",
        client="embedded",
    )
    return ledger.record_now(ledger.seal(made)).decision


def asked_of(ledger: Ledger, who: Iterable[tuple[float, bool]], **about: Any) -> list[float]:
    """Ask about people, an hour apart, patient p0, p1 ...; return what was foretold of each."""
    foretold = []
    for i, one in enumerate(who):
        sex = "female" if i % 2 else "male"
        decide(ledger, f"p{i}", FIRST + timedelta(hours=i), [run_line(answered(*one, sex=sex), **about)])
        foretold.append(risk(*one))
    return foretold


def tell(
    database: Database,
    keyring: Keyring,
    record: str,
    said: Iterable[tuple[str, datetime, bool]],
    covered: Iterable[tuple[datetime, datetime]] = (),
    kind: str = KIND,
    tenant: str = "default",
) -> None:
    """Write down outcomes as an import would, hanging on any record; a coverage each for a record of its own."""
    rows = [
        {
            "tenant": tenant,
            "record": record,
            "position": i,
            "patient_index": keyring.blind(tenant, patient),
            "kind": kind,
            "at": at,
            "occurred": occurred,
        }
        for i, (patient, at, occurred) in enumerate(said)
    ]
    with database.write() as connection:
        if rows:
            connection.execute(tables.PatientOutcome.table().insert(), rows)
        for since, until in covered:
            row = {"tenant": tenant, "record": record, "kind": kind, "since": since, "until": until}
            connection.execute(tables.OutcomeCoverage.table().insert(), row)


def analysis_of(registry: Any) -> Analysis:
    found: Analysis = registry.analyses[ID]
    return found
