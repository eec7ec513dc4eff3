"""What models cost the workers: how long they start, what four of them hold together, and how quickly one answers when warm."""

import asyncio
import statistics
import time
from collections.abc import Mapping
from typing import Any

import psutil

from chartside import Analysis
from chartside.manifest import read_manifest
from chartside.plain import plain_facts
from engine.clock import utc_now
from engine.dispatch import PoolLane
from engine.installed import installed
from engine.perform import NO_MODELS, pack, unpack
from engine.run import Question

WORKERS = 4
ASKED = ("risk-models.readmission", "risk-models.breast_mass")
BUDGET = 60.0  # seconds; a first answer without preloading has to import everything
Told = Mapping[str, str]


def table(calls: int) -> str:
    """Return the rows of workers that load their models before they are asked, and of workers that do not."""
    lines = [
        "| workers | ready after | memory of four | first answer | warm answer, p50 | p99 |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for title, told in (("models loaded before the fork", {}), ("models loaded when first asked", NO_MODELS)):
        ready, held, asked = asyncio.run(_measured(told, calls))
        for analysis, spent in asked.items():
            warm = sorted(spent[1:])
            p99 = warm[int(len(warm) * 0.99)]
            lines.append(
                f"| {title}: `{analysis}` | {ready:.1f} s | {held:.0f} MB | {spent[0]:.0f} ms | {statistics.median(warm):.1f} ms | "
                f"{p99:.1f} ms |"
            )
    return "\n".join(lines)


async def _measured(told: Told, calls: int) -> tuple[float, float, dict[str, list[float]]]:
    lane = PoolLane(processes=WORKERS, environment=told)
    start = time.perf_counter()
    await lane.start()
    ready = time.perf_counter() - start
    try:
        asked = {}
        for name in ASKED:
            payload = pack([_question(installed().analyses[name])])
            asked[name] = [await _timed(lane, payload) for _ in range(calls)]
        return ready, _held(), asked
    finally:
        await lane.stop()


async def _timed(lane: PoolLane, payload: bytes) -> float:
    start = time.perf_counter()
    reply = await lane.ask(payload, budget=BUDGET, late=lambda _: None)
    spent = (time.perf_counter() - start) * 1000
    answers = unpack(reply)
    if answers[0] is None or not answers[0][0].cards:
        raise SystemExit("the model gave no card, so nothing was measured")
    return spent


def _held() -> float:
    """Return the megabytes that the parent and its workers hold together, what they share counted once."""
    return float(sum(child.memory_full_info().pss for child in psutil.Process().children(recursive=True))) / 2**20


def _question(analysis: Analysis) -> Question:
    facts: dict[str, Any] = dict(_example(analysis))
    return Question(analysis, plain_facts(analysis, facts, utc_now()))


def _example(analysis: Analysis) -> Mapping[str, Any]:
    manifest = read_manifest(installed().plugins[analysis.plugin])
    return next(one.facts for one in manifest.of(analysis.id).examples if one.cards)
