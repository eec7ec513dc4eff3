"""Packs terms into the dictionary's file: a trie over numbered atoms, then entries and strings."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping

from plugins.notes.terms.layout import ENTRY, HEADER, MAGIC, hashed

Key = tuple[str, ...]
Record = tuple[int, int, int, str, str]
"""Flags, system, source, code, name."""


class _Strings:
    """Strings one after the other, each once, ended by a zero."""

    def __init__(self) -> None:
        self.bytes = bytearray()
        self._at: dict[str, int] = {}

    def add(self, text: str) -> int:
        """Return the offset of the string."""
        if text not in self._at:
            self._at[text] = len(self.bytes)
            self.bytes += text.encode() + b"\0"
        return self._at[text]


def packed(terms: Mapping[Key, Record]) -> bytes:
    """Return the bytes of the file; the order of the terms makes no difference."""
    first = sorted({key[0] for key in terms})
    others = sorted({atom for key in terms for atom in key}.difference(first))
    numbers = {atom: number for number, atom in enumerate([*first, *others])}
    records = sorted(set(terms.values()))
    places = {record: place for place, record in enumerate(records)}
    edges, by, values = _trie({tuple(numbers[a] for a in key): places[record] + 1 for key, record in terms.items()})
    spellings, strings = _Strings(), _Strings()
    spelled = [spellings.add(atom) for atom in numbers]
    hashes = sorted((hashed(atom), number) for atom, number in numbers.items())
    strings.add("")
    entries = b"".join(
        ENTRY.pack(flags, system, source, 0, strings.add(code), strings.add(name))
        for flags, system, source, code, name in records
    )
    counts = (len(numbers), len(first), len(values), len(records), len(spellings.bytes), len(strings.bytes), 0)
    return b"".join(
        (
            HEADER.pack(MAGIC, *counts),
            _array(h for h, _ in hashes),
            _array(n for _, n in hashes),
            _array(spelled),
            _array(edges),
            _array(by),
            _array(values),
            entries,
            bytes(spellings.bytes),
            bytes(strings.bytes),
        )
    )


def _trie(keys: Mapping[tuple[int, ...], int]) -> tuple[list[int], list[int], list[int]]:
    """Return the first edge of each node, the atom of each edge and the value of each node, breadth first."""
    level: list[tuple[int, list[tuple[int, ...]]]] = [(0, sorted(keys))]
    edges, by, values, depth = [0], [], [], 0
    while level:
        following: list[tuple[int, list[tuple[int, ...]]]] = []
        for _, under in level:
            values.append(keys.get(under[0], 0) if under and len(under[0]) == depth else 0)
            groups: dict[int, list[tuple[int, ...]]] = {}
            for one in under:
                if len(one) > depth:
                    groups.setdefault(one[depth], []).append(one)
            for atom in sorted(groups):
                by.append(atom)
                following.append((atom, groups[atom]))
            edges.append(len(by))
        level = following
        depth += 1
    return edges, by, values


def _array(numbers: Iterable[int]) -> bytes:
    listed = list(numbers)
    return struct.pack(f"<{len(listed)}I", *listed)
