"""The same question has the same answer, and asking changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from chartside.answer import Answer
from chartside.check.finding import KEPT, Verdict, judge, not_shown
from chartside.check.trial import Trial, steady
from chartside.check.twin import ElsewhereError
from chartside.facts import Found, Series
from chartside.snapshot import freeze, thaw
from chartside.testing.attempt import Crash, attempt, judged, unordered


def same_answer_twice(trial: Trial) -> Verdict:
    """The same facts give the same answer, whatever was asked in between, and in every process."""
    unshown: list[str] = []

    def complaints() -> Iterator[str]:
        first = [(case, trial.ask(case)) for case in trial.cases]
        for case, before in reversed(first):
            after = trial.again(case)
            if after != before:
                yield (
                    f"asked twice about {case}, it {difference(before, after)}; "
                    "answer from the arguments alone: keep nothing between calls, and draw nothing at random"
                )
        try:
            yield from _elsewhere(trial)
        except ElsewhereError as error:
            unshown.append(str(error))

    verdict = judge(complaints())
    return not_shown(unshown[0]) if unshown and verdict == KEPT else verdict


def _elsewhere(trial: Trial) -> Iterator[str]:
    """Ask a second process, the last case first, where text is hashed otherwise; raise ElsewhereError where that cannot be."""
    if trial.twin is None:
        raise ElsewhereError("it was asked in this process alone: check it by its plugin's name, or its file")
    sent = [freeze(case.facts) for case in trial.sample]
    there = trial.twin.ask(trial.analysis.id, sent)
    for case, facts, after in zip(trial.sample, sent, there, strict=True):
        # Here as there the facts have gone through JSON: what that changes is for another check to say.
        here = attempt(trial.analysis, {**trial.injected, **thaw(facts)})
        before = thaw(freeze(here)) if isinstance(here, Answer) else replace(here, words="")
        if before != after:
            yield (
                f"asked in another process about {case}, it {difference(before, after)}; "
                "sort what comes out of a set, use neither hash() nor id(), and keep nothing between calls"
            )


def same_answer_any_input_order(trial: Trial) -> Verdict:
    """In which order the inputs come, and what was found for one of them, decides nothing."""

    def complaints() -> Iterator[str]:
        for case in trial.sample:
            turned = dict(reversed(trial.facts(case).items()))
            before, after = steady(partial(trial.again, case), partial(attempt, trial.analysis, turned))
            if after != before:
                yield f"the order of the inputs decides about {case}; take each by its name"
            for name, value in case.facts.items():
                if isinstance(value, Found) and not isinstance(value, Series) and len(value) > 1:
                    before, after = trial.beside(case, {name: replace(value, items=value.items[::-1])})
                    if (judged(after), unordered(after)) != (judged(before), unordered(before)):
                        yield f"the order of what was found for {name} decides about {case}; look at all of it"

    return judge(complaints())


def does_not_change_inputs(trial: Trial) -> Verdict:
    """Facts and knowledge are after the answer what they were before."""

    def complaints() -> Iterator[str]:
        knowledge = trial.untouched
        for case in trial.sample:
            trial.again(case)
        for name, before in knowledge.items():
            if repr(trial.injected[name]) != before:
                yield f"it changes {name}, which travels with it; copy what is to be changed"
        fresh = {name: {one.said: repr(one.value) for one in some} for name, some in trial.options().items()}
        for case in trial.cases:
            for name, choice in case.choices.items():
                untouched = fresh[name].get(choice.said)
                if untouched is not None and repr(choice.value) != untouched:
                    yield f"it changes the facts of {name}; facts are the record's: make new values of your own"

    return judge(complaints())


def difference(before: Answer | Crash, after: Answer | Crash) -> str:
    """Say in a few words how two answers differ."""
    if isinstance(before, Crash) or isinstance(after, Crash):
        return f"{_short(before)}, then {_short(after)}"
    if (before.outcome, len(before.cards)) != (after.outcome, len(after.cards)):
        return f"{_short(before)}, then {_short(after)}"
    parts = ("reason", "cards", "working", "gaps", "derived", "system_actions")
    other = [part for part in parts if getattr(before, part) != getattr(after, part)]
    return f"{_short(before)} both times, with other {' and '.join(other) or 'content'}"


def _short(one: Answer | Crash) -> str:
    if isinstance(one, Crash):
        return f"raised {one}"
    count = len(one.cards)
    return f"said {one.outcome}" + (f" with {count} card{'s' * (count > 1)}" if count else "")
