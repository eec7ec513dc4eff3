"""What a payer says of an order, in the terms of Da Vinci CRD: covered or not, authorisation, documents, and what they depend on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class CoverageInformation:
    """One statement of one coverage about one order; the adapter writes it as CRD's extension ``ext-coverage-information``.

    ``coverage`` is the ``Type/id`` of the Coverage that it holds for; ``on`` the day on which it was determined; ``assertion`` the
    payer's own name for it, by which claims refer back.
    """

    coverage: str
    covered: Literal["covered", "not-covered", "conditional"]
    on: date
    assertion: str
    pa_needed: Literal["", "auth-needed", "no-auth", "satisfied", "performpa", "conditional"] = ""
    doc_needed: tuple[Literal["clinical", "admin", "patient", "conditional"], ...] = ()
    info_needed: tuple[Literal["performer", "location", "timeframe", "contract-window", "detail-code", "OTH"], ...] = ()
    questionnaires: tuple[str, ...] = ()
    """Canonical addresses of what must be filled in."""
    satisfied_pa: str = ""
    """The number of the authorisation, where ``pa_needed`` is ``satisfied``."""
    expires: date | None = None
