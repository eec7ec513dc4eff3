"""Say which words belong to which medicine: those after its name, and those right before it where the syntax says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugins.notes.medication.piece import Piece

_BEFORE = frozenset({"amount", "timing", "route", "form", "prn", "duration", "filler", "open", "close", "most", "each"})
_SAYS = frozenset({"amount", "timing", "route", "form", "prn", "duration"})


@dataclass(frozen=True, slots=True)
class Zone:
    """The pieces of one medicine; ``at`` is the place of its name among all pieces."""

    at: int
    before: Sequence[Piece]
    after: Sequence[Piece]


def zones(text: str, pieces: Sequence[Piece]) -> list[Zone]:
    """Return the zone of each medicine, in order."""
    at = [i for i, piece in enumerate(pieces) if piece.kind == "drug"]
    begins = [_begin(text, pieces, at, k) for k in range(len(at))]
    found = []
    for k, i in enumerate(at):
        end = begins[k + 1] if k + 1 < len(at) else len(pieces)
        found.append(Zone(i, pieces[begins[k] : i], pieces[i + 1 : end]))
    return found


def _begin(text: str, pieces: Sequence[Piece], at: Sequence[int], k: int) -> int:
    """Return where the words before a name begin that belong to it."""
    name = at[k]
    last = at[k - 1] if k else -1
    i = name
    while i - 1 > last and pieces[i - 1].kind in _BEFORE and pieces[i - 1].norm != ".":
        i -= 1
    cut = _line_begin(text, pieces, i, name) if last >= 0 else i
    own_line = last >= 0 and "\n" in text[pieces[cut - 1].end : pieces[cut].start]
    i = _balanced(pieces, cut, name)
    run = pieces[i:name]
    # "Lasix was increased to 40 mg": what a status leads "to" is of the name before it.
    to = i > 0 and pieces[i - 1].kind == "status" and any(piece.norm == "to" for piece in run[:1])
    while run and run[0].kind == "filler":
        i, run = i + 1, run[1:]
    if not any(piece.kind in _SAYS for piece in run):
        return name
    amounts = [j for j in range(i, name) if pieces[j].kind == "amount"]
    of = pieces[name - 1].norm == "of" and pieces[name - 1].kind == "filler"
    if last < 0:
        return i
    if amounts and last == i - 2 and pieces[i - 1].norm == "with" and not own_line:
        # NS with 20 mEq KCl: what stands between "with" and a name is the name's.
        return i
    if to or (not own_line and all(piece.kind == "filler" for piece in pieces[last + 1 : i])):
        # Nothing parts the two names: what stands between is the first one's, unless "of" says otherwise.
        return amounts[-1] if of and amounts else name
    if "\n" in text[run[-1].end : pieces[name].start]:
        return name
    if not amounts or of:
        return i
    own = any(
        piece.kind == "amount" and piece.value.sort != "bare"  # "2." is the next item of a list, and no dose
        for piece in _until(pieces, name + 1, at[k + 1] if k + 1 < len(at) else len(pieces))
    )
    first_has = any(piece.kind == "amount" for piece in pieces[last + 1 : i]) or _measured_before(pieces, at, k - 1)
    return i if first_has or not own else name


def _line_begin(text: str, pieces: Sequence[Piece], i: int, name: int) -> int:
    """Return where the line of a name begins among the pieces from ``i``; the name itself where it stands alone on its line."""
    for k in range(name, i, -1):
        if "\n" in text[pieces[k - 1].end : pieces[k].start]:
            return k
    return i


def _balanced(pieces: Sequence[Piece], i: int, name: int) -> int:
    """Return where the words before a name begin so that every bracket among them is closed."""
    depth = 0
    for k in range(name - 1, i - 1, -1):
        depth += {"close": 1, "open": -1}.get(pieces[k].kind, 0)
        if depth < 0:
            return k + 1
    while depth and i < name:
        depth -= pieces[i].kind == "close"
        i += 1
    return i


def _measured_before(pieces: Sequence[Piece], at: Sequence[int], k: int) -> bool:
    before = pieces[at[k] - 1] if at[k] else None
    return before is not None and (
        before.kind == "amount" or (before.norm == "of" and at[k] > 1 and pieces[at[k] - 2].kind == "amount")
    )


def _until(pieces: Sequence[Piece], start: int, end: int) -> Sequence[Piece]:
    """Return the pieces up to the first that parts."""
    for i in range(start, end):
        if pieces[i].kind in {"between", "status", "break", "unknown"}:
            return pieces[start:i]
    return pieces[start:end]
