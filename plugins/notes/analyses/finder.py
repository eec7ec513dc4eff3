"""Find the words of a card in a note and what is claimed of them, whatever the dictionary knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plugins.notes.analyses.passage import Passage
from plugins.notes.analyses.read_note import ReadNote
from plugins.notes.asserting import asserted
from plugins.notes.assertion import Assertion, cues
from plugins.notes.mention import Mention

Sentence = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a passage claims of the thing that a card calls ``key``."""

    key: str
    passage: Passage
    assertion: Assertion

    @property
    def rules(self) -> frozenset[str]:
        """Return the ids of the rules that decided."""
        return frozenset(cue.rule for cue in self.assertion.cues)

    @property
    def affirmed(self) -> bool:
        """Whether it is said to be so, of the patient, and not only imagined."""
        claim = self.assertion
        return claim.certainty == "present" and claim.subject == "patient" and claim.time != "hypothetical"

    @property
    def denied(self) -> bool:
        """Whether it is said not to be so, of the patient."""
        return self.assertion.certainty == "absent" and self.assertion.subject in ("patient", None)


class Words:
    """The phrases under which a card knows its things; blanks and hyphens in them are the same."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self._keys = {_plain(phrase): key for key, some in phrases.items() for phrase in some}
        parts = (r"[\s\-]+".join(map(re.escape, one.split())) for one in sorted(self._keys, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?:'?s|es)?(?![\w])", re.IGNORECASE)

    def key(self, words: str) -> str:
        """Return the key of words that are one of the phrases, empty where they are none."""
        plain = _plain(words)
        return self._keys.get(plain, "") or next(
            (self._keys[plain.removesuffix(end)] for end in ("s", "es", "'s") if plain.removesuffix(end) in self._keys),
            "",
        )

    def keys_in(self, text: str) -> frozenset[str]:
        """Return the keys of all phrases that stand in a text."""
        return frozenset(key for found in self._pattern.finditer(text) if (key := self.key(found[0])))

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield the phrases of a text, each with its key as its name."""
        for found in self._pattern.finditer(text):
            yield Mention(found.start(), found.end(), "finding", name=self.key(found[0]))


def claims(note: ReadNote, words: Words) -> Iterator[Claim]:
    """Yield what a note claims of each phrase, in its order; what stands outside a sentence, such as a heading, claims nothing."""
    mentions = tuple(words.mentions(note.text))
    if not mentions:
        return
    spoken = tuple(note.sentences())
    for entity in asserted(note.text, spoken, mentions, cues.shipped()):
        one = entity.mention
        within = next(((s, e) for s, e, _ in spoken if s <= one.start < e), None)
        if one.name and within is not None:
            passage = Passage(note, *within, one.start, one.end, entity.section)
            yield Claim(one.name, passage, entity.assertion)


def _plain(words: str) -> str:
    return re.sub(r"[\s\-]+", " ", words).strip().lower()
