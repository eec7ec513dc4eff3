"""Whether a call has to prove who makes it, and whether anybody could."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.audit import AuditError, Clients, Keyring, Ledger
from engine.doctor.finding import Finding, Site, failed, ok, some, warning
from engine.doctor.record import PATIENCE
from engine.store import AddressError, Database, RecordUnavailable


def registered(site: Site) -> Iterator[Finding]:
    """Yield what was found about callers."""
    settings = site.settings
    if not settings.asks_who_calls:
        if site.embedded:
            yield ok("callers", "nobody is asked who they are: the service listens on loopback only")
        else:
            mend = "Let a proxy with TLS know the callers, or set CHARTSIDE_CALLERS=registered and register them."
            yield warning("callers", "nobody is asked who they are (CHARTSIDE_CALLERS=anyone)", mend)
        return
    try:
        known = _known(site)
    except (AddressError, AuditError, RecordUnavailable):
        yield warning("callers", "not known: the record cannot be read", "Mend the keys and the database first.")
        return
    if known:
        yield ok("callers", f"registered: {some(known)}")
    else:
        mend = "Register who may call: `chartside clients add --help`."
        yield failed("callers", "nobody is registered, so every call is refused", mend)


def _known(site: Site) -> Sequence[str]:
    settings = site.settings
    if settings.database_url is None and not (settings.data / "chartside.db").exists():
        return ()
    database = Database(settings.database, patience=PATIENCE)
    try:
        ledger = Ledger(database, Keyring(settings.data / "keys"))
        try:
            return [client.id for client in Clients(database, ledger).all()]
        finally:
            ledger.close()
    finally:
        database.close()
