"""What an analysis logs, prints, warns or raises tells nothing of the patient."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from chartside.check.dressing import dressed, moments, moved
from chartside.check.finding import Verdict, judge
from chartside.check.overhearing import Written, overhearing
from chartside.check.trial import Trial
from chartside.facts import Fact, Found, Quantity
from chartside.testing.attempt import Crash
from chartside.testing.case import Case

_MARK = "qzx7canary"
# Added to each measurement: too little to cross a cut-off, and digits that nothing else has.
_DIGITS = Decimal("0.000000719377191")
_SEEN = "719377191"
_MOST = 60
_DAYS = 3
# How people write a day; the last is how Python shows one.
_WRITTEN = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d %b %Y", "%d %B %Y", "%B %d, %Y")
Hear = Callable[[Case], Written]


def no_identifiers_in_logs(trial: Trial) -> Verdict:
    """No log line, output, warning or exception holds a reference, a wording, a date, an age or a value of the record."""

    def complaints() -> Iterator[str]:
        with overhearing() as hearing:

            def hear(case: Case) -> Written:
                crash: list[Written] = []

                def act() -> None:
                    said = trial.again(case)
                    crash.append([("an exception", said.words)] if isinstance(said, Crash) else [])

                return [*hearing(act), *crash[0]]

            for case in trial.sample[: max(len(trial.seeds), _MOST)]:
                yield from _told(case, hear)

    return judge(complaints())


def _told(case: Case, hear: Hear) -> Iterator[str]:
    marked = replace(case, choices=dressed(case.choices, mark=_MARK, digits=_DIGITS))
    heard = hear(marked)
    for where, text in heard:
        if _MARK in text:
            yield f"{where} holds a reference or a wording of the record: {case}; say what happened, never of whom"
        elif _SEEN in text:
            yield f"{where} holds a measured value: {case}; say what happened, never with which value"
    if not any(text for _, text in heard):
        return
    yield from _dated(marked, heard, hear)
    yield from _aged(marked, heard, hear)


def _dated(case: Case, heard: Written, hear: Hear) -> Iterator[str]:
    """Look for days of the record; one that is still there when the record has others, such as a guideline's, is none of them."""
    days = {form for fact in _facts(case) for _, moment in moments(fact) for form in _forms(moment.text)}
    held = [(n, day) for n, (_, text) in enumerate(heard) for day in days if day in text]
    if not held:
        return
    other = hear(replace(case, choices=moved(case.choices, _DAYS)))
    for number, day in held:
        if number >= len(other) or other[number][1].count(day) < heard[number][1].count(day):
            yield f"{heard[number][0]} holds a date of the record: {case}; say what happened, never when or of whom"


def _aged(case: Case, heard: Written, hear: Hear) -> Iterator[str]:
    """Look for the age: a text that says one more where the patient is a year older, and nothing else anew, says the age."""
    ages = {f"{fact.value:f}" for fact in _facts(case) if isinstance(fact, Quantity) and fact.unit == "a"}
    held = [(n, age) for n, (_, text) in enumerate(heard) for age in ages if re.search(rf"\b{age}\b", text)]
    if not held:
        return
    other = hear(replace(case, choices=moved(case.choices, 0, years=1)))
    for number, age in held:
        older = re.sub(rf"\b{age}\b", str(Decimal(age) + 1), heard[number][1])
        if number < len(other) and other[number][1] == older:
            yield f"{heard[number][0]} holds the patient's age: {case}; say what happened, never of whom"


def _facts(case: Case) -> Iterator[Fact]:
    for value in case.facts.values():
        for one in value if isinstance(value, Found) else (value,):
            if isinstance(one, Fact):
                yield one


def _forms(text: str) -> Iterator[str]:
    day = date.fromisoformat(text[:10])
    yield from (day.strftime(form) for form in _WRITTEN)
    yield f"({day.year}, {day.month}, {day.day}"
