"""Draws how a prediction came about: from the average to this patient, a bar for what each input added."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from chartside.contributions import explained

MOST = 10
"""So many inputs have a bar of their own; the rest are one."""
_WIDTH, _LEFT, _RIGHT, _ROW, _BAR, _TOP = 780, 350, 70, 26, 16, 8
_UP, _DOWN, _WHOLE, _INK, _LINE = "#b3421f", "#1f5f8b", "#5a6b7c", "#1c2733", "#b8c4cf"
_NOTHING = 1e-6
"""What all inputs together added where this is more: what is less is drawn as nothing, and not blown up to the whole width."""
_START = {"probability": "average", "log-odds": "average, in log-odds", "log-hazard": "average patient"}
_LONGEST, _CUT = 48, "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its words, where it begins and ends on the explained scale, and what stands at its end."""

    label: str
    begin: float
    end: float
    said: str
    colour: str


def waterfall(working: Any) -> Markup | None:
    """Return an SVG that runs no script and loads nothing, or None where the working explains no prediction.

    It says in words what it shows, for who cannot see it; the numbers stand in the table of the working.
    """
    terms = list(explained(working))
    if not terms:
        return None
    bars = _bars(working["explained"], terms)
    low = min(min(b.begin, b.end) for b in bars)
    high = max(max(b.begin, b.end) for b in bars)
    span = high - low if high - low > _NOTHING else 1.0
    height = _TOP + _ROW * len(bars) + 30

    def x(value: float) -> float:
        return round(_LEFT + (_WIDTH - _LEFT - _RIGHT) * (value - low) / span, 1)

    drawn = [_row(bar, _TOP + _ROW * i, x) for i, bar in enumerate(bars)]
    unit = f"scale: {working['explained']['scale']}; red raises, blue lowers"
    said = "How the prediction came about. " + "; ".join(f"{b.label}: {b.said}" for b in bars)
    return Markup(  # noqa: S704 - every word that comes from elsewhere is escaped
        f'<svg class="waterfall" role="img" viewBox="0 0 {_WIDTH} {height}" width="100%" xmlns="http://www.w3.org/2000/svg" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="{_INK}"><title>{escape(said)}</title>'
        f"{''.join(drawn)}"
        f'<text x="{_LEFT}" y="{height - 8}" font-size="12" fill="{_WHOLE}">{escape(unit)}</text></svg>'
    )


def _bars(about: Mapping[str, Any], terms: Sequence[Mapping[str, Any]]) -> list[Bar]:
    scale, base, total = str(about["scale"]), float(about["base"]), float(about["total"])
    ordered = sorted(terms, key=lambda t: -abs(float(t["contribution"])))
    own, rest = ordered[:MOST], ordered[MOST:]
    added = [(_label(t), float(t["contribution"])) for t in own]
    added += [(f"{len(rest)} other inputs", math.fsum(float(t["contribution"]) for t in rest))] if rest else []
    zero = 0.0 if scale == "probability" else base
    bars = [Bar(_START.get(scale, "average"), zero, base, _meant(base, scale), _WHOLE)]
    at = base
    for label, amount in added:
        bars.append(Bar(label, at, at + amount, f"{amount:+.2f}", _UP if amount > 0 else _DOWN))
        at += amount
    return [*bars, Bar("this patient", zero, total, _meant(total, scale), _WHOLE)]


def _label(term: Mapping[str, Any]) -> str:
    value = term.get("value", "")
    plain = f"{value:g}" if isinstance(value, float) else str(value)
    said = str(term.get("said", "")) or (("yes" if value else "no") if isinstance(value, bool) else plain)
    name, room = str(term.get("display") or term["name"]), max(_LONGEST - len(said), 8)
    return f"{name if len(name) <= room else name[: room - 1] + _CUT} = {said[:_LONGEST]}"


def _meant(value: float, scale: str) -> str:
    """Say a total as what it means: a probability in per cent, a hazard beside the average one."""
    if scale == "log-hazard":
        return f"{math.exp(value):.2f} x"
    return f"{100 * (value if scale == 'probability' else 1 / (1 + math.exp(-value))):.3g} %"


def _row(bar: Bar, top: int, x: Any) -> str:
    begin, end = x(bar.begin), x(bar.end)
    left, width = min(begin, end), max(abs(end - begin), 1.5)
    middle = top + _ROW // 2 + 4
    return (
        f'<text x="{_LEFT - 10}" y="{middle}" text-anchor="end">{escape(bar.label)}</text>'
        f'<rect x="{left}" y="{top + (_ROW - _BAR) // 2}" width="{round(width, 1)}" height="{_BAR}" fill="{bar.colour}"/>'
        f'<line x1="{end}" y1="{top + (_ROW - _BAR) // 2}" x2="{end}" y2="{top + _ROW + (_ROW - _BAR) // 2}" stroke="{_LINE}"/>'
        f'<text x="{max(begin, end) + 6}" y="{middle}">{escape(bar.said)}</text>'
    )
