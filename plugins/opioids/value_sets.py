"""The value sets of the guideline's decision support, as sets of codes with their version: one that is not carried over is an error."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from functools import cache
from importlib.resources import files

from chartside import Code, CodeSet
from chartside.terminology import LocalTerminology, ValueSet


@cache
def terminology() -> LocalTerminology:
    """Return every value set that is carried over."""
    folder = files(__package__) / "knowledge"
    listed, described = (folder / "value_sets.tsv").read_bytes(), (folder / "value_sets.toml").read_bytes()
    about = tomllib.loads(described.decode())
    digest = hashlib.sha256(described + listed).hexdigest()
    codes: dict[str, set[Code]] = {name: set() for name in about["sets"]}
    lines = (line for line in listed.decode().splitlines() if not line.startswith("#"))
    for row in csv.DictReader(lines, delimiter="\t"):
        codes[row["set"]].add(Code(about["systems"][row["system"]], row["code"]))
    return LocalTerminology(
        ValueSet(one["url"], about["version"], name, frozenset(codes[name]), digest, one["display"])
        for name, one in about["sets"].items()
    )


def address(name: str) -> str:
    """Return the address of a value set by our short name; raises KeyError for one that is not carried over."""
    raw = (files(__package__) / "knowledge" / "value_sets.toml").read_bytes()
    return str(tomllib.loads(raw.decode())["sets"][name]["url"])


@cache
def value_set(name: str) -> CodeSet:
    """Return a value set as inputs use it; raises TerminologyError where it cannot be told what is in it."""
    return terminology().value_set(address(name)).as_code_set()


def together(name: str, display: str, *sets: CodeSet, excludes: CodeSet | None = None) -> CodeSet:
    """Return one set of the codes of several."""
    prefixes: dict[str, tuple[str, ...]] = {}
    for one in sets:
        for system, starts in one.prefixes.items():
            prefixes[system] = (*prefixes.get(system, ()), *starts)
    return CodeSet(
        name,
        display,
        frozenset(code for one in sets for code in one.codes),
        prefixes=prefixes,
        excludes=excludes,
        version="; ".join(dict.fromkeys(one.version for one in sets if one.version)),
        source="; ".join(one.source for one in sets if one.source),
    )
