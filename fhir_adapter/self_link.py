"""Compare what a searchset says it was searched by with what was asked: servers drop the parameters that they do not know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from chartside.missing import Missing
from fhir_adapter.bundle import Contents, Piece
from fhir_adapter.entry import UNREADABLE
from fhir_adapter.matching import Search
from fhir_adapter.search import parameters, tokens

_SAME = {"subject": "patient"}


class _Whose(msgspec.Struct):
    subject: Any = None
    patient: Any = None


_WHOSE = msgspec.json.Decoder(_Whose)


@dataclass(frozen=True, slots=True)
class Heeded:
    """What a server made of a search: the parameters it passed over, and whether its matches may be believed without looking."""

    ignored: frozenset[str] = frozenset()
    believed: bool = True
    """Not, where it passed over a parameter that cannot be applied here: then nobody can tell the matches from the rest."""


def heed(contents: Contents, template: str) -> Heeded:
    """Say in the contents' gap what follows from the search that the server says it answered.

    More than was asked for is no gap: the filter is applied again here. Less than was asked for is one.
    """
    kind, _, query = template.partition("?")
    asked = {_SAME.get(name, name): value for name, value in parameters(query)}
    said = _said(contents.page.searched)
    if contents.form != "bundle" or not asked or not said:
        return Heeded()
    if _codes(asked) and _codes(said) and not _codes(asked) <= _codes(said):
        contents.lose(Missing("incomplete", f"the server says that it searched {kind} for less"))
    ignored = frozenset(name for name in asked if name.partition(":")[0] not in said and not name.startswith("_"))
    if "patient" in ignored:
        _leave_out_whom_nobody_names(contents, kind)
    unknown = ignored.intersection(Search.parse(kind, query).unknown)
    if unknown:
        contents.lose(Missing("incomplete", f"the server did not apply {', '.join(sorted(unknown))} to {kind}"))
    return Heeded(ignored, not unknown)


def _said(searched: str) -> dict[str, str]:
    named = ((n.partition(":")[0].partition(".")[0], v) for n, v in parameters(searched.partition("?")[2]))
    return {_SAME.get(name, name): value for name, value in named}


def _codes(parameters: dict[str, str]) -> frozenset[str]:
    return frozenset(token.rpartition("|")[2] for token in tokens(parameters.get("code", "")))


def _leave_out_whom_nobody_names(contents: Contents, kind: str) -> None:
    """Keep no resource without a patient: in an answer about everybody it could be anybody's."""
    kept = [piece for piece in contents.pieces if piece.kind != kind or _names_somebody(piece)]
    left = len(contents.pieces) - len(kept)
    contents.pieces = kept
    if left:
        contents.lose(Missing("incomplete", f"{kind} of nobody in an answer about everybody, left out: {left}"))


def _names_somebody(piece: Piece) -> bool:
    try:
        whose = _WHOSE.decode(piece.raw)
    except UNREADABLE:
        return True  # it will be counted as unreadable
    named = whose.subject if whose.subject is not None else whose.patient
    return isinstance(named, dict) and isinstance(named.get("reference"), str)
