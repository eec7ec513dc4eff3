"""Read which medicine a record names, in whichever of its shapes, and what the patient effectively takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from chartside.codes import Code, CodeSet
from chartside.facts import Coded
from chartside.inputs import EffectiveMedicationsRequest
from chartside.medicines import NOT_RESOLVED, Resolution, could_be, named_by, resolve
from chartside.missing import Missing
from chartside.orders import EffectiveMedications
from fhir_adapter.assertable import DOUBTFUL, objection
from fhir_adapter.concepts import Json, codings, objects, text, word, words
from fhir_adapter.entry import Entry
from fhir_adapter.gaps import first
from fhir_adapter.record import Record
from fhir_adapter.times import occurred, sooner

# On hold is expected to go on: an interaction with it still matters, and the fact shows the status.
_TAKEN = frozenset({"active", "on-hold"})


@dataclass(frozen=True, slots=True)
class Medicine:
    """What a record says the medicine is; without codings it is known by its wording only, or not at all."""

    codings: tuple[Code, ...]
    display: str
    by: Entry | None = None
    """The Medication resource that named it."""
    resolution: Resolution = NOT_RESOLVED

    @property
    def ingredients(self) -> tuple[Code, ...]:
        """Return what it was resolved to; empty where it was not."""
        return self.resolution.ingredients

    @property
    def shown(self) -> str:
        """Return the record's wording, with what the code says where the two speak of different medicines."""
        if not self.resolution.disagrees:
            return self.display
        return f"{self.display} (its code names {' and '.join(self.resolution.names)})"

    def named_by(self, what: CodeSet) -> Code | None:
        """Return the code by which this is one of a set, its own or an ingredient's, or None."""
        return named_by(what, self.codings, self.ingredients)

    def could_be(self, what: CodeSet) -> bool:
        """Whether nobody can tell that this, which no code puts into the set, is not one of it."""
        return could_be(what, self.codings, self.ingredients)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft order for a medicine, as far as it changes what the patient takes."""

    entry: Entry
    medicine: Medicine
    status: str
    stops: bool


def medicine(record: Record, content: Json) -> Medicine:
    """Return the medicine that a request or a statement names: by concept, by contained or sent Medication, or by words."""
    found = _medicine(record, content)
    if found.resolution.disagrees:
        named = next((code for code in found.codings if resolve((code,))), None)
        record.remark(
            f"{named or 'a medicine without a code'} is worded in the record as another medicine than the tables say"
            f"{'; the code decided' if named else ''}"
        )
    return found


def _medicine(record: Record, content: Json) -> Medicine:
    concept, reference = content.get("medicationCodeableConcept"), content.get("medicationReference")
    if concept is not None:
        return _named(codings(concept), text(concept))
    worded = word(reference.get("display")) if isinstance(reference, dict) else ""
    target = record.references.resolve(reference, content, "Medication")
    if target.content is None or target.kind != "Medication":
        return _named((), worded)
    if objection(target.kind, target.content) is not None:
        # Entered in error, or with a modifier: what it names is not what is taken. Nor are the words that were copied from it.
        return _named((), "")
    named = target.content.get("code")
    parts = tuple(_ingredients(record, target.content, content))
    return _named(codings(named), text(named) or ("" if codings(named) else worded), target.entry, parts)


def _named(
    codes: tuple[Code, ...], display: str, by: Entry | None = None, parts: tuple[Resolution, ...] = ()
) -> Medicine:
    return Medicine(codes, display, by, resolve(codes, display, parts))


def _ingredients(record: Record, medication: Json, holder: Json) -> Iterator[Resolution]:
    """Yield what each active ingredient of a Medication is: a concept, or a reference to a substance or another Medication."""
    for part in objects(medication.get("ingredient")):
        if part.get("isActive") is False:
            continue
        concept, reference = part.get("itemCodeableConcept"), part.get("itemReference")
        if concept is None and reference is not None:
            target = record.references.resolve(reference, {**medication, "contained": _contained(medication, holder)})
            concept = target.content.get("code") if target.content is not None else None
            if concept is None and isinstance(reference, dict):
                concept = {"text": word(reference.get("display"))}
        yield resolve(codings(concept), text(concept))


def _contained(medication: Json, holder: Json) -> list[Json]:
    # What is contained lies in the outermost resource, which is the order where the Medication itself is contained in it.
    return [*objects(medication.get("contained")), *objects(holder.get("contained"))]


def effective(
    record: Record,
    drafts: tuple[Draft, ...],
    request: EffectiveMedicationsRequest,
    now: datetime,
    undrafted: Missing | None = None,
) -> EffectiveMedications:
    """Return active medicines plus drafts, minus what a draft stops or replaces; ``undrafted`` says why there may be more drafts."""
    gap = first(*(record.gap(read, now) for read in request.reads()))
    replaced = {ref for draft in drafts for ref in replaces(record, draft)}
    stopped = {code for draft in drafts if draft.stops for code in draft.medicine.codings}
    taken = [
        (entry, found, status)
        for entry, found, status in _taken(record, now)
        if entry.ref not in replaced and not stopped.intersection(found.codings)
    ]
    taken += [(draft.entry, draft.medicine, draft.status) for draft in drafts if not draft.stops]
    what = request.what
    items = [fact for entry, found, status in taken for fact in _fact(record, what, entry, found, status)]
    items.sort(key=lambda c: sooner(c.since, c.ref))
    left_out = {what.excludes.name for _, found, _ in taken if what and what.excludes and excluded(what, found)}
    gaps = (gap, undrafted, doubtful(record, now), unresolved(what, [found for _, found, _ in taken]))
    return EffectiveMedications(tuple(items), first(*gaps), tuple(sorted(left_out)))


def unresolved(what: CodeSet | None, taken: list[Medicine]) -> Missing | None:
    """Say how many medicines nobody can place: among all, those without a code; against a set, those that could be in it."""
    if what is None:
        uncoded = sum(not found.codings for found in taken)
        return Missing("incomplete", f"medicines recorded without a code: {uncoded}") if uncoded else None
    return unplaced(sum(not found.named_by(what) and found.could_be(what) for found in taken))


def unplaced(count: int) -> Missing | None:
    """Return the gap that so many medicines leave which could be the one asked for, or None when there are none."""
    return Missing("incomplete", f"medicines that could not be resolved to an ingredient: {count}") if count else None


def excluded(what: CodeSet, found: Medicine) -> bool:
    """Whether a medicine is of a set by one code, and of its exclusions by another."""
    return what.excludes is not None and bool(found.named_by(what) and found.named_by(what.excludes))


def _taken(record: Record, now: datetime) -> Iterator[tuple[Entry, Medicine, str]]:
    for kind in ("MedicationRequest", "MedicationStatement"):
        for entry in record.entries(kind):
            if record.verdict(entry, now):
                continue
            status = _TAKEN & words(entry.content.get("status"))
            until = occurred(kind, entry.content).until
            if status and (until is None or not until.possibly_before(now)):
                yield entry, medicine(record, entry.content), min(status)


def doubtful(record: Record, now: datetime) -> Missing | None:
    """Say how many medicines the record leaves in doubt."""
    uncertain = sum(
        record.verdict(entry, now) in DOUBTFUL
        for kind in ("MedicationRequest", "MedicationStatement")
        for entry in record.entries(kind)
    )
    return Missing("incomplete", f"medicines that may not be asserted for doubt: {uncertain}") if uncertain else None


def _fact(record: Record, what: CodeSet | None, entry: Entry, found: Medicine, status: str) -> Iterator[Coded]:
    named = found.codings[0] if found.codings else Code("", found.display)
    code = named if what is None else found.named_by(what)
    if code is None or (what is not None and excluded(what, found)):
        return
    if what is not None:
        record.compare_display(what, code)
    if found.by is not None:
        record.cite(found.by)
    since = occurred(entry.kind, entry.content).since
    provenance = record.cite(entry)
    yield Coded(
        entry.kind, code, found.codings, found.shown, status, since, ingredients=found.ingredients, **provenance
    )


def replaces(record: Record, draft: Draft) -> Iterator[str]:
    """Yield what stands in the record under the draft's own name, and the prescription that it says it replaces."""
    yield draft.entry.ref
    prior = record.references.resolve(draft.entry.content.get("priorPrescription"), None, draft.entry.kind)
    if prior.entry is not None:
        yield prior.entry.ref
