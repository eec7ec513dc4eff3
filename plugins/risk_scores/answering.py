"""Answers a score's question from the facts: a number with its basis, a range where something is missing, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from chartside import CannotTell, Card, Derived, NotApplicable, Quiet
from chartside.analysis import Yield
from plugins.risk_scores.band import Band
from plugins.risk_scores.detail import of_number, of_range, written
from plugins.risk_scores.newness import only_if_new
from plugins.risk_scores.score import Score
from plugins.risk_scores.site import NOTHING_SET, Site
from plugins.risk_scores.values import Scored, Values, known_of
from plugins.risk_scores.working import Facts, as_json, basis, open_terms, reached, terms


def decide(*, score: Score, today: date, site: Site = NOTHING_SET, **facts: Any) -> Iterator[Yield]:
    """Answer with a card where something can be done, quietly where nothing can."""
    values = score.values(facts, today, site)
    replaced = score.replaced(values, facts, today)
    outside = score.outside(values)
    if outside is not None:
        yield NotApplicable("; ".join([outside.say, *_doubts(score, [], outside.about(replaced), facts)]))
        return
    missing = score.missing(values)
    if missing:
        said = _open(score, facts, values, missing, replaced, today, site.fault if score.settings else "")
    else:
        said = _closed(score, facts, values, replaced, today)
    yield only_if_new(score, said, values, replaced, facts, today)


def _closed(score: Score, facts: Facts, values: Values, replaced: Sequence[str], today: date) -> Yield:
    """Answer where everything is known that the score needs."""
    scored, unseen = score.compute(known_of(values)), score.unseen(values, ())
    band, number = score.band(scored, values), written(score, scored.headline)
    doubts = _doubts(score, unseen, replaced, facts)
    working = {
        "results": _results(score, scored, band),
        "unit": score.table.unit,
        **({"band": band.name} if band else {}),
        "terms": list(terms(scored.lines, facts)),
        **scored.notes,
        **({"missing": unseen} if unseen else {}),
        **_stood_in(score, replaced, facts),
    }
    if band is None or band.indicator is None:
        said = f"{score.name} {number}: {band.name}" if band else f"{score.name} {number}"
        return Quiet("; ".join([said, *doubts])).explain(**working)
    summary = f"{score.name} {number} on {today.isoformat()}: {band.says}"
    card = Card(summary, band.indicator, of_number(score, band, scored, values, facts, doubts))
    return card.because(*basis(score, values, facts)).explain(**working)


def _doubts(score: Score, unseen: Sequence[str], replaced: Sequence[str], facts: Facts) -> list[str]:
    """Return what is said beside a number: what is not known of the patient, and what was not stated but taken from elsewhere."""
    told = (("not known", unseen), ("not stated but reckoned or assumed", replaced))
    said = [f"{what}: {', '.join(score.inputs[name].say for name in names)}" for what, names in told if names]
    return [
        *said,
        *(
            f"taken from a note and not measured: {fact.display}"
            for fact in _from_notes(score, replaced, facts).values()
        ),
    ]


def _stood_in(score: Score, replaced: Sequence[str], facts: Facts) -> dict[str, Any]:
    """Return for the working which inputs others stand in for, and what of that comes from a note."""
    noted = {
        name: {"value": as_json(fact.value), "said": fact.display, "by": fact.by, "basis": list(fact.basis)}
        for name, fact in _from_notes(score, replaced, facts).items()
    }
    return {**({"stood_in": replaced} if replaced else {}), **({"from_notes": noted} if noted else {})}


def _from_notes(score: Score, replaced: Sequence[str], facts: Facts) -> dict[str, Derived]:
    """Return what notes state and an input that is not known otherwise was taken from."""
    read = {name for one in replaced for name in score.inputs[one].stand_in.reads if score.inputs[name].noted}
    return {name: fact for name in sorted(read) if isinstance(fact := facts.get(name), Derived)}


def _results(score: Score, scored: Scored, band: Band | None) -> dict[str, Any]:
    """Return what came out by name; of a rule that sorts and does not count, the name of the band."""
    if band is not None and score.table.content.get("result") == "band":
        return {"result": band.name}
    return {name: as_json(value) for name, value in scored.results.items()}


def _open(
    score: Score,
    facts: Facts,
    values: Values,
    missing: Sequence[str],
    replaced: Sequence[str],
    today: date,
    fault: str,
) -> Yield:
    """Answer where something is not known: how far the score can still go, and whether what is advised depends on it."""
    lacks = {name: score.inputs[name].say for name in missing}
    behind = [score.inputs[name].say for name in score.behind(missing, values)]
    unknown = ", ".join(lacks.values()) + (f" (nor, to stand in: {', '.join(behind)})" if behind else "")
    unknown += f" ({fault})" if fault else ""
    unseen, reach = score.unseen(values, missing), score.reach(known_of(values), missing)
    possible = score.possible(reach, values) if reach else []
    changes = not possible or len({(band.indicator, band.says) for band in possible}) > 1
    working = {
        **reached(reach),
        "unit": score.table.unit,
        **({"band": possible[0].name} if len(possible) == 1 else {}),
        "advice_changes": changes,
        "terms": open_terms(score, values, facts),
        "missing": [*missing, *unseen],
        **_stood_in(score, replaced, facts),
    }
    if reach is None:
        return CannotTell(f"{score.name}: not known {unknown}", lacks=lacks).explain(**working)
    number = " to ".join(dict.fromkeys(written(score, end) for end in reach))
    least = possible[-1] if possible and not score.unattested(missing) else None
    # A range whose ends advise differently is no advice, but danger at its lower end is danger already.
    if least is not None and least.indicator and (not changes or _grave(possible)):
        said = f"{least.says}, or graver" if changes else least.says
        others = ", ".join([unknown, *(score.inputs[name].say for name in unseen)])
        detail = of_range(score, possible, number, others, values, facts, _doubts(score, [], replaced, facts))
        card = Card(f"{score.name} {number} on {today.isoformat()}: {said}", least.indicator, detail)
        return card.because(*basis(score, values, facts)).explain(**working)
    depends = ", and the advice depends on it" if changes and possible else ""
    return CannotTell(f"{score.name} {number}: not known {unknown}{depends}", lacks=lacks).explain(**working)


def _grave(possible: Sequence[Band]) -> bool:
    return all(band.indicator in ("warning", "critical") for band in possible)
