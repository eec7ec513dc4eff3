"""Read what one resource says in words: its attachments, its sections, its summary, its annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from chartside.moments import Moment
from fhir_adapter.attachment import EXTRACTOR, Documents, Extract, decoded
from fhir_adapter.concepts import Json, objects, text, word, words
from fhir_adapter.documents.formats import FORMATS
from fhir_adapter.documents.refusal import MOST_TEXT, DocumentError
from fhir_adapter.entry import Entry
from fhir_adapter.permission import BANS
from fhir_adapter.read.doubts import Doubts
from fhir_adapter.read.rendition import Rendition, plainest
from fhir_adapter.record import Record
from fhir_adapter.times import moment, occurred, span

NOT_SENT = "documents whose text was not sent"
NOT_SEEN = "documents whose text may not be seen"


class DocumentReader:
    """Reads the resources of one record, within one time for all their documents, and counts what could not be read."""

    def __init__(self, record: Record, documents: Documents, doubts: Doubts, now: datetime) -> None:
        self._record = record
        self._documents = documents
        self._doubts = doubts
        self._now = now

    def renditions(self, entry: Entry) -> Iterator[Rendition]:
        """Yield the texts of a resource, of several that say the same the plainest."""
        yield from plainest(_OF[entry.kind](self, entry))

    def _of_document(self, entry: Entry) -> Iterator[Rendition]:
        attachments = [a for one in objects(entry.content.get("content")) for a in objects(one.get("attachment"))]
        if not attachments:
            self._unread(entry, NOT_SENT)
        yield from self._attached(entry, attachments)

    def _of_report(self, entry: Entry) -> Iterator[Rendition]:
        yield from self._attached(entry, objects(entry.content.get("presentedForm")))

    def _attached(self, entry: Entry, attachments: list[Json]) -> Iterator[Rendition]:
        for attachment in attachments:
            found = self._read(entry, attachment)
            if isinstance(found, str):
                self._unread(entry, found)
                continue
            extracted, by = found
            at = written(entry) or moment(attachment.get("creation"))
            described = word(attachment.get("title")) or word(entry.content.get("description"))
            yield Rendition(entry, by, extracted, at, text(document_type(entry)) or described)

    def _read(self, entry: Entry, attachment: Json) -> tuple[Extract, Entry | None] | str:
        """Return the text of an attachment and the Binary that held it, or what to count it as."""
        data, by, content_type = attachment.get("data"), None, word(attachment.get("contentType"))
        if not data:
            by, why = self._record.linked(attachment.get("url"), entry.content, self._now)
            if why in BANS:
                return NOT_SEEN
            if by is None or why or by.kind != "Binary":
                return NOT_SENT
            data = by.content.get("data", by.content.get("content"))
            content_type = word(by.content.get("contentType")) or content_type
        if not isinstance(data, str):
            return "attachments not decodable" if data else NOT_SENT
        try:
            return self._documents.extract(decoded(data), content_type), by
        except DocumentError as error:
            return f"attachments {error}"

    def _of_composition(self, entry: Entry) -> Iterator[Rendition]:
        """Read a composition as the narrative of its sections; where one of them cannot be read, none is."""
        try:
            said = "\n\n".join(self._sections(entry.content))
        except DocumentError as error:
            self._unread(entry, f"compositions {error}")
            return
        if not said.strip():
            self._unread(entry, "compositions without a narrative")
        elif len(said) > MOST_TEXT:
            self._unread(entry, f"compositions with more than {MOST_TEXT} characters of text")
        else:
            title = text(document_type(entry)) or word(entry.content.get("title"))
            extracted = Extract(said, "text/html", FORMATS["html"].extractor)
            yield Rendition(entry, None, extracted, written(entry), title)

    def _sections(self, holder: Json) -> Iterator[str]:
        waiting = objects(holder.get("section"))[::-1]
        while waiting:
            section = waiting.pop()
            waiting += objects(section.get("section"))[::-1]
            narrative = section.get("text")
            markup = word(narrative.get("div")) if isinstance(narrative, dict) else ""
            said = self._documents.narrative(markup) if markup else ""
            title = word(section.get("title")) or text(section.get("code"))
            if said:
                yield f"{title}\n{said}" if title else said

    def _of_impression(self, entry: Entry) -> Iterator[Rendition]:
        if "in-progress" in words(entry.content.get("status")):
            self._record.drop(entry, "preliminary")
            self._doubts.verdict("preliminary")
            return
        title = text(document_type(entry)) or word(entry.content.get("description"))
        yield from self._bare(entry, word(entry.content.get("summary")), written(entry), title)

    def _of_condition(self, entry: Entry) -> Iterator[Rendition]:
        for annotation in objects(entry.content.get("note")):
            at = moment(annotation.get("time")) or written(entry)
            yield from self._bare(entry, word(annotation.get("text")), at, text(entry.content.get("code")))

    def _bare(self, entry: Entry, said: str, at: Moment | None, title: str) -> Iterator[Rendition]:
        """Read what stands in a resource as text; the gate knows nothing of its times."""
        if at is not None and at.certainly_after(self._now):
            self._record.drop(entry, "future")
        elif len(said) > MOST_TEXT:
            self._unread(entry, f"annotations with more than {MOST_TEXT} characters of text")
        elif said.strip():
            yield Rendition(entry, None, Extract(said, "text/plain", EXTRACTOR), at, title)

    def _unread(self, entry: Entry, why: str) -> None:
        self._record.drop(entry, "no-text")
        (self._doubts.forbid if why == NOT_SEEN else self._doubts.add)(why)


_OF: Mapping[str, Callable[[DocumentReader, Entry], Iterator[Rendition]]] = {
    "DocumentReference": DocumentReader._of_document,  # noqa: SLF001 - its own
    "DiagnosticReport": DocumentReader._of_report,  # noqa: SLF001
    "Composition": DocumentReader._of_composition,  # noqa: SLF001
    "ClinicalImpression": DocumentReader._of_impression,  # noqa: SLF001
    "Condition": DocumentReader._of_condition,  # noqa: SLF001
}
KINDS = tuple(_OF)
"""The types that say something in words, documents first."""


_HOLDS_TEXT = {"DiagnosticReport": "presentedForm", "ClinicalImpression": "summary", "Condition": "note"}


def document_type(entry: Entry) -> Json:
    """Return the concept that says what kind of document it is; a condition is none."""
    if entry.kind == "Condition":
        return {}
    found = entry.content.get("code" if entry.kind in ("DiagnosticReport", "ClinicalImpression") else "type")
    return found if isinstance(found, dict) else {}


def written(entry: Entry) -> Moment | None:
    """Return when a resource was written, or when what it tells was so."""
    content = entry.content
    if entry.kind == "Condition":
        return moment(content.get("recordedDate"))
    impression = entry.kind == "ClinicalImpression"
    when = span(content, "effective") if impression else occurred(entry.kind, content)
    dated = moment(content.get("date")) if impression else None
    return dated or when.until or when.since or moment(content.get("issued"))


def may_hold_text(entry: Entry) -> bool:
    """Whether somebody wrote something here: a report of mere results, a mere diagnosis is no document."""
    element = _HOLDS_TEXT.get(entry.kind)
    # Looked for in the bytes first: most conditions have no note, and are not decoded to learn that.
    return element is None or (f'"{element}"'.encode() in entry.raw and bool(entry.content.get(element)))
