"""Read the pieces that say what they say only behind another: OD after by mouth, PM after an amount, a clock time after given."""

from __future__ import annotations

from collections.abc import Sequence

from plugins.notes.medication.piece import Piece
from plugins.notes.medication.vocabulary import Vocabulary

_ENDS = frozenset({"status", "break", "unknown", "laboratory"})
_PERFECT = frozenset({"has", "have", "had", "having"})
_USED = frozenset({"taken", "used", "received"})
FARTHEST = 40
"""Pieces between the words that set a clause in the past and what they are said of."""
_NEAR = 4
"""Pieces between "has" and "taken"."""
ONCE_A_DAY = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}
_HALVES = {
    "am": {"repeat": {"when": ["MORN"]}, "daily": True},
    "pm": {"repeat": {"when": ["EVE"]}, "daily": True},
}
_OF_A_MOUTH = frozenset({"tablet", "capsule", "pill"})


def in_context(pieces: Sequence[Piece], words: Vocabulary) -> list[Piece]:
    """Return the pieces, each read with those before it."""
    found: list[Piece] = []
    for piece in pieces:
        found.append(_read(piece, found, words))
    return found


def _read(piece: Piece, before: Sequence[Piece], words: Vocabulary) -> Piece:
    if piece.norm == "od" and piece.kind in {"route", "unknown"} and _by_mouth(before):
        return piece._replace(kind="timing", value=ONCE_A_DAY)
    if piece.norm in _HALVES and piece.kind == "unknown" and before and before[-1].kind == "amount":
        return piece._replace(kind="timing", value=_HALVES[piece.norm])
    if piece.kind == "duration" and _past_use(before, years=piece.value[0] == "a"):
        return piece._replace(kind="passed")
    if piece.kind == "timing" and _one_clock_time(piece) and _was_given(before, words.sets["was_given"]):
        return piece._replace(kind="passed")
    return piece


def _by_mouth(before: Sequence[Piece]) -> bool:
    """Whether the medicine that is spoken of is taken by mouth."""
    for piece in reversed(before):
        if piece.kind == "drug":
            return False
        if piece.kind == "route":
            return bool(piece.value == "oral")
        if piece.kind == "amount" and piece.value.form:
            return piece.value.form in _OF_A_MOUTH
        if piece.kind == "form":
            return piece.value[0] in _OF_A_MOUTH
    return False


def _past_use(before: Sequence[Piece], *, years: bool) -> bool:
    """Whether the clause says of what was taken until now: has taken, has been on, was on, and of years also: on."""
    for k in range(len(before) - 1, max(-1, len(before) - 1 - FARTHEST), -1):
        piece = before[k]
        if piece.norm in _USED and any(p.norm in _PERFECT for p in before[max(0, k - _NEAR) : k]):
            return True
        if _ends(piece):
            return False
        if piece.norm == "been" or (piece.kind == "from" and piece.norm == "was"):
            return True
        if years and piece.norm == "on" and not (k and before[k - 1].kind == "status"):
            return True
    return False


def _one_clock_time(piece: Piece) -> bool:
    repeat = piece.value["repeat"]
    return list(repeat) == ["timeOfDay"] and len(repeat["timeOfDay"]) == 1


def _was_given(before: Sequence[Piece], given: frozenset[str]) -> bool:
    for k in range(len(before) - 1, max(-1, len(before) - 1 - FARTHEST), -1):
        piece = before[k]
        if _ends(piece):
            return False
        if piece.norm in given:
            return not (k and before[k - 1].norm in {"be", "being"})
    return False


def _ends(piece: Piece) -> bool:
    return piece.kind in _ENDS or (piece.kind == "between" and piece.norm in {".", ";"})
