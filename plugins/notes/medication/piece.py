"""Say of every stretch of words what it is: a name, an amount, a time, a route, or nothing that is known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from plugins.notes.medication.amount import Amounts
from plugins.notes.medication.drug import Drug
from plugins.notes.medication.fold import FOLDED, ITEM
from plugins.notes.medication.number import Number, Numbers
from plugins.notes.medication.phrases import Match
from plugins.notes.medication.token import Token
from plugins.notes.medication.vocabulary import Vocabulary

_CLOCK_24 = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})(?::([0-5]\d))?", re.ASCII)
_DAY_PARTS = frozenset({"/", ",", "and", "&", "-", "–", "on", "every", "each", "through", "thru", "to", "."})
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_REASON_WORDS = 6
TWO_ENDS = 2


class Piece(NamedTuple):
    """Words at ``text[start:end]`` and what they are."""

    kind: str
    start: int
    end: int
    value: Any = None
    number: Number | None = None
    norm: str = ""


class Pieces:
    """Reads the pieces of one stretch of a text."""

    def __init__(self, text: str, tokens: Sequence[Token], drugs: Mapping[int, Drug], words: Vocabulary) -> None:
        self._text = text
        self._tokens = tokens
        self._drugs = drugs
        self._words = words
        ends = frozenset(
            (*(drug.name_end for drug in drugs.values()), *(token.end for token in tokens if token.norm in FOLDED))
        )
        self._numbers = Numbers(text, tokens, words.numbers, words.times, words.parts, words.glued, ends, words.roman)
        self._amounts = Amounts(text, tokens, self._numbers, words)

    def read(self) -> list[Piece]:
        """Return every piece in order."""
        found: list[Piece] = []
        i = 0
        while i < len(self._tokens):
            piece, j = self._piece(i)
            found.append(piece)
            if piece.kind == "prn":
                reason, j = self._reason(j)
                found += reason
            i = max(j, i + 1)
        return _without_elements(found)

    def _piece(self, i: int) -> tuple[Piece, int]:
        token = self._tokens[i]
        drug = self._drugs.get(token.start)
        if drug is not None:
            j = i + 1
            while j < len(self._tokens) and self._tokens[j].start < drug.name_end:
                j += 1
            return Piece("drug", drug.name_start, drug.name_end, drug), j
        if token.norm in FOLDED:
            if token.norm == ITEM:
                return Piece("between", token.start, token.end, None, None, "."), i + 1
            return Piece("filler", token.start, token.end, None, None, token.norm), i + 1
        for read in (self._days, self._clock, self._hours):
            timed = read(i)
            if timed is not None:
                return timed
        if token.kind == "word" and self._text[token.start : token.end] == "T" and self._counts(i + 1):
            return Piece("take", token.start, token.end, None, None, "take"), i + 1
        found = self._phrase(i)
        amount = self._amounts.at(i)
        if amount is not None and (found is None or found.end <= amount[1]):
            return Piece("amount", amount[0].start, amount[0].end, amount[0]), amount[1]
        # A full stop before a small letter is that of an abbreviation: q.12 h. x 6 weeks.
        inside = token.norm == "." and self._text[token.end : token.end + 2].strip().islower()
        # "x" before a count belongs to the count: 200 mg x 3 tablets.
        times = token.norm in {"x", "×"} and self._words.form_at(self._text, self._tokens, i + 2, counted=True)
        if inside or (found is None and times):
            return Piece("filler", token.start, token.end, None, None, token.norm), i + 1
        if found is not None:
            end = self._tokens[found.end - 1].end
            return Piece(found.kind, token.start, end, found.value, found.number, token.norm), found.end
        kind = {"(": "open", ")": "close", "[": "open", "]": "close"}.get(token.norm)
        if kind is None:
            kind = "mark" if token.kind == "mark" else "unknown"
        return Piece(kind, token.start, token.end, None, None, token.norm), i + 1

    def _phrase(self, i: int) -> Match | None:
        """Return the phrase that begins here, unless its number is the beginning of an amount, or is not to be read."""
        found = self._words.line.match(self._text, self._tokens, i, self._numbers.at)
        if found is None or found.kind not in {"timing", "duration"}:
            return found
        counts = found.kind == "timing" and "count" in found.value["repeat"]
        if counts and self._unit_at(found.end):
            return None
        unread = found.number is not None and found.number.low is None
        return found._replace(kind="passed") if unread and (counts or found.kind == "duration") else found

    def _counts(self, i: int) -> bool:
        """Whether a count of forms begins here, before which T is for take."""
        amount = self._amounts.at(i)
        return amount is not None and amount[0].sort == "count" and not amount[0].why

    def _unit_at(self, i: int) -> bool:
        """Whether a unit, or a form that is counted, stands here."""
        if i >= len(self._tokens):
            return False
        unit = self._words.unit(self._text[self._tokens[i].start : self._tokens[i].end])
        return unit is not None or self._words.form_at(self._text, self._tokens, i, counted=True) is not None

    def _reason(self, i: int) -> tuple[list[Piece], int]:
        """Read the reason after "as needed": a few words, to the next thing that is known."""
        j = i
        if j < len(self._tokens) and self._tokens[j].norm in {":", "-", "–"}:
            j += 1
        if j < len(self._tokens) and self._tokens[j].norm in self._words.sets["reason_after"]:
            j += 1
        if j < len(self._tokens) and self._tokens[j].norm == "(":
            j += 1
        end = self._reason_end(j)
        if end == j:
            return [], i
        return [Piece("reason", self._tokens[j].start, self._tokens[end - 1].end)], end

    def _reason_end(self, j: int) -> int:
        k = j
        while k < len(self._tokens) and k - j < MOST_REASON_WORDS:
            token = self._tokens[k]
            if token.norm in {">", "<", "≥", "≤", ">=", "="} and k > j:
                k = self._threshold(k)
                break
            slash = token.norm == "/" and k > j and k + 1 < len(self._tokens) and self._tokens[k + 1].kind == "word"
            either = (
                token.norm in {"or", "and", "&"} and k > j and k + 1 < len(self._tokens) and self._reason_word(k + 1)
            )
            if not (slash or either or self._reason_word(k)):
                break
            k += 1
        while k > j and self._tokens[k - 1].norm in {"or", "/", "and", "&", "of", "a", "the"}:
            k -= 1
        return k

    def _threshold(self, k: int) -> int:
        """Take in what a reason is measured by: > 38.5 C."""
        j = k + 1
        if j < len(self._tokens) and self._tokens[j].norm == "=":
            j += 1
        if j < len(self._tokens) and self._tokens[j].kind == "run":
            j += 1
            while j < len(self._tokens) and self._tokens[j].norm in {"c", "f", "°", "%", "degrees"}:
                j += 1
            return j
        return k

    def _reason_word(self, k: int) -> bool:
        token = self._tokens[k]
        if token.kind != "word" or token.start in self._drugs or token.norm in self._words.sets["reason_stops"]:
            return False
        if token.norm in self._words.numbers:
            return False
        found = self._words.line.match(self._text, self._tokens, k, _none)
        return (
            found is None
            or found.kind in {"filler", "laboratory", "unclear", "most"}
            or token.norm in {"chest", "high", "low"}
        )

    def _days(self, i: int) -> tuple[Piece, int] | None:
        """Read days of the week: Mon/Wed/Fri, on Mondays and Thursdays, every Sunday."""
        norm = self._tokens[i].norm
        j = i + 1 if norm in {"on", "every", "each", "q"} else i
        days: list[str] = []
        j0 = last = j
        while j < len(self._tokens):
            day = self._words.days.get(self._tokens[j].norm)
            if day is not None and (len(self._tokens[j].norm) > 2 or days):  # noqa: PLR2004 - "mo" and "th" alone are no days
                days.append(day)
                j += 1
                last = j
            elif days and self._tokens[j].norm in _DAY_PARTS:
                j += 1
            else:
                break
        if not days:
            return None
        if self._spans_days(j0, last, len(days)):
            days = _from_to(*days)
        value = {"repeat": {"dayOfWeek": list(dict.fromkeys(days))}}
        return Piece("timing", self._tokens[i].start, self._tokens[last - 1].end, value), last

    def _spans_days(self, first: int, last: int, count: int) -> bool:
        """Whether two days are the ends of what is meant: Mon-Fri."""
        ends = [t for t in self._tokens[first:last] if t.norm in self._words.days]
        return count == TWO_ENDS and self._text[ends[0].end : ends[1].start].strip(" .") in {
            "-",
            "–",
            "to",
            "through",
            "thru",
        }

    def _clock(self, i: int) -> tuple[Piece, int] | None:
        """Read times of day: at 8 am, 8:00 AM and 8 PM, at 0800."""
        at = self._tokens[i].norm in {"at", "@"}
        if not at and self._tokens[i].kind != "run":
            return None
        j = i + 1 if at else i
        times: list[str] = []
        last = j
        while j < len(self._tokens) and self._tokens[j].kind == "run":
            read = self._time(j, plain=at)
            if read is None:
                break
            times.append(read[0])
            j = last = read[1]
            if j < len(self._tokens) and self._tokens[j].norm in {"and", ",", "&", "/"}:
                j += 1
                j += j < len(self._tokens) and self._tokens[j].norm == "at"
            else:
                break
        if not times:
            return None
        return Piece(
            "timing", self._tokens[i].start, self._tokens[last - 1].end, {"repeat": {"timeOfDay": times}}
        ), last

    def _hours(self, i: int) -> tuple[Piece, int] | None:
        """Read the hours of a chart, which add nothing to how often: q6h 0000 0600 1200 1800."""
        j = i
        while j < len(self._tokens) and self._tokens[j].kind == "run" and _CLOCK_24.fullmatch(self._tokens[j].norm):
            j += 1
            j += j + 1 < len(self._tokens) and self._tokens[j].norm == "," and self._tokens[j + 1].kind == "run"
        if j - i < TWO_ENDS or (j < len(self._tokens) and not self._closes(j)):
            return None
        noughts = any(self._tokens[k].norm.startswith("0") for k in range(i, j))
        return (Piece("passed", self._tokens[i].start, self._tokens[j - 1].end), j) if noughts else None

    def _closes(self, j: int) -> bool:
        """Whether what stands after the hours is no unit, form or number that would make an amount of the last."""
        token = self._tokens[j]
        return (
            token.kind != "run"
            and token.norm not in self._words.glued
            and token.norm not in {"x", "-", "–", "/", ".", "%"}
        )

    def _time(self, j: int, *, plain: bool) -> tuple[str, int] | None:
        run = self._tokens[j].norm
        half = self._tokens[j + 1].norm if j + 1 < len(self._tokens) else ""
        clock = _CLOCK.fullmatch(run)
        if clock and half in {"am", "pm", "a", "p"} and 1 <= int(clock[1]) <= 12 and (half in {"am", "pm"}):  # noqa: PLR2004 - hours
            hour = int(clock[1]) % 12 + (12 if half == "pm" else 0)
            return f"{hour:02}:{clock[2] or '00'}:00", j + 2
        if plain and _CLOCK_24.fullmatch(run) and half not in self._words.glued:
            return f"{run[:2]}:{run[2:]}:00", j + 1
        if plain and clock and clock[2] and int(clock[1]) < 24 and half not in {"am", "pm"}:  # noqa: PLR2004 - hours
            return f"{int(clock[1]):02}:{clock[2]}:00", j + 1
        return None


def _from_to(first: str, last: str) -> list[str]:
    """Return the days of the week from one to another, which may be that of the next week."""
    begin, end = _WEEK.index(first), _WEEK.index(last)
    return [_WEEK[k % 7] for k in range(begin, end + 1 if end >= begin else end + 8)]


_ELEMENTS = frozenset({"iron", "elemental", "base", "calcium", "fe", "ca", "element"})


def _without_elements(pieces: list[Piece]) -> list[Piece]:
    """Make one piece of "(65 mg iron)": so much of what a salt holds is no second medicine."""
    found: list[Piece] = []
    i = 0
    while i < len(pieces):
        end = _element(pieces, i) if found and pieces[i].kind == "open" else None
        if end is None:
            found.append(pieces[i])
            i += 1
        else:
            found.append(Piece("filler", pieces[i].start, pieces[end].end))
            i = end + 1
    return found


def _element(pieces: list[Piece], i: int) -> int | None:
    inside = pieces[i + 1 : i + 7]
    close = next((k for k, piece in enumerate(inside) if piece.kind == "close"), None)
    if not close or inside[0].kind != "amount":
        return None
    rest = inside[1:close]
    element = rest and all(p.kind in {"filler", "drug", "unknown"} for p in rest)
    named = any(p.norm in _ELEMENTS or (p.kind == "drug" and not p.value.strong) for p in rest)
    return i + 1 + close if element and named else None


def _none(_: int) -> None:
    return None
