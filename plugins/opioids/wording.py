"""The words that several cards share: names, lines of the sum, what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chartside import Card, Prescription
from chartside.text import one_line, quoted
from plugins.opioids.reckoning import Line, Reckoning, rounded, shown
from plugins.opioids.scope import Scope
from plugins.opioids.tables import conversion


def name(one: Prescription, limit: int = 60) -> str:
    """Return what a prescription is called on a card's first line."""
    return one_line(_named(one), limit)


def listed(several: Iterable[Prescription]) -> str:
    """Return prescriptions as a Markdown list, each with when it was written."""
    return "\n".join(f"- {quoted(_named(one), 120)}: {when(one)}" for one in several)


def _named(one: Prescription) -> str:
    """Return the record's wording, else what the tables call the product."""
    told = next((product.name for code in one.codings if (product := conversion().products.get(code))), "")
    return one.display or told or one.code.display or one.code.value


def when(one: Prescription) -> str:
    """Return when a prescription was written."""
    if one.drafted:
        return "being ordered now"
    return f"written {one.since.day() or one.since.text}" if one.since else "day not recorded"


def sum_of(reckoning: Reckoning) -> str:
    """Return every line of the sum as a Markdown list: product, dose, factor, morphine equivalents, and what could not be told."""
    return "\n".join(f"- {_line(line)}" for line in reckoning.lines)


def _line(line: Line) -> str:
    head = f"{quoted(line.product, 120)} ({when(line.prescription)})"
    if line.left_out:
        return f"{head}: not in the sum, {line.left_out}"
    if line.mme is None:
        return f"{head}: **not counted**, {quoted(line.lacks, 160)} not known"
    remarks = f" ({'; '.join(line.remarks)})" if line.remarks else ""
    return f"{head}: {quoted(line.how, 200)}; {line.factor}: **{shown(rounded(line.mme))} MME a day**{remarks}"


def scoped(card: Card, scope: Scope, also: Sequence[str] = ()) -> Card:
    """Return a card that says what is not known and would take the patient out of the guideline, or add to what it says."""
    unknown = scope.unknown()
    if not unknown and not also:
        return card
    said = []
    if unknown:
        said.append(f"Not known, and it would take the patient out of the guideline: {', '.join(unknown)}.")
    if also:
        said.append(f"Not known: {', '.join(also)}.")
    detail = "\n\n".join(part for part in (card.detail, *said) if part)
    return replace(card, detail=detail).explain(missing=[*unknown, *also])
