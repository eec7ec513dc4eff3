"""One input of a score: how it is read from a record, and what it could be where nobody knows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from chartside import Coded, Derived, DerivedKind, Found, Input, Quantity, Word, days
from chartside.inputs import (
    AgeRequest,
    DerivedRequest,
    EncountersRequest,
    Having,
    Latest,
    LatestCoded,
    Request,
    SexRequest,
)
from chartside.vocabulary import conditions
from chartside.vocabulary.answers import TOBACCO_SMOKING, TOBACCO_SMOKING_ANSWERS
from chartside.vocabulary.derived import NOTED, SMOKING_STATUS
from chartside.vocabulary.measurements import MEASUREMENTS
from chartside.vocabulary.medicines import medicines
from plugins.risk_scores.condition import Condition
from plugins.risk_scores.contacts import Contacts
from plugins.risk_scores.predicates import having
from plugins.risk_scores.stand_in import StandIn
from plugins.risk_scores.values import Value

SEXES = ("female", "male")
_AGES = (0, 120)
_CONDITIONS: Mapping[str, Having] = {
    extra.what.name: extra
    for named in vars(conditions).values()
    for extra in getattr(named, "__metadata__", ())
    if isinstance(extra, Having)
}
"""The predicates of the SDK's vocabulary by the name of their code set: what is over counts there only where it should."""
_NOTED: Mapping[str, DerivedKind] = {**NOTED, SMOKING_STATUS.name: SMOKING_STATUS}
_ANSWERS = {"tobacco-smoking": (TOBACCO_SMOKING, TOBACCO_SMOKING_ANSWERS)}


@dataclass(frozen=True, slots=True)
class ScoreInput:
    """An input by its name.

    ``say`` names it as a clinician would; ``optional`` is used where it is there; ``support`` only stands in for others
    or says whether the score holds; ``unused`` is taken where somebody states it, and changes nothing.
    """

    name: str
    say: str
    request: Request
    words: tuple[str, ...]
    span: tuple[Decimal, ...]
    optional: bool
    support: bool
    unused: bool
    contacts: Contacts | None
    stand_in: StandIn
    unit: str
    """The unit that a number is in, where it has one."""
    noted: bool = False
    """Whether it comes from a note: then it only stands in for others, and is said to."""

    @classmethod
    def read(cls, name: str, entry: Mapping[str, Any]) -> ScoreInput:
        """Make an input of its entry in the table; ValueError where the entry does not say how it is read."""
        say = entry.get("say", name.replace("_", " "))
        stated = entry.get("stated")
        words = tuple(stated) if isinstance(stated, list) else SEXES if "sex" in entry else ()
        return cls(
            name,
            say,
            _request(name, say, entry),
            words,
            tuple(Decimal(edge) for edge in entry.get("span", _AGES if "age" in entry else ())),
            entry.get("optional", False),
            entry.get("support", False),
            entry.get("unused", False),
            Contacts.read(entry["contacts"]) if "contacts" in entry else None,
            StandIn.read(entry),
            entry.get("unit", ""),
            "noted" in entry,
        )

    @property
    def declared(self) -> Input:
        """Return the input as the analysis declares it: never required, because what is missing gives a range."""
        return Input(self.name, self.request)

    def value(self, fact: Any, today: date) -> Value | None:
        """Return what a fact says on this day, or None where it says nothing."""
        if self.contacts is not None:
            return self.contacts.value(fact, today)
        match fact:
            case Quantity() | Word() | Derived():
                return fact.value
            case Found():
                return bool(fact) if fact.missing is None else None
            case Coded():
                return fact.code.value
        return None

    @property
    def is_number(self) -> bool:
        """Whether it holds a number, and neither yes or no nor a word."""
        stated = isinstance(self.request, DerivedRequest) and self.request.what.type is Decimal
        return stated or isinstance(self.request, Latest | AgeRequest | EncountersRequest)

    def possible(self, conditions: Sequence[Condition]) -> Sequence[Value]:
        """Return what the input could be, as far as these comparisons can tell; nothing for a number without edge and span."""
        if not self.is_number:
            return self.words or (False, True)
        edges = ((c.edge, c.side) for c in conditions if isinstance(c.edge, Decimal))
        found = {*self.span, *(edge + step for edge, side in edges for step in _BESIDE[side])}
        return sorted(value for value in found if not self.span or self.span[0] <= value <= self.span[-1])


_NEAR = Decimal("1e-9")
_BELOW, _ABOVE, _AT = (-_NEAR, Decimal(0)), (Decimal(0), _NEAR), (Decimal(0),)
_BESIDE: Mapping[str, tuple[Decimal, ...]] = {
    "from": _BELOW,
    "below": _BELOW,
    "above": _ABOVE,
    "to": _ABOVE,
    "is": _AT,
    "among": _AT,
}
"""By side, the steps from an edge to a value on either side of it."""


def _request(name: str, say: str, entry: Mapping[str, Any]) -> Request:
    back = days(entry["back_days"]) if "back_days" in entry else None
    if "age" in entry:
        return AgeRequest()
    if "sex" in entry:
        return SexRequest()
    if "measure" in entry:
        named = MEASUREMENTS[entry["measure"]]
        return Latest(named, unit=entry["unit"], max_age=back, unit_from=entry.get("unit_from", ""))
    if "predicate" in entry:
        return having(entry["predicate"])
    if "contacts" in entry:
        return EncountersRequest(back)
    if "medicines" in entry:
        return _medicines(entry["medicines"], say)
    if "condition" in entry:
        return _CONDITIONS[entry["condition"]]
    if "answer" in entry:
        asked, answers = _ANSWERS[entry["answer"]]
        return LatestCoded(asked, back, answers)
    if "noted" in entry:
        return DerivedRequest(_NOTED[entry["noted"]])
    return DerivedRequest(_kind(name, say, entry["stated"]))


def _kind(name: str, say: str, stated: Any) -> DerivedKind:
    """Return the kind of a fact that no resource states: whoever asks does, or an analysis that reads notes."""
    kind = name.replace("_", "-")
    if isinstance(stated, list):
        return DerivedKind(kind, say, tuple(stated))
    if stated == "text":
        return DerivedKind(kind, say)
    return DerivedKind(kind, say, type=bool if stated == "yes-no" else Decimal)


@cache
def _medicines(name: str, say: str) -> Having:
    return Having("MedicationRequest", medicines(name), statement=f"{say} is prescribed")
