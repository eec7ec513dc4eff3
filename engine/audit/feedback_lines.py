"""What clinicians did with cards, a line each: joined with the decision that the card came from, which knows who, when and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from engine.audit.decision import Kind
from engine.audit.errors import NotRecordedError, UnreadableError
from engine.audit.ledger import Ledger, Recorded

_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """One card and what was done with it; user, date and location are the decision's, since feedback does not carry them."""

    card: str
    outcome: str
    at: datetime
    """When it was done, as the client says it."""
    stands: bool
    """Whether nothing newer was said of this card."""
    decision: str = ""
    analysis: str = ""
    version: str = ""
    summary: str = ""
    reason: str = ""
    comment: str = ""
    accepted: tuple[str, ...] = ()
    """Labels of the suggestions that were accepted."""
    unknown_suggestions: int = 0
    """How many were accepted that the card did not hold."""
    user: str = ""
    date: str = ""
    client: str = ""
    encounter: str = ""


def feedback_lines(
    ledger: Ledger, tenant: str, *, since: datetime | None = None, until: datetime | None = None
) -> list[FeedbackLine]:
    """Return every feedback that was received in a span of time, the newest first; the same said twice is one line."""
    said = [item for item in _said(ledger, tenant, since, until) if item[0]]
    newest: dict[str, datetime] = {}
    for line, _ in said:
        newest[line["card"]] = max(datetime.fromisoformat(line["at"]), newest.get(line["card"], _EVER))

    @lru_cache(maxsize=256)
    def opened(decision: str) -> Recorded | None:
        try:
            return ledger.read(tenant, decision)
        except (NotRecordedError, UnreadableError):
            return None

    lines: dict[tuple[object, ...], FeedbackLine] = {}
    for line, words in said:
        at = datetime.fromisoformat(line["at"])
        origin = opened(line["decision"]) if "decision" in line else None
        made = _line(line, words, at, at == newest[line["card"]], origin)
        lines.setdefault((made.card, made.outcome, made.at, made.reason, made.comment, made.accepted), made)
    return sorted(lines.values(), key=lambda one: (one.at, one.card), reverse=True)


_EVER = datetime.fromisoformat("0001-01-01T00:00:00+00:00")


def _said(
    ledger: Ledger, tenant: str, since: datetime | None, until: datetime | None
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for record in ledger.decisions(tenant, kind=Kind.FEEDBACK, since=since, until=until, limit=_MOST):
        opened = ledger.read(tenant, record.id)
        words = opened.payload.get("feedback", ())
        yield from zip(opened.envelope["statement"]["feedback"], words, strict=True)


def _line(
    line: Mapping[str, Any], words: Mapping[str, Any], at: datetime, stands: bool, origin: Recorded | None
) -> FeedbackLine:
    override = words.get("overrideReason", {})
    reason = override.get("reason") or {}
    chosen = [str(one.get("id", "")) for one in words.get("acceptedSuggestions", ())]
    made = {
        "card": line["card"],
        "outcome": line["outcome"],
        "at": at,
        "stands": stands,
        "reason": str(reason.get("display") or reason.get("code") or ""),
        "comment": str(override.get("userComment", "")),
    }
    if origin is None:
        return FeedbackLine(**made, unknown_suggestions=len(chosen))
    payload = origin.payload
    card: dict[str, Any] = next((c for c in payload["response"]["cards"] if c["uuid"] == line["card"]), {})
    offered = {s["uuid"]: s["label"] for s in card.get("suggestions", ())}
    explained = card.get("extension", {}).get("org.chartside.explanation", {})
    known = {r["code"]: r["display"] for r in card.get("overrideReasons", ())}
    if not reason.get("display"):
        made["reason"] = known.get(str(reason.get("code", "")), made["reason"])
    return FeedbackLine(
        **made,
        decision=line["decision"],
        analysis=str(explained.get("analysis", "")),
        version=str(explained.get("version", "")),
        summary=str(card.get("summary", "")),
        accepted=tuple(offered[id] for id in chosen if id in offered),
        unknown_suggestions=sum(id not in offered for id in chosen),
        user=origin.user or "",
        date=str(payload["clock"]),
        client=str(payload["caller"]["client"]),
        encounter=str(payload["call"]["context"].get("encounterId") or ""),
    )
