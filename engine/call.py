"""One hook call as it came in, and who made it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from engine.clients import Client

ANYONE = Client("embedded")
"""Who calls a service that asks nobody who they are."""


@dataclass(frozen=True, slots=True)
class Authorization:
    """What a caller gave us to read its FHIR server with, for one call."""

    token: str = field(repr=False)
    patient: str = field(default="", repr=False)
    """Whose data it opens, where it is one patient's only."""


@dataclass(frozen=True, slots=True)
class Call:
    """One hook call as it came in, its context whole and each prefetch value as bytes."""

    service: str
    hook: str
    hook_instance: str
    context: Mapping[str, Any]
    prefetch: Mapping[str, bytes | None] = field(default_factory=dict)
    client: Client = ANYONE
    fhir_server: str = ""
    """Where the caller says its FHIR server is; nothing is asked of it before its address was allowed."""
    authorization: Authorization | None = field(default=None, repr=False, compare=False)
    """The token for that server; never recorded, stored or logged."""
    no_server: str = ""
    """Why no FHIR server can be read for this call, where the call itself is the reason."""
    extension: Mapping[str, Any] = field(default_factory=dict, repr=False)
    configuration: Mapping[str, bool | int] = field(default_factory=dict)
    """What of the caller's configuration holds for this call."""
    remarks: tuple[str, ...] = ()
    """What of the call was left aside, and why; no patient data."""
    started: float = field(default_factory=time.perf_counter, compare=False)
    """When it came in, on the process' own monotonic clock."""

    @property
    def tenant(self) -> str:
        """Return whose record this call is in."""
        return self.client.tenant

    @property
    def user(self) -> str | None:
        """Return who asked, as ``Type/id``, when the call says so."""
        said = self.context.get("userId")
        return said if isinstance(said, str) and said else None

    @property
    def instance_in_clear(self) -> str | None:
        """Return the hook instance where it is a UUID; what else a client writes there could name a patient, and stays encrypted."""
        try:
            return str(UUID(self.hook_instance))
        except ValueError:
            return None
