"""How old the knowledge is, which required analyses are absent, and which are switched off or wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from chartside import Analysis
from engine.approvals import NEVER, waiting
from engine.audit import Approvals, AuditError, Keyring, Ledger, State, Switches
from engine.doctor.finding import Finding, Site, failed, ok, some, warning
from engine.doctor.record import PATIENCE
from engine.store import AddressError, Database, RecordUnavailable

OLD = 10  # years since the newest source of an analysis


def knowledge(site: Site) -> Iterator[Finding]:
    """Yield which analyses rest on nothing but old sources, or that there is none."""
    today = site.now().date()
    old = [id for id, analysis in site.registry.analyses.items() if _age(analysis, today) >= OLD]
    if old:
        said = f"no source of the last {OLD} years: {some(old)}"
        yield warning("knowledge", said, "See whether their sources were replaced, and tell whoever makes the plugin.")
    else:
        yield ok("knowledge", f"every analysis has a source of the last {OLD} years")


def _age(analysis: Analysis, today: date) -> int:
    """Return the completed years since the newest source of an analysis; none where no source has a date."""
    newest = max((day for source in analysis.sources if (day := _day(source.date)) is not None), default=today)
    return today.year - newest.year - ((today.month, today.day) < (newest.month, newest.day))


def required(site: Site) -> Iterator[Finding]:
    """Yield a finding for each required analysis that is not loaded, or one that none is lacking."""
    wanted = site.settings.required_analyses
    for id in sorted(wanted - site.registry.analyses.keys()):
        mend = f"Install or mend plugin {id.split('.', 1)[0]!r}, or take it out of CHARTSIDE_REQUIRED_ANALYSES."
        yield failed("required analyses", f"{id} is not loaded, so the service is not ready", mend)
    if wanted <= site.registry.analyses.keys():
        yield ok("required analyses", f"{len(wanted)}, all loaded" if wanted else "none is required")


def switched(site: Site) -> Iterator[Finding]:
    """Yield a finding for each analysis that does not speak: off, shadow, or waiting for approval; one that all do."""
    settings = site.settings
    if not (settings.data / "keys").is_dir() or (settings.database_url is None and not _file(site)):
        yield ok("switches", "nothing was ever switched: there is no record yet")
        return
    try:
        states, waits = _states(site)
    except (AddressError, AuditError, RecordUnavailable):
        yield warning("switches", "not known: the record cannot be read", "Mend the keys and the database first.")
        return
    silent = {id: state for id, state in states.items() if state != State.ON}
    for id, state in sorted(silent.items()):
        gone = "" if id in site.registry.analyses else ", and is not installed"
        mend = f"If that is no longer wanted: chartside switch {id} on --why ... --who ..."
        yield warning("switches", f"{id} is {state}{gone}", mend)
    for id, why in sorted(waits.items()):
        yield warning(
            "approval",
            f"{id} waits: {why}",
            f"Read `chartside plugins show {id}`, then `chartside plugins approve {id}`; or install the version that was approved.",
        )
    if not silent and not waits:
        yield ok("switches", "every analysis is on")


def _states(site: Site) -> tuple[dict[str, State], dict[str, str]]:
    database = Database(site.settings.database, patience=PATIENCE)
    try:
        ledger = Ledger(database, Keyring(site.settings.data / "keys"))
        try:
            states = dict(Switches(database, ledger).states(site.settings.tenant))
            waits = waiting(site.registry, Approvals(database, ledger).all(site.settings.tenant))
        finally:
            ledger.close()
    finally:
        database.close()
    first_sight = site.settings.approve_first_sight
    return states, {id: why for id, why in waits.items() if not (why == NEVER and first_sight)}


def _file(site: Site) -> bool:
    return (site.settings.data / "chartside.db").exists()


def _day(text: str) -> date | None:
    parts = text.split("-")
    try:
        return date(int(parts[0]), int(parts[1]) if len(parts) > 1 else 1, int(parts[2]) if len(parts) > 2 else 1)  # noqa: PLR2004 - year, month, day
    except ValueError:
        return None
