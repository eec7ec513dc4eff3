"""What the conversion rests on: products with their strengths, factors by ingredient and form, and how units are spelt."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from chartside import Injected, Source
from chartside.codes import RXNORM, Code


@dataclass(frozen=True, slots=True)
class Part:
    """One opioid in a product: its ingredient, the form, and how much of it there is in a piece, a millilitre or an hour."""

    ingredient: str
    form: str
    strength: Decimal
    unit: str
    alone: bool
    """Whether the product holds nothing else, so that a dose in milligrams can only be of this."""


@dataclass(frozen=True, slots=True)
class Product:
    """A product by its RxNorm code, with every opioid in it."""

    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Conversion:
    """The tables of the conversion; ``version`` and ``sha256`` stand in every answer."""

    version: str
    sha256: str
    content: Mapping[str, Any] = field(repr=False)
    products: Mapping[Code, Product] = field(repr=False)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return what the tables were taken from."""
        return tuple(Source(**reference) for reference in self.content["references"])

    def ingredient(self, code: str) -> Mapping[str, Any]:
        """Return what the table says of an ingredient; nothing for one that is not in it."""
        return dict(self.content["ingredients"].get(code, {}))

    def piece(self, form: str) -> str:
        """Return in what a form is counted, ``solid``, ``liquid`` or ``patch``; empty for a form to which no factor applies."""
        return str(self.content["forms"].get(form, {}).get("piece", ""))

    def counts(self, piece: str, unit: str) -> bool:
        """Whether a dose in this unit is a number of pieces."""
        return _plain(unit) in self.content["units"].get(piece, ())

    def milligrams(self, unit: str) -> Decimal | None:
        """Return how many milligrams a unit of mass is, None for any other unit."""
        return _decimal(self.content["mass"].get(_plain(unit)))

    def millilitres(self, unit: str) -> Decimal | None:
        """Return how many millilitres a unit of volume is, None for any other unit."""
        return _decimal(self.content["volume"].get(_plain(unit)))


def _plain(unit: str) -> str:
    return " ".join(unit.replace("{", " ").replace("}", " ").lower().split())


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


@cache
def conversion() -> Conversion:
    """Return the tables that ship."""
    folder = files(__package__) / "knowledge"
    factors, listed = (folder / "factors.toml").read_bytes(), (folder / "products.tsv").read_bytes()
    content = tomllib.loads(factors.decode(), parse_float=Decimal)
    found: dict[Code, Product] = {}
    lines = (line for line in listed.decode().splitlines() if not line.startswith("#"))
    for row in csv.DictReader(lines, delimiter="\t"):
        code, strength = RXNORM(row["product"]), Decimal(row["strength"])
        part = Part(row["ingredient"], row["form"], strength, row["unit"], row["alone"] == "yes")
        earlier = found[code].parts if code in found else ()
        found[code] = Product(row["name"], (*earlier, part))
    return Conversion(str(content["version"]), hashlib.sha256(factors + listed).hexdigest(), content, found)


@cache
def recommendations() -> Mapping[str, Any]:
    """Return what the recommendations turn on, with ``version`` and ``sha256``."""
    raw = (files(__package__) / "knowledge" / "recommendations.toml").read_bytes()
    return {**tomllib.loads(raw.decode(), parse_float=Decimal), "sha256": hashlib.sha256(raw).hexdigest()}


def injected(name: str, value: Any, version: str, sha256: str) -> Injected:
    """Offer a table as an input, so that its version and hash stand in every answer."""
    return Injected(name, value, version, sha256)


CONVERSION = injected("knowledge/factors.toml", conversion(), conversion().version, conversion().sha256)
RECOMMENDATIONS = injected(
    "knowledge/recommendations.toml",
    recommendations(),
    str(recommendations()["version"]),
    str(recommendations()["sha256"]),
)
GUIDELINE, VALUE_SETS = (Source(**one) for one in recommendations()["references"])
SOURCES = (GUIDELINE, VALUE_SETS, *conversion().sources[1:])
