"""Gather what a call needs: what the client sent, then from its server what that does not cover, a cut-off search code by code."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol
from urllib.parse import quote

import msgspec

from chartside.inputs import Read
from chartside.missing import Missing
from fhir_adapter.answered import Answered
from fhir_adapter.bundle import Piece
from fhir_adapter.client.address import ServerAddress
from fhir_adapter.client.answer import Answer
from fhir_adapter.entry import UNREADABLE
from fhir_adapter.prefetch import Prefetch
from fhir_adapter.search import Coverage, key, templates

_PATIENT = "{{context.patientId}}"
# Where a search is cut off all the same, let it be cut off at its old end.
_NEWEST_FIRST = {"DiagnosticReport": "&_sort=-date", "Observation": "&_sort=-date", "Procedure": "&_sort=-date"}
# What these say by reference only, nobody knows without the resource that is referred to.
_NAME_A_MEDICATION = frozenset({"MedicationAdministration", "MedicationRequest", "MedicationStatement"})

# A call that names more orders than this wants something else than advice at the side of the chart.
_NAMED_AT_MOST = 50
# Whoever reads a server reads there too what the patient objects to.
_CONSENT = Read("Consent")


class Server(Protocol):
    """Whoever answers the searches and reads of one call; over HTTP it is ``client.Session``."""

    @property
    def address(self) -> ServerAddress:
        """Where it stands."""
        ...

    async def search(self, query: str) -> Answer:
        """Return all that a search finds."""
        ...

    async def read(self, kind: str, id: str) -> Answer:
        """Return one resource."""
        ...


@dataclass(frozen=True, slots=True)
class Gathered:
    """One patient's record in parts: what the client sent, what the server found, and what these name by reference."""

    sent: Prefetch
    fetched: Answered
    named: tuple[Piece, ...]
    now: datetime
    remarks: tuple[str, ...] = field(default=())

    @property
    def pieces(self) -> Iterable[Piece]:
        """Return every resource; of one that came twice the later version stands, the client's where they are one."""
        return (*self.sent.pieces, *self.fetched.pieces, *self.named)

    @property
    def unreadable(self) -> int:
        """Return how many parts were no resources."""
        return self.sent.unreadable + self.fetched.unreadable

    def gap(self, read: Read, now: datetime) -> Missing | None:
        """Return why more could exist than was sent and fetched, or None when all is here."""
        unsent = self.sent.gap(read, now)
        if unsent is None:
            return None
        unfetched = self.fetched.gap(read, now)
        return unfetched if unfetched is None or unfetched.reason != "not-provided" else unsent

    def damage(self, read: Read) -> int:
        """Return how many parts that this request could have wanted were no resources; what was fetched whole mends what was sent."""
        fetched = self.fetched.damage(read)
        return fetched if self.fetched.gap(read, self.now) is None else fetched + self.sent.damage(read)

    def missing_keys(self, reads: Iterable[Read]) -> list[str]:
        """Return the advertised keys that these requests need, that the client left out, and of which the server gave nothing."""
        return self.sent.missing_keys(read for read in reads if not self.fetched.gave(read, self.now))

    @property
    def failures(self) -> list[str]:
        """Return why searches of the server were not answered, in words without patient data."""
        return list(dict.fromkeys(gap.detail for gap in self.fetched.gaps))

    @property
    def notes(self) -> list[str]:
        """Return what an operator should know, without patient data."""
        return [*self.sent.notes, *self.remarks]


async def gather(
    server: Server,
    patient_id: str,
    reads: Iterable[Read],
    now: datetime,
    sent: Prefetch | None = None,
    named: Iterable[str] = (),
) -> Gathered:
    """Return everything that these requests read, as far as the client sent it or the server gives it in time.

    ``named`` are references, such as ``ServiceRequest/1``, that the call itself makes and that lead to nothing it sent.

    What a client sent whole, ``null`` included, is not asked for again; where anything is asked for, so are the patient's consents.
    Nothing raises for what a server does: each gap says why.
    """
    sent = sent or Prefetch({}, {})
    asked_for = tuple(dict.fromkeys(reads))
    wanted = [read for read in asked_for if sent.gap(read, now) is not None or sent.damage(read)]
    searches = templates([*wanted, _CONSENT], now.date()) if wanted else {}
    answers = await _answers(server, patient_id, searches)
    apart = _code_by_code(wanted, searches, Answered(searches, answers, "server", patient_id), answers, now.date())
    answers |= await _answers(server, patient_id, apart, sort=True)
    fetched = Answered(searches | apart, answers, "server", patient_id)
    orders, lost = await _named_by_the_call(server, named)
    medications, unread = await _medications(server, asked_for, (*sent.pieces, *fetched.pieces, *orders))
    remarks = tuple(_remarks(fetched, answers, apart, unread + lost))
    return Gathered(sent, fetched, (*orders, *medications), now, remarks)


