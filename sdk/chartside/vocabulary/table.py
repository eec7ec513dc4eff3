"""Reads the code sets of the vocabulary from their files, each with its version and the hash of its bytes."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

from chartside.codes import ICD10CM_SYSTEM, LOINC_SYSTEM, SNOMED_SYSTEM, Code, CodeSet

Check = Literal["seen", "read", "recalled"]
CHECKS: tuple[Check, ...] = ("seen", "read", "recalled")
_HEAD = frozenset({"version", "date", "review", "licence", "sources", "left_out"})
_ENTRY = frozenset(
    {
        "display",
        "includes",
        "panels",
        "presence",
        "snomed",
        "icd10cm",
        "excludes",
        "statement",
        "ever",
        "note",
        "hgnc",
        "checked",
        *CHECKS,
    }
)


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the vocabulary; ``left_out`` says of codes that a reader could expect why they are in no set."""

    name: str
    version: str
    date: date
    sha256: str
    left_out: Mapping[str, str]
    entries: Mapping[str, Mapping[str, Any]]
    _made: dict[str, CodeSet] = field(default_factory=dict, compare=False, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the concepts, as the file orders them."""
        return tuple(self.entries)

    def code_set(self, name: str) -> CodeSet:
        """Return the codes of a concept; the same object each time."""
        if name not in self._made:
            self._made[name] = self._code_set(name, self.entries[name])
        return self._made[name]

    def checked(self, name: str) -> Mapping[Code, Check]:
        """Return how each code of a concept was checked, its own and those of the concepts that it includes."""
        entry = self.entries[name]
        own = {code: check for check, code in _codes(entry)}
        return own | {code: check for other in entry.get("includes", ()) for code, check in self.checked(other).items()}

    def _code_set(self, name: str, entry: Mapping[str, Any]) -> CodeSet:
        checked = {code: check for check, code in _codes(entry)}
        included = [self.code_set(other) for other in entry.get("includes", ())]
        excluded = entry.get("excludes")
        return CodeSet(
            name,
            entry["display"],
            frozenset(checked).union(*(other.codes for other in included)),
            prefixes=_prefixes(entry, included),
            excludes=self._code_set(excluded["name"], excluded) if excluded else None,
            panels=frozenset(Code(LOINC_SYSTEM, value, display) for value, display in entry.get("panels", {}).items()),
            version=f"{self.version}+{self.sha256[:12]}",
            source=self._source(checked, icd10cm="icd10cm" in entry),
        )

    def _source(self, checked: Mapping[Code, Check], *, icd10cm: bool) -> str:
        recalled = sorted(code.value for code, check in checked.items() if check == "recalled")
        unchecked = [*recalled, *(["the beginnings of ICD-10-CM codes"] if icd10cm else [])]
        said = f"recalled and not yet checked: {', '.join(unchecked)}; the others" if unchecked else "all"
        return f"vocabulary/knowledge/{self.name}.toml: {said} seen or read in public data"


def _prefixes(entry: Mapping[str, Any], included: Iterable[CodeSet]) -> Mapping[str, tuple[str, ...]]:
    starts = [*entry.get("icd10cm", ()), *(s for other in included for s in other.prefixes.get(ICD10CM_SYSTEM, ()))]
    return {ICD10CM_SYSTEM: tuple(dict.fromkeys(starts))} if starts else {}


def _codes(entry: Mapping[str, Any]) -> Iterator[tuple[Check, Code]]:
    for system, held in ((LOINC_SYSTEM, entry), (SNOMED_SYSTEM, entry.get("snomed", {}))):
        for check in CHECKS:
            yield from ((check, Code(system, value, display)) for value, display in held.get(check, {}).items())


@cache
def table(name: str) -> Table:
    """Read ``knowledge/<name>.toml``; raise ValueError for a key that no reader knows."""
    raw = (files(__package__) / "knowledge" / f"{name}.toml").read_bytes()
    content = tomllib.loads(raw.decode())
    entries = {key: entry for key, entry in content.items() if key not in _HEAD}
    for key, entry in entries.items():
        if not entry.keys() <= _ENTRY:
            raise ValueError(f"{name}.toml: {key}: not known {', '.join(sorted(entry.keys() - _ENTRY))}")
    sha256 = hashlib.sha256(raw).hexdigest()
    left_out = cast("Mapping[str, str]", content.get("left_out", {}))
    return Table(name, content["version"], content["date"], sha256, left_out, entries)
