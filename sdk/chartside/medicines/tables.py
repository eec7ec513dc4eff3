"""Load the tables of medicines once, when they are first asked for, with the hash of what was loaded."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

from chartside.codes import ATC_SYSTEM, RXNORM_SYSTEM, Code
from chartside.medicines.grammar import Grammar, Names, Words, plain
from chartside.sources import Source

INGREDIENT_SYSTEM = "urn:chartside:ingredient"
"""The system of an ingredient whose RxNorm code is not known here: by its name, so that no code is made up."""
FILES = ("atc.tsv", "brands.tsv", "ingredients.tsv", "knowledge.toml", "products.tsv", "words.toml")


class TableError(ValueError):
    """A table of medicines that contradicts itself; the message names the file and the row."""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """What a medicine works by; ``checked`` says how its code was checked: seen, read or recalled (see the sidecar)."""

    name: str
    code: Code
    precise: Code | None = None
    """The code of a salt or ester that tables list by itself, beside the code of its base."""
    checked: str = ""

    @property
    def codes(self) -> tuple[Code, ...]:
        """Return the codes under which a set may list it, the base first."""
        return (self.code,) if self.precise is None else (self.code, self.precise)


@dataclass(frozen=True, slots=True)
class Tables:
    """Every table, by what it is looked up with; ``source`` carries version, date and the hash of all files."""

    ingredients: Mapping[str, Ingredient]
    by_code: Mapping[Code, Names]
    products: Mapping[Code, Names]
    atc: Mapping[Code, Names]
    grammar: Grammar
    source: Source


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Return the tables that travel with the SDK; raises TableError where they contradict themselves."""
    folder = files("chartside.medicines.knowledge")
    return read({name: folder.joinpath(name).read_bytes() for name in FILES})


def read(raw: Mapping[str, bytes]) -> Tables:
    """Make tables of the bytes of their files, by file name; raises TableError where they contradict themselves."""
    about = tomllib.loads(raw["knowledge.toml"].decode())
    digest = sha256(b"".join(sha256(raw[name]).digest() for name in FILES)).hexdigest()
    ingredients = _ingredients(raw["ingredients.tsv"])
    known: dict[str, Names] = {plain(name): (ingredients[name].name,) for name in ingredients}
    # A code speaks for its own row: that of a salt for the salt, and never that of the base for one of its salts.
    by_code: dict[Code, Names] = {one.precise or one.code: (one.name,) for one in ingredients.values()}
    products = {Code(RXNORM_SYSTEM, key): names for key, names in _named("products.tsv", raw, ingredients)}
    atc = {Code(ATC_SYSTEM, key): names for key, names in _named("atc.tsv", raw, ingredients)}
    clash = next((code for code in products if code in by_code), None)
    if clash is not None:
        raise TableError(f"products.tsv: {clash.value} is an ingredient too; take it out of one of the two")
    for brand, names in _named("brands.tsv", raw, ingredients):
        if known.setdefault(plain(brand), names) != names:
            raise TableError(f"brands.tsv: {brand} is the name of something else too")
    words = Words.of(tomllib.loads(raw["words.toml"].decode()))
    source = Source(about["title"], about["url"], about["version"], about["date"], digest)
    return Tables(ingredients, by_code, products, atc, Grammar(known, words), source)


def _rows(name: str, raw: bytes) -> Iterator[tuple[str, ...]]:
    head, *lines = (line for line in raw.decode().splitlines() if line and not line.startswith("#"))
    width = len(head.split("\t"))
    for line in lines:
        row = tuple(line.split("\t"))
        if len(row) != width:
            raise TableError(f"{name}: a row has {len(row)} columns and not {width}: {row[0]}")
        yield row


def _ingredients(raw: bytes) -> dict[str, Ingredient]:
    """Return ingredients by every name they have: a name of its own, and what else it is called."""
    rows = list(_rows("ingredients.tsv", raw))
    codes = {name: _code(name, rxcui) for name, rxcui, *_ in rows}
    found: dict[str, Ingredient] = {}
    for name, _, base, also, checked in rows:
        if base and base not in codes:
            raise TableError(f"ingredients.tsv: {name} is a form of {base}, which has no row")
        one = Ingredient(name, codes[base or name], codes[name] if base else None, checked)
        for called in (name, *filter(None, also.split("|"))):
            if found.setdefault(called, one) is not one:
                raise TableError(f"ingredients.tsv: two rows are called {called}")
    return found


def _code(name: str, rxcui: str) -> Code:
    return Code(RXNORM_SYSTEM, rxcui, name) if rxcui else Code(INGREDIENT_SYSTEM, name, name)


def _named(name: str, raw: Mapping[str, bytes], ingredients: Mapping[str, Ingredient]) -> Iterator[tuple[str, Names]]:
    seen: set[str] = set()
    for key, listed, _ in _rows(name, raw[name]):
        names = tuple(listed.split(" + "))
        unknown = next((n for n in names if n not in ingredients), None)
        if unknown is not None:
            raise TableError(f"{name}: {key} holds {unknown}, which is no ingredient of ingredients.tsv")
        if key in seen:
            raise TableError(f"{name}: {key} stands twice")
        seen.add(key)
        yield key, names
