"""Whether each trained model that is asked here is monitored, and what the newest monitoring found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from engine.audit import AuditError, Keyring, Ledger
from engine.doctor.finding import Finding, Site, failed, ok, some, warning
from engine.doctor.record import PATIENCE
from engine.monitoring import limits, newest
from engine.store import AddressError, Database, RecordUnavailable

CHECK = "monitoring"


def monitored(site: Site) -> Iterator[Finding]:
    """Yield a finding for each model with an alarm, and for each that is asked and was not monitored lately."""
    settings = site.settings
    models = sorted(id for id, analysis in site.registry.analyses.items() if analysis.models)
    if not models:
        yield ok(CHECK, "no analysis has a trained model")
        return
    if not (settings.data / "keys").is_dir() or (
        settings.database_url is None and not (settings.data / "chartside.db").exists()
    ):
        yield ok(CHECK, "none was ever asked: there is no record yet")
        return
    try:
        found, asked = _on_record(site, models)
    except (AddressError, AuditError, RecordUnavailable):
        yield warning(CHECK, "not known: the record cannot be read", "Mend the keys and the database first.")
        return
    told = [line for id in models for line in _told(id, found.get(id), site.now(), asked=id in asked)]
    yield from told
    if not told:
        watched = [id for id in models if id in found]
        yield ok(CHECK, f"monitored without an alarm: {some(watched)}" if watched else "none was asked yet")


def _told(id: str, said: Mapping[str, Any] | None, now: datetime, *, asked: bool) -> Iterator[Finding]:
    again = f"Run: chartside monitor {id} --who ... --why ..."
    if said is None:
        if asked:
            yield warning(CHECK, f"{id} is asked and was never monitored", again)
        return
    at = datetime.fromisoformat(said["at"])
    if said["alarms"]:
        alarms = [f["what"] for one in said["artefacts"] for f in one["findings"] if f["level"] == "alarm"]
        mend = f"Read it (`chartside audit show {said['decision']}`) and do what it says; then monitor again."
        yield failed(CHECK, f"{id} has an alarm since {at:%Y-%m-%d}: {some(alarms)}", mend)
    if now - at > timedelta(days=limits().days):
        yield warning(CHECK, f"{id} was last monitored on {at:%Y-%m-%d}, {(now - at).days} days ago", again)


def _on_record(site: Site, models: list[str]) -> tuple[dict[str, dict[str, Any]], set[str]]:
    """Return the newest monitoring by analysis, and which of the analyses were ever asked."""
    settings = site.settings
    database = Database(settings.database, patience=PATIENCE)
    try:
        ledger = Ledger(database, Keyring(settings.data / "keys"))
        try:
            found = newest(ledger, settings.tenant)
            asked = {id for id in models if id not in found and ledger.was_asked(settings.tenant, id)}
        finally:
            ledger.close()
    finally:
        database.close()
    return found, asked
