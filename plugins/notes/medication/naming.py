"""Find the names of medicines where no dictionary does: to the letter, because a misspelled name is no name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from chartside.codes import RXNORM_SYSTEM
from plugins.notes.medication.drug import resolved
from plugins.notes.medication.names import names
from plugins.notes.mention import Mention

_WORD = re.compile(r"[A-Za-z0-9#]+(?:['’][A-Za-z]+)?(?:[/][A-Za-z]+)?|#\d", re.ASCII)
_SINGLE = re.compile(r"[A-Za-z0-9#]+(?:['’][A-Za-z]+)?", re.ASCII)
_JOIN = re.compile(r"\s?-?\s?|\s{1,3}|\.\s|\n\s*")


def named(text: str, words: Sequence[tuple[int, int]] | None = None) -> tuple[Mention, ...]:
    """Return the medicines that a text names, the longest name first, as mentions of type chemical.

    ``words`` are the offsets of the text's words where somebody has cut it already; a name begins and ends with one of them.
    """
    table = names()
    cut = list(words) if words is not None else [match.span() for match in _SINGLE.finditer(text)]
    found: list[Mention] = []
    i = 0
    while i < len(cut):
        start, end = cut[i]
        longest = table.longest.get(text[start:end].lower(), 0)
        # A word that a hyphen or a slash joins to the next may begin a name of its own: TMP-SMX, lisinopril-HCTZ.
        for n in range(min(longest or (2 if end < len(text) and text[end] in "-/" else 0), len(cut) - i), 0, -1):
            stop = cut[i + n - 1][1]
            said = text[start:stop]
            if table.listed(said) and _apart(text, start, stop, cut[i : i + n]):
                ingredients, codes = resolved(said)
                code = codes[0].value if len(codes) == 1 and len(ingredients) == 1 else ""
                found.append(
                    Mention(start, stop, "chemical", RXNORM_SYSTEM if code else "", code, " / ".join(ingredients))
                )
                i += n - 1
                break
        i += 1
    return tuple(found)


def _apart(text: str, start: int, stop: int, words: Sequence[tuple[int, int]]) -> bool:
    """Whether a name stands for itself, and nothing but a blank or a hyphen within it."""
    if any(
        not _JOIN.fullmatch(text[a[1] : b[0]]) and text[a[1] : b[0]] not in {"/", ". "}
        for a, b in itertools.pairwise(words)
    ):
        return False
    return not (start and text[start - 1].isalnum()) and not text[stop : stop + 1].isalpha()
