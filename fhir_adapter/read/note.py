"""Read clinical documents as text: each text once, oldest first, and how many could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from weakref import WeakKeyDictionary

from chartside.facts import Found, Note
from chartside.inputs import NotesRequest, Read
from chartside.moments import Moment
from fhir_adapter.attachment import Documents
from fhir_adapter.concepts import codings, words
from fhir_adapter.entry import UNREADABLE, Entry
from fhir_adapter.read.document import KINDS, DocumentReader, document_type, may_hold_text, written
from fhir_adapter.read.doubts import Doubts
from fhir_adapter.read.rendition import Rendition
from fhir_adapter.read.replaced import replaced
from fhir_adapter.record import Record
from fhir_adapter.times import certainly_since, limit, sooner

# These hold no document, only words beside something else: whoever asks for types of documents does not ask for them.
_REMARKS = frozenset({"Condition"})
# They come along for other reasons, most without a word in them, and are then no documents that anything could be said of.
_ASIDE = _REMARKS | {"ClinicalImpression"}
# Several analyses ask for notes; what is slow or hostile is read once, and the time for it is counted once.
_DOCUMENTS: WeakKeyDictionary[Record, Documents] = WeakKeyDictionary()


def notes(record: Record, request: NotesRequest, now: datetime) -> Found[Note]:
    """Return the documents of these types within the look-back as text, oldest first.

    Compositions, summaries of clinical impressions and the annotations of conditions are read where they came along; nobody is asked for
    them. What is replaced is left out; what could not be read is counted in ``unknown`` by what it is.
    """
    doubts = Doubts()
    left_out: set[str] = set()
    found: list[Rendition] = []
    gone = replaced(record, now)
    kinds = [kind for kind in KINDS if request.what is None or kind not in _REMARKS]
    with _DOCUMENTS.setdefault(record, Documents()) as documents:
        reader = DocumentReader(record, documents, doubts, now)
        for entry in (one for kind in kinds for one in record.entries(kind)):
            if entry.kind in _ASIDE and not _says_something(entry):
                continue
            verdict = record.verdict(entry, now)
            if not verdict and entry in gone:
                record.drop(entry, "replaced")
            elif verdict or not _wanted(record, entry, request, doubts, left_out):
                doubts.verdict(verdict)
            elif entry.kind in _REMARKS:
                found += (
                    r for r in reader.renditions(entry) if _within(record, entry, r.written, request, now, doubts)
                )
            elif not may_hold_text(entry) or _within(record, entry, written(entry), request, now, doubts):
                found += reader.renditions(entry)
    found.sort(key=lambda r: (sooner(r.written, ""), r.rank, r.entry.ref))
    compositions = Read("Composition", back=request.back)
    gaps = [
        *(record.gap(read, now, request.what) for read in request.reads()),
        record.not_permitted(compositions, now, request.what),
        *(record.lost(kind) for kind in kinds[2:]),
    ]
    return Found(tuple(_once(record, found)), doubts.beside(gaps), tuple(sorted(left_out)))


def _says_something(entry: Entry) -> bool:
    try:
        return may_hold_text(entry)
    except UNREADABLE:
        return True


def _wanted(record: Record, entry: Entry, request: NotesRequest, doubts: Doubts, left_out: set[str]) -> bool:
    if request.what is None:
        return True
    codes = codings(document_type(entry))
    if not codes and may_hold_text(entry):
        record.drop(entry, "no-code")
        doubts.add("documents of no stated type")
    if request.what.find(codes) is None:
        return False
    if request.what.excludes is not None and request.what.excludes.find(codes):
        left_out.add(request.what.excludes.name)
        return False
    return True


def _within(
    record: Record, entry: Entry, at: Moment | None, request: NotesRequest, now: datetime, doubts: Doubts
) -> bool:
    earliest = limit(now, request.back)
    if earliest is None:
        return True
    if at is None:
        record.drop(entry, "undated")
        doubts.add("documents without a date")
    return at is not None and certainly_since(at, earliest)


def _once(record: Record, found: list[Rendition]) -> Iterator[Note]:
    """Yield each text once, of the oldest that holds it; blanks make no difference."""
    alike: dict[str, list[Rendition]] = {}
    for one in found:
        alike.setdefault(one.words, []).append(one)
    for first, *others in alike.values():
        note = _note(record, first)
        for one in others:
            record.cite(one.entry)
        refs = dict.fromkeys(one.entry.ref for one in others)
        refs.pop(note.ref, None)
        yield replace(note, renditions=tuple(refs))


def _note(record: Record, one: Rendition) -> Note:
    content = one.entry.content
    codes = codings(document_type(one.entry))
    if one.by is not None:
        record.cite(one.by)
    return Note(
        one.extract.text,
        codes[0] if codes else None,
        codes,
        one.title,
        min(words(content.get("docStatus")) or words(content.get("status")), default=""),
        one.written,
        one.extract.media_type,
        sha256(one.extract.text.encode("utf-8", "surrogatepass")).hexdigest(),
        one.extract.extractor,
        **record.cite(one.entry),
    )
