"""Which installed analyses wait for approval, and the first approval of what is installed here for the first time."""

from __future__ import annotations

from collections.abc import Mapping

from chartside.registry import Registry
from engine.audit import Approval, Approvals
from engine.reading import beyond, reading

NOBODY = "chartside"
FIRST_SIGHT = "first installed here: approved as it is, since approve_first_sight is set"
NEVER = "nobody has approved what it reads"


class ApprovalGate:
    """Says which analyses may not be asked yet, because they read more than a tenant approved.

    With ``first_sight``, an analysis of which no version was ever approved is approved as it is, on the record.
    """

    def __init__(self, registry: Registry, approvals: Approvals, *, first_sight: bool = True) -> None:
        self._registry = registry
        self._approvals = approvals
        self._first_sight = first_sight
        self._judged: dict[str, tuple[Mapping[str, Approval], dict[str, str]]] = {}

    def unapproved(self, tenant: str) -> Mapping[str, str]:
        """Return, by analysis, what it reads that nobody approved. Raises RecordUnavailable."""
        approved = self._approvals.all(tenant)
        judged = self._judged.get(tenant)
        if judged is not None and (judged[0] is approved or judged[0] == approved):
            return judged[1]
        new = [(a.id, a.version, reading(a)) for a in self._registry.analyses.values() if a.id not in approved]
        if new and self._first_sight:
            self._approvals.approve(tenant, new, who=NOBODY, why=FIRST_SIGHT)
            approved = self._approvals.all(tenant)
        said = waiting(self._registry, approved)
        self._judged[tenant] = approved, said
        return said


def waiting(registry: Registry, approved: Mapping[str, Approval]) -> dict[str, str]:
    """Return, by analysis, what it reads that was not approved."""
    said: dict[str, str] = {}
    for analysis in registry.analyses.values():
        approval = approved.get(analysis.id)
        more = beyond(reading(analysis), approval.reads) if approval is not None else []
        if approval is None:
            said[analysis.id] = NEVER
        elif more:
            said[analysis.id] = f"it reads more than version {approval.version}, which was approved: {'; '.join(more)}"
    return said
