"""Medicines that slow an enzyme down: what the genotype then amounts to, beside what it is."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from chartside import Code, Coded
from chartside.codes import RXNORM_SYSTEM
from chartside.medicines import resolve
from plugins.pharmacogenomics.phenotype import AT_LEAST, NO_SCORE, phenotype_of, written
from plugins.pharmacogenomics.release import Release
from plugins.pharmacogenomics.results import Call


@dataclass(frozen=True, slots=True)
class Inhibitor:
    """A medicine that the patient takes and that slows a gene's enzyme."""

    gene: str
    drug: str
    strength: str
    factor: Decimal
    fact: Coded


@dataclass(frozen=True, slots=True)
class Clinical:
    """What a candidate amounts to under an inhibitor."""

    score: str
    phenotype: str
    inhibitor: Inhibitor


@cache
def table() -> Mapping[str, Any]:
    """Return the list of inhibitors."""
    raw = (files("plugins.pharmacogenomics") / "knowledge" / "inhibitors.toml").read_bytes()
    return tomllib.loads(raw.decode(), parse_float=Decimal)


@cache
def _by_code() -> Mapping[Code, tuple[str, str]]:
    found: dict[Code, tuple[str, str]] = {}
    for gene, drugs in ((g, d) for g, d in table().items() if isinstance(d, dict)):
        for drug in drugs:
            found |= {code: (gene, drug) for code in resolve((), drug).ingredients if code.system == RXNORM_SYSTEM}
    return found


def taken(medicines: Iterable[Coded], ordered: frozenset[str]) -> tuple[Inhibitor, ...]:
    """Return the inhibitors among a patient's medicines; the drug that is being ordered is not counted against itself."""
    found: dict[str, Inhibitor] = {}
    for one in medicines:
        for code in _ingredients(one):
            gene, drug = _by_code().get(code, ("", ""))
            if drug and drug not in ordered:
                entry = table()[gene][drug]
                found.setdefault(drug, Inhibitor(gene, drug, entry["strength"], Decimal(entry["factor"]), one))
    return tuple(sorted(found.values(), key=lambda i: (i.factor, i.drug)))


def _ingredients(one: Coded) -> tuple[Code, ...]:
    return resolve(one.codings or ((one.code,) if one.code else ()), one.display).ingredients


def clinical(release: Release, call: Call, inhibitors: Iterable[Inhibitor]) -> Clinical | None:
    """Return what a candidate amounts to under the strongest inhibitor of its gene; None where there is none, or no score."""
    strongest = next((i for i in inhibitors if i.gene == call.gene), None)
    if strongest is None or not call.score or call.score == NO_SCORE:
        return None
    value = Decimal(call.score.removeprefix(AT_LEAST)) * strongest.factor
    sign = AT_LEAST if call.score.startswith(AT_LEAST) and value else ""
    score = f"{sign}{written(value)}"
    return Clinical(score, phenotype_of(release, call.gene, score), strongest)
