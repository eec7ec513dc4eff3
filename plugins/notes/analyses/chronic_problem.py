"""Chronic problems by the phrases of a note, and whether a list has them under whichever name or code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from chartside import Code, CodeSet
from chartside.codes import ICD10CM_SYSTEM, SNOMED_SYSTEM
from chartside.inputs import Having
from chartside.vocabulary import conditions
from plugins.notes.analyses.finder import Words
from plugins.notes.analyses.knowledge_file import knowledge
from plugins.notes.analyses.listed import Listed

_SETS: Mapping[str, CodeSet] = {
    extra.what.name: extra.what
    for named in vars(conditions).values()
    for extra in getattr(named, "__metadata__", ())
    if isinstance(extra, Having)
}


@dataclass(frozen=True, slots=True)
class ChronicProblem:
    """One problem; those of a ``family`` count as one another on the list."""

    key: str
    display: str
    family: str
    words: tuple[str, ...]
    """What in the wording of the list counts as it."""
    codes: CodeSet
    code: Code
    not_after: tuple[str, ...] = ()
    """Words that make something else of it where they stand before it."""

    def on_list(self, entry: Listed) -> bool:
        """Whether an entry of the list is this problem, or a broader or narrower one of it."""
        if self.codes.find(entry.codes) or self.code in entry.codes:
            return True
        return any(word in entry.said for word in self.words)


@dataclass(frozen=True, slots=True)
class ChronicProblems:
    """All that are known, and the phrases that find them."""

    rows: Mapping[str, ChronicProblem]
    words: Words

    def listed(self, problem: ChronicProblem, on_list: Sequence[Listed]) -> bool:
        """Whether a list has the problem, or another of its family."""
        family = [one for one in self.rows.values() if one.family == problem.family]
        return any(one.on_list(entry) for one in family for entry in on_list)

    def is_other(self, problem: ChronicProblem, before: str) -> bool:
        """Whether the words before a phrase make something else of it: pulmonary hypertension is not hypertension."""
        last = re.search(r"([A-Za-z]+(?:\s+[A-Za-z]+)?)[\s-]*$", before)
        return last is not None and any(last[1].lower().endswith(word) for word in problem.not_after)


@cache
def chronic_problems() -> ChronicProblems:
    """Return those that ship."""
    table = knowledge("problem").content["problem"]
    rows = {}
    for key, row in table.items():
        known = _SETS.get(row.get("set", ""))
        prefixes = {ICD10CM_SYSTEM: (*row["icd10"], *(known.prefixes.get(ICD10CM_SYSTEM, ()) if known else ()))}
        codes = CodeSet(key, row["display"], known.codes if known else frozenset(), prefixes)
        code = Code(SNOMED_SYSTEM, row["snomed"], row["display"])
        words = (*row["names"], *row.get("listed", ()), row["display"].lower())
        rows[key] = ChronicProblem(
            key, row["display"], row.get("family", key), words, codes, code, tuple(row.get("not_after", ()))
        )
    return ChronicProblems(rows, Words({key: row["names"] for key, row in table.items()}))
