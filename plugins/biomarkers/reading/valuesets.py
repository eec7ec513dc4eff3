"""Read the value sets of a rule: written out in the file, or named from the vocabulary and pinned by the hash of their codes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from hashlib import sha256

from chartside import Code, CodeSet, vocabulary
from chartside.medicines import tables
from chartside.vocabulary.medicines import SetError, medicines
from chartside.vocabulary.medicines import names as medicine_names
from chartside.vocabulary.table import table as vocabulary_table
from plugins.biomarkers.document import Table

CONDITIONS = vocabulary_table("conditions")


def _ingredient(name: str) -> CodeSet:
    held = tables().ingredients[name.replace("-", " ")]
    return CodeSet(
        name, name.replace("-", " "), frozenset(held.codes), version=tables().source.version, source="ingredients"
    )


_FROM: Mapping[str, tuple[Callable[[str], CodeSet], Callable[[], tuple[str, ...]]]] = {
    "measurements": (lambda name: vocabulary.MEASUREMENTS[name], lambda: tuple(vocabulary.MEASUREMENTS)),
    "conditions": (CONDITIONS.code_set, lambda: CONDITIONS.names),
    "medicines": (medicines, medicine_names),
    "ingredients": (_ingredient, lambda: tuple(one.replace(" ", "-") for one in tables().ingredients)),
}
"""Where a set may be taken from, with how to get it and which there are."""


def read_valuesets(top: Table) -> dict[str, CodeSet]:
    """Return the value sets of a rule by the names that its lines use."""
    sets = top.table("valuesets", "write {} where the rule needs none")
    return {
        name: _one(name, sets.table(name, "write display, version, source and codes, or from and sha256"))
        for name in sets.content
    }


def valueset(table: Table, key: str, valuesets: Mapping[str, CodeSet]) -> CodeSet:
    """Return the value set that a line names."""
    name = table.text(key, "name a value set of this file")
    if name not in valuesets:
        raise table.refusal(
            key, f"names no value set of this file; write it under valuesets ({', '.join(valuesets) or 'none yet'})"
        )
    return valuesets[name]


@cache
def pin(address: str) -> tuple[CodeSet, str]:
    """Return a set of the vocabulary by its address, such as ``medicines/warfarin``, with the hash of what is in it.

    Two addresses with ``+`` between are both sets together. Raises ValueError, with the mend, for an address that leads nowhere.
    """
    first, plus, rest = address.partition("+")
    if plus:
        one, other = pin(first.strip())[0], pin(rest.strip())[0]
        both = CodeSet(
            f"{one.name}-or-{other.name}",
            f"{one.display} or {other.display}",
            one.codes | other.codes,
            {s: (*one.prefixes.get(s, ()), *other.prefixes.get(s, ())) for s in {*one.prefixes, *other.prefixes}},
            version=one.version if one.version == other.version else f"{one.version}, {other.version}",
            source=f"{one.source}; {other.source}",
        )
        return both, fingerprint(both)
    kind, _, name = address.strip().partition("/")
    if kind not in _FROM:
        raise ValueError(f"leads nowhere; write {', '.join(f'{one}/...' for one in _FROM)}")
    get, names = _FROM[kind]
    try:
        found = get(name)
    except (KeyError, SetError):
        raise ValueError(f"leads to no set of {kind}; there are {', '.join(sorted(names()))}") from None
    return found, fingerprint(found)


def fingerprint(codes: CodeSet) -> str:
    """Return the hash of what a set holds: codes, beginnings, exclusions, panels; not of how they are displayed."""
    content = {
        "codes": sorted(str(code) for code in codes.codes),
        "prefixes": {system: sorted(starts) for system, starts in codes.prefixes.items()},
        "panels": sorted(str(code) for code in codes.panels),
        "excludes": fingerprint(codes.excludes) if codes.excludes is not None else "",
    }
    return sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _one(name: str, table: Table) -> CodeSet:
    if table.has("from"):
        return _pinned(table)
    table.only("display", "version", "source", "codes", "beginnings")
    systems = table.table("codes", "list the codes under their code systems")
    codes = [
        Code(system, code, listed.text(code, "write its display beside each code"))
        for system in systems.content
        for listed in [systems.table(system, 'write code: display pairs, the code quoted, such as "6809": metformin')]
        for code in listed.content
    ]
    if not codes:
        raise table.refusal(
            "codes", "is empty: a set without codes never matches; list the codes under their code systems"
        )
    beginnings = (
        table.table("beginnings", "list the beginnings of codes under their system")
        if table.has("beginnings")
        else None
    )
    prefixes = (
        {system: beginnings.words(system, "list beginnings, such as [C34]") for system in beginnings.content}
        if beginnings
        else {}
    )
    return CodeSet(
        name,
        table.text("display", "say in words what the set means"),
        frozenset(codes),
        prefixes,
        version=table.text("version", "pin the version of the set"),
        source=table.text("source", "say where the codes come from"),
    )


def _pinned(table: Table) -> CodeSet:
    table.only("from", "sha256")
    address = table.text("from", "name a set of the vocabulary, such as medicines/warfarin")
    try:
        codes, actual = pin(address)
    except ValueError as error:
        raise table.refusal("from", str(error)) from None
    written = table.text("sha256", f"pin what is in the set: write {actual}")
    if written != actual:
        raise table.refusal(
            "sha256",
            f"does not fit what is in {address} now, so the rule reads other codes than before; have that reviewed and write {actual}",
        )
    return replace(codes, source=f"{address}, sha256 {actual}; {codes.source}")
