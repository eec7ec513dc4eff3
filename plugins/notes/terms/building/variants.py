"""Says a term as texts would: turned round, without what only classifies, with its parts in the other order."""

from __future__ import annotations

import re
from collections.abc import Iterator

_VAGUE = re.compile(r"\b(other|others|elsewhere|encounter|classifiable|unspecified as to)\b", re.IGNORECASE)
_CLASSIFIES = re.compile(
    r",?\s*\b(unspecified (site|side|eye|ear|limb|type|whether [\w\s]+|as to [\w\s]+)|so stated|site unspecified|unspecified|NOS|NEC"
    r"|not elsewhere classified|not otherwise specified|without complications?)\b",
    re.IGNORECASE,
)
_PARENTHESES = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_OF = re.compile(r"([\w'-]+) of (?:the )?([\w'-]+)")
_MALIGNANT = re.compile(r"malignant neoplasm of (?:the )?([\w'-]+)", re.IGNORECASE)
_INVERTED = re.compile(r"[^\s,]+(?: [^\s,]+){0,3}")
_LONGEST_TAIL = 3
_JOINS = {"and", "or", "with", "without", "in", "of", "due", "to", "not", "the", "by", "from"}


def plain(written: str) -> str:
    """Return a term without what only classifies; empty where it only says that it is none of the others."""
    return "" if _VAGUE.search(written) else _CLASSIFIES.sub("", written).strip(" ,")


def variants(plain: str) -> Iterator[str]:
    """Yield the other spellings under which to look for a term."""
    without = _PARENTHESES.sub("", plain).strip(" ,")
    if without != plain:
        yield without
    turned = _turned(without)
    if turned:
        yield turned
    for one in (turned or without,):
        of = _OF.fullmatch(one)
        if of:
            yield f"{of[2]} {of[1]}"
            yield f"{of[1]} of the {of[2]}"
        malignant = _MALIGNANT.fullmatch(one)
        if malignant:
            for sort in ("cancer", "carcinoma"):
                yield f"{malignant[1]} {sort}"
                yield f"{sort} of {malignant[1]}"
                yield f"{sort} of the {malignant[1]}"


def _turned(written: str) -> str:
    """Turn ``Embolism, pulmonary, acute`` into ``acute pulmonary Embolism``; empty where a comma does something else."""
    parts = written.split(", ")
    if len(parts) == 1 or not all(_INVERTED.fullmatch(part) for part in parts):
        return ""
    if any(len(part.split()) > _LONGEST_TAIL or _JOINS & set(part.lower().split()) for part in parts[1:]):
        return ""
    return " ".join(reversed(parts))
