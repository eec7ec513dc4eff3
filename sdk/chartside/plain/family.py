"""Read plain conditions of relatives: ``{"relative": "mother", "system": ..., "code": ..., "onset_age": 45}``."""

from __future__ import annotations

from typing import Any

from chartside.codes import Code
from chartside.explanation import GIVEN
from chartside.facts import FamilyHistory, Found
from chartside.inputs import FamilyHistoryRequest
from chartside.plain.error import PlainFactError
from chartside.plain.listed import listed, members, quantity, wanted, words, yes_or_no
from chartside.plain.scalar import Given, coded

_EXPECTED = "{relative, system, code}, such as {relative: mother, system: http://snomed.info/sct, code: 254837009}, with display, onset_age"
_ADDED = ("system", "display", "sex", "onset_age", "died_of_it")
_ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
# The codes of v3-RoleCode for the words that people use; recalled, but for FTH, which an example of US Core has.
_RELATIVES = {
    "aunt": "AUNT",
    "brother": "BRO",
    "cousin": "COUSN",
    "daughter": "DAUC",
    "father": "FTH",
    "grandfather": "GRFTH",
    "grandmother": "GRMTH",
    "maternal grandfather": "MGRFTH",
    "maternal grandmother": "MGRMTH",
    "mother": "MTH",
    "paternal grandfather": "PGRFTH",
    "paternal grandmother": "PGRMTH",
    "sister": "SIS",
    "son": "SONC",
    "uncle": "UNCLE",
}


def family_histories(name: str, request: FamilyHistoryRequest, value: Any, _: Given) -> Found[FamilyHistory]:
    """Return the conditions of relatives that are asked for; an empty list says that there are none."""
    found = []
    for i, (at, one) in enumerate(listed(name, value, _EXPECTED)):
        held = members(at, one, _EXPECTED, ("relative", "code"), _ADDED)
        codes, display = coded(at, held)
        code = wanted(request.what, codes)
        relative = words(at, held, "relative").lower()
        role = _RELATIVES.get(relative)
        age = quantity(at, held, "onset_age")
        if age is not None and age < 0:
            raise PlainFactError(f"{at}.onset_age: expected years, zero or more")
        if code is not None:
            found.append(
                FamilyHistory(
                    Code(_ROLES, role, relative) if role else None,
                    code,
                    codes,
                    relative,
                    display,
                    sex=words(at, held, "sex") or None,
                    onset_age=age,
                    died_of_it=yes_or_no(at, held, "died_of_it"),
                    ref=f"{GIVEN}{name}/{i}",
                )
            )
    return Found(tuple(found))
