"""Make the cases of an analysis: out of its inputs, what it knows and its examples, until they make it say what it can say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout, suppress
from datetime import UTC, datetime
from io import StringIO
from itertools import chain
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter

from chartside.analysis import Analysis
from chartside.answer import Answer
from chartside.inputs import ClockRequest, Injected
from chartside.plain import PlainFactError, plain_facts
from chartside.testing.asking import NOON
from chartside.testing.attempt import Crash, Gist, attempt, gist
from chartside.testing.case import Case
from chartside.testing.choice import Choice
from chartside.testing.choices import choices
from chartside.testing.mined import mine

if TYPE_CHECKING:
    from chartside.manifest import AnalysisCard, Manifest

_THROWS, _SEEDS = 240, 7
_THROWS_HEAVY, _SEEDS_HEAVY = 40, 4
Options = Mapping[str, tuple[Choice, ...]]


def cases(analysis: Analysis, manifest: Manifest | None = None) -> list[Case]:
    """Return cases that vary every input one at a time and together, the same on every machine.

    They are looked for until the analysis has said what it can say: from each new answer, every input is varied again. An analysis that
    loads a model gets fewer. Raises UnknownRequestError for an input that nothing can be made for.
    """
    card = manifest.of(analysis.id) if manifest is not None else None
    return [case for case, _ in make(analysis, card)]


def make(analysis: Analysis, card: AnalysisCard | None = None) -> tuple[tuple[Case, Answer | Crash], ...]:
    """Return the cases for an analysis and its part of the manifest, each with what was said when it was asked for the first time."""
    injected = {name: one.resolve() for name, one in analysis.injected.items()}
    options = options_of(analysis, injected)
    heavy = any(one.load is not None for one in analysis.injected.values())
    dice = Random(analysis.id)  # noqa: S311 - the same dice for everybody is what is wanted
    found: list[tuple[Case, Answer | Crash]] = []
    seeds: dict[Gist, Case] = {}
    met: set[tuple[int, ...]] = set()
    most = _SEEDS_HEAVY if heavy else _SEEDS

    def tell(case: Case) -> None:
        what = tuple(map(id, case.choices.values()))
        if what in met:
            return
        met.add(what)
        said = attempt(analysis, {**injected, **case.facts})
        found.append((case, said))
        kind = gist(said)
        if kind not in seeds:
            seeds[kind] = case

    with quiet():
        plain = Case(MappingProxyType({name: some[0] for name, some in options.items()}), NOON)
        for case in chain(
            [plain], examples(analysis, card), _thrown(options, dice, _THROWS_HEAVY if heavy else _THROWS)
        ):
            tell(case)
        done = 0
        while done < min(len(seeds), most):
            for case in varied(list(seeds.values())[done], options):
                tell(case)
            done += 1
    return tuple(found)


def options_of(analysis: Analysis, injected: Mapping[str, Any]) -> Options:
    """Return what each input can hold."""
    mined = mine(analysis, injected)
    return {
        name: choices(name, declared.request, mined, analysis.when, NOON)
        for name, declared in analysis.inputs.items()
        if not isinstance(declared.request, Injected)
    }


def varied(seed: Case, options: Options) -> Iterator[Case]:
    """Yield a case with every other choice of every input, one at a time."""
    for name, some in options.items():
        for choice in some:
            if choice is not seed.choices[name]:
                yield seed.having(name, choice)


def examples(analysis: Analysis, card: AnalysisCard | None) -> Iterator[Case]:
    """Yield the manifest's examples as cases; what cannot be read as facts is for another check to say."""
    for number, example in enumerate(card.examples if card else (), 1):
        now = datetime.fromisoformat(example.now)
        now = now if now.tzinfo else now.replace(tzinfo=UTC)
        with suppress(PlainFactError):
            facts = plain_facts(analysis, example.facts, now)
            said = f"example {number} of card.toml"
            yield Case(MappingProxyType({name: Choice.given(value) for name, value in facts.items()}), now, (), said)


def _thrown(options: Options, dice: Random, count: int) -> Iterator[Case]:
    # How likely each kind of choice is in a throw: mostly something is known, or nothing would ever be said.
    weights = {"ordinary": 6.0, "edge": 2.0, "extreme": 0.7, "missing": 0.25}
    for number in range(count):
        picked = {}
        for name, some in options.items():
            picked[name] = some[0] if dice.random() < _STAY[number % len(_STAY)] else _pick(some, weights, dice)
        yield Case(MappingProxyType(picked), NOON, tuple(n for n, c in picked.items() if c is not options[n][0]))


_STAY = (0.2, 0.5, 0.8)
"""How often an input keeps its ordinary value: what many findings hide shows among few."""


def _pick(some: tuple[Choice, ...], weights: Mapping[str, float], dice: Random) -> Choice:
    count = {kind: sum(c.kind == kind for c in some) for kind in weights}
    return dice.choices(some, [weights[c.kind] / count[c.kind] for c in some])[0]


class quiet:  # noqa: N801 - reads as the verb it is
    """Let an analysis print and warn into nothing while it is tried."""

    def __enter__(self) -> None:
        self._parts = (redirect_stdout(StringIO()), redirect_stderr(StringIO()), catch_warnings())
        for part in self._parts:
            part.__enter__()
        simplefilter("ignore")

    def __exit__(self, *_: object) -> None:
        for part in reversed(self._parts):
            part.__exit__(None, None, None)


def clocks(analysis: Analysis) -> tuple[str, ...]:
    """Return the inputs that hold the moment of the question."""
    return tuple(name for name, i in analysis.inputs.items() if isinstance(i.request, ClockRequest))
