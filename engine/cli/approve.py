"""``chartside plugins approve``: let analyses read what they declare, on the record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from engine.approvals import waiting
from engine.audit import Approvals
from engine.cli.serve import OperatorError, open_ledger, settings_of
from engine.installed import installed
from engine.reading import reading


def approve(names: Sequence[str], *, who: str, why: str, data: Path | None) -> int:
    """Approve analyses, or every one of a plugin, as they are installed here; what was approved already is approved anew."""
    registry = installed()
    chosen = [a for a in registry.analyses.values() if a.id in names or a.plugin in names]
    unknown = [name for name in names if not any(name in (a.id, a.plugin) for a in chosen)]
    if unknown:
        raise OperatorError(f"no plugin or analysis {', '.join(map(repr, unknown))}; `chartside plugins` lists them")
    settings = settings_of(data=data)
    with open_ledger(settings) as (database, ledger):
        approvals = Approvals(database, ledger)
        waited = waiting(registry, approvals.all(settings.tenant))
        approved = [(a.id, a.version, reading(a)) for a in chosen]
        receipt = approvals.approve(settings.tenant, approved, who=who, why=why)
    for analysis in chosen:
        because = f" (it waited: {waited[analysis.id]})" if analysis.id in waited else ""
        typer.echo(f"{analysis.id} {analysis.version} may read what it declares{because}")
    typer.echo(f"for tenant {settings.tenant}; recorded as decision {receipt.decision}")
    return 0
