"""Read plain procedures and vaccines: ``{"system": ..., "code": ..., "date": "2026-05-01"}``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chartside.codes import Code, CodeSet
from chartside.explanation import GIVEN
from chartside.facts import Found, Immunization, Procedure
from chartside.inputs import ImmunizationsRequest, ProceduresRequest
from chartside.moments import Moment
from chartside.plain.listed import listed, members, wanted, words, yes_or_no
from chartside.plain.scalar import Given, coded, moment

_PROCEDURE = "{system, code}, such as {system: http://snomed.info/sct, code: 73761001}, with display, date"
_VACCINE = "{system, code}, such as {system: http://hl7.org/fhir/sid/cvx, code: 140}, with display, date, dose, primary, subpotent"


@dataclass(frozen=True, slots=True)
class _Deed:
    at: str
    ref: str
    held: Mapping[str, Any]
    code: Code
    codings: tuple[Code, ...]
    display: str
    when: Moment | None


def procedures(name: str, request: ProceduresRequest, value: Any, _: Given) -> Found[Procedure]:
    """Return the procedures that are asked for; an empty list says that there are none."""
    return Found(
        tuple(
            Procedure("Procedure", deed.code, deed.codings, deed.display, since=deed.when, ref=deed.ref)
            for deed in _deeds(name, request.what, value, _PROCEDURE, ())
        )
    )


def immunizations(name: str, request: ImmunizationsRequest, value: Any, _: Given) -> Found[Immunization]:
    """Return the vaccines that are asked for; an empty list says that none was given."""
    return Found(
        tuple(
            Immunization(
                "Immunization",
                deed.code,
                deed.codings,
                deed.display,
                since=deed.when,
                dose=str(deed.held.get("dose", "")),
                primary=yes_or_no(deed.at, deed.held, "primary"),
                subpotent=yes_or_no(deed.at, deed.held, "subpotent"),
                ref=deed.ref,
            )
            for deed in _deeds(name, request.what, value, _VACCINE, ("dose", "primary", "subpotent"))
        )
    )


def _deeds(name: str, what: CodeSet | None, value: Any, expected: str, added: Collection[str]) -> Iterator[_Deed]:
    for i, (at, one) in enumerate(listed(name, value, expected)):
        held = members(at, one, expected, ("code",), ("system", "display", "date", *added))
        codes, _ = coded(at, held)
        code = wanted(what, codes)
        when = moment(f"{at}.date", held["date"]) if held.get("date") is not None else None
        if code is not None:
            yield _Deed(at, f"{GIVEN}{name}/{i}", held, code, codes, words(at, held, "display"), when)
