"""Makes of a score's table the analysis that somebody would have written by hand."""

from __future__ import annotations

from types import MappingProxyType

from chartside import Analysis, Input
from chartside.inputs import ClockRequest
from plugins.risk_scores.answering import decide
from plugins.risk_scores.score import Score
from plugins.risk_scores.site import site
from plugins.risk_scores.tables import table

PLUGIN = "risk-scores"


def compiled(name: str) -> Analysis:
    """Return the analysis of the table ``knowledge/<name>.toml``."""
    known = table(name)
    score = Score.read(name, known)
    inputs = {
        **{one.name: one.declared for one in score.inputs.values()},
        "score": Input("score", known.holding(score)),
        "today": Input("today", ClockRequest(whole_day=True)),
    }
    if score.settings:
        inputs["site"] = Input("site", site().injected)
    content = known.content
    return Analysis(
        id=f"{PLUGIN}.{name}",
        version=content.get("analysis_version", "1.0.0"),
        inputs=MappingProxyType(inputs),
        run=decide,
        title=content["title"],
        hooks=frozenset(content.get("hooks", ())),
        pace="instant",
        sources=known.sources,
        limits=known.limits,
        summary=content["title"],
    )
