"""Says numbers, days and facts in words of the chart; rounds for the eye only, half up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from chartside import Coded, CodeSet, Fact, Found, Missing, Quantity
from chartside.explanation import GIVEN
from chartside.text import one_line
from plugins.risk_scores.tables import table


def shown(value: Decimal, *, places: int, cuts: Iterable[Decimal] = ()) -> str:
    """Round half up for display, with more places where rounding would carry the number over one of the cut-offs."""
    edges = tuple(cuts)
    while True:
        rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if all((rounded >= edge) == (value >= edge) for edge in edges):
            return f"{rounded:f}"
        places += 1


def plain(value: Decimal) -> str:
    """Round a measured value to two places and leave out the zeros that say nothing."""
    rounded = shown(value, places=2)
    return rounded.rstrip("0").rstrip(".")


def significant(value: Decimal) -> Decimal:
    """Return ten significant digits without trailing zeros: far beyond any cut-off, and safe in any JSON reader."""
    written = f"{value:.10g}"
    return Decimal(written.rstrip("0").rstrip(".") if "." in written and "e" not in written.lower() else written)


def dated(quantity: Quantity) -> str:
    """Return " on <day>", or nothing for a value that came without a time."""
    moment = quantity.effective
    if moment is None:
        return ""
    if moment.given is not None:
        return f" at {moment.text}"
    day = moment.day()
    return f" on {day.isoformat()}" if day else f" in {moment.text}"


def reference(fact: Fact) -> dict[str, str]:
    """Return which resource a term rests on; nothing for a fact that the caller stated."""
    return {} if fact.ref.startswith(GIVEN) else {"reference": fact.ref}


def first(facts: Found[Coded]) -> Coded:
    """Return the finding that is known for longest, of several at once the first by reference; one without a time stands before all."""
    return min(facts, key=lambda fact: (fact.since is not None, fact.since.wall if fact.since else None, fact.ref))


def named(facts: Found[Coded], what: CodeSet) -> str:
    """Name a finding on one line as the record does, else as our own set does; on a card, quote it."""
    fact = first(facts)
    known = next((code.display for code in what.codes if code == fact.code), "") or what.display
    said = (one_line(text) for text in (fact.display, fact.code.display))
    return next((text for text in said if text and text != fact.code.value), known)


def not_known(inputs: Mapping[str, Any]) -> list[str]:
    """Return the names of inputs of which nothing can be said."""
    return [name for name, value in inputs.items() if _missing(value)]


def spoken(names: Iterable[str]) -> str:
    """Say inputs as a clinician would: a predicate by its display, anything else by its name."""
    known = table("predicates").content
    return ", ".join(str(known.get(name, {}).get("display", name.replace("_", " "))) for name in names)


def _missing(value: Any) -> bool:
    return value.missing is not None if isinstance(value, Found) else isinstance(value, Missing)


def bullets(lines: Iterable[str]) -> str:
    """Return a Markdown list."""
    return "\n".join(f"- {line}" for line in lines)