async def _answers(
    server: Server, patient_id: str, searches: Mapping[str, str], *, sort: bool = False
) -> dict[str, Answer]:
    async def one(template: str) -> Answer:
        kind, _, query = template.partition("?")
        if not query:
            return await server.read("Patient", patient_id)
        order = _NEWEST_FIRST.get(kind, "") if sort else ""
        return await server.search(template.replace(_PATIENT, quote(patient_id, safe="")) + order)

    found = await asyncio.gather(*(one(template) for template in searches.values()))
    return dict(zip(searches, found, strict=True))


def _code_by_code(
    wanted: Sequence[Read], searches: Mapping[str, str], merged: Answered, answers: Mapping[str, Answer], today: date
) -> dict[str, str]:
    """Return a search for each code that a merged search, cut off, may have hidden; there is none to narrow where no code was named."""
    apart: dict[str, str] = {}
    for name, template in searches.items():
        gap = answers[name].gap
        if gap is None or not (answers[name].cut or gap.reason == "incomplete") or not merged.heeded[name].believed:
            continue
        mine = [r for r in wanted if not r.search and r.codes and key(r.kind) == name]
        for code in sorted({code for read in mine for code in read.codes}, key=str):
            [(_, alone)] = templates(
                [replace(r, codes=frozenset({code})) for r in mine if code in r.codes], today
            ).items()
            if Coverage.of(alone).codes == frozenset({code}) and alone != template:
                apart[f"{name} {code}"] = alone
    return apart


async def _named_by_the_call(server: Server, references: Iterable[str]) -> tuple[tuple[Piece, ...], int]:
    """Return the resources that a call names, as far as they stand on this very server, and how many could not be read."""
    wanted = [reference for reference in dict.fromkeys(references) if _place_at(server.address, reference)]
    places = [place for reference in wanted[:_NAMED_AT_MOST] if (place := _place_at(server.address, reference))]
    answers = await asyncio.gather(*(server.read(kind, id) for kind, id in places))
    found = tuple(piece for answer in answers for piece in answer.pieces)
    for piece in found:
        piece.origin = "server"
    return found, sum(answer.gap is not None for answer in answers) + len(wanted) - len(places)


class _Named(msgspec.Struct):
    id: Any = None
    medicationReference: Any = None  # noqa: N815 - FHIR's name


_NAMED = msgspec.json.Decoder(_Named)


async def _medications(server: Server, reads: Sequence[Read], pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], int]:
    """Return the Medications that the patient's prescriptions name and nobody sent, and how many could not be read."""
    kinds = _NAME_A_MEDICATION.intersection(read.kind for read in reads)
    here = {_here(piece) for piece in pieces if piece.kind == "Medication"} | {p.full_url for p in pieces}
    lacking = {
        reference
        for piece in pieces
        if piece.kind in kinds and (reference := _reference(piece)) and not {reference, _bare(reference)} & here
    }
    ids = sorted({id for reference in lacking if (id := _id_at(server.address, reference))})
    answers = await asyncio.gather(*(server.read("Medication", id) for id in ids))
    found = tuple(piece for answer in answers for piece in answer.pieces)
    for piece in found:
        piece.origin = "server"
    return found, sum(answer.gap is not None for answer in answers)


def _decoded(piece: Piece) -> _Named:
    try:
        return _NAMED.decode(piece.raw)
    except UNREADABLE:
        return _Named()


def _here(piece: Piece) -> str:
    return f"Medication/{_decoded(piece).id}"


def _reference(piece: Piece) -> str:
    named = _decoded(piece).medicationReference
    reference = named.get("reference") if isinstance(named, dict) else None
    return reference.strip() if isinstance(reference, str) else ""


def _bare(reference: str) -> str:
    return "/".join(reference.split("/_history/", 1)[0].split("/")[-2:])


def _id_at(address: ServerAddress, reference: str) -> str | None:
    """Return the id of a Medication on this very server, or None for any other reference."""
    place = _place_at(address, reference)
    return place[1] if place is not None and place[0] == "Medication" else None


def _place_at(address: ServerAddress, reference: str) -> tuple[str, str] | None:
    """Return the type and the id of a resource on this very server, or None for a reference that leads elsewhere or nowhere."""
    if reference.startswith(("#", "urn:")) or "?" in reference:
        return None
    url = address.within(reference.split("/_history/", 1)[0])
    kind, _, id = (url or "").removeprefix(f"{address}/").partition("/")
    return (kind, id) if kind.isalpha() and id and "/" not in id else None


def _remarks(fetched: Answered, answers: Mapping[str, Answer], apart: Mapping[str, str], unread: int) -> Iterable[str]:
    for name, heeded in fetched.heeded.items():
        if heeded.ignored and name not in apart:
            yield f"the server did not apply {', '.join(sorted(heeded.ignored))} to {name}; its answer was filtered here"
    for name, answer in answers.items():
        if answer.gap is not None and name not in apart:
            yield f"{answer.gap.detail}; {'followed code by code' if _followed(name, apart) else 'not complete'}"
    failed = sum(answers[name].gap is not None for name in apart)
    if failed:
        yield f"searches for one code that were not answered to their end: {failed} of {len(apart)}"
    if unread:
        yield f"resources named by a prescription or by the call that could not be read: {unread}"


def _followed(name: str, apart: Mapping[str, str]) -> bool:
    return any(one.startswith(f"{name} ") for one in apart)
