"""Read the pieces that say what they say only behind another: OD after by mouth, PM after an amount, a clock time after given."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plugins.notes.medication.piece import Piece
from plugins.notes.medication.vocabulary import Vocabulary

_ENDS = frozenset({"status", "break", "unknown", "laboratory"})
_PERFECT = frozenset({"has", "have", "had", "having"})
_USED = frozenset({"taken", "used", "received"})
FARTHEST = 40
"""Pieces between the words that set a clause in the past and what they are said of."""
_LIST = re.compile(r"\.|\s*\n(?:[ \t]*\n|[ \t]*[-*•\d])")
_NEAR = 4
"""Pieces between "has" and "taken"."""
ONCE_A_DAY = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}
_HALVES = {
    "am": {"repeat": {"when": ["MORN"]}, "daily": True},
    "pm": {"repeat": {"when": ["EVE"]}, "daily": True},
}
_LATIN = {
    "om": {"repeat": {"when": ["MORN"]}, "daily": True},
    "on": {"repeat": {"when": ["HS"]}, "daily": True},
}
_OF_A_MOUTH = frozenset({"tablet", "capsule", "pill"})


def in_context(pieces: Sequence[Piece], words: Vocabulary, text: str) -> list[Piece]:
    """Return the pieces, each read with those before it."""
    found: list[Piece] = []
    for i, piece in enumerate(pieces):
        after = pieces[i + 1 : i + 1 + FARTHEST] if _said_twice(piece) else ()
        found.append(_read(piece, found, after, words, text))
    return found


def _read(piece: Piece, before: Sequence[Piece], after: Sequence[Piece], words: Vocabulary, text: str) -> Piece:
    if (
        piece.norm == "od"
        and piece.kind in {"route", "unknown"}
        and (_by_mouth(before) or _no_eye(before, after, words))
    ):
        return piece._replace(kind="timing", value=ONCE_A_DAY)
    if piece.norm == "od" and piece.kind == "unknown" and before and _counts_drops(before[-1]):
        # An eye or once a day: what is said after it is read all the same.
        return piece._replace(kind="filler")
    if piece.norm in _LATIN and piece.kind in {"filler", "unknown"} and _ends_dose(piece, before, after, text):
        return piece._replace(kind="timing", value=_LATIN[piece.norm])
    if piece.norm in _HALVES and piece.kind == "unknown" and before and before[-1].kind == "amount":
        return piece._replace(kind="timing", value=_HALVES[piece.norm])
    if piece.kind == "duration" and _past_use(before, years=piece.value[0] == "a"):
        return piece._replace(kind="passed")
    if piece.kind == "timing" and _one_clock_time(piece) and _was_given(before, words.sets["was_given"]):
        return piece._replace(kind="passed")
    return piece


def _said_twice(piece: Piece) -> bool:
    """Whether what follows a piece tells which of two things it says."""
    return piece.norm == "od" or piece.norm in _LATIN


def _counts_drops(piece: Piece) -> bool:
    return piece.kind == "amount" and piece.value.unit == "drop"


def _no_eye(before: Sequence[Piece], after: Sequence[Piece], words: Vocabulary) -> bool:
    """Whether OD stands behind a mass, and neither the medicine nor any word about it is of an eye."""
    own: list[Piece] = []
    for piece in reversed(before):
        own.append(piece)
        if piece.kind == "drug":
            break
    for piece in after:
        if piece.kind == "drug":
            break
        own.append(piece)
    mass = False
    for piece in own:
        if piece.kind == "drug" and words.sets["eye_drugs"].intersection(piece.value.ingredients):
            return False
        if (piece.kind == "route" and piece.value == "ophthalmic" and piece.norm != "od") or piece.norm in words.sets[
            "eye_words"
        ]:
            return False
        if piece.kind == "form" and piece.value[0] in words.sets["eye_forms"]:
            return False
        if piece.kind == "amount":
            one = piece.value
            if one.sort in {"percent", "held"} or one.form in words.sets["eye_forms"] or one.unit == "mL":
                return False
            mass = mass or (one.sort == "mass" and one.unit in {"mg", "ug", "g"})
    return mass


def _ends_dose(piece: Piece, before: Sequence[Piece], after: Sequence[Piece], text: str) -> bool:
    """Whether "om" or "on" closes a dose; before anything else "on" is but a word."""
    if not before or before[-1].kind not in {"amount", "route", "form"} or before[-1].norm == "on":
        return False
    if before[-1].kind == "amount" and before[-1].value.sort not in {"mass", "count"}:
        return False
    if after:
        return after[0].norm in {",", ";", "."} or after[0].kind in {"prn", "duration"}
    # A line that was broken after "on" goes on in the next.
    rest = text[piece.end : piece.end + FARTHEST].lstrip(" \t")
    return piece.norm == "om" or text[piece.start : piece.end].isupper() or not rest.strip() or bool(_LIST.match(rest))


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
