"""The record states something by its code: a condition, a medicine, a coded result, the patient's sex."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from chartside import Coded, CodeSet, EffectiveMedicationsRequest, Fact, Having, LatestCoded, Missing, Word
from chartside.inputs import Request, SexRequest
from chartside.missing import NOT_EXPECTED
from plugins.biomarkers.conditions.line import Facts
from plugins.biomarkers.logic import Truth


@dataclass(frozen=True, slots=True)
class Stated:
    """The record states a member of a value set."""

    name: str
    say: str
    kind: str
    what: CodeSet
    ever: bool = False
    required: bool = False
    back: timedelta | None = None

    def requests(self) -> Mapping[str, Request]:
        """Ask for the statements."""
        return {self.name: Having(self.kind, self.what, ever=self.ever, back=self.back, statement=self.say)}

    def judge(self, facts: Facts) -> Truth:
        """Judge by what was found, and by whether the search could have missed any."""
        return _found(facts, self.name)

    def support(self, facts: Facts) -> tuple[Fact, ...]:
        """Cite the statements."""
        return tuple(facts[self.name].items)


@dataclass(frozen=True, slots=True)
class Taken:
    """The patient takes a member of a set of medicines, drafts included and what a draft stops left out."""

    name: str
    say: str
    what: CodeSet
    required: bool = False

    def requests(self) -> Mapping[str, Request]:
        """Ask for the medicines that the patient effectively takes."""
        return {self.name: EffectiveMedicationsRequest(self.what)}

    def judge(self, facts: Facts) -> Truth:
        """Judge by what was found; a medicine that could not be resolved could be any."""
        return _found(facts, self.name)

    def support(self, facts: Facts) -> tuple[Fact, ...]:
        """Cite the medicines."""
        return tuple(facts[self.name].items)


@dataclass(frozen=True, slots=True)
class Answered:
    """The newest coded result of a test is one of these answers."""

    name: str
    say: str
    what: CodeSet
    answers: CodeSet
    max_age: timedelta | None = None
    required: bool = False

    def requests(self) -> Mapping[str, Request]:
        """Ask for the newest coded result, whatever it is: another answer decides too."""
        return {self.name: LatestCoded(self.what, self.max_age)}

    def judge(self, facts: Facts) -> Truth:
        """Judge by the codes of the answer; one in words only is unknown."""
        fact: Coded | Missing = facts[self.name]
        if isinstance(fact, Missing):
            return Truth.UNKNOWN
        return Truth.PRESENT if self.answers.find(fact.codings or (fact.code,)) else Truth.ABSENT

    def support(self, facts: Facts) -> tuple[Fact, ...]:
        """Cite the result."""
        return (facts[self.name],)


@dataclass(frozen=True, slots=True)
class Resulted:
    """A test was done within a look-back, whatever came of it."""

    name: str
    say: str
    what: CodeSet
    max_age: timedelta
    required: bool = False

    def requests(self) -> Mapping[str, Request]:
        """Ask for the newest coded result."""
        return {self.name: LatestCoded(self.what, self.max_age)}

    def judge(self, facts: Facts) -> Truth:
        """Judge by whether there is one, as a code, a number or a panel of others; one that is only in words leaves it open."""
        fact: Coded | Missing = facts[self.name]
        if not isinstance(fact, Missing) or fact == NOT_EXPECTED or fact.reason == "conflicting":
            return Truth.PRESENT
        return Truth.ABSENT if fact.reason in ("not-found", "too-old") else Truth.UNKNOWN

    def support(self, facts: Facts) -> tuple[Fact, ...]:
        """Cite the result where it is a code."""
        fact = facts[self.name]
        return () if isinstance(fact, Missing) else (fact,)


@dataclass(frozen=True, slots=True)
class Sexed:
    """The patient's administrative sex is this one."""

    say: str
    sex: str
    name: str = "sex"
    required: bool = False

    def requests(self) -> Mapping[str, Request]:
        """Ask for the sex; anything but female and male is missing and never guessed."""
        return {self.name: SexRequest()}

    def judge(self, facts: Facts) -> Truth:
        """Judge the sex."""
        fact: Word | Missing = facts[self.name]
        if isinstance(fact, Missing):
            return Truth.UNKNOWN
        return Truth.PRESENT if fact.value == self.sex else Truth.ABSENT

    def support(self, facts: Facts) -> tuple[Fact, ...]:
        """Cite the sex."""
        return (facts[self.name],)


def _found(facts: Facts, name: str) -> Truth:
    found = facts[name]
    if found:
        return Truth.PRESENT
    return Truth.ABSENT if found.known_absent else Truth.UNKNOWN
