"""What a card of a score says: the number, what brought it, what to do, where it must not be used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from chartside import Found, Missing, Quantity
from chartside.inputs import Having
from chartside.text import quoted
from plugins.risk_scores.band import Band, edges
from plugins.risk_scores.score import Score
from plugins.risk_scores.values import Scored, Values
from plugins.risk_scores.wording import bullets, dated, first, named, plain, shown
from plugins.risk_scores.working import Facts


def written(score: Score, value: Decimal) -> str:
    """Write a score for the eye: rounded half up, never over an edge, in the unit that is spoken."""
    times = Decimal(score.table.content.get("shown_times", 1))
    cuts = [edge * times for edge in edges(score.bands)]
    return shown(value * times, places=score.places, cuts=cuts) + str(score.table.content.get("shown_unit", ""))


def of_number(score: Score, band: Band, scored: Scored, values: Values, facts: Facts, doubts: Iterable[str]) -> str:
    """Return the text of a card whose score is known."""
    others = (line.about for line in scored.lines if not line.amount and line.about in score.inputs)
    nothing = dict.fromkeys(score.inputs[name].say for name in others) if score.items else {}
    return _joined(
        _headed(score, band, written(score, scored.headline)),
        bullets(dict.fromkeys(_spelled(score, scored, values, facts))),
        f"No points for: {', '.join(nothing)}." if nothing else "",
        *(f"{doubt[:1].upper()}{doubt[1:]}." for doubt in doubts),
        bullets(score.table.content.get("actions", ())),
        score.table.limits,
    )


def of_range(
    score: Score,
    possible: Sequence[Band],
    number: str,
    unknown: str,
    values: Values,
    facts: Facts,
    doubts: Iterable[str],
) -> str:
    """Return the text of a card whose score is not known, but at least what it advises: the least grave of what is possible."""
    stated = (name for name, value in values.items() if value not in (None, False) and not score.inputs[name].support)
    graver = [f"{band.name} ({band.says})" for band in possible[:-1]]
    than = f"it could be graver: {', '.join(graver)}" if graver else "what is advised is the same either way"
    return _joined(
        _headed(score, possible[-1], number),
        f"Not known: {unknown}; {than}.",
        bullets(said(score, name, values, facts) for name in stated),
        *(f"{doubt[:1].upper()}{doubt[1:]}." for doubt in doubts),
        bullets(score.table.content.get("actions", ())),
        score.table.limits,
    )


def said(score: Score, name: str, values: Values, facts: Facts) -> str:
    """Say one input with its value, unit, day and finding; of one that nobody stated, what it was taken from."""
    one, fact = score.inputs[name], facts[name]
    if isinstance(fact, Quantity):
        return f"{one.say} {plain(fact.value)} {'years' if fact.unit == 'a' else fact.unit}{dated(fact)}"
    if isinstance(fact, Found) and fact and isinstance(one.request, Having):
        finding = first(fact)
        since = f", since {finding.since.plain}" if finding.since else ""
        return f"{one.say}, by {quoted(named(fact, one.request.what))}{since}"
    value = values[name]
    amount = plain(value) if isinstance(value, Decimal) else quoted(str(value).replace("_", " "))
    told = one.say if isinstance(value, bool) else " ".join(part for part in (one.say, amount, one.unit) if part)
    # A finding that is absent brought nothing; a number may have, either way.
    behind = [n for n in score.inputs if n in one.stand_in.reads and values[n] not in (None, False)]
    unstated = isinstance(fact, Missing) or (isinstance(fact, Found) and fact.missing is not None)
    taken = [said(score, n, values, facts) for n in behind] if unstated else []
    return f"{told} (from {', '.join(taken)})" if taken else told


def _headed(score: Score, band: Band, number: str) -> str:
    return f"**{score.name} {number}**, {band.name}: {band.says}."


def _spelled(score: Score, scored: Scored, values: Values, facts: Facts) -> Iterator[str]:
    """Yield what brought something; shares of a sum without their amounts, which stand in the explanation."""
    for line in scored.lines:
        if not line.amount or line.about not in score.inputs:
            continue
        points = f"{plain(line.amount)} point{'s' * (abs(line.amount) != 1)}: " if line.kind == "points" else ""
        yield points + said(score, line.about, values, facts)


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
