"""In which patients a branch of a recommendation holds: yes, no, or not known; never a guess."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from chartside import Code, Coded, CodeSet, Found, Missing, Quantity
from chartside.codes import ICD10CM_SYSTEM, SNOMED_SYSTEM

Applies = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Person:
    """What tells the branches apart, as far as the record has it."""

    age: Quantity | Missing
    indications: Mapping[str, Found[Coded]]


@cache
def table() -> Mapping[str, Any]:
    """Return the knowledge of populations."""
    raw = (files("plugins.pharmacogenomics") / "knowledge" / "populations.toml").read_bytes()
    return tomllib.loads(raw.decode(), parse_float=Decimal)


def codes(name: str) -> CodeSet:
    """Return the codes of an indication."""
    entry = table()["sets"][name]
    snomed = frozenset(Code(SNOMED_SYSTEM, value) for value in entry["snomed"])
    return CodeSet(
        f"pharmacogenomics-{name}",
        entry["display"],
        snomed,
        {ICD10CM_SYSTEM: tuple(entry["icd10cm"])},
        version=table()["version"],
    )


def words(population: str) -> str:
    """Return who is meant, in our words."""
    return str(table()["terms"].get(population, population))


def applies(population: str, person: Person) -> tuple[Applies, str]:
    """Return whether a branch holds for this patient, and why."""
    if population == "general":
        return "yes", ""
    if population in table()["age"]:
        return _by_age(table()["age"][population], person.age)
    for name in table()["indication"].get(population, ()):
        found = person.indications.get(name)
        if found:
            first = found.items[0]
            return "yes", f"{first.display or codes(name).display} in the record"
    return "unknown", "the record does not tell"


def _by_age(rule: Mapping[str, Any], age: Quantity | Missing) -> tuple[Applies, str]:
    if isinstance(age, Missing):
        return "unknown", "age not known"
    old, young = rule.get("from"), rule.get("below")
    holds = (old is None or age.value >= old) and (young is None or age.value < young)
    said = f"age {age.value.normalize():f} years"
    return ("yes", said) if holds else (rule.get("else", "no"), said)
