"""What the context of each hook holds: which fields it must have, under which names, and which of them hold orders."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a hook's context."""

    name: str
    required: bool
    token: bool
    """Whether a prefetch template may name it."""
    holds: str
    """``orders``, ``resources`` or ``references``; empty where it is an id or a list of them."""
    formerly: tuple[str, ...]
    """Names that older versions of the hook have for it."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name, today's first."""
        return (self.name, *self.formerly)

    def of(self, context: Mapping[str, Any]) -> Any:
        """Return what a context has for it under any of its names; None where it has nothing."""
        return next((value for name in self.names if (value := context.get(name)) is not None), None)


@dataclass(frozen=True, slots=True)
class Hook:
    """One hook of the library."""

    name: str
    version: str
    maturity: int
    deprecated: bool
    fields: Mapping[str, Field]

    def missing(self, context: Mapping[str, Any]) -> Iterator[str]:
        """Yield the required fields that a context lacks."""
        return (f.name for f in self.fields.values() if f.required and f.of(context) is None)


@cache
def hooks() -> Mapping[str, Hook]:
    """Return every hook of the library, by name; hooks are an open set, and others are served as well."""
    read = tomllib.loads(files("fhir_adapter").joinpath("hooks.toml").read_text("utf-8"))
    return {name: _hook(name, stated) for name, stated in read["hooks"].items()}


def missing_fields(hook: str, context: Mapping[str, Any]) -> list[str]:
    """Return the fields that a hook's context must have and this one lacks; none for a hook that is not in the library."""
    known = hooks().get(hook)
    return list(known.missing(context)) if known else []


@cache
def places(holds: str) -> tuple[str, ...]:
    """Return every field name, today's and former ones, under which hooks hold such things."""
    named = (field for hook in hooks().values() for field in hook.fields.values() if field.holds == holds)
    return tuple(dict.fromkeys(name for field in named for name in field.names))


def _hook(name: str, stated: Mapping[str, Any]) -> Hook:
    fields = {n: _field(n, said) for n, said in stated.items() if isinstance(said, dict)}
    return Hook(name, stated["version"], stated["maturity"], stated.get("deprecated", False), fields)


def _field(name: str, stated: Mapping[str, Any]) -> Field:
    return Field(
        name,
        stated["needed"] == "required",
        stated.get("token", False),
        stated.get("holds", ""),
        tuple(stated.get("formerly", ())),
    )
