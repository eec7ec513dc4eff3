"""Read a folder that a server's ``$export`` left: one pass says which line is whose, and a patient is read when somebody asks."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from chartside.inputs import Read
from chartside.missing import Missing
from fhir_adapter.bundle import Piece
from fhir_adapter.entry import UNREADABLE
from fhir_adapter.matching import Search
from fhir_adapter.references import bare_id
from fhir_adapter.search import key

# Condition.ndjson, Condition.000.ndjson, 1.Condition.ndjson, Condition-2.ndjson.gz; a log or a manifest has no type's name.
_FILE = re.compile(r"(?:\d+[._-])?([A-Z][A-Za-z]+)(?:[._-][\w-]+)?\.ndjson(?:\.gz)?")
# How an export that leaves something out was asked for, in its manifest or its log.
_PARTIAL = re.compile(rb"[?&](_since|_typeFilter|_elements)=")
_REFERENCE = re.compile(rb'"reference"\s*:\s*"([^"\\]+)"')
# Types that need not say whose they are.
_NOBODYS = frozenset(
    {
        "Binary",
        "Device",
        "Endpoint",
        "Group",
        "HealthcareService",
        "Library",
        "Location",
        "Medication",
        "Organization",
        "Practitioner",
        "PractitionerRole",
        "Questionnaire",
        "Substance",
    }
)


class ExportError(ValueError):
    """A folder that is no export, or does not hold the patient; the message says what was expected."""


class _Head(msgspec.Struct):
    resourceType: str = ""  # noqa: N815 - FHIR's name
    id: Any = None
    subject: Any = None
    patient: Any = None
    beneficiary: Any = None
    identifier: Any = None
    owner: Any = msgspec.field(default=None, name="for")


_HEAD = msgspec.json.Decoder(_Head)


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a resource stands: in a file that can be read from any place, or, unpacked from a gzip file, in memory."""

    kind: str
    file: Path
    start: int
    length: int
    held: bytes | None = field(default=None, repr=False)

    def piece(self) -> Piece:
        if self.held is not None:
            return Piece(self.kind, self.held)
        with self.file.open("rb") as file:
            file.seek(self.start)
            return Piece(self.kind, file.read(self.length))


class Export:
    """Every patient of an export; what a file says badly costs that line only, and is said of every patient."""

    def __init__(self, folder: Path) -> None:
        files = [(file, named[1]) for file in sorted(folder.iterdir()) if (named := _FILE.fullmatch(file.name))]
        if not files:
            raise ExportError("the folder holds no file such as Condition.ndjson or Condition.000.ndjson.gz")
        self.kinds = frozenset(kind for _, kind in files)
        self.partial = _partial(folder)
        """The parameter by which the export was asked for a part only, or nothing."""
        self.bad: list[str] = []
        """Every line that is no resource, as file name and line number."""
        self._unreadable: dict[str, int] = {}
        self._unplaced: dict[str, int] = {}
        self._patients: dict[str, None] = {}
        self._lines: dict[str, list[_Line]] = {}
        self._shared: dict[str, _Line] = {}
        for file, kind in files:
            for number, line, raw in _lines(file, kind):
                self._place(line, raw, f"{file.name}:{number}")

    def patients(self) -> tuple[str, ...]:
        """Return the ids of all patients, in the order of the files; where there is no Patient file, of all that anything is about."""
        return tuple(self._patients if "Patient" in self.kinds else self._lines)

    def patient(self, patient_id: str) -> ExportedPatient:
        """Return one patient's record; raises ExportError for one who is not here."""
        id = bare_id(patient_id)
        if id not in self.patients():
            raise ExportError(f"the patient asked for is not in the export, which holds {len(self.patients())}")
        return ExportedPatient(self, self._pieces(id))

    def damage(self, kind: str) -> tuple[int, int]:
        """Return how many lines of a type's files are no resources, and how many of its resources nobody can tell whose they are."""
        return self._unreadable.get(kind, 0), self._unplaced.get(kind, 0)

    def _place(self, line: _Line, raw: bytes, where: str) -> None:
        try:
            head = _HEAD.decode(raw)
        except UNREADABLE:
            head = _Head()
        if not head.resourceType:
            self.bad.append(where)
            self._unreadable[line.kind] = self._unreadable.get(line.kind, 0) + 1
            return
        line = _Line(head.resourceType, line.file, line.start, line.length, line.held)
        id = head.id if isinstance(head.id, str) else ""
        whose = (id or None) if head.resourceType == "Patient" else _whose(head)
        if head.resourceType == "Patient" and id:
            self._patients[id] = None
        if whose:
            self._lines.setdefault(whose, []).append(line)
            return
        self._share(line, id, head.identifier)
        if whose is None and line.kind not in _NOBODYS:
            self._unplaced[line.kind] = self._unplaced.get(line.kind, 0) + 1

    def _share(self, line: _Line, id: str, identifiers: Any) -> None:
        self._shared.setdefault(f"{line.kind}/{id}", line)
        for one in identifiers if isinstance(identifiers, list) else ():
            if isinstance(one, dict) and isinstance(one.get("value"), str):
                self._shared.setdefault(f"{line.kind}?identifier={one.get('system', '')}|{one['value']}", line)

    def _pieces(self, id: str) -> list[Piece]:
        """Return the patient's resources, and those of nobody's that they lead to."""
        pieces = [line.piece() for line in self._lines.get(id, ())]
        led: set[_Line] = set()
        for piece in pieces:  # grows while it is walked
            for found in _REFERENCE.findall(piece.raw):
                line = self._shared.get(_shared_name(found.decode(errors="replace")))
                if line is not None and line not in led:
                    led.add(line)
                    pieces.append(line.piece())
        return pieces


