"""Leave out of plain facts what is dated after the question: it was not known then, and a record is read in the same way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from chartside.explanation import AFTER
from chartside.facts import Fact, Found
from chartside.missing import Missing
from chartside.moments import Moment

_DATED = ("effective", "since", "written")


def known_at(value: Any, now: datetime) -> Any:
    """Return a value without what is certainly dated after ``now``, which says so of what it left out.

    Hours of a clock that starts nowhere in particular are after nothing.
    """
    limit = now if now.tzinfo else now.replace(tzinfo=UTC)
    if isinstance(value, Found):
        kept = tuple(one for one in value.items if not _is_later(one, limit))
        if len(kept) == len(value.items):
            return value
        return replace(value, items=kept, left_out=(*value.left_out, AFTER))
    return Missing("not-found", AFTER) if isinstance(value, Fact) and _is_later(value, limit) else value


def _is_later(fact: Fact, limit: datetime) -> bool:
    at = next((m for name in _DATED if isinstance(m := getattr(fact, name, None), Moment)), None)
    return at is not None and at.given is None and at.certainly_after(limit)
