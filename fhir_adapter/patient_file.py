"""Read one patient from a file: a Bundle of any type, an array, newline-delimited JSON, or a lone resource."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import orjson

from chartside.inputs import Read
from chartside.missing import Missing
from fhir_adapter.bundle import Piece, unpack, unpack_lines
from fhir_adapter.matching import Search
from fhir_adapter.search import key


class PatientFileError(ValueError):
    """A file that is no patient's record; the message says what was expected, never what stood there."""


_EXPECTED = "expected a Bundle, an array of resources, newline-delimited JSON or one resource"


class PatientFile:
    """A patient's record in one piece: complete for the types it holds at least once, silent about all others.

    An empty Bundle is a patient of whom nothing is known.
    """

    def __init__(self, raw: bytes) -> None:
        contents = unpack_lines(raw) or unpack(raw)
        if not contents.pieces and (contents.form != "bundle" or contents.unreadable):
            raise PatientFileError(_why_none(raw))
        self.pieces: Iterable[Piece] = contents.pieces
        self.unreadable = contents.unreadable
        self._gap = contents.gap
        self._kinds = frozenset(piece.kind for piece in contents.pieces)

    def gap(self, read: Read, _now: datetime) -> Missing | None:
        """Return why more could exist than is here, or None when the file is complete for this request."""
        if read.kind not in self._kinds:
            return Missing("not-provided", f"the file holds no {read.kind}")
        cannot = Search.parse(read.kind, read.search).unknown if read.kind != "Patient" else ()
        if cannot:
            return Missing("incomplete", f"a search by {', '.join(cannot)} cannot be applied to a file")
        return self._gap

    def damage(self, _read: Read) -> int:
        """Return how many parts of the file were no resources: any of them could have been of any type."""
        return self.unreadable

    def missing_keys(self, reads: Iterable[Read]) -> list[str]:
        """Return the keys under which a client would have sent the types that the file does not hold."""
        return sorted({key(r.kind, r.search) for r in reads if r.kind not in self._kinds})

    @property
    def notes(self) -> list[str]:
        """Return what an operator should know about the file, without patient data."""
        return [f"patient file: {self._gap.detail}; read as incomplete"] if self._gap is not None else []


def _why_none(raw: bytes) -> str:
    """Return why a file holds no resource, with the place where it is no JSON."""
    if not raw.strip():
        return f"the file is empty; {_EXPECTED}"
    try:
        raw.decode()
        orjson.loads(raw)
    except UnicodeDecodeError as error:
        return f"the file is no text in UTF-8 (byte {error.start}); {_EXPECTED}"
    except orjson.JSONDecodeError as error:
        # Whether of the whole or of its first line: there it stops being JSON.
        return f"the file is not valid JSON: {error}; {_EXPECTED}"
    return f"the file holds no FHIR resource; {_EXPECTED}"
