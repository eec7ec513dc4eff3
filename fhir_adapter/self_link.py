"""Compare what a searchset says it was searched by with what was asked: servers drop the parameters that they do not know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import msgspec

from chartside.missing import Missing
from fhir_adapter.bundle import Contents, Piece
from fhir_adapter.entry import UNREADABLE
from fhir_adapter.matching import Search
from fhir_adapter.references import bare_id
from fhir_adapter.search import parameters, tokens

# Not `patient.identifier` nor `patient:identifier`: what these name is no id.
_WHOSE_ALONE = frozenset({"patient", "patient:Patient", "subject", "subject:Patient"})
_SAME = {"subject": "patient"}
_LIKE_A_CODE = frozenset(
    {"category", "class", "clinical-status", "code", "intent", "status", "type", "verification-status"}
)
# These choose among resources, whatever their type; with the others that begin so a server only says how it pages and formats.
_CHOOSE = frozenset(
    {"_content", "_filter", "_has", "_id", "_lastUpdated", "_list", "_profile", "_query", "_tag", "_text"}
)
# With these a server gives parts of resources, or none at all.
_WHOLE = frozenset({"", "data", "false"})


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


def heed(contents: Contents, template: str, patient_id: str = "") -> Heeded:
    """Say in the contents' gap what follows from the search that the server says it answered.

    More than was asked for is no gap: the filter is applied again here. Less than was asked for is one, and so is what was asked about
    another than ``patient_id`` (empty: not known here).
    """
    kind, _, query = template.partition("?")
    asked = {_SAME.get(name, name): value for name, value in parameters(query)}
    said = _said(contents.page.searched)
    if contents.form == "bundle" and "_maxresults" in {*asked, *said}:
        contents.lose(Missing("incomplete", f"_maxresults bounds what was found of {kind}"))
    if (not said or "patient" in said) and _all_of_others(contents, kind, patient_id):
        contents.lose(Missing("incomplete", f"all that was sent of {kind} is about another patient"))
    if contents.form != "bundle" or not asked or not said:
        return Heeded()
    if _about_another(contents.page.searched, patient_id):
        contents.lose(Missing("incomplete", f"the server says that it searched {kind} of another patient"))
    if _narrower(kind, asked, said, contents.page.searched):
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


def _about_another(searched: str, patient_id: str) -> bool:
    named = [v for n, v in parameters(searched.partition("?")[2]) if n in _WHOSE_ALONE]
    return bool(patient_id) and any(patient_id not in map(bare_id, tokens(value)) for value in named if value)


def _all_of_others(contents: Contents, kind: str, patient_id: str) -> bool:
    """Whether an answer speaks of other patients only: then it answered another question."""
    pieces = [piece for piece in contents.pieces if piece.kind == kind]
    return bool(patient_id and pieces) and kind != "Patient" and all(_of_another(p, patient_id) for p in pieces)


def _of_another(piece: Piece, patient_id: str) -> bool:
    reference = _reference(piece)
    plain = reference and not reference.startswith(("#", "urn:")) and "?" not in reference
    return bool(plain) and bare_id(reference) != patient_id


def _narrower(kind: str, asked: dict[str, str], said: dict[str, str], searched: str) -> bool:
    """Whether a search that the server says it made can have left out what was asked for; paging and format leave out nothing."""
    if said.get("_summary", "") not in _WHOLE or said.get("_elements", "") or said.get("_count") == "0":
        return True
    for name, value in parameters(searched.partition("?")[2]):
        plain = name.partition(":")[0]
        if plain in ("patient", "subject") or not value:
            continue
        wanted = asked.get(name, asked.get(plain))
        if wanted is None:
            narrower = plain in _CHOOSE or _known(kind, plain, value)
        elif plain in _LIKE_A_CODE:
            narrower = not _codes(wanted) <= _codes(value)
        else:
            narrower = _begins(value) > _begins(wanted) != ""
        if narrower:
            return True
    return False


def _known(kind: str, name: str, value: str) -> bool:
    return bool(Search.parse(kind, f"{name}={quote(value, safe='')}").tests)


def _begins(value: str) -> str:
    """Return the first day that a lower bound lets in, or nothing where this is none."""
    return value[2:12] if value[:2] in ("ge", "gt") else ""


def _codes(value: str) -> frozenset[str]:
    return frozenset(token.rpartition("|")[2] for token in tokens(value))


def _leave_out_whom_nobody_names(contents: Contents, kind: str) -> None:
    """Keep no resource without a patient: in an answer about everybody it could be anybody's."""
    kept = [piece for piece in contents.pieces if piece.kind != kind or _names_somebody(piece)]
    left = len(contents.pieces) - len(kept)
    contents.pieces = kept
    if left:
        contents.lose(Missing("incomplete", f"{kind} of nobody in an answer about everybody, left out: {left}"))


def _names_somebody(piece: Piece) -> bool:
    return _reference(piece) != ""


def _reference(piece: Piece) -> str:
    """Return the reference to whom a resource is about; empty where it has none."""
    try:
        whose = _WHOSE.decode(piece.raw)
    except UNREADABLE:
        return "#unreadable"  # it will be counted as such
    named = whose.subject if whose.subject is not None else whose.patient
    reference = named.get("reference") if isinstance(named, dict) else None
    return reference.strip() if isinstance(reference, str) else ""
