"""Whether the patient smokes, by the newest note that tells: held against the record, and given to other analyses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from chartside import CannotTell, Card, Coded, Found, Missing, Note, NotesRequest, Quiet, analysis, days, provides
from chartside.analysis import Yield
from chartside.text import quoted
from chartside.vocabulary.answers import TobaccoSmoking
from chartside.vocabulary.derived import SMOKING_STATUS
from plugins.notes.analyses.knowledge_file import KnowledgeFile, knowledge
from plugins.notes.analyses.passage import Passage
from plugins.notes.analyses.read_note import ReadNote, ReadNotes, read_notes
from plugins.notes.analyses.reader import READER, Reader
from plugins.notes.analyses.template import is_template
from plugins.notes.analyses.wording import counted, nothing, unread

_KNOWN = knowledge("smoking_status")
_TOLD = ("current", "former", "never")


@provides(SMOKING_STATUS)
@analysis(
    "notes.smoking_status",
    version="1.0.0",
    title="Smoking status in notes",
    hooks=("patient-view",),
    source=_KNOWN.sources,
    limits=_KNOWN.limits,
)
def smoking_status(
    notes: Annotated[Found[Note], NotesRequest(back=days(730))],
    recorded: TobaccoSmoking,
    reader: Annotated[Reader, READER],
    knowledge: Annotated[KnowledgeFile, _KNOWN.injected],
) -> Iterator[Yield]:
    """Give the smoking status of the newest note that tells one, and say where the record has another."""
    read = read_notes(notes, reader)
    word = unread(read)
    if word:
        yield word
        return
    found = _newest(read.notes)
    if found is None:
        yield nothing("none tells a smoking status", read)
        return
    if isinstance(found, list):
        said = "the newest note that tells a smoking status contradicts itself"
        yield CannotTell(said, lacks={"notes": "one smoking status"}).explain(
            evidence=[p.as_working() for _, p in found]
        )
        return
    status, passage = found
    known = _status(recorded, knowledge) if isinstance(recorded, Coded) else None
    newer = isinstance(recorded, Coded) and _is_newer(recorded, passage.note)
    fact = passage.note.note
    if known is None or not newer:
        shown = f"{SMOKING_STATUS.display}, from a note of {passage.note.day or 'unknown date'}"
        yield SMOKING_STATUS.of(status, fact.written, shown).because(fact)
    elif isinstance(recorded, Coded):
        yield SMOKING_STATUS.of(known, recorded.since, SMOKING_STATUS.display).because(recorded)
    if known is not None and known != status and isinstance(recorded, Coded) and not newer:
        yield _card(f"Smoking: {status} in a note, {known} in the record", passage, read).because(recorded)
    elif known is None and isinstance(recorded, Missing) and recorded.reason == "not-found" and status == "current":
        yield _card("Smokes, says a note; the record has no smoking status", passage, read)
    else:
        lacks = [*(["recorded"] if known is None else []), *(["notes"] if read.doubts else [])]
        said = f"{status} by a note of {passage.note.day}; record: {known or 'not known'}"
        yield Quiet("; ".join((said, *read.doubts))).explain(
            evidence=[passage.as_working()], **{**counted(read), "missing": lacks}
        )


def _card(summary: str, passage: Passage, read: ReadNotes) -> Card:
    doubts = f"\n\n**Not read:** {quoted('; '.join(read.doubts), 200)}." if read.doubts else ""
    card = Card(summary, "info", f"- {passage.quote}\n\nAsk the patient, and record the answer.{doubts}")
    return card.because(passage.note.note).explain(evidence=[passage.as_working()], **counted(read))


def _newest(notes: Sequence[ReadNote]) -> tuple[str, Passage] | list[tuple[str, Passage]] | None:
    """Return what the newest note that tells a status says; all that it says where it contradicts itself."""
    for note in notes:
        told = [
            (status, passage) for status, passage in _told(note) if not is_template(passage.sentence, passage.section)
        ]
        if told:
            return told[0] if len({status for status, _ in told}) == 1 else told
    return None


def _told(note: ReadNote) -> Iterator[tuple[str, Passage]]:
    spoken = list(note.sentences())
    for one in note.reading.smoking:
        within = next((s for s in spoken if s[0] <= one.start < s[1]), None)
        if one.status in _TOLD and within is not None:
            yield one.status, Passage(note, within[0], within[1], one.start, one.end, within[2].name)


def _status(recorded: Coded, known: KnowledgeFile) -> str | None:
    return next((status for status in _TOLD if recorded.code.value in known.content[status]), None)


def _is_newer(recorded: Coded, note: ReadNote) -> bool:
    written = note.note.written
    return recorded.since is not None and (written is None or recorded.since.wall > written.wall)
