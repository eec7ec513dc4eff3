"""Deprecate a public name: it goes on working, says what to use instead, and names the version that removes it."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class ChartsideDeprecationWarning(FutureWarning):
    """A name that a coming version removes; shown by default, because authors run their tests without -W."""


@dataclass(frozen=True, slots=True)
class Deprecation:
    """What is deprecated: since which version, removed in which, and what to use instead."""

    name: str
    since: str
    removed_in: str
    instead: str

    def __str__(self) -> str:
        return (
            f"{self.name} is deprecated since {self.since} and will be removed in {self.removed_in}; use {self.instead}"
        )


DEPRECATIONS: list[Deprecation] = []
"""Every deprecation that was declared, so that a test can say which are due."""


def deprecated(*, since: str, removed_in: str, instead: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a function or a class's constructor as deprecated; raise ValueError where no later minor version removes it."""
    if version(removed_in)[:2] <= version(since)[:2]:
        raise ValueError(f"removed_in {removed_in} must come after since {since}, by a minor version at least")

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        said = Deprecation(f"{function.__module__}.{function.__qualname__}", since, removed_in, instead)
        DEPRECATIONS.append(said)

        @wraps(function)
        def warned(*args: P.args, **kwargs: P.kwargs) -> R:
            warnings.warn(str(said), ChartsideDeprecationWarning, stacklevel=2)
            return function(*args, **kwargs)

        return warned

    return mark


def overdue(now: str) -> list[Deprecation]:
    """Return the deprecations that this version should have removed."""
    return [one for one in DEPRECATIONS if version(one.removed_in) <= version(now)]


def version(text: str) -> tuple[int, int, int]:
    """Return the three numbers of a version; raise ValueError where it has not three."""
    major, minor, patch = (int(part) for part in text.split("."))
    return major, minor, patch
