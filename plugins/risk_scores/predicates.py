"""Makes the yes/no inputs of the scores from the predicate table: what counts, what must not be taken for it, how far back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from chartside import Code, CodeSet, days
from chartside.codes import ATC_SYSTEM, ICD10CM_SYSTEM, RXNORM_SYSTEM, SNOMED_SYSTEM
from chartside.inputs import Having
from plugins.risk_scores.tables import Table, table

TABLES = ("predicates", "elixhauser_predicates")
"""The tables that hold predicates; no name stands in two of them."""
_SYSTEMS: Mapping[str, str] = {
    "snomed": SNOMED_SYSTEM,
    "icd10cm": ICD10CM_SYSTEM,
    "icd10pcs": "http://www.cms.gov/Medicare/Coding/ICD10",
    "rxnorm": RXNORM_SYSTEM,
    "atc": ATC_SYSTEM,
}


@cache
def having(name: str) -> Having:
    """Return the request for a predicate of the tables, by its name there."""
    known = next((known for known in map(table, TABLES) if name in known.content), table(TABLES[0]))
    entry = known.content[name]
    back = entry.get("back_days")
    return Having(
        entry["kind"],
        _code_set(name, entry, known),
        ever=entry.get("ever", False),
        back=days(back) if back else None,
        statement=entry["statement"],
        implied=entry.get("implied"),
        reviewed_by=entry.get("reviewed_by", ""),
    )


def _code_set(name: str, entry: Mapping[str, Any], known: Table) -> CodeSet:
    excluded = entry.get("excludes")
    return CodeSet(
        entry.get("name", name).replace("_", "-"),
        entry["display"],
        frozenset(_codes(entry)),
        prefixes={_SYSTEMS[system]: tuple(starts) for system, starts in entry.get("prefixes", {}).items()},
        excludes=_code_set(excluded["name"], excluded, known) if excluded else None,
        version=f"{known.version}+{known.sha256[:12]}",
        source=entry.get("source", ""),
    )


def _codes(entry: Mapping[str, Any]) -> list[Code]:
    return [
        Code(_SYSTEMS[system], value, display)
        for system, by_check in entry.get("codes", {}).items()
        for members in by_check.values()
        for value, display in members.items()
    ]
