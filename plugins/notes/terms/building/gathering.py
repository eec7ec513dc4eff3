"""Gathers the terms of all sources, in the order in which they are believed, leaves out what is no term, and packs the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from plugins.notes.terms.atoms import key
from plugins.notes.terms.building.claims import settled
from plugins.notes.terms.building.clinical import clinical, rows, together
from plugins.notes.terms.building.hpo import hpo
from plugins.notes.terms.building.icd10cm import CATEGORY, icd10cm
from plugins.notes.terms.building.learned import learned
from plugins.notes.terms.building.medicines import medicines, with_salts
from plugins.notes.terms.building.mesh import mesh
from plugins.notes.terms.building.packages import KNOWLEDGE, SourceError, about, packages
from plugins.notes.terms.building.packing import Key, Record, packed
from plugins.notes.terms.building.term import Term
from plugins.notes.terms.building.unii import unii
from plugins.notes.terms.building.votes import confirmed
from plugins.notes.terms.layout import CAPITALS, TYPES, WORDLIKE

SOURCES = ("clinical", "medicines", "icd10cm", "mesh", "hpo", "grammar", "learned", "unii")
_SYSTEMS = ("", "ICD-10-CM", "MeSH", "HPO", "RxNorm", "UNII")
"""The short names of layout.SYSTEMS, in its order."""
_LONGEST = 8
"""Atoms of a term; longer titles classify and are not written in notes."""
_SHORTEST = 4
"""Letters of a single word that is believed of a vocabulary; shorter ones are acronyms, which are written for many things."""
_OURS = ("clinical", "learned")
PRUNED = ("mesh", "hpo", "grammar", "learned", "unii")
"""Not what prescriptions and problem lists are written in: that annotators of abstracts drew other bounds is no reason to lose it."""
_NO_BEGINNING = {",", ")", "."}


def built(wheels: Path | None = None, *, lessons: Path | None = None) -> bytes:
    """Return the dictionary's bytes; ``lessons`` is a folder with other learned and pruned terms than those that ship."""
    return packed(gathered(wheels, lessons or KNOWLEDGE))


def gathered(wheels: Path | None, lessons: Path) -> dict[Key, Record]:
    """Return every term once, with what it means; raises SourceError where a source is not the one that is pinned."""
    listed = list(_table(KNOWLEDGE / "terms_excluded.tsv"))
    excluded = {key(row[0]) for row in listed if row[1] != "word"}
    wordlike = {key(row[0]) for row in listed if row[1] == "word"}
    pruned = {key(row[0]) for row in _table(lessons / "terms_pruned.tsv")}
    lesson = {key(one.written): one for one in learned((lessons / "terms_learned.tsv").read_bytes())}
    found: dict[Key, Record] = {}
    for atoms, term in _all(wheels, lesson):
        if atoms in found or not _sound(atoms, term, excluded) or (atoms in pruned and term.source in PRUNED):
            continue
        taught = lesson.get(atoms)
        believed = taught if taught and taught.type != term.type and term.source != "clinical" else term
        found[atoms] = _record(believed, wordlike=atoms in wordlike)
    return found


def _all(wheels: Path | None, lesson: Mapping[Key, Term]) -> Iterator[tuple[Key, Term]]:
    package = {tag: one.content(wheels) for tag, one in packages(about()).items()}
    codes = list(icd10cm(package["icd10cm"]))
    ours = list(clinical((KNOWLEDGE / "terms_clinical.tsv").read_bytes()))
    _check(ours, {term.code for term in codes})
    yield from _as_written(ours)
    known = list(medicines())
    yield from _as_written(known)
    yield from settled(codes)
    yield from settled(confirmed(list(mesh(package["mesh"])), lesson.values()))
    yield from settled(hpo(package["hpo"]))
    yield from _as_written(together((KNOWLEDGE / "terms_grammar.toml").read_bytes()))
    yield from _as_written(with_salts(lesson.values(), known))
    yield from settled(with_salts(unii(package["unii"]), known))


def _as_written(terms: Iterable[Term]) -> Iterator[tuple[Key, Term]]:
    for term in terms:
        yield key(term.written), term


def _table(path: Path) -> Iterator[list[str]]:
    return rows(path.read_bytes())


def _sound(atoms: Key, term: Term, excluded: set[Key]) -> bool:
    if not atoms or len(atoms) > _LONGEST or not any(atom.isalpha() for atom in atoms):
        return False
    if term.source in _OURS:
        return True
    if atoms in excluded or atoms[0] in _NO_BEGINNING or (term.source == "mesh" and "," in atoms):
        return False
    letters = sum(len(atom) for atom in atoms if atom.isalpha())
    return letters >= _SHORTEST and (len(atoms) > 1 or len(atoms[0]) >= _SHORTEST)


def _record(term: Term, *, wordlike: bool) -> Record:
    flags = TYPES.index(term.type)
    if term.capitals:
        flags |= CAPITALS | (WORDLIKE if wordlike else 0)
    system = _SYSTEMS.index(term.system) if term.code else 0
    return flags, system, SOURCES.index(term.source), term.code, term.name


def _check(terms: Iterable[Term], codes: set[str]) -> None:
    """Hold the codes of our own list against those that were read, of injuries the first four characters."""
    ours = {term.code for term in terms if term.system == "ICD-10-CM"}
    unknown = sorted(code for code in ours if not (code in codes or (code[0] in "ST" and code[:CATEGORY] in codes)))
    if unknown:
        raise SourceError(f"no codes of ICD-10-CM: {', '.join(unknown)}; correct them in terms_clinical.tsv")
