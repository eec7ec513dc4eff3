"""One analysis on trial: its cases, what it said to each of them, and what its checks need besides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chartside.analysis import Analysis
from chartside.answer import Answer
from chartside.cards import Card
from chartside.facts import Derived, Found
from chartside.inputs import Injected, Input
from chartside.missing import Missing
from chartside.registry import Plugin
from chartside.system_actions import SystemAction
from chartside.testing.attempt import Crash, Gist, attempt, gist, yielded
from chartside.testing.case import Case
from chartside.testing.making import Options, make, options_of

if TYPE_CHECKING:
    from chartside.check.twin import Twin
    from chartside.manifest import AnalysisCard

ChartOf = Callable[[Mapping[str, Any], Mapping[str, Input], datetime], Mapping[str, Any]]
"""Reads a Bundle: given it, the inputs and the moment, the facts by input. Only whoever has the FHIR adapter can make one."""
Said = Answer | Crash
_TIMES = 4
NO_CARD = "no card was seen: give an example in card.toml that has one"


@dataclass(eq=False)
class Trial:
    """An analysis with everything that its checks look at; cases are made, and asked, once.

    ``card`` is its part of the manifest, None where there is none that can be read; then ``no_card`` says why.
    """

    analysis: Analysis
    card: AnalysisCard | None = None
    chart_of: ChartOf | None = None
    plugin: Plugin | None = None
    no_card: str = "there is no card.toml"
    given: tuple[Case, ...] | None = None
    """Cases of the caller's own, instead of those that the kit makes."""
    twin: Twin | None = None
    """The plugin in a second process; none where the analysis stands alone."""
    _asked: dict[int, Said] = field(default_factory=dict)

    @cached_property
    def injected(self) -> Mapping[str, Any]:
        """Return what travels with the plugin."""
        return {name: one.resolve() for name, one in self.analysis.injected.items()}

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """Return every case."""
        _ = self.untouched  # before anything is asked
        if self.given is not None:
            return self.given
        made = make(self.analysis, self.card)
        # What was said first counts: an analysis that keeps something between calls never says it again.
        self._asked.update((id(case), said) for case, said in made)
        return tuple(case for case, _ in made)

    @cached_property
    def untouched(self) -> Mapping[str, str]:
        """Return what travels with the plugin as text, as it was before anything was asked; not where a model is loaded."""
        return {} if self.heavy else {name: repr(value) for name, value in self.injected.items()}

    def options(self) -> Options:
        """Return what each input can hold, made anew."""
        return options_of(self.analysis, self.injected)

    @cached_property
    def choices(self) -> Options:
        """Return what each input can hold."""
        return self.options()

    @property
    def inputs(self) -> Mapping[str, Input]:
        """Return the inputs that are read from the record or the call: all but what travels with the plugin."""
        return {n: i for n, i in self.analysis.inputs.items() if not isinstance(i.request, Injected)}

    @property
    def heavy(self) -> bool:
        """Whether a model is loaded for it, so that each question costs time."""
        return any(one.load is not None for one in self.analysis.injected.values())

    def facts(self, case: Case) -> dict[str, Any]:
        """Return all that the analysis is given in a case."""
        return {**self.injected, **case.facts}

    def ask(self, case: Case) -> Said:
        """Return what the analysis says to a case of this trial; asked once."""
        if id(case) not in self._asked:
            self._asked[id(case)] = self.again(case)
            self._kept.append(case)
        return self._asked[id(case)]

    def again(self, case: Case) -> Said:
        """Return what the analysis says when it is asked anew."""
        return attempt(self.analysis, self.facts(case))

    def beside(self, case: Case, other: Mapping[str, Any]) -> tuple[Said, Said]:
        """Return what it says to a case, and to the case with other facts; twice the same where it says another thing each time anyway."""
        return steady(lambda: self.again(case), lambda: attempt(self.analysis, {**self.facts(case), **other}))

    @cached_property
    def _kept(self) -> list[Case]:
        return []  # an id means something only as long as its case lives

    @cached_property
    def seeds(self) -> tuple[Case, ...]:
        """Return a case for each answer that was seen, those with a card first, then every example, then a second case for each."""
        first: dict[Gist, Case] = {}
        last: dict[Gist, Case] = {}
        for case in self.cases:
            if isinstance(self.ask(case), Answer):
                first.setdefault(gist(self.ask(case)), case)
                last[gist(self.ask(case))] = case
        grave = sorted(first.values(), key=lambda c: -len(cards_of(self.ask(c))))
        told = [c for c in self.cases if c.said and not c.varied]
        return tuple(dict.fromkeys((*grave, *told, *last.values())))

    @cached_property
    def sample(self) -> tuple[Case, ...]:
        """Return the seeds, and of the others so many that they stand for all."""
        most = 20 if self.heavy else 100
        step = max(1, len(self.cases) // most)
        return tuple(dict.fromkeys((*self.seeds, *self.cases[::step])))

    def yields(self, case: Case) -> Iterator[Any]:
        """Yield what the analysis itself yields, before anybody judges it; nothing where it is not asked, or raises."""
        facts = self.facts(case)
        if any(i.required and not known(facts[n]) for n, i in self.inputs.items()):
            return
        yield from yielded(self.analysis, facts)

    @cached_property
    def spoken(self) -> tuple[tuple[Case, Card | Derived | SystemAction], ...]:
        """Return every card, derived fact and system action that was yielded, with its case."""
        return tuple(
            (c, one) for c in self.cases for one in self.yields(c) if isinstance(one, Card | Derived | SystemAction)
        )


def steady(one: Callable[[], Said], other: Callable[[], Said]) -> tuple[Said, Said]:
    """Return both answers, or one of them twice where they differ only because it differs from itself: another check says that."""
    before, after = one(), other()
    if before == after or all(one() == before and other() == after for _ in range(_TIMES)):
        return before, after
    return before, before


def known(value: Any) -> bool:
    """Whether something is known of an input."""
    return value.known if isinstance(value, Found) else not isinstance(value, Missing)


def cards_of(result: Said) -> tuple[Card, ...]:
    """Return the cards of an answer; a crash has none."""
    return result.cards if isinstance(result, Answer) else ()


def refs_of(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return the input by the reference of each fact that it holds."""
    found: dict[str, str] = {}
    for name, value in facts.items():
        for one in value if isinstance(value, Found) else (value,):
            ref = getattr(one, "ref", "")
            if ref:
                found.setdefault(ref, name)
    return found
