"""Read a number as it is written, or say why it is not to be read: another magnitude is worse than none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from plugins.notes.medication.run import PARTS, Shape, spans, written
from plugins.notes.medication.token import Token

_LETTERS = re.compile(r"[A-Za-zµμ]+")
_LOOKS_LIKE_DIGITS = re.compile(r"[oil]+")
THOUSAND = 1000
JOINED_BEFORE = "digits joined to what stands before them"
JOINED_AFTER = "digits joined to what stands after them"
SIDE_BY_SIDE = "two numbers side by side"


class Number(NamedTuple):
    """What stands at ``text[start:end]``; ``low`` is None where it is not to be read, and ``why`` says so."""

    start: int
    end: int
    low: Decimal | None
    high: Decimal | None = None
    shape: Shape = "plain"
    why: str = ""


class Roman(NamedTuple):
    """Small roman numerals, the forms that they count, and every word that may follow one."""

    values: Mapping[str, Decimal]
    of: frozenset[str]
    before: frozenset[str]


_SPACE_BEFORE_OK = frozenset("([{:;,-–—=/•\"'|&")
_SPACE_AFTER_OK = frozenset(")]},;:!?\"'|-–—/%.°º")


class Numbers:
    """The numbers of one stretch of a text, each read once."""

    def __init__(
        self,
        text: str,
        tokens: Sequence[Token],
        words: Mapping[str, Decimal],
        times: Mapping[str, Decimal],
        parts: Mapping[str, Decimal],
        glued: frozenset[str],
        names_end: frozenset[int],
        roman: Roman,
    ) -> None:
        self._text = text
        self._tokens = tokens
        self._words = words
        self._times = times
        self._parts = parts
        self._glued = glued
        self._names_end = names_end
        self._romans, self._roman_of, self._roman_before = roman
        self._read: dict[int, tuple[Number, int] | None] = {}

    def at(self, i: int) -> tuple[Number, int] | None:
        """Return the number that begins at token ``i`` with the token after it."""
        if i not in self._read:
            self._read[i] = self._number(i)
        return self._read[i]

    def _number(self, i: int) -> tuple[Number, int] | None:
        first = self._simple(i)
        if first is None:
            return None
        one, j = first
        if not one.why:
            one, j = self._twice(one, j)
            again = self._range(one, j) if one.shape != "range" else None
            one, j = again or (one, j)
        if one.why or one.shape == "range":
            one, j = self._listed(one, j)
        if one.shape != "pair" and self._goes_on(j):
            while self._goes_on(j):
                j += 1
            return Number(one.start, self._tokens[j - 1].end, None, None, "unclear", SIDE_BY_SIDE), j
        return one, j

    def _listed(self, one: Number, j: int) -> tuple[Number, int]:
        """Take in the numbers that go on after one that is not read, or after a range: 10, 20 or 40."""
        while self._norm(j) in {",", "or", "to", "-", "–", "—"}:
            other = self._simple(j + 1)
            if other is None or (self._norm(j) == "," and not other[0].why):
                break
            one, j = Number(one.start, other[0].end, None, None, "unclear", one.why or SIDE_BY_SIDE), other[1]
        return one, j

    def _goes_on(self, j: int) -> bool:
        """Whether another number in words follows, which belongs to the same number or to another: nobody can tell."""
        if self._norm(j) == "and":
            j += 1
        return self._worded(j) and self._norm(j + 1) not in {"times", "x"}

    def after_count(self, j: int) -> tuple[Number, int] | None:
        """Return the number at token ``j`` that follows a count: "two 5 mg tablets"."""
        token = self._tokens[j] if j < len(self._tokens) else None
        if token is None or token.kind != "run":
            return None
        low, high, shape, why = written(token.norm)
        why = why or self._joined(token)
        return (Number(token.start, token.end, low, high, shape), j + 1) if not why else None

    def _worded(self, i: int) -> bool:
        return self._norm(i) in self._words or self._norm(i) in self._parts or self._norm(i) in self._times

    def _norm(self, i: int) -> str:
        return self._tokens[i].norm if i < len(self._tokens) else ""

    def _simple(self, i: int) -> tuple[Number, int] | None:
        """Read one number without a range: 1, 1 1/2, one and a half, 2 million, 1 000."""
        if i >= len(self._tokens):
            return None
        token = self._tokens[i]
        if token.kind == "run":
            low, high, shape, why = written(token.norm)
            why = (
                why
                or self._joined(token)
                or self._product(i)
                or (SIDE_BY_SIDE if i and self._worded(i - 1) else "")
                or self._row(token)
            )
            if why:
                return self._swallowed(
                    Number(token.start, token.end, None, None, shape if low is None else "unclear", why), i + 1
                )
            one = Number(token.start, token.end, low, high, shape)
            return self._extended(one, i + 1) if high is None else (one, i + 1)
        if token.kind == "word" and _LOOKS_LIKE_DIGITS.fullmatch(token.norm) and self._joins(i + 1, token.end):
            return self._swallowed(
                Number(token.start, token.end, None, None, "unclear", "letters in place of digits"), i + 1
            )
        if token.kind == "word" and (token.norm in self._words or token.norm in self._parts):
            return self._spelled(i)
        return self._roman(i)

    def _roman(self, i: int) -> tuple[Number, int] | None:
        """Read a small roman numeral: "ii tabs", "i-ii caps", "i po bid"; II in capitals may be an 11 that was misread."""
        token = self._tokens[i]
        low, high = self._roman_value(i), self._roman_value(i + 1)
        k = i - 1 - (i > 1 and self._norm(i - 1) in {",", "-", "–", "(", ":"})
        if low is None or (i and self._tokens[k].kind == "run"):
            return None
        if token.start and not (self._text[token.start - 1].isspace() or self._text[token.start - 1] in "(:,-–"):
            return None
        if high is not None and low < high and self._text[token.end : self._tokens[i + 1].start] == "-":
            ranged = Number(token.start, self._tokens[i + 1].end, low, high, "range")
            return (ranged, i + 2) if self._norm(i + 2) in self._roman_of else None
        capital = self._text[token.start : token.end] == "I"
        follows = self._norm(i + 1) in (self._roman_of if capital else self._roman_before)
        to = self._norm(i + 1) in {"-", "–", "to", "or"} and self._norm(i + 3) in self._roman_of
        if not follows and not (to and self._roman_value(i + 2)):
            return None
        return Number(token.start, token.end, low), i + 1

    def _roman_value(self, i: int) -> Decimal | None:
        token = self._tokens[i] if i < len(self._tokens) else None
        said = self._text[token.start : token.end] if token is not None and token.kind == "word" else ""
        return self._romans.get("i" if said == "I" else said)

    def _product(self, i: int) -> str:
        """Return why the second number of "2 x 500" is not read by itself."""
        product = (
            i > 1
            and self._tokens[i - 1].norm in {"x", "×"}
            and (self._tokens[i - 2].kind == "run" or self._worded(i - 2))
        )
        return "a product of two numbers" if product else ""

    def _joins(self, j: int, end: int) -> bool:
        """Whether a run stands at token ``j``, joined to what ends there."""
        return j < len(self._tokens) and self._tokens[j].kind == "run" and self._tokens[j].start == end

    def _swallowed(self, one: Number, j: int) -> tuple[Number, int]:
        """Take in letters and digits that are joined to a number that is not read: 1O0, O.5, 5l."""
        while j < len(self._tokens) and self._tokens[j].start == one.end:
            token = self._tokens[j]
            if token.kind != "run" and not _LOOKS_LIKE_DIGITS.fullmatch(token.norm):
                break
            one, j = one._replace(end=token.end), j + 1
        return one, j

    def _joined(self, token: Token) -> str:
        """Return why the neighbours of a run make it unreadable, or nothing."""
        text, start, end = self._text, token.start, token.end
        if start and not (text[start - 1].isspace() or text[start - 1] in _SPACE_BEFORE_OK):
            after_q = text[start - 1] == "." and text[max(0, start - 2)] in "qQ" and text[start].isdigit()
            letter = text[start - 1].isalpha() and text[start - 1].isascii()
            known = letter and text[start] != "." and (start in self._names_end or self._glued_left(start))
            if not (after_q or known):
                return JOINED_BEFORE
        if start > 2 and text[start - 1] in "-–—" and text[start - 2].isalpha() and text[start - 3].isdigit():  # noqa: PLR2004 - as in 1e-2
            return JOINED_BEFORE
        if end < len(text) and not (text[end].isspace() or text[end] in _SPACE_AFTER_OK) and not self._right_ok(end):
            return JOINED_AFTER
        if end + 1 < len(text) and (
            (text[end] == "." and text[end + 1].isalnum()) or (text[end] == "," and text[end + 1].isdigit())
        ):
            return JOINED_AFTER
        return ""

    def _glued_left(self, start: int) -> bool:
        begin = start
        while begin and self._text[begin - 1].isalpha():
            begin -= 1
        return self._text[begin:start].lower() in {"q", "x"}

    def _row(self, token: Token) -> str:
        """Return why a number that follows another at once is not read: they may be one that was broken."""
        text, k = self._text, token.start - 1
        while k >= 0 and text[k].isspace():
            k -= 1
        if k >= 0 and text[k] in ".," and (k == token.start - 1 or k < token.start - 1):
            spaced = k < token.start - 1
            mark = k
            k -= 1
            while k >= 0 and text[k].isspace():
                k -= 1
            if text[mark] == "." and spaced and mark and text[mark - 1].isspace():
                return "a point that stands alone before it"
        if k >= 0 and text[k].isdigit() and k + 1 not in self._names_end and not self._whole_before(token, k):
            return SIDE_BY_SIDE
        return ""

    def _whole_before(self, token: Token, k: int) -> bool:
        """Whether what stands before is a strength of several ingredients, which no digits could follow."""
        digits = token.norm.split(".")[0]
        if len(digits) == 3 or not token.norm[0].isdigit():  # noqa: PLR2004 - a group of thousands
            return False
        begin = k
        while begin and (self._text[begin - 1].isdigit() or self._text[begin - 1] in "./-:"):
            begin -= 1
        return written(self._text[begin : k + 1])[2] in {"pair", "range"} and "," not in self._text[k : token.start]

    def _extended(self, one: Number, j: int) -> tuple[Number, int]:
        """Take in what follows a whole number: 1 1/2, 1 ½, 1 and a half, 2.4 million, 1 000."""
        low = one.low
        if low is None or j >= len(self._tokens):
            return one, j
        token = self._tokens[j]
        gap = self._text[one.end : token.start]
        if token.kind == "run" and gap in {" ", "\u00a0", "\u202f", "\u2009"}:
            value, _, shape, _ = written(token.norm)
            if shape == "part" and value is not None and value < 1 and low == int(low) and one.shape == "plain":
                if self._text[token.end : token.end + 1].isalnum() and not self._right_ok(token.end):
                    return one._replace(low=None, shape="unclear", why=JOINED_AFTER), j + 1
                return Number(one.start, token.end, low + value, None, "part"), j + 1
            if (
                token.norm == "000"
                and 1 <= low < THOUSAND
                and low == int(low)
                and "," not in self._text[one.start : one.end]
            ):
                return Number(one.start, token.end, low * THOUSAND), j + 1
        if token.norm == "and":
            return self._and_part(one, j)
        if token.norm in self._times and token.start - one.end <= 1:
            return Number(one.start, token.end, low * self._times[token.norm]), j + 1
        return one, j

    def _right_ok(self, end: int) -> bool:
        after = _LETTERS.match(self._text, end)
        return after is not None and after.group().lower() in self._glued

    def _and_part(self, one: Number, j: int) -> tuple[Number, int]:
        """Take in "and a half", "and one half", "and 1/2"."""
        low, k = one.low, j + 1
        if low is None:
            return one, j
        if self._norm(k) in {"a", "one"}:
            k += 1
        part = self._parts.get(self._norm(k))
        if part is None and k == j + 1 and self._norm(k) in PARTS:
            part = PARTS[self._norm(k)]
        if part is None or low != int(low):
            return one, j
        return Number(one.start, self._tokens[k].end, low + part, None, "part"), k + 1

    def _spelled(self, i: int) -> tuple[Number, int]:
        """Read a number in words; two that make no number together are not read."""
        token = self._tokens[i]
        if token.norm in self._parts:
            return Number(token.start, token.end, self._parts[token.norm], None, "part"), i + 1
        value, j = self._words[token.norm], i + 1
        if value >= 20 and self._norm(j) in self._words and self._words[self._norm(j)] < 10:  # noqa: PLR2004 - twenty-one
            value, j = value + self._words[self._norm(j)], j + 1
        if self._norm(j) in self._parts:
            if value != 1:
                return Number(token.start, self._tokens[j].end, None, None, "unclear", SIDE_BY_SIDE), j + 1
            return Number(token.start, self._tokens[j].end, self._parts[self._norm(j)], None, "part"), j + 1
        one = Number(token.start, self._tokens[j - 1].end, value)
        one, j = self._extended(one, j)
        return one, j

    def _twice(self, one: Number, j: int) -> tuple[Number, int]:
        """Take in the same number in brackets: one (1), 10 (ten); another number there makes both unreadable."""
        if self._norm(j) != "(" or self._norm(j + 2) != ")":
            return one, j
        other = self._simple(j + 1)
        if other is None or other[1] != j + 2:
            return one, j
        if other[0].low != one.low:
            return one._replace(low=None, high=None, shape="unclear", why=SIDE_BY_SIDE), j + 3
        return one._replace(end=self._tokens[j + 2].end), j + 3

    def _range(self, one: Number, j: int) -> tuple[Number, int] | None:
        """Read "1 to 2", "1 - 2", "1 or 2"."""
        if self._norm(j) not in {"-", "–", "—", "to", "or"}:
            return None
        other = self._simple(j + 1)
        if other is None or one.low is None:
            return None
        high = other[0]
        high, k = self._twice(high, other[1])
        if high.low is None or high.high is not None or not spans(one.low, high.low):
            return Number(one.start, high.end, None, None, "unclear", high.why or "two numbers that span no range"), k
        return Number(one.start, high.end, one.low, high.low, "range"), k
