"""The picture of a calibration: what was foretold against what came, with the line on which both are equal."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure


def picture(bins: Sequence[Mapping[str, Any]], title: str) -> bytes:
    """Return an SVG of the bins of an evaluation; the same bins give the same bytes."""
    x, y = [b["predicted"] for b in bins], [b["observed"]["value"] for b in bins]
    low, high = ([b["observed"].get(end, b["observed"]["value"]) for b in bins] for end in ("low", "high"))
    spread = [[at - end for at, end in zip(y, low, strict=True)], [end - at for at, end in zip(y, high, strict=True)]]
    said = "observed, 95 % interval" if low != high else "observed"
    top = 1.08 * max(*x, *high)
    with mpl.rc_context({"svg.hashsalt": title, "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure = Figure(figsize=(4.2, 4.0), layout="constrained")
        axes = figure.add_subplot()
        axes.plot([0, top], [0, top], color="#888888", linewidth=1, linestyle="--")
        axes.errorbar(x, y, yerr=spread, fmt="o-", color="#1f5f8b", markersize=4, linewidth=1, capsize=2)
        axes.set(xlim=(0, top), ylim=(0, top), xlabel="foretold", ylabel=said, title=title)
        written = io.BytesIO()
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return written.getvalue()
