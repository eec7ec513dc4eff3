"""The sets of codes that a plugin looks for, each once, with every code and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chartside.analysis import Analysis
from chartside.codes import ATC_SYSTEM, ICD10CM_SYSTEM, LOINC_SYSTEM, RXNORM_SYSTEM, SNOMED_SYSTEM, Code, CodeSet
from chartside.manifest.input_line import code_set

SYSTEMS: Mapping[str, str] = {
    LOINC_SYSTEM: "LOINC",
    SNOMED_SYSTEM: "SNOMED CT",
    RXNORM_SYSTEM: "RxNorm",
    ICD10CM_SYSTEM: "ICD-10-CM",
    ATC_SYSTEM: "ATC",
    "http://www.cms.gov/Medicare/Coding/ICD10": "ICD-10-PCS",
}


def code_sets(analyses: Iterable[Analysis]) -> Mapping[str, Mapping[str, Any]]:
    """Return, by name, every set that the inputs and the gates of these analyses look for."""
    found = [code_set(asking) for a in analyses for asking in (*(i.request for i in a.inputs.values()), a.when)]
    return {codes.name: _told(codes) for codes in sorted((c for c in found if c is not None), key=lambda c: c.name)}


def _told(codes: CodeSet) -> Mapping[str, Any]:
    told = {
        "display": codes.display,
        "codes": _codes(codes.codes),
        "beginnings": {SYSTEMS.get(system, system): list(starts) for system, starts in codes.prefixes.items()},
        "panels": _codes(codes.panels),
        "excludes": _told(codes.excludes) if codes.excludes else None,
        "version": codes.version,
        "source": codes.source,
    }
    return {name: value for name, value in told.items() if value}


def _codes(codes: Iterable[Code]) -> list[Mapping[str, str]]:
    return [
        {"system": SYSTEMS.get(code.system, code.system), "code": code.value, "display": code.display}
        for code in sorted(codes, key=lambda c: (c.system, c.value))
    ]
