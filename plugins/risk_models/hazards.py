"""Says what a Cox model made of a patient in words for the bedside: by how much each input multiplied the average patient's hazard."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from chartside import Contribution, Contributions
from plugins.risk_models.wording import percent

_LITTLE = Decimal("0.05")
"""What multiplies the hazard by less than about 5 % either way is not said."""


def moved(explained: Contributions, most: int) -> str:
    """Return what raised the risk and what lowered it, the largest first."""
    terms = [t for t in explained.largest() if abs(Decimal(t.amount)) >= _LITTLE]
    raised = [_term(t) for t in terms if t.amount > 0][:most]
    lowered = [_term(t) for t in terms if t.amount < 0][:most]
    lines = [
        f"**Raised by** {'; '.join(raised)}." if raised else "",
        f"**Lowered by** {'; '.join(lowered)}." if lowered else "",
        "In brackets: how many times the average patient's hazard." if raised or lowered else "",
    ]
    return "\n\n".join(line for line in lines if line)


def _term(term: Contribution) -> str:
    times = Decimal(term.amount).exp().quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{valued(term.display, term.value, term.unit)} (x {times})"


def valued(say: str, value: object, unit: str) -> str:
    """Return an input with its value: a finding that is absent with "no" before it."""
    if isinstance(value, bool):
        return say if value else f"no {say}"
    return f"{say} {shown(value)}{f' {unit}' if unit else ''}"


def shown(value: object) -> str:
    """Return a number with one place where it has any, and a word as it is."""
    if not isinstance(value, Decimal):
        return str(value)
    rounded = value.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded.to_integral_value():f}" if rounded == rounded.to_integral_value() else f"{rounded:f}"


def worth(evaluation: Mapping[str, Any], card: Mapping[str, Any]) -> str:
    """Say how good the model was on patients it was not made from, and what its cards were worth there."""
    measures, split = evaluation["measures"], evaluation["split"]
    tested = split["test_rows"] - split["test_rows_without_number"]
    c = measures["concordance"]
    found, right = (percent(Decimal(str(measures[name]["value"]))) for name in ("sensitivity", "ppv"))
    said = (
        f"Tested on {tested:,} patients ({card['years']}) that it was not made from: C {c['value']:.2f} ({c['low']:.2f} to "
        f"{c['high']:.2f}; 0.5 is chance). From {percent(card['at_least'])} on it marked {found} of those who "
        f"{card['measure']}, and {right} of the marked did."
    )
    return f"{said} {_elsewhere(evaluation['external'])}" if "external" in evaluation else said


def _elsewhere(external: Mapping[str, Any]) -> str:
    c, ratio = (external["measures"][name] for name in ("concordance", "observed_expected"))
    return (
        f"Elsewhere ({external['name']}): C {c['value']:.2f} ({c['low']:.2f} to {c['high']:.2f}), and for each that it "
        f"expected {ratio['value']:.2f} came."
    )
