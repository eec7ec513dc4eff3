"""Reads our own lists: how notes say it, and terms that are put together of a part of the body and what is the matter with it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from plugins.notes.terms.building.term import Term

_LONGEST_ACRONYM = 5
_HEAD = 1
_WIDTH = 4


def rows(raw: bytes) -> Iterator[list[str]]:
    """Yield the rows of a table of ours without its remarks and its head, each as wide as the head."""
    lines = [line for line in raw.decode().splitlines() if line and not line.startswith("#")]
    width = len(lines[0].split("\t"))
    for line in lines[_HEAD:]:
        row = line.split("\t")
        yield row + [""] * (width - len(row))


def clinical(raw: bytes) -> Iterator[Term]:
    """Yield the terms of the hand-made list; a single word in capitals is an acronym."""
    for written, kind, system, code in (row[:_WIDTH] for row in rows(raw)):
        name, *others = written.split("|")
        for one in (name, *others):
            acronym = one.isupper() and " " not in one and len(one) <= _LONGEST_ACRONYM
            yield Term(one, kind, system, code, name, "clinical", acronym)


def together(raw: bytes) -> Iterator[Term]:
    """Yield every part of the body with everything that may be the matter with it."""
    for group in tomllib.loads(raw.decode())["together"]:
        for part in group["parts"]:
            for matter in group["matters"]:
                written = f"{part} {matter}"
                yield Term(written, group["type"], "", "", written, "grammar")
