"""What a caller may set for one call of a service, and what it has set: the configuration of Da Vinci CRD."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chartside import Analysis, NotApplicable
from chartside.answer import unasked
from engine.call import Call
from engine.deck import Result
from engine.plan import Service
from engine.run import Question

OPTIONS, CONFIGURATION = "davinci-crd.configuration-options", "davinci-crd.configuration"
MAX_CARDS = "max-cards"
SWITCHED_OFF = "switched off by the caller's configuration"


@dataclass(frozen=True, slots=True)
class Configuration:
    """What holds for one call: whose cards its caller does not want, and how many it wants at most."""

    max_cards: int
    off: tuple[Analysis, ...] = ()
    remarks: tuple[str, ...] = ()
    """What was left aside, and why; no word of the caller's own."""
    stated: Mapping[str, bool | int] = field(default_factory=dict)
    """What the caller set, as far as it is heeded."""

    def noted(self, call: Call) -> Call:
        """Return the call with what of its configuration holds, and what was left aside."""
        return replace(
            call,
            remarks=(*call.remarks, *self.remarks),
            configuration={**self.stated, MAX_CARDS: self.max_cards},
        )

    def narrowed(self, service: Service) -> Service:
        """Return the service as this call asks it: without the analyses that its caller switched off."""
        if not self.off:
            return service
        return replace(service, analyses=tuple(a for a in service.analyses if a not in self.off))

    def unasked(self, results: list[Result]) -> list[Result]:
        """Return the results with those that were switched off and that nobody needed for their facts, so that each is named."""
        asked = {r.analysis.id for r in results}
        word = NotApplicable(SWITCHED_OFF)
        silent = [Result(Question(a, {}), unasked(a, word), "unasked") for a in self.off if a.id not in asked]
        return sorted([*results, *silent], key=lambda r: r.analysis.id) if silent else results


def options(service: Service, limit: int) -> list[dict[str, Any]]:
    """Return what a caller may set: the cards of each analysis on or off, and how many cards there are at most."""
    most = service.max_cards or limit
    switches = [
        {
            "code": a.id,
            "type": "boolean",
            "name": a.title or a.id,
            "description": f"Whether {a.id} is asked and may show cards.",
            "default": True,
        }
        for a in service.analyses
    ]
    bound = {
        "code": MAX_CARDS,
        "type": "integer",
        "name": "Most cards in an answer",
        "description": f"How many cards an answer holds, {most} at most; critical ones come in any case.",
        "default": most,
    }
    return [*switches, bound]


def configuration(service: Service, extension: Mapping[str, Any], limit: int) -> Configuration:
    """Return what holds for a call with this ``extension``; what cannot be heeded is remarked and left at its default."""
    most = service.max_cards or limit
    said = extension.get(CONFIGURATION)
    if said is None:
        return Configuration(most)
    if not isinstance(said, Mapping):
        return Configuration(most, remarks=(f"{CONFIGURATION}: expected an object; left aside",))
    known = {a.id: a for a in service.analyses}
    stated: dict[str, bool | int] = {}
    remarks: list[str] = []
    for code in (*known, MAX_CARDS):
        if code not in said:
            continue
        value = said[code]
        if code in known and isinstance(value, bool):
            stated[code] = value
        elif code == MAX_CARDS and isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            stated[code] = min(value, most)
            if value > most:
                remarks.append(f"{CONFIGURATION}: {MAX_CARDS} is more than the {most} of this service; left at that")
        else:
            wanted = "true or false" if code in known else "a whole number that is not negative"
            remarks.append(f"{CONFIGURATION}: {code} takes {wanted}; left aside")
    others = len(said.keys() - known.keys() - {MAX_CARDS})
    if others:
        remarks.append(f"{CONFIGURATION}: codes that this service does not offer, left aside: {others}")
    off = tuple(a for id, a in known.items() if stated.get(id) is False)
    return Configuration(int(stated.get(MAX_CARDS, most)), off, tuple(remarks), stated)
