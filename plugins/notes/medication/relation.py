"""Tell the medicine of a relative from the patient's: mother takes warfarin 5 mg daily."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plugins.notes.medication.piece import Piece

_OTHERS = frozenset({"he", "she", "they", "patient", "pt", "i", "we", "you"})
_THROUGH = frozenset({"drug", "filler", "amount", "timing", "route", "form", "each", "over", "open", "close", "mark"})

FARTHEST = 60
"""Pieces between a relative and the last medicine of the relative's."""


def relatives(pieces: Sequence[Piece], at: int, sets: Mapping[str, frozenset[str]]) -> bool:
    """Whether the medicine at piece ``at`` is one that a relative takes; what a relative gives to the patient is not."""
    used = parted = clause = False
    for i in range(at - 1, max(-1, at - 1 - FARTHEST), -1):
        piece = pieces[i]
        if piece.norm in sets["relative"]:
            return used and not parted
        if piece.norm.removesuffix("'s") in sets["relative"]:
            return not used and not parted
        if _stops(piece, used=used):
            return False
        if piece.kind in {"take", "status"}:
            if not _own(pieces, i, sets):
                return False
            used = True
        clause = clause or piece.norm == "who"
        # A comma parts the relative from who takes it, unless a clause of the relative's stands between: Mother, who takes.
        parted = parted or (piece.kind == "between" and used and not clause)
        used = used or (piece.norm == "on" and piece.kind == "filler")
    return False


def _stops(piece: Piece, *, used: bool) -> bool:
    """Whether a relative before this is not the one who takes it."""
    if piece.kind == "between":
        return piece.norm in {".", ";"} or (used and piece.norm != ",")
    if piece.kind == "break":
        return piece.norm != "who"
    return piece.norm in _OTHERS or piece.kind not in {*_THROUGH, "take", "status"}


def _own(pieces: Sequence[Piece], i: int, sets: Mapping[str, frozenset[str]]) -> bool:
    """Whether one takes it oneself, or has it happen: "was started on" and not what one does to another, "started"."""
    if pieces[i].kind == "take":
        return pieces[i].norm in sets["own_use"]
    before = pieces[i - 1].norm if i else ""
    after = pieces[i + 1].norm if i + 1 < len(pieces) else ""
    return pieces[i].norm in sets["passive"] or before in sets["passive"] or after == "on"
