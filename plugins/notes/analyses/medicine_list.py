"""The medicines on the record's list, and what prescriptions say of how they are taken and since when they are over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chartside import Coded, Found, Resource
from chartside.medicines import resolve
from plugins.notes.analyses.amount import Amount, of_prescription
from plugins.notes.analyses.listed import codings, day_of, objects, wordings
from plugins.notes.analyses.medicine_claims import Names

_ENDED = frozenset({"completed", "stopped", "cancelled", "ended"})


@dataclass(frozen=True, slots=True)
class ListedMedicine:
    """A medicine that the record says is taken."""

    fact: Coded
    names: Names
    words: str
    amount: Amount
    since: date | None

    def is_(self, names: Names) -> bool:
        """Whether it is this medicine, alone or in a combination, or a kind of it; by its wording where the tables do not know it."""
        return _among(names, self.names) if self.names else any(name in self.words for name in names)


def on_list(medications: Found[Coded], prescriptions: Found[Resource]) -> tuple[ListedMedicine, ...]:
    """Return the medicines that are taken, each with the amount of its prescription."""
    written = {one.ref: one for one in prescriptions}
    return tuple(_listed(one, written.get(one.ref)) for one in medications)


def _listed(one: Coded, prescription: Resource | None) -> ListedMedicine:
    names = frozenset(resolve(one.codings, one.display).names or resolve(one.ingredients, "").names)
    words = " ".join((one.display, *(code.display for code in one.codings))).lower()
    since = day_of(prescription, "authoredOn") if prescription else (one.since.day() if one.since else None)
    instructions = list(objects(prescription.get("dosageInstruction"))) if prescription else []
    amount = of_prescription(instructions[0], one.display or words) if len(instructions) == 1 else Amount()
    return ListedMedicine(one, names, words, amount, since)


def ended(prescriptions: Found[Resource], names: Names) -> Iterator[date | None]:
    """Yield of each prescription of a medicine that is over the day on which it ended, None where that is not known."""
    for one in prescriptions:
        if str(one.get("status", "")) not in _ENDED:
            continue
        concept = one.get("medicationCodeableConcept")
        held = resolve(codings(concept), next(wordings(concept), "")).names
        if _among(names, held):
            yield _end(one.content)


def _among(names: Names, held: Collection[str]) -> bool:
    """Whether all of these medicines are among others: an insulin of the list is meant where a note says insulin and no more."""
    return all(any(one == name or one.startswith(f"{name} ") for one in held) for name in names)


def _end(content: Mapping[str, Any]) -> date | None:
    periods = [
        d["timing"]["repeat"]["boundsPeriod"]["end"] for d in objects(content.get("dosageInstruction")) if _bounded(d)
    ]
    request = content.get("dispenseRequest")
    period = request.get("validityPeriod") if isinstance(request, Mapping) else None
    if isinstance(period, Mapping) and isinstance(period.get("end"), str):
        periods.append(period["end"])
    try:
        return max(date.fromisoformat(end[:10]) for end in periods) if periods else None
    except ValueError:
        return None


def _bounded(instruction: Mapping[str, Any]) -> bool:
    held: Any = instruction
    for name in ("timing", "repeat", "boundsPeriod"):
        held = held.get(name) if isinstance(held, Mapping) else None
    return isinstance(held, Mapping) and isinstance(held.get("end"), str)
