"""What passes a limit: each finding says what, the number, the limit, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from chartside import Limit
from engine.monitoring.drift import OUTPUT, Moved
from engine.monitoring.limits import Limits
from engine.monitoring.performance import Performance

_DRIFT = "Look at where this value comes from (unit, coding, who is asked about) before you trust the model further."
_SWITCH = "Switch the analysis to shadow (`chartside switch`) until it is known why, and tell whoever makes the model."
_GROUP = (
    "Look at the records of this group with a clinician; until it is known why, tell users, or switch it to shadow."
)
_ASKED = "See what is lacking above: send it, or ask the model only where it is there."


@dataclass(frozen=True, slots=True)
class Finding:
    """An alarm, or a watch: something to look at that may yet be chance or small."""

    level: Literal["alarm", "watch"]
    what: str
    value: float
    limit: float
    said: str
    do: str


def of_drift(moved: Sequence[Moved], limits: Limits) -> Iterator[Finding]:
    """Yield what has moved further than a limit, and than chance alone moves it."""
    for one in moved:
        what = "the predicted probability" if one.name == OUTPUT else f"input {one.name}"
        if one.psi is None or one.chance is None:
            said = f"{what}: {one.n} of {one.n + one.other} predictions hold a value that can be compared"
            mend = "See that the names and values of the terms are those of the reference (docs/authors/models.md)."
            yield Finding("watch", f"values of {what}", one.n, limits.predictions, said, mend)
            continue
        for level, bound in (("alarm", limits.psi_alarm), ("watch", limits.psi_watch)):
            limit = max(bound, one.chance)
            if one.psi > limit:
                said = f"{what} has moved: PSI {one.psi:.2f}, above {limit:.2f}"
                yield Finding("alarm" if level == "alarm" else "watch", f"PSI of {what}", one.psi, limit, said, _DRIFT)
                break


def of_performance(
    whole: Performance, evaluation: Mapping[str, Any], model: Sequence[Limit], limits: Limits
) -> Iterator[Finding]:
    """Yield where the model is less right here than it may be."""
    if (ratio := whole.observed_expected) is not None:
        low, high = limits.observed_expected
        if ratio.high < low or ratio.low > high:
            many = "fewer" if ratio.high < low else "more"
            said = f"{many} events than foretold: observed/expected {ratio.value:.2f} ({ratio.low:.2f} to {ratio.high:.2f})"
            limit = low if ratio.high < low else high
            said = f"{said}, outside {low} to {high}"
            yield Finding("alarm", "observed/expected", ratio.value, limit, said, _SWITCH)
    if whole.auroc is None:
        return
    area = whole.auroc
    for one in model:
        if one.measure == "auroc" and one.at_least is not None and area.high < one.at_least:
            least = float(one.at_least)
            said = f"AUROC {area.value:.2f}, at most {area.high:.2f}: below the {least} that the model must reach"
            yield Finding("alarm", "AUROC", area.value, least, said, _SWITCH)
    measured = evaluation.get("measures", {}).get("auroc", {}).get("value")
    if measured is not None and area.value < measured - limits.auroc_fall:
        # Below by chance, as few patients may lie, is worth a look and no alarm.
        level: Literal["alarm", "watch"] = "alarm" if area.high < measured else "watch"
        said = f"AUROC {area.value:.2f} ({area.low:.2f} to {area.high:.2f}), {measured:.2f} where it was evaluated"
        yield Finding(level, "AUROC against the evaluation", area.value, measured - limits.auroc_fall, said, _SWITCH)


def of_groups(whole: Performance, groups: Mapping[str, Mapping[str, Performance]], limits: Limits) -> Iterator[Finding]:
    """Yield the subgroups for whom the model ranks worse than for all."""
    if whole.auroc is None:
        return
    least = whole.auroc.value - limits.subgroup_auroc_fall
    for attribute, parts in groups.items():
        for name, part in parts.items():
            if part.auroc is not None and part.auroc.value < least:
                level: Literal["alarm", "watch"] = "alarm" if part.auroc.high < whole.auroc.value else "watch"
                area = part.auroc
                said = f"{attribute} {name}: AUROC {area.value:.2f} ({area.low:.2f} to {area.high:.2f}), {whole.auroc.value:.2f} of all"
                yield Finding(level, f"AUROC of {attribute} {name}", area.value, least, said, _GROUP)


def of_answers(asked: int, cannot_tell: int, limits: Limits) -> Iterator[Finding]:
    """Yield that the model seldom gets what it needs."""
    if asked and cannot_tell / asked > limits.cannot_tell:
        share = cannot_tell / asked
        said = f"{100 * share:.0f} % of the answers are cannot tell"
        yield Finding("watch", "share of cannot tell", share, limits.cannot_tell, said, _ASKED)
