"""Tell what became of a medicine: started, stopped, changed, continued; and whether it is denied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plugins.notes.medication.line import Span, Status
from plugins.notes.medication.piece import Piece

_THROUGH = frozenset(
    {
        "drug",
        "filler",
        "amount",
        "timing",
        "route",
        "form",
        "prn",
        "reason",
        "duration",
        "take",
        "open",
        "close",
        "each",
        "over",
        "from",
    }
)
_ASIDE = frozenset({"filler", "timing", "amount", "route", "form"})
_JOINS = frozenset({",", "and", "&", "or", "/", "plus", "+", "with", "in", "along", "as"})
_ENDINGS = ("ed", "held", "begun", "'d", "cd", "dcd")
_FORWARD = frozenset({"on", "to"})
UNASSERTED_WITHIN = 8
_CONDITIONS = frozenset({"if", "unless"})


class Standing:
    """Reads the status words of one stretch."""

    def __init__(
        self, pieces: Sequence[Piece], unasserted: frozenset[str], passive: frozenset[str], exchange: frozenset[str]
    ) -> None:
        self._pieces = pieces
        self._unasserted = unasserted
        self._passive = passive
        self._exchange = exchange

    def before(self, at: int) -> tuple[Status, Span] | None:
        """Return the status that words before the name at piece ``at`` give it: "continue aspirin and lisinopril"."""
        i = self._back(at)
        if i is not None and self._in_its_place(i, at):
            return ("started", (self._pieces[i].start, self._pieces[i].end))
        if i is None or self._for_earlier(i):
            return None
        piece = self._pieces[i]
        status: Status = piece.value
        if self._text_of_exchange(i):
            after_from = any(p.kind == "from" for p in self._pieces[i:at])
            to = any(p.norm == "to" for p in self._pieces[i + 1 : at])
            drugs = any(p.kind == "drug" for p in self._pieces[i:at])
            if after_from and not to and self._drug_follows_to(at):
                return ("stopped", (piece.start, piece.end))
            if after_from and to and drugs:
                return ("started", (piece.start, piece.end))
            if status == "changed" and to and not drugs and self._drug_before(i):
                return ("started", (piece.start, piece.end))
        return None if self._might(i) else (status, (piece.start, piece.end))

    def _in_its_place(self, i: int, at: int) -> bool:
        """Whether "replaced with" or "changed to" leads from a medicine named before to this one."""
        between = self._pieces[i + 1 : at]
        if not self._text_of_exchange(i) or any(p.kind in {"drug", "from"} for p in between) or self._might(i):
            return False
        return any(p.norm in {"to", "with", "by"} for p in between) and self._drug_before(i)

    def after(self, at: int, end: int) -> tuple[Status, Span] | None:
        """Return the status that words between the name and piece ``end`` give it: "lisinopril was stopped"."""
        found: tuple[Status, Span] | None = None
        for i in range(at + 1, end):
            piece = self._pieces[i]
            if piece.kind != "status" or self._pieces[i - 1].norm in {"then", "followed"}:
                continue
            exchanged = self._exchanged_for_next(i)
            if exchanged:
                return ("stopped", (piece.start, piece.end))
            if self._for_earlier(i, strict=False) and not self._might(i):
                found = (piece.value, (piece.start, piece.end))
        return found

    def _back(self, at: int) -> int | None:
        """Return the nearest status word before a name whose clause the name is in."""
        i = at - 1
        while i >= 0:
            piece = self._pieces[i]
            if piece.kind == "status":
                return i
            if piece.kind == "between":
                if piece.norm not in _JOINS:
                    return None
            elif piece.kind == "mark":
                if piece.norm not in {":", "-", "–", "•", "*", "/"}:
                    return None
            elif piece.kind not in _THROUGH and piece.norm != "of":
                return None
            i -= 1
        return None

    def _for_earlier(self, i: int, *, strict: bool = True) -> bool:
        """Whether a status word speaks of a medicine named before it."""
        if not self._drug_before(i):
            return False
        piece, last = self._pieces[i], self._pieces[i - 1]
        passive = last.norm in self._passive or (
            i > 1 and last.kind == "filler" and self._pieces[i - 2].norm in self._passive
        )
        follows = self._next(i)
        forward = follows is not None and follows.kind == "drug"
        if passive:
            gap = self._pieces[i + 1].norm if i + 1 < len(self._pieces) else ""
            return not (forward and gap in _FORWARD)
        if forward:
            return False
        closed = follows is None or follows.kind not in {"unknown", "take"}
        participle = piece.norm.endswith(_ENDINGS)
        return closed or (participle and not strict) or (participle and last.kind not in {"between", "mark"})

    def _next(self, i: int) -> Piece | None:
        """Return the next piece that says something."""
        i += 1
        while i < len(self._pieces) and self._pieces[i].kind in _ASIDE and self._pieces[i].norm != "of":
            i += 1
        return self._pieces[i] if i < len(self._pieces) else None

    def _drug_before(self, i: int) -> bool:
        for k in range(i - 1, -1, -1):
            piece = self._pieces[k]
            if piece.kind == "drug":
                return True
            if piece.kind == "between" and piece.norm in {".", ";"}:
                return False
        return False

    def _drug_follows_to(self, at: int) -> bool:
        for i in range(at + 1, len(self._pieces) - 1):
            if self._pieces[i].kind == "drug":
                return any(p.norm == "to" or p.value == "started" for p in self._pieces[at:i])
        return False

    def _text_of_exchange(self, i: int) -> bool:
        return self._pieces[i].norm in self._exchange

    def _exchanged_for_next(self, i: int) -> bool:
        """Whether "switched to" or "replaced with" leads to the next name."""
        if self._pieces[i].norm not in self._exchange:
            return False
        follows = next(
            (
                k
                for k in range(i + 1, len(self._pieces))
                if self._pieces[k].kind not in {"filler", "between", "amount", "route", "timing"}
            ),
            None,
        )
        if follows is None or self._pieces[follows].kind != "drug":
            return False
        if self._pieces[i].value == "started":
            return True
        return any(p.norm in {"to", "with", "by", "for"} for p in self._pieces[i + 1 : follows])

    def _might(self, i: int) -> bool:
        """Whether words before make it a plan, a question or a denial."""
        comma = False
        for k in range(i - 1, max(-1, i - 1 - UNASSERTED_WITHIN), -1):
            piece = self._pieces[k]
            if piece.kind == "between" and piece.norm in {".", ";"}:
                return False
            comma = comma or piece.norm == ","
            if piece.norm in (_CONDITIONS if comma else self._unasserted):
                return True
        return False


def denied(pieces: Sequence[Piece], at: int, spans: Iterable[Span], after: Iterable[Span], *, measured: bool) -> bool:
    """Whether the medicine at piece ``at`` is one that is not taken: no aspirin, allergic to penicillin, penicillin allergy."""
    here = pieces[at + 1 : at + 3]
    if any(a <= piece.start < b for a, b in after for piece in here):
        return True
    depth = 0
    far = False
    cues = list(spans)
    for i in range(at - 1, -1, -1):
        piece = pieces[i]
        cue = next(((a, b) for a, b in cues if a <= piece.start < b), None)
        if cue is not None and not depth and not (piece.kind == "status" and piece.value in {"stopped", "continued"}):
            return not far or not measured
        if piece.kind == "status":
            return False
        if piece.kind == "close":
            depth += 1
        elif piece.kind == "open" and depth:
            depth -= 1
        elif depth:
            continue
        elif piece.kind == "between" and piece.norm in {",", "or", "and", "&", "/", "nor", "with", "in"}:
            far = far or piece.norm == ","
        elif piece.kind not in {"drug", "filler", "mark", "route", "form", "amount", "timing", "take"}:
            return False
    return False
