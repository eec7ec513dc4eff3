"""Find resources by type, by code, by id and by address; each type is looked into when it is first asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from chartside.codes import Code, CodeSet
from chartside.facts import Origin
from fhir_adapter.bundle import Piece
from fhir_adapter.concepts import codings, objects, word
from fhir_adapter.entry import UNREADABLE, Entry
from fhir_adapter.labels import labels
from fhir_adapter.systems import canonical
from fhir_adapter.versions import newer


class _Coding(msgspec.Struct):
    system: str = ""
    code: str = ""


class _Concept(msgspec.Struct):
    coding: list[_Coding] = []


class _Component(msgspec.Struct):
    code: _Concept = msgspec.field(default_factory=_Concept)


class _Meta(msgspec.Struct):
    security: Any = None


class _Head(msgspec.Struct):
    id: str = ""
    meta: _Meta = msgspec.field(default_factory=_Meta)
    securityLabel: Any = None  # noqa: N815 - FHIR's name
    confidentiality: Any = None
    code: _Concept = msgspec.field(default_factory=_Concept)
    component: list[_Component] = []


_HEAD = msgspec.json.Decoder(_Head)


@dataclass(slots=True)
class Shelf:
    """Every resource of one type, each once."""

    entries: list[Entry] = field(default_factory=list)
    by_code: dict[Code, list[Entry]] = field(default_factory=dict)
    by_id: dict[str, Entry] = field(default_factory=dict)
    by_url: dict[str, Entry] = field(default_factory=dict)
    uncoded: list[Entry] = field(default_factory=list)
    labelled: list[Entry] = field(default_factory=list)
    """Those with any security label."""
    unreadable: int = 0
    duplicates: int = 0


class Index:
    """Resources by type, code, id and address."""

    def __init__(self, pieces: Iterable[Piece], origin: Origin = "prefetch") -> None:
        self._pieces: dict[str, list[Piece]] = {}
        self._kind_at: dict[str, str] = {}
        self._shelves: dict[str, Shelf] = {}
        self._origin: Origin = origin
        for piece in pieces:
            self._pieces.setdefault(piece.kind, []).append(piece)
            if piece.full_url:
                self._kind_at[piece.full_url] = piece.kind

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the resource types that are here."""
        return tuple(self._pieces)

    @property
    def shelves(self) -> Mapping[str, Shelf]:
        """Return what was looked into so far, by resource type."""
        return self._shelves

    def shelf(self, kind: str) -> Shelf:
        """Return every resource of a type, looked into once."""
        found = self._shelves.get(kind)
        if found is None:
            found = self._shelves[kind] = self._filled(kind)
        return found

    def coded(self, kind: str, what: CodeSet) -> list[Entry]:
        """Return the resources whose ``code``, or that of a component, is in the set."""
        by_code = self.shelf(kind).by_code
        if what.enumerable and len(what.codes) < len(by_code):
            hits = (by_code[code] for code in what.codes if code in by_code)
        else:
            hits = (entries for code, entries in by_code.items() if code in what)
        return list(dict.fromkeys(entry for entries in hits for entry in entries))

    def coded_outside(self, kind: str, systems: Collection[str]) -> list[Entry]:
        """Return the resources that have codes, none of them of these systems."""
        by_code = self.shelf(kind).by_code
        inside = {entry for code, entries in by_code.items() if code.system in systems for entry in entries}
        outside = (entries for code, entries in by_code.items() if code.system not in systems)
        return list(dict.fromkeys(entry for entries in outside for entry in entries if entry not in inside))

    def find(self, kind: str, id: str) -> Entry | None:
        """Return the resource of this type and id."""
        return self.shelf(kind).by_id.get(id) if kind in self._pieces else None

    def at(self, url: str) -> Entry | None:
        """Return the resource whose fullUrl this is."""
        kind = self._kind_at.get(url)
        return self.shelf(kind).by_url.get(url) if kind else None

    def named(self, ref: str) -> Entry | None:
        """Return the resource, without an id, whose ``ref`` is made of its hash."""
        kind, _, made = ref.partition("#")
        return (
            next((e for e in self.shelf(kind).entries if e.ref == ref), None) if made and kind in self._pieces else None
        )

    def _filled(self, kind: str) -> Shelf:
        shelf = Shelf()
        for piece in self._pieces.get(kind, ()):
            try:
                self._put(shelf, piece)
            except UNREADABLE:
                shelf.unreadable += 1
        return shelf

    def _put(self, shelf: Shelf, piece: Piece) -> None:
        try:
            head = _HEAD.decode(piece.raw)
            id, codes = head.id, _codes(head)
            labelled = bool(head.meta.security or head.securityLabel or head.confidentiality or piece.security)
        except msgspec.ValidationError:
            # Something has another type than the standard says: read what can be read, at leisure.
            content = msgspec.json.decode(piece.raw)
            id, codes, labelled = (
                word(content.get("id")),
                _codes_of_any(content),
                bool(labels(content) or piece.security),
            )
        entry = Entry(
            piece.kind,
            id,
            piece.raw,
            piece.origin or self._origin,
            piece.full_url,
            (piece.key,) if piece.key else (),
            piece.received,
            piece.security,
        )
        earlier = shelf.by_id.get(id) if id else None
        if earlier is not None:
            shelf.duplicates += 1
            entry = self._merged(shelf, earlier, entry)
            if entry is earlier:
                return
        if id:
            shelf.by_id[id] = entry
        if entry.full_url:
            shelf.by_url[entry.full_url] = entry
        shelf.entries.append(entry)
        if labelled:
            shelf.labelled.append(entry)
        if not codes:
            shelf.uncoded.append(entry)
        for code in codes:
            shelf.by_code.setdefault(code, []).append(entry)

    @staticmethod
    def _merged(shelf: Shelf, earlier: Entry, later: Entry) -> Entry:
        """Keep one of two resources with one id, the later version; the other's address and keys go to it."""
        keys = tuple(dict.fromkeys((*earlier.keys, *later.keys)))
        kept = earlier
        if later.raw != earlier.raw:
            which = newer(earlier, later)
            if which == "later":
                shelf.entries.remove(earlier)
                for listed in (shelf.uncoded, shelf.labelled, *shelf.by_code.values()):
                    if earlier in listed:
                        listed.remove(earlier)
                kept = later
            kept.contradicted = kept.contradicted or which == "neither"
        kept.keys = keys
        for address in (earlier.full_url, later.full_url):
            if address:
                shelf.by_url[address] = kept
        return kept


def _codes(head: _Head) -> set[Code]:
    concepts = (head.code, *(c.code for c in head.component))
    return {Code(canonical(c.system), c.code) for concept in concepts for c in concept.coding if c.system and c.code}


def _codes_of_any(content: dict[str, Any]) -> set[Code]:
    concepts = (content.get("code"), *(c.get("code") for c in objects(content.get("component"))))
    return {code for concept in concepts for code in codings(concept)}
