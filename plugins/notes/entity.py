"""Something that a note names, and what it claims of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plugins.notes.assertion import Assertion
from plugins.notes.mention import Mention


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention with its assertion; ``section`` is the canonical name of the section that it stands in."""

    mention: Mention
    assertion: Assertion
    section: str = ""

    def as_json(self, text: str) -> dict[str, Any]:
        """Return it as ``chartside notes read --json`` prints it; offsets are into ``text``."""
        one, claim = self.mention, self.assertion
        cues = [
            {"text": text[c.start : c.end], "start": c.start, "end": c.end, "rule": c.rule}
            for c in claim.cues
            if c.start < c.end  # a section that the caller named has no words in the text
        ]
        return {
            "start": one.start,
            "end": one.end,
            "text": text[one.start : one.end],
            "type": one.type,
            "code": {"system": one.system, "code": one.code, "display": one.name} if one.code else None,
            "certainty": claim.certainty,
            "time": claim.time,
            "subject": claim.subject,
            "cue": _words(cues[0]) if cues and claim.cues[0].start < claim.cues[0].end else None,
            "rule": claim.cues[0].rule if claim.cues else None,
            "section": self.section or None,
            "cues": cues,
        }


def _words(cue: dict[str, Any]) -> dict[str, Any]:
    return {key: cue[key] for key in ("text", "start", "end")}
