"""Whether the rules that should fire may: none out, none past its review, none that waits for a signature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.audit import AuditError, Keyring, Ledger, Signature, Signatures
from engine.audit.signatures import fits
from engine.doctor.finding import Finding, Site, ok, some, warning
from engine.doctor.record import PATIENCE
from engine.rules.standing import verdict
from engine.store import AddressError, Database, RecordUnavailable


def firing(site: Site) -> Iterator[Finding]:
    """Yield a finding for each reason for which rules do not fire; one that all do."""
    rules = [rule for rule in site.registry.rules.values() if rule.active or rule.out]
    try:
        said, keyring = _said(site)
    except (AddressError, AuditError, RecordUnavailable):
        yield warning("rules", "not known: the record cannot be read", "Mend the keys and the database first.")
        return
    day, silent = site.now().date(), dict[str, list[str]]()
    for rule in rules:
        judged = verdict(
            rule,
            said.get(rule.analysis),
            day,
            needs_signature=not site.embedded,
            fits=lambda one: keyring is not None and fits(keyring, one.analysis, one.sha256, one.signature),
        )
        if judged.held:
            silent.setdefault(judged.held, []).append(rule.name)
    for why, names in silent.items():
        yield warning("rules", f"{some(names)}: {why}", "`chartside rules list` says it of each rule.")
    if not silent:
        yield ok("rules", f"{len(rules)}, each may fire" if rules else "no plugin has rules that are files")


def _said(site: Site) -> tuple[Mapping[str, Signature], Keyring | None]:
    settings = site.settings
    if not (settings.data / "keys").is_dir():
        return {}, None
    keyring = Keyring(settings.data / "keys")
    if settings.database_url is None and not (settings.data / "chartside.db").exists():
        return {}, keyring
    database = Database(settings.database, patience=PATIENCE)
    try:
        ledger = Ledger(database, keyring)
        try:
            return Signatures(database, ledger).all(settings.tenant), keyring
        finally:
            ledger.close()
    finally:
        database.close()
