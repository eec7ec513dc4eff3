"""Collect what is said of one medicine, dose by dose: a taper has several steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from plugins.notes.medication.amount import Amount
from plugins.notes.medication.fold import VEHICLE
from plugins.notes.medication.number import Number
from plugins.notes.medication.piece import Piece
from plugins.notes.medication.run import spans

MOST_INDICATION_WORDS = 6
_BOUNDS = frozenset("<>≤≥~±^")
_CONDITIONS = frozenset({"if", "unless", "when"})
_STOPS = frozenset("?!")
_PLANS = frozenset({"increase", "decrease", "reduce", "titrate", "uptitrate", "escalate", "change", "taper"})
"""What is still to come, and not what was done: increase to, but not increased to."""


@dataclass(frozen=True, slots=True)
class Held:
    """An amount and how it stands: in brackets, after "of", each, or meant as a total."""

    amount: Amount
    bracketed: bool = False
    after_of: bool = False
    each: bool = False
    told: bool = False
    """Whether it is what somebody is told to take."""


@dataclass(slots=True)
class Step:
    """What is said of one dose."""

    amounts: list[Held] = field(default_factory=list)
    timings: list[Piece] = field(default_factory=list)
    routes: list[Piece] = field(default_factory=list)
    forms: list[Piece] = field(default_factory=list)
    durations: list[Piece] = field(default_factory=list)
    prn: Piece | None = None
    reason: Piece | None = None
    over: Piece | None = None
    divided: bool = False
    divided_in: Number | None = None
    each: bool = False
    turns: bool = False
    scaled: bool = False
    mixed: bool = False
    """Whether it is given in a fluid."""
    excepted: Piece | None = None
    """The days on which it is not taken."""
    unread: str = ""
    apart: bool = False
    """Whether a full stop or a semicolon parts it from the one before."""
    planned: bool = False
    """Whether it is what the dose before it is to become."""

    def hold(self, piece: Piece) -> None:
        """Keep a piece that says something of the dose; an amount and a time are kept by who reads them."""
        if piece.kind in {"route", "form", "duration"}:
            {"route": self.routes, "form": self.forms, "duration": self.durations}[piece.kind].append(piece)
        elif piece.kind == "prn":
            self.prn = self.prn or piece
        elif piece.kind == "reason":
            self.reason = piece
        elif piece.kind == "over":
            self.over = piece
        elif piece.kind == "divided":
            self.divided, self.divided_in = True, piece.number
        elif piece.kind in {"each", "turns"}:
            self.each = self.each or piece.kind == "each"
            self.turns = self.turns or piece.kind == "turns"

    def any(self) -> bool:
        """Whether anything was said."""
        return bool(
            self.amounts or self.timings or self.routes or self.forms or self.durations or self.prn or self.unread
        )

    def measured(self) -> bool:
        """Whether a dose was given."""
        return any(held.amount.sort in {"mass", "count", "daily"} and not held.bracketed for held in self.amounts)


class Walk:
    """Goes through the words after a name, as long as each of them is known."""

    def __init__(self, first: Step, imperative: frozenset[str], *, changed: bool = False) -> None:
        self.steps = [first]
        self.laboratory = False
        self.seen = 0
        """How many pieces were gone through."""
        self._depth = 0
        self._known = True
        """False within brackets that hold an unknown word."""
        self._open = True
        """False after the words of what it is for: an amount there may be another name's."""
        self._indication = -1
        self._what_for = (0, 0)
        self._mute = ""
        self._parted = False
        self._then = False
        self._either = False
        self._ended = False
        self._planned = False
        """Whether the next amount is what a dose is to become later."""
        self._at = self._plan = 0
        """The piece that is being read, and the one at which the words of a plan begin."""
        self._imperative = imperative
        self._told = False
        self.changed = changed
        """Whether the words say that a dose took another's place."""

    def over(self, pieces: Sequence[Piece]) -> Walk:
        """Go through the pieces up to the first that ends what is said of this medicine."""
        for i, piece in enumerate(pieces):
            after = pieces[i + 1] if i + 1 < len(pieces) else None
            self._at = i
            if not self._take(piece, pieces[i - 1] if i else None, after):
                break
            self.seen = i + 1
        return self

    @property
    def step(self) -> Step:
        """The step that is being read."""
        return self.steps[-1]

    def _take(self, piece: Piece, before: Piece | None, after: Piece | None) -> bool:
        kind = piece.kind
        if self.step.planned and (kind == "prn" or (kind == "unknown" and piece.norm in _CONDITIONS)):
            self.steps.pop()  # 40 mg daily, increase to 80 mg if: what is taken is told, and no more
            self.seen = self._plan
            return False
        if kind == "unknown":
            return self._unknown(piece)
        if kind == "amount":
            self._amount(piece.value, before, after)
            return True
        if kind in {"open", "close"}:
            return self._bracket(kind)
        if kind == "mark":
            return self._mark(piece, before)
        if kind == "between":
            return self._between(piece, after)
        if kind in {"break", "except"}:
            return self._except(kind, after) or self._depth > 0
        if kind == "laboratory":
            self.laboratory = self.laboratory or before is None
            return False
        self._word(piece)
        return True

    def _except(self, kind: str, after: Piece | None) -> bool:
        """Heed what is taken back: the days after "except"; another amount there leaves no dose that could be told."""
        if after is None or self._depth:
            return False
        if after.kind == "amount" and after.value.sort in {"mass", "count", "bare"} and self.step.measured():
            self.step.turns = True
        if kind == "except" and after.kind == "timing":
            self._mute = "except"
            return True
        return False

    def _unknown(self, piece: Piece) -> bool:
        if piece.norm in _CONDITIONS and self.changed and self.step.measured():
            # Increase to 60 mg if: whether that is the dose nobody can tell.
            self.step.turns = True
        if self._depth:
            self._known = False
            return True
        if 0 <= self._indication < MOST_INDICATION_WORDS:
            self._what_for = (self._what_for[0] if self._indication else piece.start, piece.end)
            self._indication += 1
            self._open = False
            return True
        return False

    def _bracket(self, kind: str) -> bool:
        if kind == "close" and not self._depth:
            return False
        self._depth += 1 if kind == "open" else -1
        self._known = True
        return True

    def _mark(self, piece: Piece, before: Piece | None) -> bool:
        arrow = piece.norm == ">" and before is not None and before.norm == "-" and before.end == piece.start
        if arrow or piece.norm == "→":
            self.changed = self.changed or self.step.measured()
            self._replace()
        elif piece.norm in _BOUNDS:
            self._mute = "bound"
        return piece.norm not in _STOPS

    def _between(self, piece: Piece, after: Piece | None) -> bool:
        if piece.norm in {".", ";"} and not self._depth:
            done = self.step.measured() and bool(self.step.timings)
            if done and not (after is not None and after.kind in {"between", "amount"}):
                return False
        self._parted, self._told = True, False
        self._ended = self._ended or piece.norm in {".", ";"}
        self._either = self._either or piece.norm == "or"
        self._then = self._then or piece.norm in {"then", "followed"}
        if piece.norm in {",", ";", "."}:
            self._open = self._open or self._indication >= 0
            self._indication = -1
        return True

    def _replace(self) -> None:
        """Drop what was given before a change."""
        kept = [held for held in self.step.amounts if held.amount.sort == "held"]
        self.step.amounts[:] = kept
        self.step.timings.clear()

    def _word(self, piece: Piece) -> None:
        self._steer(piece)
        if self._depth and not self._known:
            return
        kind, step = piece.kind, self.step
        # "20 units at bedtime with sliding scale": the scale is that of another insulin.
        another = self._parted and step.measured() and bool(step.timings)
        step.scaled = step.scaled or (kind == "scale" and not another)
        step.mixed = step.mixed or piece.norm == VEHICLE
        if kind == "timing":
            # A time after an amount that is no dose goes with it: max 4 g daily.
            if self._mute == "except":
                step.excepted = piece
            if self._mute != "timing":
                step.timings.append(piece)
            self._mute = ""
        elif kind == "duration":
            self._indication = -1
        elif kind == "prn" and piece.norm in _CONDITIONS and self.changed and step.measured():
            step.turns = True
            return
        elif kind == "prn" and self._indication > 0:
            step.reason = step.reason or Piece("reason", *self._what_for)
            self._open, self._indication = True, -1
        step.hold(piece)

    def _steer(self, piece: Piece) -> None:
        """Heed the words that say what the next amount is."""
        kind = piece.kind
        if kind in {"most", "by", "dispense"}:
            # A dose that is raised by so much every week is neither so much nor taken every week; another 2 mg daily may be.
            self._mute = kind if kind != "by" or piece.norm == "by" else "another"
        elif kind == "event":
            self.step.turns = self.step.turns or len(self.steps) > 1
        elif kind == "from":
            self._mute, self.changed = "old", True
        elif kind == "indication":
            self._indication = 0
        elif kind == "take":
            self._open, self._indication, self._mute = True, -1, ""
            self._told = self._told or piece.norm in self._imperative
        elif kind == "status":
            self._planned = piece.norm in _PLANS and self.step.measured() and bool(self.step.timings)
            self._plan = self._at if self._planned else self._plan
            self.changed = self.changed or (piece.value == "changed" and not self._planned)
        elif (
            kind == "filler"
            and piece.norm == "to"
            and piece.value is None
            and (self.changed or self._planned or self._mute == "old")
            and self.step.measured()
        ):
            if self._planned:
                self._then = True  # the dose that was told whole is taken until then
            else:
                self._replace()

    def _amount(self, amount: Amount, before: Piece | None, after: Piece | None) -> None:
        muted, self._mute = self._mute, ""
        told, self._told = self._told, False
        if self.step.excepted is not None:
            self.step.turns = True
        if muted == "old" and amount.high is not None:
            amount = replace(amount, low=amount.high, high=None)
        elif muted:
            if muted in {"most", "old", "by"} and after is not None and after.kind == "timing":
                self._mute = "timing"
            return
        if amount.sort == "laboratory":
            self.laboratory = self.laboratory or not self.step.any()
            return
        if before is not None and self._beside_the_dose(amount, before):
            return
        if not self._open or (self._depth and not self._known):
            self.step.unread = self.step.unread or "words that are not known stand before the amount"
            return
        if amount.sort == "percent" and before is not None and before.kind not in {"form", "open"}:
            return
        if before is not None and before.norm == "to" and self._to_range(amount):
            return
        if self._begins_step(amount, after):
            self.step.turns = self.step.turns or self._either
            self.steps.append(Step(apart=self._ended, planned=self._planned))
            self._planned = False
        self._parted = self._then = self._either = self._ended = False
        self._hold(amount, before, after, told)

    def _hold(self, amount: Amount, before: Piece | None, after: Piece | None, told: bool) -> None:
        """Keep an amount with how it stands; what a word that is not known follows may be another name's."""
        of = before is not None and before.norm in {"of", "a"} and before.kind == "filler"
        kind = after.kind if after is not None else ""
        if kind == "daily_total" and amount.sort == "mass":
            amount = replace(amount, sort="daily")
        if after is not None and kind == "most" and after.norm == "total" and self.step.measured():
            return
        told = told and kind != "unknown"
        self.step.amounts.append(Held(amount, self._depth > 0, of, kind == "each", told))

    def _beside_the_dose(self, amount: Amount, before: Piece) -> bool:
        """Whether an amount is what the dose was before, or what it is given in."""
        if before.norm in {"was", "were"} and self.step.measured():
            self.changed = self.changed or self._depth > 0
            return True
        return before.norm == "in" and amount.unit in {"mL", "L"}

    def _to_range(self, amount: Amount) -> bool:
        """Read "5 mg to 10 mg" where nothing was changed."""
        last = self.step.amounts[-1] if self.step.amounts else None
        if (
            last is None
            or self.changed
            or self._planned
            or amount.low is None
            or last.amount.low is None
            or last.amount.high is not None
        ):
            return False
        if (amount.sort, amount.unit) != (last.amount.sort, last.amount.unit) or not spans(last.amount.low, amount.low):
            return False
        self.step.amounts[-1] = replace(last, amount=replace(last.amount, high=amount.low, end=amount.end))
        return True

    def _begins_step(self, amount: Amount, after: Piece | None) -> bool:
        if amount.sort not in {"mass", "count", "bare"} or not self.step.measured() or self._depth:
            return False
        told = bool(self.step.timings or self.step.durations)
        if amount.sort == "bare":
            return self._then
        return self._then or (told and (self._parted or self._by_turns(after)))

    def _by_turns(self, after: Piece | None) -> bool:
        """Whether one part of the day is followed by an amount for another: 40 mg in am 20 mg in pm."""
        last = self.step.timings[-1].value if self.step.timings else {}
        return after is not None and after.kind == "timing" and bool(last.get("daily") and after.value.get("daily"))
