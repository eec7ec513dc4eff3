"""Read a code system by its one name, whichever of its known spellings a record or a value set uses."""

from __future__ import annotations

from collections.abc import Mapping

from chartside.codes import ATC_SYSTEM, ICD10CM_SYSTEM, LOINC_SYSTEM, RXNORM_SYSTEM, SNOMED_SYSTEM

_OIDS: Mapping[str, str] = {
    LOINC_SYSTEM: "2.16.840.1.113883.6.1",
    SNOMED_SYSTEM: "2.16.840.1.113883.6.96",
    RXNORM_SYSTEM: "2.16.840.1.113883.6.88",
    ICD10CM_SYSTEM: "2.16.840.1.113883.6.90",
    ATC_SYSTEM: "2.16.840.1.113883.6.73",
}
# A closed table: a spelling that is not listed is another system, because a guess could merge two that differ.
_CANONICAL: Mapping[str, str] = {
    spelling: system
    for system, oid in _OIDS.items()
    for address in (system, system.replace("http://", "https://", 1))
    for spelling in (address, f"{address}/", f"urn:oid:{oid}")
}


def canonical(system: str) -> str:
    """Return the name that code sets use for a system; one of no known other spelling is returned as it is."""
    return _CANONICAL.get(system, system)
