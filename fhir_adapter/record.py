"""Hold one patient's resources for the readers: hand out what may be asserted, count what may not, remember what was used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from chartside.codes import Code, CodeSet
from chartside.inputs import Read
from chartside.missing import Missing
from chartside.moments import Moment
from fhir_adapter.assertable import objection
from fhir_adapter.bundle import Piece
from fhir_adapter.concepts import Json, disagree
from fhir_adapter.entry import UNREADABLE, Entry
from fhir_adapter.gaps import first
from fhir_adapter.index import Index, Shelf
from fhir_adapter.matching import Search
from fhir_adapter.permission import BANS, Permission, PermittedReferences
from fhir_adapter.references import References, bare_id
from fhir_adapter.release import release
from fhir_adapter.search import bounded_by_date
from fhir_adapter.subjects import another
from fhir_adapter.times import known_from, limit, occurred

# These say that a resource is not the patient's, or not so: nobody needs to ask whether it may be seen.
_NEVER = frozenset({"entered-in-error", "other-patient", "unreadable"})
# Where a type names whom it is about: most, some, Coverage, Task.
ABOUT = ("subject", "patient", "beneficiary", "for")
# Nor is what is not so yet, or may not be seen, given to anybody.
_WITHHELD = _NEVER | BANS | {"future"}
# A plan is known before its day comes; whatever else bears a later day was not known at the moment of the question.
_PLANS = frozenset({"planned", "draft", "plan", "proposal", "option", "intended", "cancelled"})


class Source(Protocol):
    """Where a record came from: it alone knows whether more could exist than it gave."""

    @property
    def pieces(self) -> Iterable[Piece]:
        """Every resource, still in its bytes."""
        ...

    @property
    def unreadable(self) -> int:
        """How many parts were no resources."""
        ...

    @property
    def notes(self) -> list[str]:
        """What an operator should know about it, without patient data."""
        ...

    def gap(self, read: Read, now: datetime, /) -> Missing | None:
        """Why more could exist than was given, or None when all was given that this request asks for."""
        ...

    def damage(self, read: Read, /) -> int:
        """How many parts that this request could have wanted were no resources."""
        ...

    def missing_keys(self, reads: Iterable[Read]) -> list[str]:
        """Which prefetch keys these requests need and nobody sent."""
        ...


class Record:
    """The resources of one patient; every reader goes through it, so that the gate and the counts are the same for all."""

    def __init__(
        self,
        source: Source,
        index: Index,
        drafts: Index,
        patient_id: str,
        *,
        of_anyone: bool = False,
        permitted: frozenset[str] = frozenset(),
    ) -> None:
        self._source = source
        self._of_anyone = of_anyone
        self._index = index
        self._references = References((index, drafts))
        self._permission = Permission(index, self._references, permitted, self.is_the_patients)
        self.references: References = PermittedReferences((index, drafts), self._permission)
        self.patient_id = bare_id(patient_id)
        self.patient = index.find("Patient", self.patient_id) or index.at(f"urn:uuid:{self.patient_id}")
        if self.patient and self.patient.id:
            self.patient_id = self.patient.id
        self._dropped: set[tuple[str, str, int]] = set()
        self._verdicts: dict[Entry, str] = {}
        self._seen: dict[str, dict[str, str]] = {}
        self._remarks: dict[str, None] = {}
        self._unplaced: set[Entry] = set()
        self._times: dict[Entry, tuple[Moment, ...]] = {}

    def cut_off(self, read: Read, now: datetime) -> Missing | None:
        """Return why more could exist than was given, or None when all was given that this request asks for."""
        return self._source.gap(read, now)

    def gap(self, read: Read, now: datetime, what: CodeSet | None = None) -> Missing | None:
        """Return why more could exist than can be read: some may not be seen, not all was given, or some of it in vain.

        None when it is complete. ``what`` says which codes are asked for, where the read cannot name them all.
        """
        unread = self.lost(read.kind, self._source.damage(read))
        return first(self.not_permitted(read, now, what), self.cut_off(read, now), unread)

    def _first_look(self, entry: Entry) -> str:
        known = self._verdicts.get(entry)
        if known is None:
            known = self._verdicts[entry] = self._judged(entry)
        return known

    def lost(self, kind: str, damage: int = 0) -> Missing | None:
        """Return that resources of a type came and could not be read, ``damage`` of them being of no known type; or None."""
        lost = self._shelf(kind).unreadable + damage
        return Missing("incomplete", f"resources that could not be read: {lost}") if lost else None

    def not_permitted(
        self, read: Read, now: datetime, what: CodeSet | None = None, since: Moment | None = None
    ) -> Missing | None:
        """Return that something may not be seen which could have answered (not certainly before ``since``), or None."""
        barred = [
            entry
            for entry in self._permission.perhaps(read.kind)
            if self._verdict(entry, now) in BANS and self._could_answer(entry, read, now, what, since)
        ]
        for entry in barred:
            self.verdict(entry, now)
        return Missing("not-permitted", f"resources that may not be seen: {len(barred)}") if barred else None

    def _could_answer(
        self, entry: Entry, read: Read, now: datetime, what: CodeSet | None, since: Moment | None
    ) -> bool:
        content = entry.content
        if read.search:
            return Search.parse(read.kind, read.search).admits(content)
        codes = self._permission.codes(content)
        asked = any(code in read.codes for code in codes) if what is None else what.find(codes) is not None
        if codes and (read.codes or what is not None) and not asked:
            return False
        when = occurred(entry.kind, content)
        until = when.until or when.since
        if until is None or when.lasts or not bounded_by_date(entry.kind):
            return True
        earliest = limit(now, read.back)
        return not (earliest and until.end < earliest) and not (since and until.end < since.start)

    def entries(self, kind: str) -> list[Entry]:
        """Return every resource of a type."""
        return self._shelf(kind).entries

    def coded(self, kind: str, what: CodeSet) -> list[Entry]:
        """Return the resources of a type whose code, or that of a component, is in the set; what has no code is counted."""
        for entry in self._shelf(kind).uncoded:
            self.drop(entry, "no-code")
        return self._index.coded(kind, what)

    def uncoded(self, kind: str) -> list[Entry]:
        """Return the resources of a type that have no code: nobody can tell whether they are asked for."""
        return self._shelf(kind).uncoded

    def coded_outside(self, kind: str, systems: Collection[str]) -> list[Entry]:
        """Return the resources of a type that have codes, none of them of these systems."""
        return self._index.coded_outside(kind, systems)

    def content(self, entry: Entry) -> Json | None:
        """Return a resource as JSON, or None (counted) when it cannot be read."""
        try:
            return entry.content
        except UNREADABLE:
            self.drop(entry, "unreadable")
            return None

    def verdict(self, entry: Entry, now: datetime) -> str:
        """Return why a record may not be asserted (counted), or nothing when it may."""
        known = self._verdict(entry, now)
        if known:
            self.drop(entry, known)
        return known

    def withheld(self, entry: Entry, now: datetime) -> bool:
        """Whether a resource is kept (counted) even from whoever reads resources whole and judges their status himself."""
        known = self._verdict(entry, now)
        if known in _WITHHELD:
            self.drop(entry, known)
        return known in _WITHHELD

    def _verdict(self, entry: Entry, now: datetime) -> str:
        known = self._first_look(entry)
        if known in _NEVER:
            return known
        ban = self._permission.ban(entry, now)
        if (ban or known not in _PLANS) and any(at.certainly_after(now) for at in self._known_from(entry)):
            return "future"
        return ban or known

    def _known_from(self, entry: Entry) -> tuple[Moment, ...]:
        if entry not in self._times:
            self._times[entry] = known_from(entry.kind, entry.content)
        return self._times[entry]

    def _judged(self, entry: Entry) -> str:
        content = self.content(entry)
        if content is None or content.get("resourceType") != entry.kind:
            return "unreadable"
        shape = release(entry.kind, content)
        if shape != "R4":
            self.remark(f"{entry.kind} in the shape of FHIR {shape}: read under R4 rules")
        if not self.is_the_patients(entry, content):
            return "other-patient"
        return objection(entry.kind, content) or ("contradicted" if entry.contradicted else "")

    def is_the_patients(self, entry: Entry, content: Json) -> bool:
        """Whether a resource speaks of this patient; one that names nobody was sent for this patient and is taken so."""
        if entry.kind == "Patient":
            return entry is self.patient
        if self._of_anyone:
            return True
        subject = next((named for element in ABOUT if (named := content.get(element)) is not None), None)
        if subject is None:
            return True
        target = self._references.resolve(subject, content, "Patient")
        if not target.id:
            theirs = another(subject, target, self.patient)
            if not theirs:
                self._unplaced.add(entry)
            return not theirs
        elsewhere = target.id.startswith("http") and self.patient is not None
        return target.kind in ("Patient", "") and bare_id(target.id) == self.patient_id and not elsewhere

    def linked(self, reference: Any, within: Json, now: datetime) -> tuple[Entry | None, str]:
        """Return the resource of the record that a reference leads to, and why it may not be used (counted), where it may not."""
        entry = self._references.resolve(reference, within).entry
        return entry, self.verdict(entry, now) if entry is not None else ""

    def drop(self, entry: Entry, reason: str) -> None:
        """Count a record that is not used, once for each reason."""
        self._dropped.add((entry.kind, reason, id(entry)))

    def cite(self, entry: Entry) -> dict[str, Any]:
        """Return the provenance for a fact that is read from this resource, and remember that it was."""
        provenance = entry.provenance()
        self._seen[entry.ref] = {
            "reference": provenance["ref"],
            "versionId": provenance["version_id"],
            "lastUpdated": provenance["last_updated"],
            "sha256": provenance["sha256"],
            "origin": provenance["origin"],
        }
        return provenance

    def remark(self, sentence: str) -> None:
        """Note something that an operator should know; never patient data."""
        self._remarks[sentence] = None

    def compare_display(self, what: CodeSet, code: Code) -> None:
        """Remark when the record's display for a code speaks of something else than the table's."""
        self.shown(what, code, code.display)

    def shown(self, what: CodeSet, code: Code, worded: str) -> str:
        """Return how a fact is shown: as the record words it, and where its code says something else (remarked) with that beside it."""
        ours = next((c.display for c in what.codes if c == code), "")
        differing = next((said for said in (worded, code.display) if ours and disagree(said, ours, what.display)), "")
        if not differing:
            return worded or what.display
        self.remark(f"{code} is displayed otherwise in the record than in the table of {what.name}; the code decided")
        return f"{differing} (its code says {ours})"

    @property
    def drops(self) -> Mapping[tuple[str, str], int]:
        """Return how many records were looked at and not used, by type and reason."""
        counted = Counter((kind, reason) for kind, reason, _ in self._dropped)
        if self._source.unreadable:
            counted["", "unreadable"] += self._source.unreadable
        for kind, shelf in self._index.shelves.items():
            counted[kind, "unreadable"] += shelf.unreadable
            counted[kind, "duplicate"] += shelf.duplicates
        return dict(sorted((+counted).items()))

    @property
    def notes(self) -> list[str]:
        """Return what an operator should know, without patient data."""
        said = [*self._source.notes, *self._remarks, *self._permission.notes]
        for ban, why in (("security-label", "under a security label"), ("consent", "because of the patient's consent")):
            withheld = sum(reason == ban for _, reason, _ in self._dropped)
            if withheld:
                said.append(f"resources withheld from the analyses {why}: {withheld}")
        if self._unplaced:
            said.append(
                f"resources whose patient cannot be resolved: {len(self._unplaced)}; taken for the patient's own"
            )
        return said

    @property
    def seen(self) -> list[dict[str, str]]:
        """Return every resource that became a fact, by reference."""
        return [self._seen[ref] for ref in sorted(self._seen)]

    def _shelf(self, kind: str) -> Shelf:
        return self._index.shelf(kind)
