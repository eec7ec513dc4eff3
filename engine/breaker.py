"""The circuit breaker: an analysis that ruined its worker several times in a row is left alone for a while, and says so."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import structlog

from engine.dispatch import LostCode

RUINOUS: frozenset[LostCode] = frozenset({"worker-died", "time-limit", "memory-limit", "displaced"})
"""The losses that an analysis may have brought about; of the others the broker or the crowd is the cause."""

OF_A_TASK: frozenset[LostCode] = RUINOUS | {"task-failed"}
"""The losses of a job of several that asking each alone can make good: one of them did it."""

log = structlog.get_logger("chartside.breaker")


@dataclass(slots=True)
class _Circuit:
    """What is known of one analysis that was lost; ``until`` is when it may be tried again, once its circuit is open."""

    losses: int = 0
    code: LostCode = "worker-died"
    pause: float = 0.0
    until: float | None = None
    trying: bool = False


class Breaker:
    """Counts what was lost, by analysis; after ``losses`` in a row its circuit is open for ``pause`` seconds.

    Then one question is let through: an answer closes the circuit, a loss doubles the pause up to ``longest``. A job that
    held several analyses can be blamed on none: they become suspects, which go one by one until each has answered.
    """

    def __init__(
        self,
        *,
        losses: int = 3,
        pause: float = 30.0,
        longest: float = 600.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._losses = losses
        self._pause = pause
        self._longest = longest
        self._clock = clock
        self._circuits: dict[str, _Circuit] = {}
        self._suspects: set[str] = set()

    def is_suspect(self, analysis: str) -> bool:
        """Whether an analysis goes alone, because a job that it was part of did not come back in time."""
        return analysis in self._suspects

    def refusal(self, analysis: str) -> str:
        """Return why an analysis is not to be run now; empty where it is, which for an open circuit is the one try.

        A try of which nothing is heard counts for nothing: after the same pause there is another.
        """
        circuit = self._circuits.get(analysis)
        if circuit is None or circuit.until is None:
            return ""
        left = circuit.until - self._clock()
        if left > 0:
            return (
                f"circuit open after {_times(circuit.losses)} ({circuit.code}); tried again in {max(1, round(left))} s"
            )
        circuit.until, circuit.trying = self._clock() + circuit.pause, True
        log.info("circuit half open", analysis=analysis, losses=circuit.losses)
        return ""

    def answered(self, analyses: Collection[str]) -> None:
        """Take note that a job with these analyses came back whole; in time or late, they ruin nothing."""
        for analysis in analyses:
            self._suspects.discard(analysis)
            circuit = self._circuits.pop(analysis, None)
            if circuit is not None and circuit.until is not None:
                log.warning("circuit closed", analysis=analysis)

    def late(self, analyses: Collection[str]) -> None:
        """Take note that a job with these analyses missed its deadline: whichever of them it was, the others shall not wait for it."""
        if len(analyses) > 1:
            self._suspects.update(analyses)

    def lost(self, analyses: Collection[str], code: LostCode) -> None:
        """Take note that no answer will come to a job with these analyses."""
        if len(analyses) > 1:
            self._suspects.update(analyses)
        if len(analyses) != 1 or code not in RUINOUS:
            return
        (analysis,) = analyses
        self._suspects.add(analysis)
        circuit = self._circuits.setdefault(analysis, _Circuit())
        circuit.losses += 1
        circuit.code = code
        if circuit.losses < self._losses:
            return
        if circuit.until is not None and not circuit.trying:
            return  # it was under way before the circuit opened
        circuit.pause = min(2 * circuit.pause, self._longest) if circuit.trying else self._pause
        circuit.until, circuit.trying = self._clock() + circuit.pause, False
        log.warning("circuit open", analysis=analysis, losses=circuit.losses, cause=code, pause_s=circuit.pause)

    def open(self) -> list[dict[str, Any]]:
        """Return every open circuit, for who watches the service."""
        now = self._clock()
        return [
            {
                "analysis": analysis,
                "losses": circuit.losses,
                "cause": circuit.code,
                "triedAgainInS": max(0, round(circuit.until - now)),
            }
            for analysis, circuit in sorted(self._circuits.items())
            if circuit.until is not None
        ]


def _times(losses: int) -> str:
    return f"{losses} loss" if losses == 1 else f"{losses} losses"
