"""The source attributes of 45 CFR 170.315(b)(11): which there are, what each is about, and which have no value."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Attributes:
    """Every attribute's title by its number: those of all interventions, those of a predictive one besides."""

    version: str
    source: str
    url: str
    every: Mapping[str, str]
    predictive: Mapping[str, str]
    computed: frozenset[str]
    """Attributes whose value may be ``computed: how``, from the record of the place."""

    def of(self, *, predictive: bool) -> Mapping[str, str]:
        """Return the titles that an analysis needs a value for, in their order."""
        return {**self.every, **(self.predictive if predictive else {})}


@cache
def attributes() -> Attributes:
    """Return the attributes as this version of the SDK knows them."""
    read = tomllib.loads((files(__package__) / "knowledge" / "source_attributes.toml").read_text("utf-8"))
    return Attributes(
        read["version"],
        read["source"],
        read["url"],
        MappingProxyType(read["every"]),
        MappingProxyType(read["predictive"]),
        frozenset(read["computed"]),
    )


def lacking(values: Mapping[str, str], *, predictive: bool) -> tuple[str, ...]:
    """Return the numbers of the attributes that have no value: absent or blank."""
    return tuple(number for number in attributes().of(predictive=predictive) if not values.get(number, "").strip())
