"""Read how much of something: a number with its unit, and what it is given for, in or by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from plugins.notes.medication.number import Number, Numbers
from plugins.notes.medication.run import spans
from plugins.notes.medication.token import Token

if TYPE_CHECKING:
    from plugins.notes.medication.vocabulary import Vocabulary

Sort = Literal["mass", "count", "held", "percent", "rate", "daily", "bare", "laboratory", "pair"]


@dataclass(frozen=True, slots=True)
class Amount:
    """``low`` is None where it is not to be read, and ``why`` says so.

    A count is of ``unit``, a form; ``held`` is what a form or a volume holds; ``form`` the form that follows a mass.
    """

    start: int
    end: int
    sort: Sort
    low: Decimal | None
    high: Decimal | None = None
    unit: str = ""
    why: str = ""
    form: str = ""
    form_at: tuple[int, int] = (0, 0)
    many: bool = False
    holds: Amount | None = None


UNCLEAR_UNIT = "a unit that is not read"


class Amounts:
    """The amounts of one stretch of a text."""

    def __init__(self, text: str, tokens: Sequence[Token], numbers: Numbers, words: Vocabulary) -> None:
        self._text = text
        self._tokens = tokens
        self._numbers = numbers
        self._words = words

    def at(self, i: int) -> tuple[Amount, int] | None:
        """Return the amount that begins at token ``i`` with the token after it."""
        read = self._numbers.at(i)
        if read is None:
            return None
        number, j = read
        counted = self._counted(number, j)
        if counted is not None:
            return counted
        amount, j = self._measured(number, j)
        amount, j = self._range(amount, j)
        return self._formed(amount, j)

    def _norm(self, i: int) -> str:
        return self._tokens[i].norm if i < len(self._tokens) else ""

    def _near(self, end: int, j: int) -> bool:
        """Whether token ``j`` follows at once: after nothing, a few blanks or one line's end."""
        if j >= len(self._tokens):
            return False
        gap = self._text[end : self._tokens[j].start]
        return len(gap) < 6 and gap.count("\n") < 2 and not gap.strip(" \t\r\n-\u00a0\u202f")  # noqa: PLR2004 - a wrapped line

    def _counted(self, number: Number, j: int) -> tuple[Amount, int] | None:
        """Read a count of forms, with what each holds: 2 tablets, two 5 mg tablets, half of a 25 mg tablet, 2 x 500 mg tablets."""
        k = j
        if self._norm(k) in {"x", "×"} and number.shape == "plain":
            k += 1
        elif number.shape == "part" or number.low == Decimal("0.5"):
            k += self._norm(k) == "of"
            k += self._norm(k) in {"a", "an", "one", "1", "the"} and k < len(self._tokens)
            if self._norm(k) == "of":
                k += 1
        form = self._words.form_at(self._text, self._tokens, k, counted=True)
        if form is not None and self._near(self._tokens[k - 1].end, k):
            name, many, end = form
            return self._count(number, name, many, end, None), end
        inner = (
            self._numbers.after_count(k) if k < len(self._tokens) and self._near(self._tokens[k - 1].end, k) else None
        )
        if inner is None or number.low is None or number.low > 10:  # noqa: PLR2004 - nobody takes so many at once
            return None
        held, m = self._measured(*inner)
        if held.sort != "mass" or held.low is None:
            return None
        formed, m = self._formed(held, m)
        if not formed.form or not self._plausible(number, inner[0], formed, k - j):
            return None
        holds = replace(held, sort="held")
        return self._count(number, formed.form, formed.many, m, holds), m

    def _plausible(self, number: Number, inner: Number, held: Amount, between: int) -> bool:
        """Whether a count before an amount could not be the beginning of the amount's number."""
        digits = self._text[number.start : number.end].isdigit()
        if between or not digits:
            return True
        leading = self._text[inner.start] == "0" or "." in self._text[inner.start : inner.start + 1]
        return not leading and held.many and number.low is not None and number.low > 1

    def _count(self, number: Number, form: str, many: bool, end: int, holds: Amount | None) -> Amount:
        return Amount(
            number.start,
            self._tokens[end - 1].end,
            "count",
            number.low,
            number.high,
            form,
            number.why,
            form,
            holds=holds,
            many=many,
            form_at=(self._tokens[end - 1].start, self._tokens[end - 1].end),
        )

    def _measured(self, number: Number, j: int) -> tuple[Amount, int]:
        """Read a number with its unit, if it has one."""
        bare = Amount(
            number.start,
            number.end,
            "pair" if number.shape == "pair" else "bare",
            number.low,
            number.high,
            "",
            number.why,
        )
        if not self._near(number.end, j):
            return bare, j
        token = self._tokens[j]
        if token.norm == "%":
            return replace(bare, end=token.end, sort="percent", unit="%"), j + 1
        if token.norm == "international" and self._norm(j + 1) in {"unit", "units"}:
            j, token = j + 1, self._tokens[j + 1]
        unit = self._words.unit(self._text[token.start : token.end])
        if unit is None:
            if token.norm in self._words.unclear:
                return replace(bare, end=token.end, sort="mass", low=None, high=None, why=UNCLEAR_UNIT), j + 1
            return bare, j
        sort: Sort = "pair" if number.shape == "pair" else "mass"
        amount = replace(bare, end=token.end, sort=sort, unit=unit)
        j += 1
        if j < len(self._tokens) and self._tokens[j].start == token.end and self._tokens[j].kind == "run":
            return replace(amount, low=None, high=None, why="digits joined to what stands before them"), j
        return self._per(amount, j)

    def _per(self, amount: Amount, j: int) -> tuple[Amount, int]:
        """Read what an amount is given for, in or by: /kg, /5 mL, per day, /kg/min."""
        parts: list[str] = []
        while self._norm(j) in {"/", "per"} or (self._norm(j) == "a" and self._norm(j + 1) in {"day", "week"}):
            slash = self._norm(j) == "/"
            k = j + 1
            many = ""
            token = self._tokens[k] if k < len(self._tokens) else None
            if token is not None and token.kind == "run":
                value = self._numbers.after_count(k)
                if value is None or value[0].low is None or value[0].high is not None:
                    return replace(amount, end=token.end, low=None, high=None, why=UNCLEAR_UNIT), k + 1
                many, k = token.norm, k + 1
                token = self._tokens[k] if k < len(self._tokens) else None
            read = self._denominator(k)
            if read is None:
                if many and token is not None and self._words.unit(self._text[token.start : token.end]):
                    return replace(
                        amount, end=token.end, sort="pair", low=None, high=None, why="several strengths in one"
                    ), k + 1
                if slash or many:
                    return replace(amount, low=None, high=None, why=UNCLEAR_UNIT), k
                break
            name, k = read
            parts.append(f"{many} {name}" if many and many != "1" else name)
            amount = replace(amount, end=self._tokens[k - 1].end)
            j = k
        return self._sorted(amount, parts), j

    def _denominator(self, k: int) -> tuple[str, int] | None:
        norm = self._norm(k)
        if norm == "m" and self._norm(k + 1) in {"2", "²"}:
            return "m2", k + 2
        name = self._words.denominator.get(norm)
        if name is not None:
            return name, k + 1
        form = self._words.form_at(self._text, self._tokens, k, counted=True)
        return (form[0], form[2]) if form is not None else None

    def _sorted(self, amount: Amount, parts: Sequence[str]) -> Amount:
        """Say what an amount is by what it is given for."""
        if not parts:
            return amount
        bare = [part.split()[-1] for part in parts]
        unit = "/".join([amount.unit, *(p for p in parts if p != "dose")])
        if amount.sort == "pair":
            return amount
        if bare[-1] in {"dL", "L"} or (bare[-1] == "mL" and amount.unit == "ng"):
            return replace(amount, sort="laboratory", unit=unit)
        if bare[-1] in {"h", "min"}:
            return replace(amount, sort="rate", unit=unit)
        if bare[-1] in {"d", "wk"}:
            return replace(
                amount,
                sort="daily",
                unit="/".join([amount.unit, *parts[:-1]]),
                why="" if bare[-1] == "d" else UNCLEAR_UNIT,
            )
        if bare[-1] in {"mL", *self._words.forms}:
            return replace(
                amount,
                sort="held",
                unit=unit if bare[-1] == "mL" else amount.unit,
                form="" if bare[-1] == "mL" else bare[-1],
            )
        return replace(amount, unit=unit)

    def _range(self, amount: Amount, j: int) -> tuple[Amount, int]:
        """Read "5 mg - 10 mg", "5 mg to 10 mg"; a change of dose reads so too, and who reads it tells."""
        if (
            amount.sort not in {"mass", "count"}
            or amount.low is None
            or amount.high is not None
            or self._norm(j) not in {"-", "–", "—", "or"}
        ):
            return amount, j
        read = self._numbers.at(j + 1)
        if read is None:
            return amount, j
        other, k = self._measured(*read)
        if other.sort != amount.sort or other.unit != amount.unit:
            return amount, j
        if other.low is None or other.high is not None or not spans(amount.low, other.low):
            return replace(amount, end=other.end, low=None, why=other.why or "two numbers that span no range"), k
        return replace(amount, end=other.end, high=other.low), k

    def _formed(self, amount: Amount, j: int) -> tuple[Amount, int]:
        """Take in the form that follows a mass: 25 mg tablet, 10 mg oral tablet, 21 mg/24 hr patch."""
        if amount.sort not in {"mass", "rate", "pair"}:
            return amount, j
        k = j
        while (release := self._words.release_at(self._text, self._tokens, k)) is not None:
            k = release
        form = self._words.form_at(self._text, self._tokens, k, counted=False)
        if form is None or not self._near(self._tokens[k - 1].end, k):
            return amount, j
        name, many, end = form
        if not self._words.holds(name):
            return amount, j
        if amount.sort == "rate" and name != "patch":
            return amount, j
        by_route = next((self._tokens[m].start for m in range(j, k) if self._norm(m) in self._words.form_route), None)
        at = (by_route if by_route is not None else self._tokens[k].start, self._tokens[end - 1].end)
        sort: Sort = "held" if amount.sort == "rate" else amount.sort
        return replace(amount, sort=sort, form=name, form_at=at, many=many), end
