"""Says a prediction in words for the bedside: a rounded percentage, what raised it and what lowered it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from chartside import Contribution, Contributions

_SCALES = {"probability": "probability", "log-odds": "log-odds", "log-hazard": "log-hazard"}
FLOOR = Decimal("0.01")
_PLACES = 4


def percent(probability: Decimal, *, cut: Decimal | None = None) -> str:
    """Return a probability in whole per cent, rounded half up; finer where rounding would carry it over the cut, or to 0 or 100.

    What is nearer to 0 or 100 than four places tell is said to be under or over them; 0 and 1 themselves are 0 % and 100 %.
    """
    for places in range(_PLACES + 1):
        rounded = (probability * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        over = cut is None or (rounded >= cut * 100) == (probability >= cut)
        if over and (0 < rounded < 100 or probability in (0, 1)):  # noqa: PLR2004 - per cent
            return f"{rounded:f} %"
    least = Decimal(1).scaleb(-_PLACES)
    return (
        f"under {least} %"
        if rounded <= least
        else f"over {100 - least} %"
        if rounded >= 100 - least
        else f"{rounded:f} %"
    )


def moved(explained: Contributions, most: int) -> str:
    """Return two lines: what raised the prediction and what lowered it, the largest first, with what each added."""
    terms = [t for t in explained.largest() if abs(Decimal(t.amount)) >= FLOOR]
    raised = [_term(t) for t in terms if t.amount > 0][:most]
    lowered = [_term(t) for t in terms if t.amount < 0][:most]
    lines = [
        f"**Raised by** {'; '.join(raised)}." if raised else "",
        f"**Lowered by** {'; '.join(lowered)}." if lowered else "",
    ]
    unit = f"In brackets what each added, in {_SCALES[explained.scale]}."
    return "\n\n".join(line for line in (*lines, unit) if line)


def _term(term: Contribution) -> str:
    unit = f" {term.unit}" if term.unit else ""
    value = term.said or f"{term.value}{unit}"
    return f"{term.display or term.name} {value} ({Decimal(term.amount):+.2f})"


def ranked(evaluation: Mapping[str, Any]) -> str:
    """Say how well a model ranks, with its interval, in a sentence."""
    auroc = evaluation["measures"]["auroc"]
    seen, all_ = evaluation["split"]["test_rows"], evaluation["data"]["rows"]
    return (
        f"It ranks two patients rightly {percent(Decimal(str(auroc['value'])))} of the time (AUROC {auroc['value']:.3f}, "
        f"{auroc['low']:.3f} to {auroc['high']:.3f}, on {seen:,} of {all_:,} that it was not made from)."
    )


def enumerated(words: Iterable[str]) -> str:
    """Return words with commas and a last "and"."""
    said = list(words)
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else ""
