"""Learns from annotated texts which terms the vocabularies lack, and which of theirs are wrong more than right.

``python -m plugins.notes.terms.training.lessons --wheels FOLDER --out FOLDER FILE...`` writes terms_learned.tsv and terms_pruned.tsv.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from plugins.notes.terms.atoms import key
from plugins.notes.terms.building.clinical import rows
from plugins.notes.terms.building.gathering import PRUNED, SOURCES, built
from plugins.notes.terms.building.packages import KNOWLEDGE
from plugins.notes.terms.dictionary import Dictionary
from plugins.notes.terms.training.corpus import Marked, bc5cdr

_LONGEST_ACRONYM = 5
_ENOUGH_TEXTS = 3
"""Texts in which an acronym must be marked: fewer, and it is a word of that text alone."""
_LONGEST = 8
_TWICE = 2
LEARNED_HEAD = """\
# Names that annotators marked in BC5CDR (training and development parts, public domain), with the code of MeSH that they gave.
# Made by plugins/notes/terms/training/lessons.py; not edited by hand.
written\ttype\tcode\tcapitals
"""
PRUNED_HEAD = """\
# Terms of the vocabularies that were wrong more than right in BC5CDR (training and development parts). Made by
# plugins/notes/terms/training/lessons.py; not edited by hand. Terms of ICD-10-CM, medicines and the hand-made list are kept.
written\twrong\tright
"""
Key = tuple[str, ...]


@dataclass(slots=True)
class _Seen:
    """How a name is marked in all texts."""

    kinds: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    spellings: Counter[str] = field(default_factory=Counter)
    texts: set[int] = field(default_factory=set)


def learned(texts: Sequence[Marked], wheels: Path | None) -> str:
    """Return the table of names that are marked more often than not where they occur."""
    seen = _seen(texts)
    rows = {name: _row(one) for name, one in seen.items() if _worth(name, one)}
    dictionary = _dictionary(wheels, LEARNED_HEAD + "".join(rows.values()), PRUNED_HEAD)
    right, wrong = _counts(texts, dictionary)
    kept = {name: row for name, row in rows.items() if right[name] >= max(wrong[name], 1)}
    return LEARNED_HEAD + "".join(kept[name] for name in sorted(kept))


def pruned(texts: Sequence[Marked], wheels: Path | None, lessons: str) -> str:
    """Return the table of terms that were wrong at least twice, and more often than right."""
    dictionary = _dictionary(wheels, lessons, PRUNED_HEAD)
    right, wrong = _counts(texts, dictionary)
    bad = {" ".join(n): (wrong[n], right[n]) for n in wrong if wrong[n] >= _TWICE and wrong[n] > right[n]}
    return PRUNED_HEAD + "".join(f"{n}\t{bad[n][0]}\t{bad[n][1]}\n" for n in sorted(bad) if _dispensable(dictionary, n))


def _dispensable(dictionary: Dictionary, name: str) -> bool:
    entry = dictionary.term(name)
    return entry is not None and SOURCES[entry.source] in PRUNED


def _seen(texts: Sequence[Marked]) -> dict[Key, _Seen]:
    seen: dict[Key, _Seen] = defaultdict(_Seen)
    for number, text in enumerate(texts):
        for (start, end, kind), code in zip(text.spans, text.codes, strict=True):
            one = seen[key(text.text[start:end])]
            one.kinds[kind] += 1
            one.codes[code] += 1
            one.spellings[text.text[start:end]] += 1
            one.texts.add(number)
    return seen


def _acronym(one: _Seen) -> bool:
    return all(s.removesuffix("s").isupper() and sum(map(str.isalpha, s)) <= _LONGEST_ACRONYM for s in one.spellings)


def _worth(name: Key, one: _Seen) -> bool:
    if not name or len(name) > _LONGEST or not any(atom.isalpha() for atom in name):
        return False
    if sum(len(a) for a in name if a.isalpha()) == 1:
        return False
    return not _acronym(one) or (len(one.texts) >= _ENOUGH_TEXTS and name not in _words())


@lru_cache(maxsize=1)
def _words() -> frozenset[Key]:
    """Return the acronyms that are words too: what they stand for is told by the text, or not at all."""
    listed = rows((KNOWLEDGE / "terms_excluded.tsv").read_bytes())
    return frozenset(key(row[0]) for row in listed if row[1] == "word")


def _row(one: _Seen) -> str:
    spelling = min(one.spellings, key=lambda s: (-one.spellings[s], s))
    kind = min(one.kinds, key=lambda k: (-one.kinds[k], k))
    code = min(one.codes, key=lambda c: (-one.codes[c], c))
    return f"{' '.join(spelling.split())}\t{kind}\t{code if '|' not in code else ''}\t{'capitals' if _acronym(one) else ''}\n"


def _dictionary(wheels: Path | None, lessons: str, prunings: str) -> Dictionary:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "terms_learned.tsv").write_text(lessons, "utf-8")
        (folder / "terms_pruned.tsv").write_text(prunings, "utf-8")
        return Dictionary(memoryview(built(wheels, lessons=folder)), folder)


def _counts(texts: Sequence[Marked], dictionary: Dictionary) -> tuple[Counter[Key], Counter[Key]]:
    right: Counter[Key] = Counter()
    wrong: Counter[Key] = Counter()
    for text in texts:
        for name, good in _found(text, dictionary):
            (right if good else wrong)[name] += 1
    return right, wrong


def _found(text: Marked, dictionary: Dictionary) -> Iterator[tuple[Key, bool]]:
    marked = set(text.spans)
    for mention in dictionary.mentions(text.text, text.words):
        if mention.type in {"disease", "chemical"}:
            found = (mention.start, mention.end, mention.type)
            yield key(text.text[mention.start : mention.end]), found in marked


def main() -> None:
    """Write both tables into a folder."""
    parser = argparse.ArgumentParser(description="Learn terms from annotated texts.")
    parser.add_argument("--wheels", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("files", type=Path, nargs="+")
    given = parser.parse_args()
    texts = [text for file in given.files for text in bc5cdr(file)]
    lessons = learned(texts, given.wheels)
    (given.out / "terms_learned.tsv").write_text(lessons, "utf-8")
    (given.out / "terms_pruned.tsv").write_text(pruned(texts, given.wheels, lessons), "utf-8")


if __name__ == "__main__":
    main()
