"""Tables of tab-separated values: the form in which the knowledge is kept, because two releases then compare line by line."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Read a table of tab-separated values, whose notes begin with ``#``."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")


def write(path: Path, columns: Sequence[str], content: Iterable[Sequence[str]]) -> None:
    """Write a table, sorted, so that two releases compare line by line."""
    lines = sorted({tuple(one) for one in content})
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        out.writerow(columns)
        out.writerows(lines)


def wording_hash(text: str) -> str:
    """Name a wording by its hash, whatever its spacing and case."""
    return hashlib.sha256(" ".join(text.split()).casefold().encode()).hexdigest()[:16]


def key_text(key: Mapping[str, str]) -> str:
    """Return a look-up key as text: ``CYP2C19=Poor Metabolizer; CYP2D6=0.0``."""
    return "; ".join(f"{gene}={value.strip()}" for gene, value in sorted(key.items()))
