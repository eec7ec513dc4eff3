"""Makes silence explicit: each analysis with its outcome, and one card for what failed or was late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from chartside import Answer, Outcome
from chartside.explanation import NOT_REVIEWED
from chartside.registry import Broken
from engine.deck.text import markdown, plain

SOURCE = {
    "label": "Chartside",
    "url": "https://chartside.org",
    "topic": {
        "system": "https://chartside.org/topics",
        "code": "incomplete",
        "display": "Advice that could not be given",
    },
}
LATE = "deadline"


def outcome_lines(answers: Iterable[Answer], broken: Sequence[Broken] = ()) -> list[dict[str, Any]]:
    """Return a line for each run, and for each plugin that could not be loaded."""
    lines: list[dict[str, Any]] = []
    for a in answers:
        line: dict[str, Any] = {
            "analysis": a.analysis,
            "version": a.version,
            "outcome": str(a.outcome),
            "reason": plain(a.reason),
        }
        lines.append(line | ({"order": a.order} if a.order else {}))
    lines.extend(
        {"analysis": b.plugin, "version": b.version, "outcome": str(Outcome.FAILED), "reason": _unloaded(b)}
        for b in broken
    )
    return lines


def _unloaded(broken: Broken) -> str:
    return f"plugin of {broken.distribution} could not be loaded; `chartside plugins` names the cause. {broken.mend}"


def is_late(answer: Answer) -> bool:
    """Whether this answer missed its deadline."""
    return answer.outcome is Outcome.CANNOT_TELL and any(g.missing.reason == LATE for g in answer.gaps)


def incomplete_card(
    answers: Iterable[Answer], broken: Sequence[Broken], required: frozenset[str], uuid: str
) -> dict[str, Any] | None:
    """Return the one card that names what failed or was late, and what a required analysis could not tell; None when nothing is."""
    unsaid = [
        a
        for a in answers
        if a.outcome is Outcome.FAILED or is_late(a) or (a.outcome is Outcome.CANNOT_TELL and a.analysis in required)
    ]
    lines = outcome_lines(unsaid, broken)
    if not lines:
        return None
    named = sorted({line["analysis"] for line in lines})
    count = f"{len(named)} analyses" if len(named) > 1 else "1 analysis"
    told = [f"- `{line['analysis']}` {line['version']}: {line['reason'].replace('`', '')}" for line in lines]
    return {
        "uuid": uuid,
        "summary": f"Advice is incomplete: {count} gave no answer",
        "indicator": "info",
        "source": SOURCE,
        "detail": markdown("Do not read their silence as reassurance.\n\n" + "\n".join(dict.fromkeys(told)), ()),
        "extension": {
            "org.chartside.explanation": {
                "analysis": "chartside.outcomes",
                "version": "1.0.0",
                "outcome": str(Outcome.ANSWERED),
                "reason": f"{count} failed, came late or could not tell",
                "working": {"outcomes": lines},
                "sources": [{"title": "Chartside", "url": SOURCE["url"], "version": "1.0.0", "date": "2026-11-22"}],
                "limits": f"Says only that advice is incomplete, not what it would have been. {NOT_REVIEWED}",
            }
        },
    }
