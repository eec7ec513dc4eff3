"""An analysis declares nothing that it does not use: what is not needed is not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chartside.analysis import Yield
from chartside.cards import Card
from chartside.check.finding import Verdict, judge, not_shown
from chartside.check.trial import NO_CARD, Trial, refs_of
from chartside.facts import Derived
from chartside.inputs import ClockRequest
from chartside.system_actions import SystemAction
from chartside.testing.case import Case
from chartside.testing.choice import Choice

_SEEDS = 40


def declares_no_unused_input(trial: Trial) -> Verdict:
    """Every declared input makes a difference to some answer."""
    if not trial.spoken:
        return not_shown(NO_CARD)
    idle = [name for name in trial.inputs if not _matters(trial, name)]
    return judge(
        f"{name} changes no answer in any case; leave it out (a declared input is read from the record), "
        "or give an example in card.toml in which it matters"
        for name in idle
    )


def _matters(trial: Trial, name: str) -> bool:
    return any(_turns(trial, case, name) for case in trial.seeds[:_SEEDS])


def _turns(trial: Trial, case: Case, name: str) -> bool:
    before = _said(trial, case)
    return any(_said(trial, case.having(name, choice)) != before for choice in _choices(trial, case, name))


def _choices(trial: Trial, case: Case, name: str) -> tuple[Choice, ...]:
    request = trial.inputs[name].request
    if not isinstance(request, ClockRequest):
        return trial.choices[name]
    # Before anything that the case is dated: no chart gives such facts, but whoever compares dates says so here.
    earlier = case.now - timedelta(days=60)
    return (*trial.choices[name], Choice("asked long before", earlier.date() if request.whole_day else earlier))


def _said(trial: Trial, case: Case) -> tuple[Any, ...]:
    """Return what is yielded, its basis by the names of the inputs: which resource a fact came from is no difference."""
    owners = refs_of(case.facts)
    return tuple(_named(one, owners) for one in trial.yields(case))


def _named(one: Yield, owners: Mapping[str, str]) -> object:
    if isinstance(one, Card | Derived | SystemAction):
        return repr(replace(one, basis=tuple(sorted({owners.get(ref, ref) for ref in one.basis}))))
    return repr(one)
