"""Makes the yes/no inputs of the survival models from the predicate table: what counts, what must not be taken for it, how far back."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from chartside import Code, Coded, CodeSet, Found, Having, days
from chartside.codes import ATC_SYSTEM, ICD10CM_SYSTEM, RXNORM_SYSTEM, SNOMED_SYSTEM

_SYSTEMS: Mapping[str, str] = {
    "snomed": SNOMED_SYSTEM,
    "icd10cm": ICD10CM_SYSTEM,
    "rxnorm": RXNORM_SYSTEM,
    "atc": ATC_SYSTEM,
}
_A_DAY = days(1)
"""A day is over at different moments in different places."""


@cache
def having(name: str) -> Having:
    """Return the request for a predicate of the table, by its name there."""
    content, version = _table()
    entry = content[name]
    back = entry.get("back_days")
    return Having(
        entry["kind"],
        _code_set(name, entry, version),
        ever=entry.get("ever", False),
        back=days(back) if back else None,
        statement=entry["statement"],
    )


def recent(found: Found[Coded], name: str, today: date) -> bool:
    """Whether one of these can be of the predicate's look-back; of one without a time that is not denied."""
    back = having(name).back
    return any(back is None or one.since is None or -_A_DAY <= today - one.since.wall.date() <= back for one in found)


@cache
def _table() -> tuple[Mapping[str, Any], str]:
    raw = (files(__package__) / "knowledge" / "predicates.toml").read_bytes()
    content = tomllib.loads(raw.decode())
    return content, f"{content['version']}+{hashlib.sha256(raw).hexdigest()[:12]}"


def _code_set(name: str, entry: Mapping[str, Any], version: str) -> CodeSet:
    excluded = entry.get("excludes")
    return CodeSet(
        name.replace("_", "-"),
        entry["display"],
        frozenset(_codes(entry)),
        prefixes={_SYSTEMS[system]: tuple(starts) for system, starts in entry.get("prefixes", {}).items()},
        excludes=_code_set(excluded["name"], excluded, version) if excluded else None,
        version=version,
        source=entry.get("source", ""),
    )


def _codes(entry: Mapping[str, Any]) -> list[Code]:
    return [
        Code(_SYSTEMS[system], value, display)
        for system, by_check in entry.get("codes", {}).items()
        for members in by_check.values()
        for value, display in members.items()
    ]
