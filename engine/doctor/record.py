"""Whether the record's database can be reached and written, and has this version's tables."""

from __future__ import annotations

from collections.abc import Iterator

from engine.doctor.finding import Finding, Site, failed, ok
from engine.doctor.folder import MADE
from engine.store import AddressError, Database, RecordUnavailable

PATIENCE = 2.0  # seconds


def database(site: Site) -> Iterator[Finding]:
    """Yield what was found about the database."""
    if site.settings.database_url is None and site.settings.data.is_file():
        return  # it would lie in there; what is wrong is told of the folder
    if site.settings.database_url is None and not (site.settings.data / "chartside.db").exists():
        yield ok("database", f"SQLite in {site.settings.data}: {MADE}")
        return
    try:
        opened = Database(site.settings.database, patience=PATIENCE)
    except AddressError as error:
        yield failed("database", str(error), "Set CHARTSIDE_DATABASE_URL to such an address.")
        return
    try:
        trouble = opened.trouble()
        if not trouble:
            yield ok("database", f"{_kind(site)}, reachable, with the newest tables")
        elif "migration" in trouble:
            yield failed("database", trouble.partition(":")[0], "Run `chartside migrate`, with the service stopped.")
        else:
            yield failed("database", trouble, _MEND[_kind(site)])
    except RecordUnavailable as error:
        yield failed("database", str(error), _MEND[_kind(site)])
    finally:
        opened.close()


_MEND = {
    "SQLite": "See that the file belongs to this user, that no other process holds it, and that the disk has room.",
    "PostgreSQL": "See that the server runs, that CHARTSIDE_DATABASE_URL names it, and that its password is right.",
}


def _kind(site: Site) -> str:
    return "SQLite" if site.settings.database.startswith("sqlite") else "PostgreSQL"
