"""What stands behind a score, as JSON has it: terms with what each rests on, since when, and what an exclusion took away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from chartside import Coded, Fact, Found, Quantity
from plugins.risk_scores.reach import Range
from plugins.risk_scores.score import Score
from plugins.risk_scores.values import Line, Values
from plugins.risk_scores.wording import first, reference, significant

Facts = Mapping[str, Any]
"""What the analysis was asked with, by the name of the input."""


def terms(lines: Sequence[Line], facts: Facts) -> Iterator[dict[str, Any]]:
    """Yield a line of the working for each line of the score."""
    for line in lines:
        brought: dict[str, Any] = {line.kind: as_json(line.amount)}
        yield {"name": line.name, "value": as_json(line.value), **brought, **cited(line.about, facts)}


def open_terms(score: Score, values: Values, facts: Facts) -> list[dict[str, Any]]:
    """Return what is known, of a score of which something is not."""
    return [
        {"name": name, "value": as_json(value), **cited(name, facts)}
        for name, value in values.items()
        if value is not None and not score.inputs[name].support
    ]


def reached(reach: Range | None) -> dict[str, Any]:
    """Return the range that a score can still reach, or nothing where nobody can say."""
    return {} if reach is None else {"range": {"low": as_json(reach[0]), "high": as_json(reach[1])}}


def as_json(value: Any) -> Any:
    """Return a number as JSON has it, whole where it is whole."""
    if isinstance(value, Mapping):
        return {name: as_json(one) for name, one in value.items()}
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else significant(value)


def cited(name: str, facts: Facts) -> dict[str, Any]:
    """Return what a term rests on; nothing for what the caller stated."""
    fact = facts.get(name)
    left_out = {"left_out": list(fact.left_out)} if isinstance(fact, Found) and fact.left_out else {}
    if isinstance(fact, Found):
        fact = first(fact) if fact else None
    if not isinstance(fact, Fact):
        return left_out
    when = fact.effective if isinstance(fact, Quantity) else fact.since if isinstance(fact, Coded) else None
    return {**reference(fact), **({"time": when.plain} if when else {}), **left_out}


def basis(score: Score, values: Values, facts: Facts) -> list[Fact | Found[Any]]:
    """Return every fact that was used; of what is known to be absent there is none."""
    used = (facts[name] for name in score.inputs if values[name] is not None)
    return [fact for fact in used if fact and isinstance(fact, Fact | Found)]
