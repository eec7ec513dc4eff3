"""What a server answered: the bytes of one reply, and the resources of a whole search with why there could be more."""

from __future__ import annotations

from dataclasses import dataclass, field

from chartside.missing import Missing
from fhir_adapter.bundle import Contents, unpack

_TOO_BUSY = frozenset({429, 503})
_DENIED = frozenset({401, 403})
_UNKNOWN_WISH = frozenset({400, 422, 501})
_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer as it came over the wire; ``failure`` says why there is none."""

    status: int = 0
    body: bytes = field(default=b"", repr=False)
    wait: float | None = None
    """Seconds that the server asks to wait before the next attempt."""
    failure: Missing | None = None

    @property
    def busy(self) -> bool:
        """Whether asking again may help."""
        return self.status in _TOO_BUSY or (self.status == 0 and self.failure is None)

    @property
    def refuses_strictness(self) -> bool:
        """Whether the server may have refused only because it was told to be strict about parameters it does not know."""
        return self.status in _UNKNOWN_WISH

    def gap(self, what: str, *, one: bool) -> Missing | None:
        """Return why this is no answer, in words that quote nothing of it; None where it is one.

        That ``one`` resource is unknown is an answer; that a search is, is none.
        """
        if self.failure is not None:
            return Missing(self.failure.reason, f"{what}: {self.failure.detail}")
        if self.status == 0:
            return Missing("fetch-failed", f"{what}: the server could not be reached")
        if 200 <= self.status < 300:  # noqa: PLR2004 - what HTTP calls success
            return None
        if self.status in _DENIED or _denies(self.body):
            return Missing("not-permitted", f"{what}: the server answered {self.status}")
        if 300 <= self.status < 400:  # noqa: PLR2004 - what HTTP calls a redirection
            return Missing("fetch-failed", f"{what}: the server answered {self.status}; redirects are not followed")
        reason = Missing("not-found") if one and self.status in _GONE else Missing("fetch-failed")
        return Missing(reason.reason, f"{what}: the server answered {self.status}")


@dataclass(slots=True)
class Answer(Contents):
    """The resources of a whole search or of one read."""

    cut: bool = False
    """Whether a narrower search could give what this one did not reach."""

    def cut_off(self, why: Missing) -> None:
        """Say that the search was not answered to its end."""
        self.lose(why)
        self.cut = True


def _denies(body: bytes) -> bool:
    contents = unpack(body)
    return contents.form == "outcome" and contents.gap is not None and contents.gap.reason == "not-permitted"
