"""How much a call may ask of a server, and how long it may wait."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one call; whatever is not there when one is reached is said to be missing."""

    seconds: float = 3.0
    """For everything that the call asks, retries and waiting included."""
    at_once: int = 6
    """Requests in flight."""
    attempts: int = 3
    """For one request, where the server is busy or the connection broke."""
    pages: int = 50
    """Of one search."""
    page_bytes: int = 5_000_000
    """Of one answer, unpacked."""
    call_bytes: int = 25_000_000
    """Of all answers of the call, unpacked."""
