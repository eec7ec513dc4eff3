"""Cut-offs are where card.toml says they are, and the value itself is on the side that it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from chartside.check.cutoff import Say, Turn, beside, turns
from chartside.check.finding import Verdict, judge, not_shown
from chartside.check.trial import Trial
from chartside.facts import Derived, Quantity
from chartside.inputs import AgeRequest, DerivedRequest, Latest, Request
from chartside.testing.attempt import Crash, Gist, attempt, gist
from chartside.testing.case import Case
from chartside.testing.choice import Choice
from chartside.testing.mined import mine

_SEEDS = 16


def cutoffs_as_declared(trial: Trial) -> Verdict:
    """Where the value of one input turns the answer is declared in card.toml, with the side on which the value itself lies."""
    numeric = {n: i.request for n, i in trial.inputs.items() if _is_number(i.request)}
    if not numeric:
        return not_shown("it reads no single number")
    if trial.card is None:
        return not_shown(trial.no_card)

    def complaints() -> Iterator[str]:
        for name, request in numeric.items():
            yield from _compared(trial, name, whole=isinstance(request, AgeRequest))

    return judge(complaints())


def _is_number(request: Request) -> bool:
    return isinstance(request, Latest | AgeRequest) or (
        isinstance(request, DerivedRequest) and request.what.type is Decimal
    )


def _compared(trial: Trial, name: str, *, whole: bool) -> Iterator[str]:
    declared = [
        t
        for text in (trial.card.cutoffs.get(name, ()) if trial.card else ())
        if (t := Turn.declared(text, whole=whole))
    ]
    found = _found(trial, name, declared, whole=whole)
    there, places = set(found), {t.at for t in declared}
    for turn in declared:
        if turn in there:
            continue
        other = next((t for t in found if t.at == turn.at), None)
        if other is not None:
            yield (
                f"{name}: {turn} is declared, and the answer turns at {other}: exactly {turn.at:f} is on the wrong side; "
                "mend the comparison, or the declaration"
            )
        else:
            yield (
                f"{name}: {turn} is declared, and no case shows the answer turn there; "
                "give an example on each side of it in card.toml, or take it out"
            )
    for turn in found:
        if turn.at not in places:
            yield f'{name}: the answer turns at {turn}, which is not declared; add it to cutoffs in card.toml: {name} = ["{turn}"]'


def _found(trial: Trial, name: str, declared: list[Turn], *, whole: bool) -> tuple[Turn, ...]:
    """Return the turns that belong to this input alone: at a number that the analysis knows, and there whatever the other numbers are."""
    values = [_number(c) for c in trial.choices[name]]
    points = sorted({v for v in values if v is not None})
    if not points:
        return ()
    known = {abs(n) for n in mine(trial.analysis, trial.injected).numbers}
    wanted = [t.at for t in declared]
    edges = [p for p in beside(wanted, whole=whole) if points[0] <= p <= points[-1]]
    found: dict[Turn, None] = {}
    for case in trial.seeds[: 4 if trial.heavy else _SEEDS]:
        if _number(case.choices[name]) is None:
            continue
        for turn in turns(_asker(trial, case, name), [*points, *edges], whole=whole):
            near = {turn.at, turn.at - 1} if whole else {turn.at}
            if (
                (turn.at in wanted or near & known)
                and turn not in found
                and _stays(trial, case, name, turn, whole=whole)
            ):
                found[turn] = None
    return tuple(found)


def _asker(trial: Trial, case: Case, name: str) -> Say:
    fact = case.choices[name].value
    facts = trial.facts(case)

    def say(value: Decimal) -> Gist | None:
        wording = {"reported": f"{value:f} {fact.unit}"} if isinstance(fact, Quantity) else {}
        said = attempt(trial.analysis, {**facts, name: replace(fact, value=value, **wording)})
        return None if isinstance(said, Crash) else gist(said)

    return say


def _stays(trial: Trial, case: Case, name: str, turn: Turn, *, whole: bool) -> bool:
    """Whether the answer still turns there when the other numbers are others: else it is their turn as much as this one's."""
    others = [n for n in trial.inputs if n != name and _number(case.choices[n]) is not None]
    if not others:
        return True
    step = Decimal(1) if whole else Decimal("0.000001")
    for factor, years in ((Decimal("0.9"), -5), (Decimal("1.1"), 5)):
        moved = case
        for other in others:
            value = case.choices[other].value
            there = max(value.value + years, Decimal(0)) if getattr(value, "unit", "") == "a" else value.value * factor
            moved = moved.having(other, Choice("moved", replace(value, value=there)))
        say = _asker(trial, moved, name)
        if say(turn.at - step) != say(turn.at + step):
            return True
    return False


def _number(choice: Choice) -> Decimal | None:
    value = choice.value
    if isinstance(value, Quantity) and not value.comparator:
        return value.value
    return value.value if isinstance(value, Derived) and isinstance(value.value, Decimal) else None
