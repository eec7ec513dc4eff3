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
from chartside.containment import Stop, interrupts_told_apart

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
    with interrupts_told_apart():
        try:
            return answer(analysis, facts)
        except ContractError as error:
            return Crash(type(error).__name__, "", str(error), contract=True)
        except Stop:  # a Ctrl-C: it ends the run
            raise
        except BaseException as error:  # noqa: BLE001 - an analysis may raise anything, KeyboardInterrupt included
            return Crash(type(error).__name__, _place(error), _words(error))


def yielded(analysis: Analysis, facts: Mapping[str, Any]) -> list[Any]:
    """Return what the analysis itself yields, before anybody judges it, up to where it raises."""
    found: list[Any] = []
    with interrupts_told_apart():
        try:
            found.extend(analysis.run(**facts))
        except Stop:  # a Ctrl-C: it ends the run
            raise
        except BaseException:  # noqa: BLE001 - what it raises is for another check to say
            return found
    return found


def _words(error: BaseException) -> str:
    """Return what an exception says, with its notes and with those that it came from: whoever logs it writes them all."""
    said: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        try:
            said += [str(one), *map(str, getattr(one, "__notes__", ()))]
        except Exception:  # noqa: BLE001 - an exception that cannot say anything says nothing of the patient
            said.append("")
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return "; ".join(said)


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
    actions = sorted((one.action.type, one.action.description) for one in result.system_actions)
    derived = sorted((d.name, str(d.value)) for d in result.derived if not isinstance(d.value, Decimal))
    return (str(result.outcome), tuple(cards), tuple(derived), tuple(actions), str(result.working.get("band", "")))


def judged(result: Answer | Crash) -> Gist:
    """Return the gist with the numbers that the working names as results, to nine digits."""
    working = result.working if isinstance(result, Answer) else {}
    return (*gist(result), _rounded(working.get("results")))


_WORD = re.compile(r"\w+")


def unordered(result: Answer | Crash) -> Gist:
    """Return the words and numbers of the reason and of each card, and what it rests on, in no order: which facts were looked at."""
    if isinstance(result, Crash):
        return ("crashed", result.kind, result.place)
    cards = sorted((tuple(sorted(c.basis)), _words_of(f"{c.summary} {c.detail}")) for c in result.cards)
    return (_words_of(result.reason), tuple(cards))


def _words_of(text: str) -> tuple[str, ...]:
    return tuple(sorted(_WORD.findall(text)))


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
