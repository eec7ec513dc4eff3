"""Decide which resources of a record an analysis may see at all: by their security labels, and by what the patient consents to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Literal

from chartside.codes import Code
from fhir_adapter.concepts import Json, codings, objects
from fhir_adapter.consent import Consents, Seen
from fhir_adapter.entry import UNREADABLE, Entry
from fhir_adapter.index import Index
from fhir_adapter.labels import labels, restricting, unheard_of
from fhir_adapter.references import References, Target
from fhir_adapter.times import occurred

Ban = Literal["", "security-label", "consent"]
BANS = frozenset({"security-label", "consent"})
# Where a resource names what it is about.
_NAMED = ("code", "type", "vaccineCode", "medicationCodeableConcept")


class Permission:
    """What the labels and the consents of one record leave to be seen, for a caller who may see these labels besides."""

    def __init__(
        self,
        index: Index,
        references: References,
        permitted: frozenset[str],
        is_the_patients: Callable[[Entry, Json], bool],
    ) -> None:
        self._index = index
        self._references = references
        self._permitted = permitted
        self._is_the_patients = is_the_patients
        self._made: Consents | None = None
        self._opposed: dict[tuple[Entry, datetime], bool] = {}
        self._labels: dict[Entry, bool] = {}
        self._labelled: dict[str, frozenset[Entry]] = {}
        self._unheard_of: set[Entry] = set()

    def ban(self, entry: Entry, now: datetime) -> Ban:
        """Return why a resource that can be read may not be seen, or nothing when it may."""
        if self.labelled(entry):
            return "security-label"
        if entry.kind == "Patient" or not self._consents:
            return ""
        known = self._opposed.get((entry, now))
        if known is None:
            content = entry.content
            codes = frozenset(self.codes(content))
            seen = Seen(entry, codes, labels(content, entry.security), occurred(entry.kind, content))
            known = self._opposed[entry, now] = self._consents.oppose(seen, now)
        return "consent" if known else ""

    def labelled(self, entry: Entry) -> bool:
        """Whether a resource of the record has a label that restricts it further than this caller is permitted."""
        known = self._labels.get(entry)
        if known is None:
            held = entry in self._with_labels(entry.kind)
            if held and unheard_of(entry.content, entry.security):
                self._unheard_of.add(entry)
            known = self._labels[entry] = held and bool(restricting(entry.content, entry.security) - self._permitted)
        return known

    def _with_labels(self, kind: str) -> frozenset[Entry]:
        if kind not in self._labelled:
            found = self._index.shelf(kind).labelled if kind in self._index.kinds else ()
            self._labelled[kind] = frozenset(found)
        return self._labelled[kind]

    def perhaps(self, kind: str) -> Iterable[Entry]:
        """Return the resources of a type among which some may be banned."""
        shelf = self._index.shelf(kind)
        return shelf.entries if self._consents else shelf.labelled

    def codes(self, content: Json) -> tuple[Code, ...]:
        """Return every code by which a resource says what it is about, its components and its medicine included."""
        return tuple(self._codes(content))

    @property
    def notes(self) -> list[str]:
        """Return what an operator should know, without patient data."""
        said = self._made.notes if self._made is not None else []
        if self._unheard_of:
            count = len(self._unheard_of)
            said = [*said, f"resources with a security label that is not in our table: {count}; it withheld nothing"]
        return said

    def _codes(self, content: Json) -> Iterator[Code]:
        parts = (content, *objects(content.get("component")), *objects(content.get("condition")))
        for concept in (one for part in parts for name in _NAMED for one in objects(part.get(name))):
            yield from codings(concept)
        medicine = self._references.resolve(content.get("medicationReference"), content, "Medication").content
        yield from codings(medicine.get("code")) if medicine else ()

    @property
    def _consents(self) -> Consents:
        if self._made is None:
            self._made = Consents(*self._read()) if "Consent" in self._index.kinds else Consents((), self._resolve)
        return self._made

    def _read(self) -> tuple[list[Json], Callable[[Any, Json], Target], int]:
        shelf = self._index.shelf("Consent")
        contents: list[Json] = []
        unreadable = shelf.unreadable
        for entry in shelf.entries:
            try:
                content = entry.content
            except UNREADABLE:
                unreadable += 1
                continue
            if self._is_the_patients(entry, content):
                contents.append(content)
        return contents, self._resolve, unreadable

    def _resolve(self, reference: Any, within: Json) -> Target:
        return self._references.resolve(reference, within)


class PermittedReferences(References):
    """References among what may be seen: what is behind a restricted label is as if it had not been sent."""

    def __init__(self, indexes: Iterable[Index], permission: Permission) -> None:
        super().__init__(indexes)
        self._permission = permission

    def resolve(self, reference: Any, within: Json | None = None, kind: str = "") -> Target:
        """Return where a reference leads; ``external`` where it leads to a resource that may not be seen."""
        target = super().resolve(reference, within, kind)
        if target.entry is not None and self._permission.labelled(target.entry):
            return Target("external", target.kind, target.id)
        return target
