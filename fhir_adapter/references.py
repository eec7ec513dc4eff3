"""Follow a reference in whichever of its many forms it comes: resolved, external, or never to be resolved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fhir_adapter.concepts import Json, objects, word
from fhir_adapter.entry import UNREADABLE, Entry
from fhir_adapter.index import Index
from fhir_adapter.search import parameters

_URN = ("urn:uuid:", "urn:oid:")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads.

    ``external`` names a resource that is not here; ``unresolvable`` names none that could ever be read (identifier only, display only,
    garbage, or conditional where not exactly one that is here answers). The ``id`` of an external one on another base is its whole
    address: there its last part says nothing.
    """

    state: Literal["resolved", "external", "unresolvable"]
    kind: str = ""
    id: str = ""
    content: Json | None = None
    entry: Entry | None = None


UNRESOLVABLE = Target("unresolvable")


class References:
    """Resolves references among the resources of one or more indexes, the first of which wins."""

    def __init__(self, indexes: Iterable[Index]) -> None:
        self._indexes = tuple(indexes)
        self._identified: dict[str, dict[tuple[str, str], list[Entry]]] = {}

    def resolve(self, reference: Any, within: Json | None = None, kind: str = "") -> Target:
        """Return where a Reference, or its bare string, leads.

        ``within`` is the resource that holds it, for contained ones; ``kind`` is the type it must have, where that is known.
        """
        if isinstance(reference, Mapping):
            kind = word(reference.get("type")) or kind
            reference = reference.get("reference")
        if not isinstance(reference, str) or not reference.strip():
            return UNRESOLVABLE
        text = reference.strip()
        if text.startswith("#"):
            return _contained(text[1:], within)
        if "?" in text:
            return self._by_identifier(text)
        entry = next((e for e in (i.at(text) for i in self._indexes) if e), None)
        if entry is not None:
            return _resolved(entry)
        if text.startswith(_URN):
            return Target("external", kind, bare_id(text))
        return self._by_id(text, kind)

    def _by_identifier(self, text: str) -> Target:
        """Follow ``Practitioner?identifier=system|value`` to the one resource here that bears it; no other condition is judged."""
        kind, _, query = text.partition("?")
        asked = parameters(query)
        if len(asked) != 1 or asked[0][0] != "identifier":
            return UNRESOLVABLE
        system, bar, value = asked[0][1].rpartition("|")
        if kind not in self._identified:
            self._identified[kind] = self._bearers(kind)
        bearers = self._identified[kind]
        if bar:
            found = bearers.get((system, value), [])
        else:
            found = [entry for (_, borne), entries in bearers.items() if borne == value for entry in entries]
        return _resolved(found[0]) if len(found) == 1 else UNRESOLVABLE

    def _bearers(self, kind: str) -> dict[tuple[str, str], list[Entry]]:
        bearers: dict[tuple[str, str], list[Entry]] = {}
        for index in self._indexes:
            for entry in index.shelf(kind).entries if kind in index.kinds else ():
                for borne in _identifiers(entry):
                    bearers.setdefault(borne, []).append(entry)
        return bearers

    def _by_id(self, text: str, kind: str) -> Target:
        base, named, id = _parts(text)
        if named.lower() != kind.lower():
            kind = named or kind
        if not id:
            return UNRESOLVABLE
        for index in self._indexes:
            spelt = next((k for k in index.kinds if k.lower() == kind.lower()), kind)
            entry = index.find(spelt, id)
            if entry is not None and _same_base(base, entry):
                return _resolved(entry)
            kind = spelt
        return Target("external", kind, text if base else id)


def identified(reference: Any) -> tuple[str, str] | None:
    """Return system and value by which a Reference names its target without an id: ``identifier``, or a search by it; None without."""
    if isinstance(reference, Mapping):
        stated = reference.get("reference")
        if not isinstance(stated, str) or not stated.strip():
            borne = reference.get("identifier")
            value = word(borne.get("value")) if isinstance(borne, Mapping) else ""
            return (word(borne.get("system")), value) if isinstance(borne, Mapping) and value else None
        reference = stated
    if not isinstance(reference, str) or "?" not in reference:
        return None
    asked = parameters(reference.strip().partition("?")[2])
    if len(asked) != 1 or asked[0][0] != "identifier":
        return None
    system, _, value = asked[0][1].rpartition("|")
    return (system, value) if value else None


def bare_id(reference: str) -> str:
    """Return the id in ``Patient/1``, ``urn:uuid:1``, an absolute address, or ``1`` itself."""
    text = reference.strip()
    if text.startswith(_URN):
        return text.rsplit(":", 1)[1]
    return _parts(text)[2]


def _parts(text: str) -> tuple[str, str, str]:
    """Split into base, type and id; the version is left out."""
    parts = text.split("/_history/", 1)[0].rstrip("/").split("/")
    id = parts[-1]
    kind = parts[-2] if len(parts) > 1 else ""
    return "/".join(parts[:-2]), kind, id


def _same_base(base: str, entry: Entry) -> bool:
    """Whether an absolute reference means this entry: not if the entry is known to live on another base."""
    if not base or not entry.full_url.startswith("http"):
        return True
    return _parts(entry.full_url)[0] == base


def _identifiers(entry: Entry) -> set[tuple[str, str]]:
    try:
        listed = objects(entry.content.get("identifier"))
    except UNREADABLE:
        return set()
    return {(word(one.get("system")), value) for one in listed if (value := word(one.get("value")))}


def _contained(id: str, within: Json | None) -> Target:
    for one in objects((within or {}).get("contained")):
        if one.get("id") == id:
            return Target("resolved", word(one.get("resourceType")), "", one)
    return UNRESOLVABLE


def _resolved(entry: Entry) -> Target:
    try:
        content = entry.content
    except UNREADABLE:
        return Target("external", entry.kind, entry.id)
    return Target("resolved", entry.kind, entry.id or bare_id(entry.full_url), content, entry)
