"""Read a note: the one way in, for analyses, for the command line and for measurements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from plugins.notes.entity import Entity
from plugins.notes.family import Relative
from plugins.notes.measurements import Measurement
from plugins.notes.medication import MedicationLine, as_json
from plugins.notes.section import Section
from plugins.notes.smoking import Smoking

if TYPE_CHECKING:
    from spacy.language import Language

    from plugins.notes.tokenizing import Tokenizing

LARGEST = 2_000_000
"""Characters of one text; a longer one is refused: no note that a person wrote comes near."""


_UNREADABLE = re.compile(r"\S{2000,}|[\ud800-\udfff]")
"""What no tokenizer takes: thousands of characters without a blank, halves of surrogate pairs; each is as many signs that say nothing."""


class TooLongError(ValueError):
    """A text that is not read because it is too long; the message says how long it is, and nothing of what it says."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says; all offsets are into ``text``."""

    text: str
    sections: tuple[Section, ...]
    entities: tuple[Entity, ...]
    medications: tuple[MedicationLine, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    smoking: tuple[Smoking, ...] = ()
    family: tuple[Relative, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as ``chartside notes read --json`` prints it."""
        return {
            "entities": [one.as_json(self.text) for one in self.entities],
            "medications": [as_json(one) for one in self.medications],
            "measurements": [one.as_json(self.text) for one in self.measurements],
            "smoking": [one.as_json(self.text) for one in self.smoking],
            "family": [one.as_json(self.text) for one in self.family],
        }


def read(text: str, section: str | None = None) -> Reading:
    """Return what a text says; ``section`` is the canonical name of the section that it comes from, where the caller knows.

    Raises TooLongError beyond LARGEST. Loads spaCy when first called: in a worker, never in a service process.
    """
    if len(text) > LARGEST:
        raise TooLongError(f"a note of {len(text)} characters is not read: {LARGEST} is the most")
    doc = _tokenizing().document(_UNREADABLE.sub(_masked, text))
    doc._.given_section = section
    for _, component in pipeline().pipeline:
        doc = component(doc)
    return Reading(
        text, doc._.sections, doc._.entities, doc._.medications, doc._.measurements, doc._.smoking, doc._.family
    )


def _masked(found: re.Match[str]) -> str:
    return "\N{REPLACEMENT CHARACTER}" if found.end() - found.start() == 1 else "x" * (found.end() - found.start())


@cache
def _tokenizing() -> Tokenizing:
    from plugins.notes.tokenizing import Tokenizing  # noqa: PLC0415 - it brings spaCy

    return Tokenizing(pipeline())


@cache
def pipeline() -> Language:
    """Return the steps of reading in their order, made once for a process."""
    import spacy  # noqa: PLC0415 - heavy: a worker's

    from plugins.notes.components import ORDER  # noqa: PLC0415 - it brings spaCy

    language = spacy.blank("en")
    language.max_length = LARGEST + 1
    for name in ORDER:
        language.add_pipe(name)
    return language
