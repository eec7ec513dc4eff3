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
        cues = [{"text": text[c.start : c.end], "start": c.start, "end": c.end, "rule": c.rule} for c in claim.cues]
        return {
            "start": one.start,
            "end": one.end,
            "text": text[one.start : one.end],
            "type": one.type,
            "code": {"system": one.system, "code": one.code, "display": one.name} if one.code else None,
            "certainty": claim.certainty,
            "time": claim.time,
            "subject": claim.subject,
            "cue": {key: cues[0][key] for key in ("text", "start", "end")} if cues else None,
            "rule": cues[0]["rule"] if cues else None,
            "section": self.section or None,
            "cues": cues,
        }
