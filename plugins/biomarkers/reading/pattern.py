"""Read which variants a line of a rule means."""

from __future__ import annotations

import re
from typing import Any, cast

from plugins.biomarkers.conditions import Pattern
from plugins.biomarkers.document import Table
from plugins.biomarkers.protein import KINDS, change

_KEYS = ("genes", "changes", "residues", "kinds", "fusion", "amplified", "worded", "source", "stated", "specimen")
_PAIR = 2


def read_pattern(table: Table) -> Pattern:
    """Return which variants are meant; raises RuleError naming the field and the mend."""
    table.only(*_KEYS)
    changes = table.words("changes", "write p.Leu858Arg ...") if table.has("changes") else ()
    for one in changes:
        known = change(one)
        if known is None or known.text != one:
            raise table.refusal(
                "changes", f"holds {one!r}, which is no change of a protein in three letters, such as p.Leu858Arg"
            )
    worded = table.text("worded", "write a regular expression", default="")
    try:
        re.compile(worded)
    except re.error as error:
        raise table.refusal("worded", f"is no regular expression: {error}") from None
    kinds = table.words("kinds", "list them") if table.has("kinds") else ()
    if any(kind not in KINDS for kind in kinds):
        raise table.refusal("kinds", f"are of {', '.join(KINDS)}")
    return Pattern(
        tuple(gene.upper() for gene in table.words("genes", "name the genes by their HGNC symbols")),
        changes,
        _residues(table),
        cast("Any", kinds),
        table.flag("fusion"),
        table.flag("amplified"),
        worded,
        cast("Any", table.word("source", "somatic", "germline") if table.has("source") else ""),
        table.flag("stated"),
        cast("Any", table.word("specimen", "plasma", "tissue") if table.has("specimen") else ""),
    )


def _residues(table: Table) -> tuple[int, int] | None:
    if not table.has("residues"):
        return None
    given = table.content["residues"]
    whole = isinstance(given, list) and len(given) == _PAIR and all(isinstance(n, int) and n > 0 for n in given)
    if not whole or given[0] > given[1]:
        raise table.refusal("residues", "are the first and the last of a region, such as [729, 761]")
    return given[0], given[1]
