"""One spelling for one value: JSON after RFC 8785, so that a hash says what was said."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """Spell a value in canonical JSON: decimals as strings, moments as RFC 3339 in UTC.

    Raises ValueError for what JSON cannot say: NaN, an integer beyond 2**53, a foreign type.
    """
    return rfc8785.dumps(_plain(value))


def moment(at: datetime) -> str:
    """Spell a moment as RFC 3339 in UTC, always with microseconds."""
    if at.tzinfo is None:
        raise ValueError("A moment on record needs a time zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def spell(value: object) -> Any:
    """Turn one value that JSON has no word for into one that it has; the `default` of `json.dumps`."""
    match value:
        case Decimal():
            return str(value)
        case datetime():
            return moment(value)
        case Mapping():
            return dict(value)
        case Sequence():
            return list(value)
    raise ValueError(f"A record cannot hold a {type(value).__name__}")


def _plain(value: Any) -> Any:
    match value:
        case None | str() | int() | float():
            return value
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
    return _plain(spell(value))
