"""Answers a score's question from the facts: a number with its basis, a range where something is missing, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from chartside import CannotTell, Card, NotApplicable, Quiet
from chartside.analysis import Yield
from plugins.risk_scores.band import Band, between, of_patient
from plugins.risk_scores.detail import of_number, of_range, written
from plugins.risk_scores.reach import Range
from plugins.risk_scores.score import Score
from plugins.risk_scores.site import NOTHING_SET, Site
from plugins.risk_scores.values import Scored, Values, known_of
from plugins.risk_scores.working import Facts, as_json, basis, open_terms, reached, terms


def decide(*, score: Score, today: date, site: Site = NOTHING_SET, **facts: Any) -> Iterator[Yield]:
    """Answer with a card where something can be done, quietly where nothing can."""
    values = score.values(facts, today, site)
    outside = score.outside(values)
    if outside is not None:
        reckoned = spoken_of(
            "not stated but reckoned or assumed", score, outside.about(score.replaced(values, facts, today))
        )
        yield NotApplicable("; ".join(part for part in (outside.say, reckoned) if part))
        return
    missing = score.missing(values)
    known = known_of(values)
    if missing:
        yield _open(score, facts, values, missing, score.reach(known, missing), today)
    else:
        yield _closed(score, facts, values, score.compute(known), today)


def _closed(score: Score, facts: Facts, values: Values, scored: Scored, today: date) -> Yield:
    """Answer where everything is known that the score needs."""
    band, number = score.band(scored, values), written(score, scored.headline)
    unseen, replaced = score.unseen(values, ()), score.replaced(values, facts, today)
    working = {
        "results": _results(score, scored, band),
        "unit": score.table.unit,
        **({"band": band.name} if band else {}),
        "terms": list(terms(scored.lines, facts)),
        **scored.notes,
        **({"missing": unseen} if unseen else {}),
        **({"stood_in": replaced} if replaced else {}),
    }
    doubts = [
        doubt
        for doubt in (
            spoken_of("not known", score, unseen),
            spoken_of("not stated but reckoned or assumed", score, replaced),
        )
        if doubt
    ]
    if band is None or band.indicator is None:
        return Quiet("; ".join([f"{score.name} {number}{f': {band.name}' if band else ''}", *doubts])).explain(
            **working
        )
    card = Card(
        f"{score.name} {number} on {today.isoformat()}: {band.says}",
        band.indicator,
        of_number(score, band, scored, facts, doubts),
    )
    return card.because(*basis(score, values, facts)).explain(**working)


def spoken_of(what: str, score: Score, names: Sequence[str]) -> str:
    """Say of some inputs what is with them, or nothing where there are none."""
    return f"{what}: {', '.join(score.inputs[name].say for name in names)}" if names else ""


def _results(score: Score, scored: Scored, band: Band | None) -> dict[str, Any]:
    """Return what came out by name; of a rule that sorts and does not count, the name of the band."""
    if band is not None and score.table.content.get("result") == "band":
        return {"result": band.name}
    return {name: as_json(value) for name, value in scored.results.items()}


def _open(
    score: Score, facts: Facts, values: Values, missing: Sequence[str], reach: Range | None, today: date
) -> Yield:
    """Answer where something is not known: how far the score can still go, and whether what is advised depends on it."""
    lacks = {name: score.inputs[name].say for name in missing}
    behind = [score.inputs[name].say for name in score.behind(missing, values)]
    unknown = ", ".join(lacks.values()) + (f" (nor, to stand in: {', '.join(behind)})" if behind else "")
    unseen, replaced = score.unseen(values, missing), score.replaced(values, facts, today)
    possible = between(of_patient(score.bands, values), *reach) if reach else []
    changes = not possible or len({(band.indicator, band.says) for band in possible}) > 1
    working = {
        **reached(reach),
        "unit": score.table.unit,
        **({"band": possible[0].name} if len(possible) == 1 else {}),
        "advice_changes": changes,
        "terms": open_terms(score, values, facts),
        "missing": [*missing, *unseen],
        **({"stood_in": replaced} if replaced else {}),
    }
    if reach is None:
        return CannotTell(f"{score.name}: not known {unknown}", lacks=lacks).explain(**working)
    number = " to ".join(dict.fromkeys(written(score, end) for end in reach))
    if not changes and possible[0].indicator and not score.unattested(missing):
        band = possible[0]
        others = [said for said in (spoken_of("not stated but reckoned or assumed", score, replaced),) if said]
        detail = of_range(
            score, band, number, ", ".join([unknown, *(score.inputs[n].say for n in unseen)]), values, facts, others
        )
        card = Card(f"{score.name} {number} on {today.isoformat()}: {band.says}", possible[0].indicator, detail)
        return card.because(*basis(score, values, facts)).explain(**working)
    depends = ", and the advice depends on it" if changes and possible else ""
    return CannotTell(f"{score.name} {number}: not known {unknown}{depends}", lacks=lacks).explain(**working)
