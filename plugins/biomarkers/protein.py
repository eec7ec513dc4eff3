"""Read a change of a protein as reports write it, so that one change written in three ways is one change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["substitution", "deletion", "insertion", "truncating", "other"]
KINDS: tuple[Kind, ...] = ("substitution", "deletion", "insertion", "truncating")
_THREE = {
    "A": "Ala", "R": "Arg", "N": "Asn", "D": "Asp", "C": "Cys", "E": "Glu", "Q": "Gln", "G": "Gly", "H": "His", "I": "Ile",
    "L": "Leu", "K": "Lys", "M": "Met", "F": "Phe", "P": "Pro", "S": "Ser", "T": "Thr", "W": "Trp", "Y": "Tyr", "V": "Val",
    "*": "Ter", "X": "Ter",
}  # fmt: skip
_AMINO = "|".join(sorted(set(_THREE.values())))
_WHOLE = re.compile(
    rf"p\.(?P<first>{_AMINO})(?P<at>\d+)(?:_(?:{_AMINO})(?P<to>\d+))?"
    rf"(?P<what>(?:{_AMINO})?fs(?:(?:Ter|[*])?(?:\d+|[?])?)|Ter|delins\w+|del\w*|ins\w+|dup\w*|{_AMINO})"
)
_NAMED = re.compile(r"(?<![A-Za-z])p\.[^\s:]+$")
_BARE = re.compile(r"[A-Z*]\d+(?:_[A-Z*]\d+)?(?:fs\S*|delins[A-Z*]+|del[A-Z]*|ins[A-Z*]+|dup[A-Z]*|[A-Z*])?")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a protein: where it begins and ends, of which kind it is, and how it is written in three letters."""

    text: str
    first: int
    last: int
    kind: Kind


def change(said: str) -> Change | None:
    """Return the change that an expression names (``NP_005219.2:p.(Leu858Arg)``, ``p.L858R``, ``L858R``), or None."""
    bare = said.strip().replace("(", "").replace(")", "")
    if not bare.startswith("p.") and _BARE.fullmatch(bare):
        bare = f"p.{bare}"
    named = _NAMED.search(bare)
    if named is None:
        return None
    bare = named[0]
    match = _WHOLE.fullmatch(bare) or _WHOLE.fullmatch("p." + _spelt(bare[2:]))
    if match is None:
        return None
    first = int(match["at"])
    return Change(match[0], first, int(match["to"] or first), _kind(match["what"]))


def _spelt(short: str) -> str:
    """Return one-letter amino acids in three letters, whatever else the expression holds left as it is."""
    return re.sub(r"(delins|del|ins|dup|fs)|([A-Z*])", lambda m: m[1] or _THREE.get(m[2], m[2]), short)


def _kind(what: str) -> Kind:
    if "fs" in what or what == "Ter" or what.endswith("Ter"):
        return "truncating"
    if what.startswith(("delins", "del")):
        return "deletion"
    if what.startswith(("ins", "dup")):
        return "insertion"
    return "substitution"
