"""Whether the clock can be right, and in which time zone people read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.audit import AuditError, Keyring, Ledger
from engine.doctor.finding import Finding, Site, failed, ok, warning
from engine.doctor.record import PATIENCE
from engine.store import AddressError, Database, RecordUnavailable

WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
"""Before this day there was no Chartside."""
SLACK = timedelta(minutes=5)


def clock(site: Site) -> Iterator[Finding]:
    """Yield what was found about the clock: whether it stands still, can be right, and has not gone back."""
    now, fixed = site.now(), site.settings.now
    set_it = "Set the system's clock (NTP): the age of every measurement is reckoned from it."
    if fixed is not None:
        mend = "For real patients take `now` out of chartside.toml and CHARTSIDE_NOW out of the environment."
        yield warning("clock", f"stands still: every question is asked as if it were {fixed.isoformat()}", mend)
    elif now < WRITTEN:
        yield failed("clock", f"{now.isoformat(timespec='seconds')} lies before Chartside was written", set_it)
    elif (newest := _newest(site)) is not None and newest > now + SLACK:
        said = f"{now.isoformat(timespec='seconds')} lies before the newest decision on record, {newest.isoformat(timespec='seconds')}"
        yield failed("clock", said, set_it)
    else:
        yield ok("clock", now.isoformat(timespec="seconds"))


def zone(site: Site) -> Iterator[Finding]:
    """Yield what was found about the time zone of this process."""
    name = site.environment.get("TZ", "").removeprefix(":")
    if name and not name.startswith("/"):
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            said = f"TZ={name} is no zone that this system knows, and is taken for UTC in silence"
            yield warning("time zone", said, "Write it as Europe/Zurich, and install tzdata where it is lacking.")
            return
    local = site.now().astimezone(ZoneInfo(name) if name and not name.startswith("/") else None)
    yield ok("time zone", f"{local.tzname()}, UTC{local:%z}; times without an offset are taken for UTC")


def _newest(site: Site) -> datetime | None:
    """Return the moment of the newest decision on record, or None where there is none to be read."""
    settings = site.settings
    if settings.database_url is None and not (settings.data / "chartside.db").exists():
        return None
    try:
        database = Database(settings.database, patience=PATIENCE)
        try:
            ledger = Ledger(database, Keyring(settings.data / "keys"))
            try:
                found = ledger.decisions(settings.tenant, limit=1)
            finally:
                ledger.close()
        finally:
            database.close()
    except (AddressError, AuditError, RecordUnavailable):
        return None  # said of the keys and the database
    return found[0].at if found else None
