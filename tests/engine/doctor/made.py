"""A site to be looked at, whole unless a test takes something away."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chartside.registry import Registry, discover
from engine.audit import Keyring, Ledger
from engine.doctor import Finding, Site
from engine.settings import Settings
from engine.store import Database

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
NOTHING = Registry()


def site(
    folder: Path,
    registry: Registry | None = None,
    environment: Mapping[str, str] | None = None,
    now: datetime = NOW,
    **settings: Any,
) -> Site:
    """A site whose data lie in a folder."""
    read = Settings(**{"data": folder / "site", **settings})
    return Site(read, discover() if registry is None else registry, environment or {}, lambda: now)


def founded(made: Site) -> Site:
    """Give a site its folder, keys and tables, as the first start does."""
    made.settings.data.mkdir(mode=0o700)
    Keyring.create(made.settings.data / "keys")
    database = Database(made.settings.database)
    database.migrate()
    database.close()
    return made


def ledger_of(made: Site) -> tuple[Database, Ledger]:
    database = Database(made.settings.database)
    return database, Ledger(database, Keyring(made.settings.data / "keys"))


def told(found: Any) -> list[tuple[str, str]]:
    """Return check and standing of each finding; what is not well says how to mend it."""
    findings: list[Finding] = list(found)
    assert all(bool(f.mend) is (f.standing != "ok") for f in findings), findings
    return [(f.check, f.standing) for f in findings]
