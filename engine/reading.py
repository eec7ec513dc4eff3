"""What an analysis reads, as JSON that a site approves, and by how much a new version reads more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from chartside import Analysis, Code
from chartside.inputs import Read

DERIVED = "derived fact"
_NAMED = 3
"""So many codes are named; of more, only their number is told."""


def reading(analysis: Analysis) -> list[dict[str, Any]]:
    """Return everything that an analysis reads, one object a read: its kind, and the codes, look-back (days) and search that narrow it."""
    lines = [_line(read) for read in analysis.reads()]
    lines += [{"kind": DERIVED, "search": kind.name} for kind in analysis.needs]
    return sorted(lines, key=lambda line: (line["kind"], line.get("search", ""), line.get("codes", [])))


def beyond(now: Iterable[Mapping[str, Any]], approved: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return in words what is read now and was not approved; nothing where it reads no more."""
    known = [(line["kind"], _read(line)) for line in approved]
    return list(dict.fromkeys(said for line in now for said in _beyond(line["kind"], _read(line), known)))


def _beyond(kind: str, read: Read, approved: Sequence[tuple[str, Read]]) -> Iterator[str]:
    alike = [other for other_kind, other in approved if other_kind == kind and other.search in ("", read.search)]
    if not alike:
        yield f"{kind} {read.search}".strip() + " is new"
        return
    if not read.codes:
        whole = [other for other in alike if not other.codes]
        if not whole:
            yield f"every {kind}, and not only some codes"
        elif not any(_reaches(other, read) for other in whole):
            yield f"{kind} further back"
        return
    unknown = {c for c in read.codes if not any(not other.codes or c in other.codes for other in alike)}
    if unknown:
        named = ", ".join(sorted(map(str, unknown))[:_NAMED])
        more = f" and {len(unknown) - _NAMED} more" if len(unknown) > _NAMED else ""
        yield f"{kind} with {named}{more}"
    older = {
        c
        for c in read.codes - unknown
        if not any((not other.codes or c in other.codes) and _reaches(other, read) for other in alike)
    }
    if older:
        yield f"{kind} further back"


def _reaches(approved: Read, read: Read) -> bool:
    return approved.back is None or (read.back is not None and read.back <= approved.back)


def _line(read: Read) -> dict[str, Any]:
    line: dict[str, Any] = {"kind": read.kind}
    if read.codes:
        line["codes"] = sorted(map(str, read.codes))
    if read.back is not None:
        exact = round(read.back / timedelta(days=1), 6)
        line["backDays"] = int(exact) if exact.is_integer() else exact  # as canonical JSON writes it
    return line | ({"search": read.search} if read.search else {})


def _read(line: Mapping[str, Any]) -> Read:
    codes = frozenset(Code(*code.rsplit("|", 1)) for code in line.get("codes", ()))
    back = timedelta(days=line["backDays"]) if "backDays" in line else None
    return Read(line["kind"], codes, back, line.get("search", ""))
