"""A few made-up people, as FHIR and as plain facts: old and young, pregnant, on dialysis, dead, unknown, hostile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["MadeUp", "every", "patient"]


@dataclass(frozen=True, slots=True)
class MadeUp:
    """Somebody who does not exist, as of the kit's noon: in words, as plain facts by usual names, and as a FHIR Bundle.

    Give ``ask`` those plain facts that an analysis reads; the Bundle is for whoever reads records, such as ``chartside ask``.
    """

    name: str
    about: str
    plain: Mapping[str, Any]
    bundle: Mapping[str, Any]

    @property
    def json(self) -> bytes:
        """Return the Bundle as a file would hold it."""
        return json.dumps(self.bundle, ensure_ascii=False).encode()


@cache
def every() -> Mapping[str, MadeUp]:
    """Return everybody by name."""
    folder = files(__package__)
    names = sorted(one.name.removesuffix(".json") for one in folder.iterdir() if one.name.endswith(".json"))
    read = {name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in names}
    return {name: MadeUp(name, one["about"], one["plain"], one["bundle"]) for name, one in read.items()}


def patient(name: str) -> MadeUp:
    """Return one of them; raises KeyError, which names them all, for another name."""
    if name not in every():
        raise KeyError(f"there is no {name!r}; there are {', '.join(every())}")
    return every()[name]
