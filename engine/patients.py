"""Where the patient of a question is found, when not in a file of his own: in a folder of export files, or on a FHIR server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from chartside.inputs import Read
from fhir_adapter import Chart, ChartError
from fhir_adapter.export import Export, ExportError

_SECONDS = 30.0
"""Somebody waits at a terminal, not a clinician at the point of care."""


class Whence(Protocol):
    """Knows one patient, and gets of him what is asked for."""

    def chart(self, reads: Iterable[Read], now: datetime, context: Mapping[str, Any]) -> Chart:
        """Return the chart; raises ChartError where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Exported:
    """A patient of an export, all of whom is at hand."""

    export: Export
    patient: str = field(repr=False)

    def chart(self, _reads: Iterable[Read], _now: datetime, context: Mapping[str, Any]) -> Chart:
        """Return the chart of everything that the export holds of the patient."""
        try:
            return Chart.from_source(self.export.patient(self.patient), self.patient, context)
        except ExportError as error:
            raise ChartError(str(error)) from None


@dataclass(frozen=True, slots=True)
class OnServer:
    """A patient on the FHIR server at this address, which was named by whoever asks; no other is spoken to."""

    server: str
    patient: str = field(repr=False)
    seconds: float = _SECONDS
    backend: Path | None = None
    """File of our registration with its authorization server, where it wants a token."""

    def chart(self, reads: Iterable[Read], now: datetime, context: Mapping[str, Any]) -> Chart:
        """Return the chart of what these reads find in time; what they do not find says why."""
        from fhir_adapter.client import (  # noqa: PLC0415 - HTTP is for who reads a server
            AddressError,
            BackendError,
            BackendRegistration,
            BackendToken,
            Limits,
            ServerAddress,
            Session,
        )
        from fhir_adapter.gather import gather  # noqa: PLC0415 - the same

        async def read(address: ServerAddress) -> Chart:
            registered = BackendRegistration.read(self.backend) if self.backend is not None else None
            tokens = BackendToken(address, registered) if registered is not None else None
            async with Session(address, tokens, Limits(seconds=self.seconds)) as session:
                return Chart.from_source(await gather(session, self.patient, reads, now), self.patient, context)

        try:
            return asyncio.run(read(ServerAddress.of(self.server)))
        except AddressError as error:
            raise ChartError(f"--server: {error}") from None
        except BackendError as error:
            raise ChartError(f"--backend: {error}") from None


def export_in(folder: Path) -> Export:
    """Return the export in a folder; raises ChartError where there is none."""
    try:
        return Export(folder)
    except ExportError as error:
        raise ChartError(str(error)) from None
