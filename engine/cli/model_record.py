"""What the record says of models, where there is one; without, what plugins ship first speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.audit import AuditError, Choice, Choices, Models, RecordedChange
from engine.cli.serve import OperatorError, open_ledger, settings_of
from engine.models.installed import InstalledModel
from engine.models.past import Past
from engine.monitoring import newest
from engine.settings import Settings
from engine.store import AddressError, RecordUnavailable


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """What holds of each model for the site's tenant and what was changed before; or why nothing is known."""

    choices: Choices = field(default_factory=dict)
    changes: Sequence[RecordedChange] = ()
    unknown: str = ""
    monitored: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The newest monitoring by analysis."""

    def choice(self, one: InstalledModel) -> Choice:
        """Return what holds of a model."""
        return self.choices.get(one.analysis.id, {}).get(one.name, Choice())

    def past(self, one: InstalledModel) -> Past:
        """Return a model with what holds of it and what happened to it."""
        its = [c for c in self.changes if (c.analysis, c.model) == (one.analysis.id, one.name)]
        return Past(one.label, one.model, self.choice(one), its)

    def absent(self, there: Sequence[InstalledModel]) -> Mapping[tuple[str, str], Choice]:
        """Return what holds of models that are on record and not installed at all, by analysis and input."""
        known = {(one.analysis.id, one.name) for one in there}
        recorded = {(id, name): choice for id, chosen in self.choices.items() for name, choice in chosen.items()}
        return {key: choice for key, choice in sorted(recorded.items()) if key not in known}


def model_record(data: Path | None) -> ModelRecord:
    """Return what the record says; a record that is not there, or cannot be read, is said."""
    try:
        settings = settings_of(data=data)
        if settings.mode == "embedded" and not (settings.data / "keys").is_dir():
            return ModelRecord(unknown=f"{settings.data} holds no record yet")
        return _read(settings)
    except (OperatorError, AuditError, AddressError, RecordUnavailable, OSError) as error:
        return ModelRecord(unknown=str(error))


def _read(settings: Settings) -> ModelRecord:
    with open_ledger(settings) as (database, ledger):
        if not database.is_current():
            return ModelRecord(unknown="the database lacks a migration: run `chartside migrate`")
        models = Models(database, ledger)
        seen = newest(ledger, settings.tenant)
        return ModelRecord(models.choices(settings.tenant), models.history(settings.tenant), monitored=seen)
