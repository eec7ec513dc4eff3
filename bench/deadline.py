"""Measures the deadline: calls at a fixed rate, twice what the service can carry, while strangers' analyses sleep, crash and loop."""

import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

from bench.client import Caller, connect, get, once, post
from bench.question import PATIENT, question
from bench.server import Server, serving

BUDGET_MS = 450  # the service's default
SLACK_MS = 20
SECONDS = 4.0  # at each rate that is tried; the last takes three times as long
RATES = (10, 15, 20, 30, 40, 60, 80, 120, 160, 240, 320, 480)  # calls a second
MOST_WAITING = 400  # calls under way; a client that sends on for ever measures only itself
KEPT_ALIVE = 3.0  # seconds; the server closes an idle connection after five
WELL_BEHAVED = ("steady.", "sleepy.")
STRANGERS = {
    "steady": "pass",
    "sleepy": "time.sleep(0.05)",
    "crashing": "number % 10 == 0 and os._exit(1)",
    "looping": "while number % 50 == 0: pass",
}
SOURCE = """
    import os, time
    from chartside import Analysis, Patient, Quiet, Source, analysis, hookimpl

    @analysis("{name}.check", version="1.0.0", hooks=["patient-view"], source=Source("Bench", "https://example.org", "1", "2026-01-01"))
    def check(patient: Patient):
        \"\"\"Do as its name says, to some patients.\"\"\"
        number = int(patient.ref.rpartition("-")[2])
        {deed}
        yield Quiet("nothing to say")

    @hookimpl
    def chartside_analyses() -> list[Analysis]:
        return [check]
"""


@dataclass(slots=True)
class Run:
    """What came of the calls at one rate: the milliseconds of each, outcomes by analysis, and what was wrong."""

    rate: float
    took: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    unnamed: int = 0
    processor_ms: float = 0.0
    """Of the service itself, a call."""

    @property
    def carried(self) -> bool:
        """Whether the service kept up: every call answered, half of them early, the well-behaved analyses in 99 of 100."""
        late = sum(
            n for said, n in self.outcomes.items() if said.startswith(WELL_BEHAVED) and not said.endswith("answered")
        )
        return not self.errors and late * 100 <= len(self.took) and self._at(50) <= BUDGET_MS / 2

    def _at(self, percent: float) -> float:
        took = sorted(self.took)
        return took[min(len(took) - 1, int(len(took) * percent / 100))] if took else 0.0

    def __str__(self) -> str:
        over = sum(ms > BUDGET_MS + SLACK_MS for ms in self.took)
        took = f"p50 {self._at(50):.0f}, p99 {self._at(99):.0f}, most {self._at(100):.0f} ms"
        wrong = f"; errors {dict(self.errors)}" if self.errors else ""
        late = f"{over} over {BUDGET_MS + SLACK_MS} ms; {self.unnamed} unnamed{wrong}"
        used = f"processor {self.processor_ms:.1f} ms a call"
        return f"{self.rate:>6.0f}/s {len(self.took):>6} answers: {took}; {late}; {used}"


def table(folder: Path, command: Sequence[str]) -> str:
    """Raise the rate until the service no longer carries it, then call twice as fast as it last did, and say what came of it."""
    strangers = folder / "strangers"
    _install(strangers)
    os.environ["PYTHONPATH"] = str(strangers)  # for the service that is started from here
    with serving("chartside", command, folder / "deadline.log") as server:
        offered = json.loads(asyncio.run(once(server.port, get("/cds-services"))))["services"]
        service = next(one for one in offered if one["id"] == "patient-view")
        ids = set(service["extension"]["org.chartside.analyses"]["ids"])
        body = question(service.get("prefetch", {}), 10_000)
        lines, carried, number = [], 0.0, 1
        for rate in RATES:
            run = asyncio.run(_at_rate(server, body, rate, SECONDS, ids, number))
            number += len(run.took) + sum(run.errors.values())
            lines.append(str(run))
            if not run.carried:
                break
            carried = rate
        twice = asyncio.run(_at_rate(server, body, 2 * carried, 3 * SECONDS, ids, number))
    lines += ["", f"carried {carried:.0f}/s; at twice that:", str(twice)]
    lines += [f"  {name:<36}{count:>7}" for name, count in sorted(twice.outcomes.items())]
    return "\n".join(lines)


def _install(folder: Path) -> None:
    for name, deed in STRANGERS.items():
        info = folder / f"bench_{name}-1.0.0.dist-info"
        info.mkdir(parents=True)
        (folder / f"bench_{name}.py").write_text(dedent(SOURCE).replace("{name}", name).replace("{deed}", deed))
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: bench-{name}\nVersion: 1.0.0\n")
        (info / "entry_points.txt").write_text(f"[chartside.plugins]\n{name} = bench_{name}\n")


async def _at_rate(server: Server, body: bytes, rate: float, seconds: float, ids: set[str], number: int) -> Run:
    """Send a call whenever its time has come, whether or not earlier ones were answered; each about another patient."""
    run, idle, under_way = Run(rate), list[tuple[float, Caller]](), set[asyncio.Task[None]]()
    begin, before = time.perf_counter(), server.used()[0]
    for n in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, begin + n / rate - time.perf_counter()))
        if len(under_way) >= MOST_WAITING:
            run.errors["not sent"] += 1
            continue
        request = post("/cds-services/patient-view", body.replace(PATIENT.encode(), b"bench-%d" % (number + n)))
        task = asyncio.create_task(_one(server.port, request, idle, run, ids))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    await asyncio.gather(*under_way)
    for _, caller in idle:
        caller.writer.close()
    run.processor_ms = (server.used()[0] - before) / max(1, len(run.took)) / 1e6
    return run


async def _one(port: int, request: bytes, idle: list[tuple[float, Caller]], run: Run, ids: set[str]) -> None:
    start = time.perf_counter()
    fresh = bool(idle) and start - idle[-1][0] < KEPT_ALIVE
    caller = idle.pop()[1] if fresh else await connect(port)
    try:
        answer = await caller.send(request)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
        run.errors[type(error).__name__] += 1
        caller.writer.close()
        return
    run.took.append((time.perf_counter() - start) * 1000)
    idle.append((time.perf_counter(), caller))
    said: Mapping[str, str] = {
        line["analysis"]: line["outcome"] for line in json.loads(answer)["extension"]["org.chartside.outcomes"]
    }
    run.unnamed += len(ids - said.keys())
    run.outcomes.update(f"{name} {outcome}" for name, outcome in said.items())
