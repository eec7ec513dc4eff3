"""Hold every resource of a record against FHIR R4, for whoever asks to be strict: what is not valid is named and never quoted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from fhir_adapter.entry import UNREADABLE, Entry
from fhir_adapter.release import release


def violations(entries: Iterable[Entry]) -> list[str]:
    """Return one sentence for each way in which resources are no valid R4, with how many are so; without patient data."""
    from fhir_adapter.write import WriteError, model  # noqa: PLC0415 - a slow import, for the few who ask to be strict

    found: Counter[str] = Counter()
    for entry in entries:
        try:
            model(entry.content)
        except WriteError as error:
            shape = release(entry.kind, entry.content)
            found[f"{error}{f'; it has the shape of FHIR {shape}' if shape != 'R4' else ''}"] += 1
        except UNREADABLE:
            found[f"{entry.kind} cannot be read"] += 1
    return [f"{said} (resources: {count})" for said, count in sorted(found.items())]
