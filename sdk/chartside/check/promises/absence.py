"""What is missing is missing: it breaks nothing, makes nothing more certain, and is never taken for normal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from chartside.answer import Answer
from chartside.check.finding import Verdict, judge
from chartside.check.trial import Trial
from chartside.facts import Found
from chartside.inputs import ClockRequest
from chartside.outcome import Outcome
from chartside.testing.attempt import Crash, graveness, judged
from chartside.testing.case import Case
from chartside.testing.choice import Choice, lost

_LACKING = re.compile(
    r"\b(not|no|un)\s?(known|found|available|measured|recorded|stated|given|provided|read)|\bmissing\b|\bwithout\b|\blacks?\b"
    r"|\bcannot\b|\bunknown\b",
    re.IGNORECASE,
)
_VALUES = 24
_SEEDS = 12


def droppable(trial: Trial) -> tuple[str, ...]:
    """Return the inputs that can be missing: all but the clock and what travels with the plugin."""
    return tuple(n for n, i in trial.inputs.items() if not isinstance(i.request, ClockRequest))


def survives_without(trial: Trial, name: str) -> Verdict:
    """For whatever reason an input is missing, there is an answer and no crash."""
    return judge(
        f"without {name} it raises {crash}: {case}; test for it first (`if {name}`), or declare it Required[...]"
        for case, crash, culprit in crashes(trial)
        if culprit == name
    )


def survives_extremes(trial: Trial) -> Verdict:
    """Whatever a living person can have, and the record can hold, gives an answer and no crash."""
    return judge(
        f"it raises {crash}: {case}; answer NotApplicable or CannotTell where it does not hold"
        for case, crash, culprit in crashes(trial)
        if not culprit
    )


def crashes(trial: Trial) -> Iterator[tuple[Case, Crash, str]]:
    """Yield every case that the analysis does not survive, and the input whose absence it does not survive, if it is one."""
    for case in trial.cases:
        crash = trial.ask(case)
        if isinstance(crash, Crash) and not crash.contract:
            yield case, crash, _culprit(trial, case)


def _culprit(trial: Trial, case: Case) -> str:
    restored = case
    for name in case.lacking:
        if not isinstance(trial.again(case.having(name, trial.choices[name][0])), Crash):
            return name
        restored = restored.having(name, trial.choices[name][0])
    alive = case.lacking and not isinstance(trial.again(restored), Crash)
    return case.lacking[0] if alive else ""


def never_more_certain_with_less_data(trial: Trial) -> Verdict:
    """Without an input the answer is cannot-tell, or one that some value of it would give, or one that names it as missing."""

    def complaints() -> Iterator[str]:
        for case, name, without, values in _dropped(trial):
            kinds = {graveness(v) for v in values}
            if graveness(without) not in kinds:
                said = ", ".join(sorted(str(k[0]) for k in kinds))
                yield (
                    f"without {name} it says {_said(without)}, where every value of it gives {said}: {case}; "
                    f"yield CannotTell, or say in the card and in the working (missing=[{name!r}]) that it is not known"
                )

    return judge(complaints())


def missing_is_not_normal(trial: Trial) -> Verdict:
    """What is missing is not scored as if it were normal: where its value decides, the answer says that it is not known."""

    def complaints() -> Iterator[str]:
        for case, name, without, values in _dropped(trial):
            kinds = {judged(v) for v in values}
            if len(kinds) > 1 and judged(without) in kinds:
                yield (
                    f"without {name} it says {_said(without)} as with a value, though other values give another answer: {case}; "
                    f"yield CannotTell, or say in the card and in the working (missing=[{name!r}]) that it is not known"
                )

    return judge(complaints())


def _said(answer: Answer) -> str:
    count = len(answer.cards)
    return f"{answer.outcome}" + (f" with {count} card{'s' * (count > 1)}" if count else "")


def _dropped(trial: Trial) -> Iterator[tuple[Case, str, Answer, list[Answer]]]:
    """Yield for each answer and input what is said without it, unless that is cannot-tell or names it, and with its values."""
    for case in trial.seeds[: 4 if trial.heavy else _SEEDS]:
        for name in droppable(trial):
            if not case.choices[name].known:
                continue
            gone = case.having(name, lost(trial.inputs[name].request))
            without = trial.again(gone)
            if isinstance(without, Crash) or without.outcome is Outcome.CANNOT_TELL or names(trial, without, name):
                continue
            values = [trial.again(case.having(name, choice)) for choice in _values(trial, name)]
            answers = [v for v in (trial.ask(case), *values) if isinstance(v, Answer)]
            yield gone, name, without, answers


def _values(trial: Trial, name: str) -> list[Choice]:
    whole = [
        c for c in trial.choices[name] if c.known and not (isinstance(c.value, Found) and c.value.unknown is not None)
    ]
    step = max(1, len(whole) // (4 if trial.heavy else _VALUES))
    return list(islice(whole, 0, None, step))


def names(trial: Trial, answer: Answer, name: str) -> bool:
    """Whether the analysis itself says that an input is not known: in its working, in a card or in a reason."""
    words = _words(trial, name)
    listed = [w.lower() for w in _listed(answer.working)]
    if any(re.search(word, entry) for entry in listed for word in words):
        return True
    texts = [answer.reason, *(t for c in answer.cards for t in (c.summary, c.detail))]
    sentences = [s.lower() for text in texts for s in re.split(r"[.;\n]", text)]
    return any(re.search(word, s) and _LACKING.search(s) for s in sentences for word in words)


def _words(trial: Trial, name: str) -> set[str]:
    what = getattr(trial.inputs[name].request, "what", None)
    display = getattr(what, "display", "") or ""
    return {rf"\b{re.escape(w.lower())}\b" for w in (name, name.replace("_", " "), display) if w}


def _listed(working: Any) -> Iterator[str]:
    """Yield what stands under any key `missing` of the working."""
    if hasattr(working, "items"):
        for key, value in working.items():
            if key == "missing":
                yield from ([value] if isinstance(value, str) else map(str, value))
            else:
                yield from _listed(value)
    elif isinstance(working, list | tuple):
        for one in working:
            yield from _listed(one)
