"""Whether every trained model that shall speak is here and meets its limits, and which are being tried."""

from __future__ import annotations

from collections.abc import Iterator

from engine.audit import AuditError, Choice, Choices, Keyring, Ledger, Models, Named
from engine.doctor.finding import Finding, Site, failed, ok, warning
from engine.doctor.record import PATIENCE
from engine.models.acceptance import failing, held
from engine.models.installed import InstalledModel, models_of
from engine.store import AddressError, Database, RecordUnavailable


def speaking(site: Site) -> Iterator[Finding]:
    """Yield a finding for each artefact that is gone, misses a limit or is tried; one that all is well."""
    try:
        choices = _choices(site)
    except (AddressError, AuditError, RecordUnavailable):
        yield warning("models", "not known: the record cannot be read", "Mend the keys and the database first.")
        return
    there = {(one.analysis.id, one.name): one for one in models_of(site.registry)}
    recorded = {(id, name): choice for id, chosen in choices.items() for name, choice in chosen.items()}
    found = 0
    for key in sorted(there.keys() | recorded.keys()):
        for finding in _of(key, there.get(key), recorded.get(key, Choice())):
            found += 1
            yield finding
    if not found:
        yield ok("models", f"{len(there)}, each meets its limits" if there else "no analysis has a trained model")


def _of(key: tuple[str, str], one: InstalledModel | None, choice: Choice) -> Iterator[Finding]:
    id, name = key
    label = one.label if one else f"{id} (model {name})"
    for named, role in ((choice.active, "shall speak"), (choice.shadow, "shall be tried")):
        if named is not None and not _is_here(one, named):
            mend = f"Install it again, or decide anew: `chartside models list`, then rollback or unshadow for {id}."
            yield failed("models", f"{label} {named.short} {role} and is not installed", mend)
    if one is None:
        return
    active = choice.active or Named(one.model.artefacts[0].version, one.model.artefacts[0].sha256)
    if _is_here(one, active):
        missed = failing(held(one.model.find(active.sha256).evaluation, one.model.limits))
        if missed:
            said = f"{label} {active.short} speaks and misses a limit: {missed}"
            yield warning(
                "models", said, f"Read `chartside models show {id}`; let a better one speak, or switch {id} off."
            )
    if choice.shadow is not None and _is_here(one, choice.shadow):
        mend = f"When enough was compared: `chartside models activate {id}`, or unshadow."
        yield warning("models", f"{label} {choice.shadow.short} is in shadow: asked and recorded, never shown", mend)


def _is_here(one: InstalledModel | None, artefact: Named) -> bool:
    return one is not None and any(known.sha256 == artefact.sha256 for known in one.model.artefacts)


def _choices(site: Site) -> Choices:
    settings = site.settings
    if not (settings.data / "keys").is_dir():
        return {}
    if settings.database_url is None and not (settings.data / "chartside.db").exists():
        return {}
    database = Database(settings.database, patience=PATIENCE)
    try:
        ledger = Ledger(database, Keyring(settings.data / "keys"))
        try:
            return Models(database, ledger).choices(settings.tenant)
        finally:
            ledger.close()
    finally:
        database.close()
