"""Ask once, whatever comes of it, and reduce what came to what a clinician would call another answer."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from chartside.analysis import Analysis
from chartside.answer import Answer, ContractError, answer

# Numbers, and what stands between them in values, dates and times.
_NUMBERS = re.compile(r"[+-]?\d[\d.,:TZ+-]*")


@dataclass(frozen=True, slots=True)
class Crash:
    """What an analysis raised: the class, the place, the words; ``contract`` where it is the contract that it broke."""

    kind: str
    place: str
    words: str
    contract: bool = False

    def __str__(self) -> str:
        return self.words if self.contract else f"{self.kind} at {self.place}"


def attempt(analysis: Analysis, facts: Mapping[str, Any]) -> Answer | Crash:
    """Return the answer, or the crash that came instead of one."""
    try:
        return answer(analysis, facts)
    except ContractError as error:
        return Crash(type(error).__name__, "", str(error), contract=True)
    except (Exception, SystemExit, GeneratorExit) as error:  # noqa: BLE001 - an analysis may raise anything
        return Crash(type(error).__name__, _place(error), str(error))


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


Gist = tuple[Any, ...]


def gist(result: Answer | Crash) -> Gist:
    """Return what of an answer is a judgement: outcome, how grave each card is, its words without the numbers, band, what is derived."""
    if isinstance(result, Crash):
        return ("crashed", result.kind, result.place)
    cards = sorted((c.indicator, _NUMBERS.sub("#", c.summary), len(c.suggestions)) for c in result.cards)
    derived = sorted((d.name, str(d.value)) for d in result.derived if not isinstance(d.value, Decimal))
    return (str(result.outcome), tuple(cards), tuple(derived), str(result.working.get("band", "")))


def judged(result: Answer | Crash) -> Gist:
    """Return the gist with the numbers that the working names as results, to nine digits."""
    working = result.working if isinstance(result, Answer) else {}
    return (*gist(result), _rounded(working.get("results")))


def graveness(result: Answer | Crash) -> Gist:
    """Return the outcome and how grave its cards are, nothing of their words."""
    if isinstance(result, Crash):
        return ("crashed",)
    return (str(result.outcome), tuple(sorted(c.indicator for c in result.cards)))


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple((k, _rounded(v)) for k, v in value.items())
    if isinstance(value, list | tuple):
        return tuple(_rounded(v) for v in value)
    if isinstance(value, float | Decimal):
        return f"{value:.9g}"
    return value
