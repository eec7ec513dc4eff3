"""Read plain contacts with care: ``{"class": "IMP", "since": "2026-05-01", "until": "2026-05-08"}``."""

from __future__ import annotations

from typing import Any

from chartside.explanation import GIVEN
from chartside.facts import Encounter, Found
from chartside.inputs import EncountersRequest
from chartside.moments import Moment
from chartside.plain.error import PlainFactError
from chartside.plain.listed import listed, members, words
from chartside.plain.scalar import Given, moment

_CONTACT = "{class}, such as {class: IMP} or EMER or AMB, with since, until, status"


def encounters(name: str, _: EncountersRequest, value: Any, __: Given) -> Found[Encounter]:
    """Return contacts; an empty list says that there was none. One that is over has an end, unless its status says so."""
    return Found(
        tuple(_encounter(at, one, f"{GIVEN}{name}/{i}") for i, (at, one) in enumerate(listed(name, value, _CONTACT)))
    )


def _encounter(at: str, value: Any, ref: str) -> Encounter:
    held = members(at, value, _CONTACT, ("class",), ("since", "until", "status"))
    since, until = (_moment(at, held, end) for end in ("since", "until"))
    if since is not None and until is not None and until.wall < since.wall:
        raise PlainFactError(f"{at}: ends before it begins")
    status = words(at, held, "status") or ("finished" if until is not None else "in-progress")
    return Encounter(words(at, held, "class"), status, since, until, ref=ref)


def _moment(at: str, held: Any, end: str) -> Moment | None:
    return moment(f"{at}.{end}", held[end]) if held.get(end) is not None else None
