"""Gathers the terms of all sources, in the order in which they are believed, leaves out what is no term, and packs the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from plugins.notes.terms.atoms import key
from plugins.notes.terms.building.clinical import clinical, rows, together
from plugins.notes.terms.building.hpo import hpo
from plugins.notes.terms.building.icd10cm import icd10cm
from plugins.notes.terms.building.learned import learned
from plugins.notes.terms.building.medicines import medicines
from plugins.notes.terms.building.mesh import mesh
from plugins.notes.terms.building.packages import KNOWLEDGE, SourceError, about, packages
from plugins.notes.terms.building.packing import Key, Record, packed
from plugins.notes.terms.building.term import Term
from plugins.notes.terms.building.unii import unii
from plugins.notes.terms.building.variants import variants
from plugins.notes.terms.layout import CAPITALS, SYSTEMS, TYPES, WORDLIKE

SOURCES = ("clinical", "medicines", "icd10cm", "mesh", "hpo", "grammar", "learned", "unii")
_SHORT = {"": 0, "ICD-10-CM": 1, "MeSH": 2, "HPO": 3, "RxNorm": 4, "UNII": 5, "LOINC": 6}
_LONGEST = 8
"""Atoms of a term; longer titles classify and are not written in notes."""
_SHORTEST = 4
"""Letters of a single word that is believed of a vocabulary; shorter ones are acronyms, which are written for many things."""
_OURS = ("clinical", "learned")
_COMMA = ","


def built(wheels: Path | None = None, *, lessons: Path | None = None) -> bytes:
    """Return the dictionary's bytes; ``lessons`` is a folder with other learned and pruned terms than those that ship."""
    return packed(gathered(wheels, lessons or KNOWLEDGE))


def gathered(wheels: Path | None, lessons: Path) -> dict[Key, Record]:
    """Return every term once, with what it means; raises SourceError where a source is not the one that is pinned."""
    excluded = {key(row[0]) for row in _table(KNOWLEDGE / "terms_excluded.tsv") if row[1] != "word"}
    wordlike = {key(row[0]) for row in _table(KNOWLEDGE / "terms_excluded.tsv") if row[1] == "word"}
    pruned = {key(row[0]) for row in _table(lessons / "terms_pruned.tsv")}
    found: dict[Key, Record] = {}
    lesson = {key(one.written): one for one in learned((lessons / "terms_learned.tsv").read_bytes())}
    codes: set[str] = set()
    for term in _all(wheels, lesson.values()):
        if term.source == "icd10cm":
            codes.add(term.code)
        for atoms in _keys(term):
            if atoms in found or not _sound(atoms, term, excluded):
                continue
            if atoms in pruned and term.source != "clinical":
                continue
            found[atoms] = _record(term, atoms, lesson, wordlike)
    unknown = sorted({r[3] for r in found.values() if r[1] == 1 and not _in(r[3], codes)})
    if unknown:
        raise SourceError(f"no codes of ICD-10-CM: {', '.join(unknown)}; correct them in terms_clinical.tsv")
    return found


def _all(wheels: Path | None, lesson: Iterable[Term]) -> Iterator[Term]:
    package = packages(about())
    yield from clinical((KNOWLEDGE / "terms_clinical.tsv").read_bytes())
    yield from medicines()
    yield from icd10cm(package["icd10cm"].content(wheels))
    yield from mesh(package["mesh"].content(wheels))
    yield from hpo(package["hpo"].content(wheels))
    yield from together((KNOWLEDGE / "terms_grammar.toml").read_bytes())
    yield from lesson
    yield from unii(package["unii"].content(wheels))


def _table(path: Path) -> list[list[str]]:
    return list(rows(path.read_bytes()))


def _keys(term: Term) -> Iterator[Key]:
    if term.source in _OURS or term.source == "grammar":
        yield key(term.written)
        return
    for written in variants(term.written):
        yield key(written)


def _sound(atoms: Key, term: Term, excluded: set[Key]) -> bool:
    if not atoms or len(atoms) > _LONGEST or not any(atom.isalpha() for atom in atoms):
        return False
    if term.source in _OURS:
        return True
    if atoms in excluded or atoms[0] in {_COMMA, ")", "."} or (term.source == "mesh" and _COMMA in atoms):
        return False
    letters = sum(len(atom) for atom in atoms if atom.isalpha())
    return letters >= _SHORTEST and (len(atoms) > 1 or len(atoms[0]) >= _SHORTEST)


def _record(term: Term, atoms: Key, lesson: dict[Key, Term], wordlike: set[Key]) -> Record:
    """Believe the source of the code, but what annotators call a chemical or a disease is one."""
    taught = lesson.get(atoms)
    if taught and taught.type != term.type and term.source != "clinical":
        term = taught
    flags = TYPES.index(term.type)
    if term.capitals:
        flags |= CAPITALS | (WORDLIKE if atoms in wordlike else 0)
    short = _SHORT[term.system] if term.code else 0
    return (flags, short, SOURCES.index(term.source), term.code if short else "", term.name if len(term.name) > 1 else term.written)


def _in(code: str, codes: set[str]) -> bool:
    """Tell whether a code is in the tabular list, which leaves out the seventh character."""
    return code in codes or code[:-1].rstrip("X").rstrip(".") in codes or any(code[:n] in codes for n in (7, 6, 5) if len(code) == 8)  # noqa: PLR2004


assert len(SYSTEMS) == len(_SHORT)  # noqa: S101 - the two lists are one
