"""Whether a call has to prove who makes it, and whether anybody could."""

from __future__ import annotations

from collections.abc import Iterator

from engine.audit import Clients, Keyring, Ledger
from engine.doctor.finding import Finding, Site, failed, ok, warning
from engine.doctor.record import PATIENCE
from engine.store import Database


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
    database = Database(settings.database, patience=PATIENCE)
    try:
        ledger = Ledger(database, Keyring(settings.data / "keys"))
        try:
            known = Clients(database, ledger).all()
        finally:
            ledger.close()
    finally:
        database.close()
    if known:
        yield ok("callers", f"registered: {', '.join(client.id for client in known)}")
    else:
        mend = "Register who may call: `chartside clients add --help`."
        yield failed("callers", "nobody is registered, so every call is refused", mend)