class ExportedPatient:
    """One patient of an export: complete for the types of which the export has a file, silent about all others."""

    def __init__(self, export: Export, pieces: list[Piece]) -> None:
        self._export = export
        self.pieces: Iterable[Piece] = pieces
        self.unreadable = len(export.bad)

    def gap(self, read: Read, _now: datetime) -> Missing | None:
        """Return why more could exist than is here, or None when the export is complete for this request."""
        if read.kind not in self._export.kinds:
            return Missing("not-provided", f"the export has no file of {read.kind}")
        cannot = Search.parse(read.kind, read.search).unknown if read.kind != "Patient" else ()
        if cannot:
            return Missing("incomplete", f"a search by {', '.join(cannot)} cannot be applied to a file")
        if self._export.partial:
            return Missing(
                "incomplete", f"the export was asked for by {self._export.partial}, which leaves something out"
            )
        _, unplaced = self._export.damage(read.kind)
        return Missing("incomplete", f"{read.kind} of which nobody can tell whose: {unplaced}") if unplaced else None

    def damage(self, read: Read) -> int:
        """Return how many lines in the files of this type were no resources: any of them could have been this patient's."""
        return self._export.damage(read.kind)[0]

    def missing_keys(self, reads: Iterable[Read]) -> list[str]:
        """Return the keys under which a client would have sent the types of which there is no file."""
        return sorted({key(r.kind, r.search) for r in reads if r.kind not in self._export.kinds})

    @property
    def notes(self) -> list[str]:
        """Return what an operator should know about the export, without patient data: the bad lines by file and number."""
        shown = 10
        more = f" and {len(self._export.bad) - shown} more" if len(self._export.bad) > shown else ""
        bad = self._export.bad[:shown]
        return [f"lines of the export that are no resources: {', '.join(bad)}{more}"] if bad else []


def _partial(folder: Path) -> str:
    told = (folder / name for name in ("manifest.json", "log.ndjson"))
    found = (_PARTIAL.search(file.read_bytes()) for file in told if file.is_file())
    return next((one[1].decode() for one in found if one), "")


def _lines(file: Path, kind: str) -> Iterator[tuple[int, _Line, bytes]]:
    """Yield every line that holds something, with its number; a file that breaks off says so as a line that is no resource."""
    packed = file.suffix == ".gz"
    start = number = 0
    try:
        with gzip.open(file) if packed else file.open("rb") as lines:
            for number, raw in enumerate(lines, 1):
                if raw.strip():
                    yield number, _Line(kind, file, start, len(raw), raw if packed else None), raw
                start += len(raw)
    except (EOFError, OSError, zlib.error):
        yield number + 1, _Line(kind, file, start, 0), b""


def _whose(head: _Head) -> str | None:
    """Return the id of the patient that a resource is about, nothing where it is about something else, None where it does not say."""
    about: str | None = None
    for named in (head.subject, head.patient, head.beneficiary, head.owner):
        reference = named.get("reference") if isinstance(named, dict) else None
        if not isinstance(reference, str) or not reference or reference.startswith("#") or "?" in reference:
            continue
        kind = reference.rstrip("/").split("/_history/", 1)[0].split("/")[-2:-1] or [named.get("type", "Patient")]
        if kind == ["Patient"] or reference.startswith("urn:"):
            return bare_id(reference)
        about = ""
    return about


def _shared_name(reference: str) -> str:
    return reference if "?" in reference else "/".join(reference.split("/_history/", 1)[0].split("/")[-2:])
