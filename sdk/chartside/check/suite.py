"""Every check of every analysis of one plugin; each runs when its finding is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from chartside.analysis import Analysis
from chartside.check.finding import Finding, Verdict, not_shown
from chartside.check.promises import CHECKS, Check, survives_without
from chartside.check.promises.absence import droppable
from chartside.check.report import Report
from chartside.check.trial import ChartOf, Trial
from chartside.check.twin import Twin
from chartside.containment import Stop, interrupts_told_apart
from chartside.registry import Plugin
from chartside.testing.case import Case
from chartside.testing.choices import UnknownRequestError
from chartside.testing.making import quiet

if TYPE_CHECKING:
    from chartside.manifest import Manifest

_WITHOUT = "survives_without_"


@dataclass(eq=False)
class Suite:
    """The checks of a plugin; ``chart_of`` lets those run that go through FHIR, ``manifest`` None reads the plugin's own card.toml."""

    plugin: Plugin
    chart_of: ChartOf | None = None
    manifest: Manifest | None = None
    elsewhere: bool = True
    """Whether a second process is asked as well; without it `same_answer_twice` is not shown."""
    _trials: dict[str, Trial] = field(default_factory=dict)

    def plan(self, analysis: str = "") -> Iterator[tuple[str, str]]:
        """Yield analysis and check of every finding there will be; nothing is asked yet."""
        for one in self.plugin.analyses:
            if analysis in ("", one.id):
                yield from ((one.id, name) for name in names(one))
                yield from ((one.id, name) for name in self._expected(one) if name not in names(one))

    def finding(self, analysis: str, check: str) -> Finding:
        """Return what a check finds; raise KeyError for an analysis that the plugin does not offer."""
        trial = self.trial(analysis)
        expected = self._expected(trial.analysis).get(check)
        run = _checks(trial.analysis).get(check)
        if run is None:
            said = "there is no such check; take it out of expected_failures in card.toml"
            return Finding(analysis, check, "fail", said)
        verdict = _run(run, trial)
        if expected is not None and verdict.state == "pass":
            verdict = Verdict(
                "fail", f"it was expected to fail ({expected}), and passes: remove the expectation from card.toml"
            )
        elif expected is not None and verdict.state == "fail":
            verdict = Verdict("expected failure", f"{expected} [{verdict.said}]")
        return Finding(analysis, check, verdict.state, verdict.said, _promise(run))

    def trial(self, analysis: str) -> Trial:
        """Return the trial of an analysis, one for all its checks."""
        if analysis not in self._trials:
            one = next((a for a in self.plugin.analyses if a.id == analysis), None)
            if one is None:
                raise KeyError(analysis)
            manifest, why = self._read()
            card = manifest.analyses.get(analysis) if manifest else None
            why = why or f"card.toml says nothing of {analysis}"
            self._trials[analysis] = Trial(one, card, self.chart_of, self.plugin, why, twin=self._twin)
        return self._trials[analysis]

    def report(self, analysis: str = "") -> Report:
        """Run every check, or those of one analysis."""
        return Report(self.plugin.name, self.plugin.version, tuple(self.finding(*one) for one in self.plan(analysis)))

    def _expected(self, analysis: Analysis) -> Mapping[str, str]:
        manifest, _ = self._read()
        card = manifest.analyses.get(analysis.id) if manifest else None
        return card.expected_failures if card else {}

    def _read(self) -> tuple[Manifest | None, str]:
        """Return the manifest, or why there is none that can be used."""
        from chartside.manifest import ManifestError, read_manifest  # noqa: PLC0415 - loads only where a manifest is looked at

        if self.manifest is None and not self._unread:
            try:
                self.manifest = read_manifest(self.plugin)
            except ManifestError as error:
                self._unread.append("; ".join(f"{error.file}: {p}" for p in error.problems[:3]))
        return self.manifest, "".join(self._unread)

    _unread: list[str] = field(default_factory=list)

    @cached_property
    def _twin(self) -> Twin | None:
        return Twin(self.plugin) if self.elsewhere else None


def names(analysis: Analysis) -> tuple[str, ...]:
    """Return the names of the checks that an analysis must pass."""
    return tuple(_checks(analysis))


def check(
    analysis: Analysis, name: str, cases: tuple[Case, ...] | None = None, chart_of: ChartOf | None = None
) -> Finding:
    """Run one check on an analysis that stands alone, with cases of the caller's own if any are given.

    Raises KeyError for a check that there is not.
    """
    run = _checks(analysis)[name]
    verdict = _run(run, Trial(analysis, chart_of=chart_of, given=cases))
    return Finding(analysis.id, name, verdict.state, verdict.said, _promise(run))


def _checks(analysis: Analysis) -> dict[str, Check]:
    def without(name: str) -> Check:
        def run(trial: Trial) -> Verdict:
            return survives_without(trial, name)

        run.__doc__ = survives_without.__doc__
        return run

    found: dict[str, Check] = {}
    for one in CHECKS:
        if one.__name__ == "never_more_certain_with_less_data":
            found |= {f"{_WITHOUT}{name}": without(name) for name in droppable(Trial(analysis))}
        found[one.__name__] = one
    return found


def _run(run: Check, trial: Trial) -> Verdict:
    with quiet(), interrupts_told_apart():
        try:
            return run(trial)
        except UnknownRequestError as error:
            return not_shown(f"{error}; write tests with facts of your own")
        except Stop:  # a Ctrl-C: it ends the run
            raise
        except BaseException as error:  # noqa: BLE001 - a check that breaks shows nothing, and stops no other
            return not_shown(f"the check itself broke, {type(error).__name__}: {error}; tell the makers of the kit")


def _promise(run: Check) -> str:
    return (run.__doc__ or "").strip().split("\n", 1)[0]
