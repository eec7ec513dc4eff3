"""How right a model was: ranking, calibration and observed over expected, of all patients and of subgroups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from engine.monitoring.auroc import Interval, auroc, brier
from engine.monitoring.limits import Limits
from engine.monitoring.prediction import Prediction
from engine.monitoring.proportion import exact

FIFTHS = 5


@dataclass(frozen=True, slots=True)
class Known:
    """One prediction of which it is known what became of the patient."""

    probability: float
    happened: bool
    sex: str
    age: float | None


@dataclass(frozen=True, slots=True)
class Fifth:
    """A fifth of the patients by foretold risk: the mean of it, and the share of those who had the event."""

    n: int
    events: int
    foretold: float
    observed: float


@dataclass(frozen=True, slots=True)
class Performance:
    """What was measured of a group; where it is too small only ``n`` and ``too_few`` say something."""

    n: int
    events: int | None = None
    too_few: str = ""
    auroc: Interval | None = None
    brier: float | None = None
    observed_expected: Interval | None = None
    fifths: tuple[Fifth, ...] = ()


def known(prediction: Prediction, happened: bool) -> Known:
    """Return a prediction with what became of it; the prediction has a probability."""
    assert prediction.probability is not None  # noqa: S101 - for the type checker; who calls has looked
    return Known(prediction.probability, happened, prediction.sex, prediction.age)


def performance(found: Sequence[Known], limits: Limits) -> Performance:
    """Return what can be said of a group; no number where there are too few events, or too few patients without one."""
    n, events = len(found), sum(k.happened for k in found)
    if min(events, n - events) < limits.each:
        return Performance(n, too_few=f"too few: {n}")
    foretold, happened = [k.probability for k in found], [k.happened for k in found]
    return Performance(
        n,
        events,
        auroc=auroc(foretold, happened, limits.level),
        brier=brier(foretold, happened),
        observed_expected=_ratio(events, n, sum(foretold), limits.level),
        fifths=tuple(_fifths(sorted(found, key=lambda k: (k.probability, k.happened)))),
    )


def subgroups(found: Sequence[Known], limits: Limits) -> dict[str, dict[str, Performance]]:
    """Return the same by sex and by age band, where the record holds them."""
    groups: Mapping[str, dict[str, list[Known]]] = {"sex": {}, "age": {}}
    for one in found:
        if one.sex:
            groups["sex"].setdefault(one.sex, []).append(one)
        if one.age is not None:
            groups["age"].setdefault(band(one.age, limits.age_bands), []).append(one)
    return {
        attribute: {name: performance(parts[name], limits) for name in sorted(parts, key=_order)}
        for attribute, parts in groups.items()
        if parts
    }


def band(age: float, begins: Sequence[int]) -> str:
    """Return the age band that an age lies in, such as 40-64."""
    reached = [b for b in begins if b <= age]
    above = [b for b in begins if b > age]
    low = reached[-1] if reached else 0
    return f"{low}-{above[0] - 1}" if above else f"{low}+"


def _order(name: str) -> tuple[int, str]:
    digits = name.rstrip("+").split("-")[0]
    return (int(digits), "") if digits.isdigit() else (0, name)


def _ratio(events: int, n: int, expected: float, level: float) -> Interval | None:
    """Return observed over expected events; the interval is the exact one of the observed share.

    Risks differ from patient to patient, so the spread is at most the binomial's (Hoeffding 1956): the interval is not too narrow.
    """
    if expected <= 0:
        return None  # a model that foretells no event at all
    low, high = exact(events, n, level)
    return Interval(events / expected, low * n / expected, high * n / expected)


def _fifths(ordered: Sequence[Known]) -> Iterator[Fifth]:
    n = len(ordered)
    for i in range(FIFTHS):
        part = ordered[n * i // FIFTHS : n * (i + 1) // FIFTHS]
        events = sum(k.happened for k in part)
        yield Fifth(len(part), events, fmean(k.probability for k in part), events / len(part))
