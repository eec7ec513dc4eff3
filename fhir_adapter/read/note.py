"""Read clinical documents as text: each text once, oldest first, and how many could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from chartside.codes import Code
from chartside.facts import Found, Note
from chartside.inputs import NotesRequest, Read
from chartside.moments import Moment
from fhir_adapter.attachment import EXTRACTOR, LARGEST, AttachmentError, Extract, decoded, extract
from fhir_adapter.concepts import Json, codings, objects, text, word, words
from fhir_adapter.entry import Entry
from fhir_adapter.markup import MarkupError, plain_text
from fhir_adapter.permission import BANS
from fhir_adapter.read.doubts import Doubts
from fhir_adapter.record import Record
from fhir_adapter.times import certainly_since, limit, moment, occurred, sooner

_KINDS = ("DocumentReference", "DiagnosticReport", "Composition")
_NOT_SENT = "documents whose text was not sent"
_NOT_SEEN = "documents whose text may not be seen"


@dataclass(frozen=True, slots=True)
class _Reading:
    entry: Entry
    by: Entry | None
    """The Binary that held the text."""
    extract: Extract
    written: Moment | None
    title: str


def notes(record: Record, request: NotesRequest, now: datetime) -> Found[Note]:
    """Return the documents of these types within the look-back as text, oldest first.

    Compositions are read where they came along; nobody is asked for them. What is replaced is left out; what could not be read is
    counted in ``unknown`` by what it is.
    """
    doubts = Doubts()
    left_out: set[str] = set()
    readings: list[_Reading] = []
    replaced = _replaced(record, now)
    for entry in (one for kind in _KINDS for one in record.entries(kind)):
        verdict = record.verdict(entry, now)
        if not verdict and entry in replaced:
            record.drop(entry, "replaced")
        elif verdict or not _wanted(record, entry, request, doubts, left_out):
            doubts.verdict(verdict)
        elif _within(record, entry, request, now, doubts):
            readings += _readings(record, entry, now, doubts)
    readings.sort(key=lambda r: (sooner(r.written, r.entry.ref), r.extract.media_type != "text/plain"))
    compositions = Read("Composition", back=request.back)
    gaps = [
        *(record.gap(read, now, request.what) for read in request.reads()),
        record.not_permitted(compositions, now, request.what),
        record.lost("Composition"),
    ]
    return Found(tuple(_once(record, readings)), doubts.beside(gaps), tuple(sorted(left_out)))


def _wanted(record: Record, entry: Entry, request: NotesRequest, doubts: Doubts, left_out: set[str]) -> bool:
    if request.what is None:
        return True
    codes = codings(_type(entry))
    if not codes and _may_hold_text(entry):
        record.drop(entry, "no-code")
        doubts.add("documents of no stated type")
    if request.what.find(codes) is None:
        return False
    if request.what.excludes is not None and request.what.excludes.find(codes):
        left_out.add(request.what.excludes.name)
        return False
    return True


def _within(record: Record, entry: Entry, request: NotesRequest, now: datetime, doubts: Doubts) -> bool:
    earliest = limit(now, request.back)
    if earliest is None or not _may_hold_text(entry):
        return True
    written = _written(entry)
    if written is None:
        record.drop(entry, "undated")
        doubts.add("documents without a date")
    return written is not None and certainly_since(written, earliest)


def _type(entry: Entry) -> Json:
    found = entry.content.get("code" if entry.kind == "DiagnosticReport" else "type")
    return found if isinstance(found, dict) else {}


def _may_hold_text(entry: Entry) -> bool:
    """Whether somebody put a document here; a report of mere results is none."""
    return entry.kind != "DiagnosticReport" or bool(entry.content.get("presentedForm"))


def _written(entry: Entry) -> Moment | None:
    when = occurred(entry.kind, entry.content)
    return when.until or when.since or moment(entry.content.get("issued"))


def _replaced(record: Record, now: datetime) -> frozenset[Entry]:
    """Return what a document that may be asserted says it replaces; two that replace each other both stand."""
    pairs = {
        (entry, old)
        for kind in ("DocumentReference", "Composition")
        for entry in record.entries(kind)
        if not record.verdict(entry, now)
        for relation in objects(entry.content.get("relatesTo"))
        if "replaces" in words(relation.get("code"))
        for old in _targets(record, entry, relation)
    }
    return frozenset(old for new, old in pairs if new is not old and (old, new) not in pairs)


def _targets(record: Record, entry: Entry, relation: Json) -> Iterator[Entry]:
    for stated in (relation.get("target"), relation.get("targetReference")):
        found = record.references.resolve(stated, entry.content).entry
        if found is not None:
            yield found
        identifier = stated.get("identifier") if isinstance(stated, dict) else relation.get("targetIdentifier")
        if isinstance(identifier, dict) and identifier.get("value"):
            yield from (one for one in record.entries(entry.kind) if _goes_by(record, one, identifier))


def _goes_by(record: Record, entry: Entry, identifier: Json) -> bool:
    content = record.content(entry) or {}
    own = (*objects(content.get("masterIdentifier")), *objects(content.get("identifier")))
    return any((i.get("system"), i.get("value")) == (identifier.get("system"), identifier["value"]) for i in own)


def _readings(record: Record, entry: Entry, now: datetime, doubts: Doubts) -> Iterator[_Reading]:
    content = entry.content
    if entry.kind == "Composition":
        yield from _narrative(record, entry, doubts)
        return
    if entry.kind == "DiagnosticReport":
        attachments = objects(content.get("presentedForm"))
    else:
        attachments = [a for one in objects(content.get("content")) for a in objects(one.get("attachment"))]
        if not attachments:
            _unread(record, entry, doubts, _NOT_SENT)
    for attachment in attachments:
        found = _read(record, entry, attachment, now)
        if isinstance(found, str):
            _unread(record, entry, doubts, found)
            continue
        extracted, by = found
        at = _written(entry) or moment(attachment.get("creation"))
        title = text(_type(entry)) or word(attachment.get("title")) or word(content.get("description"))
        yield _Reading(entry, by, extracted, at, title)


def _unread(record: Record, entry: Entry, doubts: Doubts, why: str) -> None:
    record.drop(entry, "no-text")
    (doubts.forbid if why == _NOT_SEEN else doubts.add)(why)


def _read(record: Record, entry: Entry, attachment: Json, now: datetime) -> tuple[Extract, Entry | None] | str:
    """Return the text of an attachment and the Binary that held it, or what to count it as."""
    data, by, content_type = attachment.get("data"), None, word(attachment.get("contentType"))
    if not data:
        by, why = record.linked(attachment.get("url"), entry.content, now)
        if why in BANS:
            return _NOT_SEEN
        if by is None or why or by.kind != "Binary":
            return _NOT_SENT
        data = by.content.get("data", by.content.get("content"))
        content_type = word(by.content.get("contentType")) or content_type
    if not isinstance(data, str):
        return "attachments not decodable" if data else _NOT_SENT
    try:
        return extract(decoded(data), content_type), by
    except AttachmentError as error:
        return f"attachments {error}"


def _narrative(record: Record, entry: Entry, doubts: Doubts) -> Iterator[_Reading]:
    """Read a composition as the narrative of its sections; where one of them cannot be read, none is."""
    try:
        said = "\n\n".join(_sections(entry.content))
    except MarkupError:
        _unread(record, entry, doubts, "compositions whose narrative cannot be read")
        return
    if not said.strip():
        _unread(record, entry, doubts, "compositions without a narrative")
        return
    if len(said) > LARGEST:
        _unread(record, entry, doubts, f"compositions larger than {LARGEST} bytes")
        return
    title = text(_type(entry)) or word(entry.content.get("title"))
    yield _Reading(entry, None, Extract(said, "text/html", EXTRACTOR), _written(entry), title)


def _sections(holder: Json) -> Iterator[str]:
    for section in objects(holder.get("section")):
        narrative = section.get("text")
        said = plain_text(word(narrative.get("div"))) if isinstance(narrative, dict) else ""
        title = word(section.get("title")) or text(section.get("code"))
        if said:
            yield f"{title}\n{said}" if title else said
        yield from _sections(section)


def _once(record: Record, readings: list[_Reading]) -> Iterator[Note]:
    """Yield each text once, of the oldest that holds it; blanks make no difference."""
    alike: dict[str, list[_Reading]] = {}
    for reading in readings:
        alike.setdefault(" ".join(reading.extract.text.split()), []).append(reading)
    for first, *others in alike.values():
        note = _note(record, first)
        for one in others:
            record.cite(one.entry)
        refs = dict.fromkeys(one.entry.ref for one in others)
        refs.pop(note.ref, None)
        yield replace(note, renditions=tuple(refs))


def _note(record: Record, reading: _Reading) -> Note:
    content = reading.entry.content
    codes: tuple[Code, ...] = codings(_type(reading.entry))
    if reading.by is not None:
        record.cite(reading.by)
    return Note(
        reading.extract.text,
        codes[0] if codes else None,
        codes,
        reading.title,
        min(words(content.get("docStatus")) or words(content.get("status")), default=""),
        reading.written,
        reading.extract.media_type,
        sha256(reading.extract.text.encode("utf-8", "surrogatepass")).hexdigest(),
        reading.extract.extractor,
        **record.cite(reading.entry),
    )
