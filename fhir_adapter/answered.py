"""What searches were answered with, and what the answers prove: the same for those a client sent and those we asked a server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from chartside.facts import Origin
from chartside.inputs import Read
from chartside.missing import Missing
from fhir_adapter.bundle import Contents, Piece
from fhir_adapter.gaps import first
from fhir_adapter.matching import Search
from fhir_adapter.search import Coverage
from fhir_adapter.self_link import heed


class Answered:
    """The answers to searches by their keys; an answer to no known search is read, and proves nothing complete."""

    def __init__(
        self, templates: Mapping[str, str], sent: Mapping[str, Contents], origin: Origin, patient_id: str = ""
    ) -> None:
        self._coverage = {key: Coverage.of(template) for key, template in templates.items()}
        self._sent = sent
        self._origin = origin
        self.heeded = {key: heed(sent[key], template, patient_id) for key, template in templates.items() if key in sent}

    @property
    def pieces(self) -> Iterable[Piece]:
        """Return every resource, those of the known searches first."""
        for key in (*self._coverage, *(k for k in self._sent if k not in self._coverage)):
            for piece in self._sent[key].pieces if key in self._sent else ():
                piece.key = key if key not in self.heeded or self.heeded[key].believed else ""
                piece.origin = self._origin
                yield piece

    @property
    def unreadable(self) -> int:
        """Return how many entries were no resources."""
        return sum(contents.unreadable for contents in self._sent.values())

    def gave(self, read: Read, now: datetime) -> bool:
        """Whether anything came of this request: the whole of it, or a part."""
        parts = (self._sent[key].pieces for key, c in self._coverage.items() if key in self._sent and c.serves(read))
        return self._gap(read, now) is None or any(parts)

    @property
    def gaps(self) -> Iterable[Missing]:
        """Return why answers are not whole."""
        return (contents.gap for contents in self._sent.values() if contents.gap is not None)

    def damage(self, read: Read) -> int:
        """Return how many entries that this request could have wanted were no resources."""
        serving = (key for key, c in self._coverage.items() if c.serves(read) and key in self._sent)
        return sum(self._sent[key].unreadable for key in serving)

    def gap(self, read: Read, now: datetime) -> Missing | None:
        """Return why more could exist than was sent, or None when what was sent is complete for this request."""
        if self._whole(read, now):
            return None
        if len(read.codes) > 1 and not read.search:
            # Several answers may hold together what none holds alone.
            apart = (replace(read, codes=frozenset({code})) for code in sorted(read.codes, key=str))
            return first(*(self._gap(one, now) for one in apart))
        return self._gap(read, now)

    def _whole(self, read: Read, now: datetime) -> bool:
        answers = (self._sent[key] for key, c in self._coverage.items() if key in self._sent and _covers(c, read, now))
        return any(contents.gap is None for contents in answers)

    def _gap(self, read: Read, now: datetime) -> Missing | None:
        if self._whole(read, now):
            return None
        covering = [key for key, coverage in self._coverage.items() if _covers(coverage, read, now)]
        # The narrowest search was asked last, and says best why this is not known.
        for key in reversed(covering):
            gap = self._sent[key].gap if key in self._sent else None
            if gap is not None:
                return self._said(key, gap)
        if covering:
            return self._unsent(covering)
        if any(c.serves(read) and key in self._sent for key, c in self._coverage.items()):
            return Missing("incomplete", f"the advertised search for {read.kind} is narrower than what is asked")
        return Missing("not-provided", f"no {read.kind} search was advertised")

    def _said(self, _key: str, gap: Missing) -> Missing:
        return gap

    def _unsent(self, covering: list[str]) -> Missing:
        return Missing("not-provided", f"no answer to the searches {', '.join(covering)}")


def _covers(coverage: Coverage, read: Read, now: datetime) -> bool:
    """Whether an answer to this search can hold all that is read; what cannot be applied here, only the very search can."""
    own = read.search and read.kind != "Patient" and Search.parse(read.kind, read.search).unknown
    return coverage.covers(read, now) and (not own or (coverage.special and coverage.serves(read)))
