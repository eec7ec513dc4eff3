"""The picture of a calibration: what was foretold against what came, with the line on which both are equal."""

from __future__ import annotations

import io
from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.figure import Figure


def picture(bins: Sequence[tuple[float, float, float, float]], title: str) -> bytes:
    """Return an SVG of bins (foretold, observed, low, high, all from 0 to 1); the same bins give the same bytes."""
    top = max(max(one[0], one[3]) for one in bins) * 1.08
    with mpl.rc_context({"svg.hashsalt": title, "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure = Figure(figsize=(4.2, 4.0), layout="constrained")
        axes = figure.add_subplot()
        axes.plot([0, top], [0, top], color="#888888", linewidth=1, linestyle="--")
        x, y = [b[0] for b in bins], [b[1] for b in bins]
        below, above = [b[1] - b[2] for b in bins], [b[3] - b[1] for b in bins]
        axes.errorbar(x, y, yerr=[below, above], fmt="o-", color="#1f5f8b", markersize=4, linewidth=1, capsize=2)
        axes.set(xlim=(0, top), ylim=(0, top), xlabel="foretold", ylabel="observed, 95 % interval", title=title)
        written = io.BytesIO()
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return written.getvalue()
