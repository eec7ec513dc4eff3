"""Look into an analysis for the numbers, words and codes that it knows: where they stand, its answers turn."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from inspect import unwrap
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from chartside.analysis import Analysis
from chartside.codes import Code, CodeSet

_MOST = 20_000
"""How many objects are looked at: a model with a million numbers has no cut-offs to be found in this way."""
_LONGEST_WORD = 60
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Mined:
    """What stands in the code and the knowledge of an analysis, in the order in which it was found."""

    numbers: tuple[Decimal, ...] = ()
    words: tuple[str, ...] = ()
    sets: tuple[CodeSet, ...] = ()
    codes: tuple[Code, ...] = ()

    def between(self, low: Decimal, high: Decimal, most: int = 40) -> tuple[Decimal, ...]:
        """Return the numbers of a range, those found first when there are many."""
        return tuple(n for n in self.numbers if low <= n <= high)[:most]

    def like(self, pattern: str, most: int = 12) -> tuple[str, ...]:
        """Return the words that match a pattern from beginning to end."""
        return tuple(w for w in self.words if re.fullmatch(pattern, w))[:most]


def mine(analysis: Analysis, injected: Mapping[str, Any]) -> Mined:
    """Return what an analysis knows: constants of its code, of what it calls in its own package, and of what travels with it."""
    run = unwrap(analysis.run)
    numbers: dict[Decimal, None] = {}
    words: dict[str, None] = {}
    sets: dict[str, CodeSet] = {}
    codes: dict[Code, None] = {}
    for one in _walk((run, *injected.values(), analysis.when), getattr(run, "__module__", "") or ""):
        match one:
            case CodeSet():
                sets.setdefault(f"{one.name} {one.version}", one)
            case Code():
                codes.setdefault(one)
            case timedelta():
                numbers.setdefault(Decimal(one.days))
            case str() if 1 < len(one) <= _LONGEST_WORD:
                words.setdefault(str(one))
            case int() | float() | Decimal() if not isinstance(one, bool):
                number = Decimal(str(one))
                if number.is_finite() and abs(number) <= _LARGEST:
                    numbers.setdefault(number)
    return Mined(tuple(numbers), tuple(words), tuple(sets.values()), tuple(codes))


def _walk(roots: Iterable[Any], module: str) -> Iterator[Any]:
    """Yield everything that can be reached, the nearest first, without leaving the package of the analysis."""
    package = module.partition(".")[0]
    seen: set[int] = set()
    kept: list[Any] = []  # an id means something only as long as its object lives
    waiting = deque(roots)
    while waiting and len(kept) < _MOST:
        one = waiting.popleft()
        if id(one) in seen:
            continue
        seen.add(id(one))
        kept.append(one)
        yield one
        waiting.extend(_inside(one, package))


def _inside(one: Any, package: str) -> Iterator[Any]:
    match one:
        case None | bool() | int() | float() | Decimal() | str() | bytes() | CodeSet() | Code() | ModuleType():
            return
        case FunctionType() | MethodType() | property() | classmethod() | type():
            yield from _of_code(one, package)
        case Enum():
            yield one.value
        case Mapping():
            yield from (*one.values(), *one.keys())
        case tuple() | list() | deque():
            yield from one
        case set() | frozenset():
            yield from sorted(one, key=repr)
        case _ if is_dataclass(one):
            yield from (getattr(one, f.name, None) for f in fields(one))
            yield type(one)
        case _ if _own(type(one), package):
            yield from getattr(one, "__dict__", {}).values()
            yield type(one)


def _of_code(one: Any, package: str) -> Iterator[Any]:
    match one:
        case FunctionType():
            yield from _of_function(one, package)
        case MethodType() | classmethod():
            yield one.__func__
        case property():
            yield one.fget
        case type() if _own(one, package):
            yield from (v for v in vars(one).values() if isinstance(v, FunctionType | property | classmethod))


def _of_function(function: FunctionType, package: str) -> Iterator[Any]:
    wrapped = unwrap(function)
    if not isinstance(wrapped, FunctionType) or not _own(wrapped, package):
        return
    yield from _constants(wrapped.__code__, wrapped.__doc__)
    yield from (cell.cell_contents for cell in wrapped.__closure__ or () if _filled(cell))
    yield from wrapped.__defaults__ or ()
    yield from (wrapped.__globals__[n] for n in _names(wrapped.__code__) if n in wrapped.__globals__)


def _constants(code: CodeType, doc: str | None) -> Iterator[Any]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _constants(one, None)
        elif one != doc:
            yield one


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _names(one)


def _filled(cell: Any) -> bool:
    try:
        _ = cell.cell_contents
    except ValueError:
        return False
    return True


def _own(one: Any, package: str) -> bool:
    module = getattr(one, "__module__", "") or ""
    return module.partition(".")[0] == package and package != "chartside"
