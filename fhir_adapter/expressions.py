"""Say a day in a prefetch token as so many days before today, for clients that compute: CDS Hooks 3.0."""

from __future__ import annotations

import re
from datetime import date, timedelta

_TOKEN = re.compile(r"\{\{today\(\) - (\d+) days\}\}")
_DAY = timedelta(days=1)
# One for a client that stands east of us and is a day ahead, one for its server, whose days may begin later than ours.
_SLACK = 2


def days_before_today(back: timedelta) -> str:
    """Return the token of a day at or before a look-back, wherever the client and its server stand."""
    return f"{{{{today() - {-(-back // _DAY) + _SLACK} days}}}}"


def at_the_latest(template: str, today: date) -> str:
    """Return a template with each such token as the latest day that a client could have put there when it was our ``today``."""

    def day(token: re.Match[str]) -> str:
        return (today + _DAY - int(token[1]) * _DAY).isoformat()

    return _TOKEN.sub(day, template)
