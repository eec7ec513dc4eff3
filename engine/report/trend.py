"""A number over time: the same question at the moments at which something was observed, and a small picture of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

_WIDTH, _HEIGHT, _EDGE = 140, 34, 5


@dataclass(frozen=True, slots=True)
class Point:
    """What was answered as of the end of a day."""

    day: date
    value: float


def changes(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points at which the number changed, and the last: in between it only stood still."""
    kept = [p for i, p in enumerate(points) if i == 0 or p.value != points[i - 1].value]
    return (*kept, points[-1]) if points and kept[-1] != points[-1] else tuple(kept)


def sparkline(points: Sequence[Point], name: str) -> Markup | None:
    """Return an SVG of numbers that changed; it says in words what it shows."""
    if len({p.value for p in points}) < 2:  # noqa: PLR2004 - what stood still needs no picture
        return None
    low, high = min(p.value for p in points), max(p.value for p in points)
    first, last = points[0].day.toordinal(), points[-1].day.toordinal()
    spots = [
        (
            round(_EDGE + (_WIDTH - 2 * _EDGE) * (p.day.toordinal() - first) / max(last - first, 1), 1),
            round(_HEIGHT - _EDGE - (_HEIGHT - 2 * _EDGE) * (p.value - low) / ((high - low) or 1.0), 1),
        )
        for p in points
    ]
    line = " ".join(f"{x},{y}" for x, y in spots)
    said = f"{name}: " + ", ".join(f"{p.day.isoformat()} {p.value:g}" for p in points)
    return Markup(  # noqa: S704 - every word that comes from elsewhere is escaped
        f'<svg role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(said)}</title>"
        f'<polyline points="{line}" fill="none" stroke="#0b5c6e" stroke-width="1.5"/>'
        f'<circle cx="{spots[-1][0]}" cy="{spots[-1][1]}" r="2.5" fill="#0b5c6e"/></svg>'
    )
