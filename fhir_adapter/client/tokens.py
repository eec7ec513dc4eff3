"""Where the bearer token of a call comes from; whoever holds it shows it to nobody but the allowed server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


class TokenRefused(Exception):  # noqa: N818 - a verdict on the call, said as a Missing
    """There is no token for this call; whoever raises it says in it nothing that is secret."""


class Tokens(Protocol):
    """Gives the bearer token of one call; asked before each request, because a long call may outlive a token."""

    async def bearer(self) -> str:
        """Return the token; raises TokenRefused where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class GivenToken:
    """The token that came with a hook's call."""

    value: str = field(repr=False)

    async def bearer(self) -> str:
        """Return it."""
        return self.value
