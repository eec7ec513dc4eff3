"""The example patients and their draft orders, read from the checkout's ``examples/`` folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

Resource = Mapping[str, Any]

EXAMPLE_CLOCK = "2026-11-20T09:00:00Z"
EXAMPLE_NOW = datetime.fromisoformat(EXAMPLE_CLOCK)
"""The moment around which the example records are written; with another clock their results are too old, or not yet there."""
EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """One example patient: every resource of the record, and the draft orders written for it, by file name, newest first."""

    id: str
    resources: tuple[Resource, ...]
    orders: Mapping[str, Resource]

    @property
    def patient(self) -> Resource:
        """Return the Patient resource."""
        return next(r for r in self.resources if r["resourceType"] == "Patient")

    @property
    def bundle(self) -> Resource:
        """Return the record as a Bundle, as a file of a patient holds it."""
        return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in self.resources]}

    def find(self, reference: str) -> Resource | None:
        """Return the resource of the record or of the drafts that a ``Type/id`` names, or None."""
        return next((r for r in (*self.resources, *self.orders.values()) if named(r) == reference), None)

    def open_encounter(self) -> str:
        """Return the id of the encounter in progress, or an empty string."""
        visits = (r for r in self.resources if r["resourceType"] == "Encounter" and r["status"] == "in-progress")
        return next((str(r["id"]) for r in visits), "")


class Examples(Mapping[str, Example]):
    """Every example patient of a folder by id, the fullest record first, read once; empty where the folder is not there."""

    def __init__(self, folder: Path = EXAMPLES) -> None:
        self.folder = folder
        orders = {path.stem: order for path in sorted((folder / "orders").glob("*.json")) for order in _resources(path)}
        records = {path.stem: tuple(_resources(path)) for path in sorted((folder / "patients").glob("*.json"))}
        fullest_first = sorted(records, key=lambda name: len(records[name]), reverse=True)
        self._found = {id: Example(id, records[id], _drafts(id, orders)) for id in fullest_first}

    def __getitem__(self, id: str) -> Example:
        return self._found[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def named(resource: Resource) -> str:
    """Return a resource's ``Type/id``."""
    return f"{resource['resourceType']}/{resource['id']}"


def _resources(path: Path) -> list[Resource]:
    return [entry["resource"] for entry in json.loads(path.read_bytes())["entry"]]


def _drafts(patient: str, orders: Mapping[str, Resource]) -> dict[str, Resource]:
    own = (name for name, order in orders.items() if order["subject"]["reference"] == f"Patient/{patient}")
    return {name: orders[name] for name in sorted(own, key=lambda name: str(orders[name]["authoredOn"]), reverse=True)}
