"""Read plain contacts with care: ``{"class": "IMP", "since": "2026-05-01", "until": "2026-05-08"}``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chartside.codes import Code
from chartside.explanation import GIVEN
from chartside.facts import Encounter, Found
from chartside.inputs import EncountersRequest
from chartside.moments import Moment
from chartside.plain.error import PlainFactError
from chartside.plain.listed import listed, members, words
from chartside.plain.scalar import Given, coded, moment

_CONTACT = "{class}, such as {class: IMP} or EMER or AMB, with since, until, status, reasons, discharged_to"
_CODED = "a code, or a list of them, such as I50.9 or {system: ..., code: ...}"


def encounters(name: str, _: EncountersRequest, value: Any, __: Given) -> Found[Encounter]:
    """Return contacts; an empty list says that there was none. One that is over has an end, unless its status says so."""
    return Found(
        tuple(_encounter(at, one, f"{GIVEN}{name}/{i}") for i, (at, one) in enumerate(listed(name, value, _CONTACT)))
    )


def _encounter(at: str, value: Any, ref: str) -> Encounter:
    held = members(at, value, _CONTACT, ("class",), ("since", "until", "status", "reasons", "discharged_to"))
    since, until = (_moment(at, held, end) for end in ("since", "until"))
    if since is not None and until is not None and until.wall < since.wall:
        raise PlainFactError(f"{at}: ends before it begins")
    status = words(at, held, "status") or ("finished" if until is not None else "in-progress")
    reasons, places = (tuple(_codes(f"{at}.{name}", held.get(name))) for name in ("reasons", "discharged_to"))
    return Encounter(words(at, held, "class"), status, since, until, reasons=reasons, discharged_to=places, ref=ref)


def _codes(at: str, value: Any) -> Iterator[Code]:
    for place, one in listed(at, value, _CODED) if value is not None else ():
        if isinstance(one, str):
            yield Code("", one)
        else:
            yield from coded(place, one)[0]


def _moment(at: str, held: Any, end: str) -> Moment | None:
    return moment(f"{at}.{end}", held[end]) if held.get(end) is not None else None
