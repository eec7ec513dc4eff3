"""Looks at the predictions of one analysis over a time: how often, on whom, how right, and whether that passes a limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chartside import Analysis, Artefact, Model, Outcome
from engine.audit import Ledger
from engine.monitoring import findings
from engine.monitoring.drift import Moved, drift
from engine.monitoring.findings import Finding
from engine.monitoring.horizon import Outcomes, firsts, outcomes
from engine.monitoring.limits import Limits, limits
from engine.monitoring.performance import Performance, known, performance, subgroups
from engine.monitoring.prediction import Prediction, predictions
from engine.store import Database

OTHER = "something else"
"""What was lacking under a name that the analysis does not declare: it could hold anything, so it is counted and not named."""
UNNAMED = "not said"
NO_HORIZON = "the model does not say what it predicts, or within how many days"
NO_OUTCOMES = "no outcome of this kind was imported"


class NoModelError(Exception):
    """An analysis that cannot be monitored; the text says why."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What became of the questions; ``lacking`` counts for want of what nothing could be told."""

    asked: int
    answered: int
    cannot_tell: int
    not_applicable: int
    failed: int
    lacking: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Validity:
    """How right the predictions were, of those whose horizon is known; ``not_known`` are not, ``repeated`` were about the same event."""

    outcome: str
    within: int
    not_known: int
    whole: Performance
    groups: Mapping[str, Mapping[str, Performance]]


@dataclass(frozen=True, slots=True)
class Watched:
    """All that is said of one artefact; ``drift`` and ``validity`` are words where nothing can be said."""

    model: str
    version: str
    sha256: str
    shadow: bool
    here: bool
    answers: Answers
    counted: int
    repeated: int
    drift: Sequence[Moved] | str
    validity: Validity | str
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Monitoring:
    """What was seen of one analysis between two moments; ``unreadable`` decisions could not be opened."""

    analysis: str
    since: datetime | None
    until: datetime | None
    artefacts: Sequence[Watched]
    unreadable: int

    @property
    def alarms(self) -> list[Finding]:
        """Return the alarms of every artefact."""
        return [f for one in self.artefacts for f in one.findings if f.level == "alarm"]


def monitor(
    database: Database,
    ledger: Ledger,
    tenant: str,
    analysis: Analysis,
    since: datetime | None = None,
    until: datetime | None = None,
    within: Limits | None = None,
) -> Monitoring:
    """Look at what is on record of an analysis' models; raises NoModelError for one that has none, RecordUnavailable."""
    if not analysis.models:
        raise NoModelError(f"{analysis.id} has no trained model, so there is nothing to monitor")
    held = within or limits()
    models = {model.name: model for model in analysis.models.values()}
    found: dict[tuple[str, str], list[Prediction]] = {}
    unreadable = 0
    for decision in ledger.asked(tenant, analysis.id, since=since, until=until):
        unreadable += decision.payload is None
        for name, model in models.items():
            for one in predictions(decision, analysis.id, name, model.predicts.result if model.predicts else ""):
                found.setdefault((name, one.sha256), []).append(one)
    kinds = {m.predicts.outcome for m in models.values() if m.predicts}
    told = {kind: outcomes(database, tenant, kind) for kind in kinds}
    watched = [
        _watched(models[name], runs, analysis, told, held)
        # What speaks first, then what was asked most.
        for (name, _), runs in sorted(found.items(), key=lambda item: (item[1][-1].shadow, -len(item[1]), item[0]))
    ]
    return Monitoring(analysis.id, since, until, watched, unreadable)


def _watched(
    model: Model, runs: Sequence[Prediction], analysis: Analysis, told: Mapping[str, Outcomes], limits: Limits
) -> Watched:
    artefact = next((a for a in model.artefacts if a.sha256 == runs[-1].sha256), None)
    answers = _answers(runs, {*analysis.inputs, *_reference(artefact).get("inputs", {})})
    answered = [run for run in runs if run.outcome == Outcome.ANSWERED and (run.probability is not None or run.inputs)]
    span = timedelta(days=model.predicts.within) if model.predicts else timedelta(0)
    counted = list(firsts(answered, span))
    reference = _reference(artefact)
    moved = drift(counted, reference, limits)
    if not isinstance(moved, str) and not model.predicts:
        moved = moved[1:]  # nobody said under which name its output stands
    validity = _validity(model, counted, told, limits)
    evaluation = artefact.evaluation if artefact else {}
    passed = [*findings.of_answers(answers.asked, answers.cannot_tell, limits)]
    if not isinstance(moved, str):
        passed += findings.of_drift(moved, limits)
    if isinstance(validity, Validity):
        passed += findings.of_performance(validity.whole, evaluation, model.limits, limits)
        passed += findings.of_groups(validity.whole, validity.groups, limits)
    newest = runs[-1]
    return Watched(
        model.name,
        newest.version,
        newest.sha256,
        newest.shadow,
        artefact is not None,
        answers,
        len(counted),
        len(answered) - len(counted),
        moved,
        validity,
        sorted(passed, key=lambda f: f.level),  # alarms first
    )


def _reference(artefact: Artefact | None) -> Mapping[str, Mapping[str, object]]:
    return artefact.evaluation.get("reference", {}) if artefact else {}


def _answers(runs: Sequence[Prediction], names: Iterable[str]) -> Answers:
    became = Counter(run.outcome for run in runs)
    may_be_named = {*names, UNNAMED}
    lacking = Counter(
        name if name in may_be_named else OTHER
        for run in runs
        if run.outcome == Outcome.CANNOT_TELL
        for name in set(run.lacking) or {UNNAMED}
    )
    return Answers(
        len(runs),
        became[Outcome.ANSWERED],
        became[Outcome.CANNOT_TELL],
        became[Outcome.NOT_APPLICABLE],
        became[Outcome.FAILED],
        dict(sorted(lacking.items(), key=lambda item: (-item[1], item[0]))),
    )


def _validity(
    model: Model, counted: Sequence[Prediction], told: Mapping[str, Outcomes], limits: Limits
) -> Validity | str:
    if model.predicts is None:
        return NO_HORIZON
    kind, within = model.predicts.outcome, timedelta(days=model.predicts.within)
    if not told[kind].told and not told[kind].spans:
        return f"{NO_OUTCOMES}: {kind}"
    foretold = [p for p in counted if p.probability is not None]
    became = [(p, told[kind].became(p, within)) for p in foretold]
    sure = [known(p, happened) for p, happened in became if happened is not None]
    return Validity(
        kind,
        model.predicts.within,
        len(became) - len(sure),
        performance(sure, limits),
        subgroups(sure, limits),
    )
