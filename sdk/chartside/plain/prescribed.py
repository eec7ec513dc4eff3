"""Read plain prescriptions: ``{"system": ..., "code": ..., "dose": 1, "unit": "{tablet}", "times": 4, "per_hours": 24}``."""

from __future__ import annotations

from typing import Any

from chartside.explanation import GIVEN
from chartside.facts import Dosage, Found, Prescription
from chartside.inputs import PrescriptionsRequest
from chartside.medicines import could_be, named_by, resolve
from chartside.missing import Missing
from chartside.plain.error import PlainFactError
from chartside.plain.listed import listed, members, quantity, words, yes_or_no
from chartside.plain.scalar import Given, coded, moment

_ONE = (
    "{system, code}, such as {system: http://www.nlm.nih.gov/research/umls/rxnorm, code: 856999}, with display, date, dose, unit, times, "
    "per_hours, as_needed, quantity, quantity_unit, supply_days, repeats, draft, current"
)
_KNOWN = (
    *("system", "display", "date", "dose", "unit", "times", "per_hours", "as_needed"),
    *("quantity", "quantity_unit", "supply_days", "repeats", "draft", "current"),
)


def prescriptions(name: str, request: PrescriptionsRequest, value: Any, _: Given) -> Found[Prescription]:
    """Return the prescriptions that are asked for; an empty list says that there are none."""
    what, found, unplaced, left_out = request.what, [], 0, set[str]()
    for i, (at, one) in enumerate(listed(name, value, _ONE)):
        held = members(at, one, _ONE, ("code",), _KNOWN)
        codes, display = coded(at, held)
        holds = resolve(codes, display).ingredients
        code = codes[0] if what is None else named_by(what, codes, holds)
        if code is None:
            unplaced += what is not None and could_be(what, codes, holds)
            continue
        if what is not None and what.excludes is not None and named_by(what.excludes, codes, holds):
            left_out.add(what.excludes.name)
            continue
        stated = Dosage(
            quantity(at, held, "dose"),
            words(at, held, "unit"),
            times=quantity(at, held, "times"),
            per_hours=quantity(at, held, "per_hours"),
            as_needed=bool(yes_or_no(at, held, "as_needed")),
        )
        drafted = bool(yes_or_no(at, held, "draft"))
        found.append(
            Prescription(
                "MedicationRequest",
                code,
                codes,
                display,
                "draft" if drafted else "active",
                moment(f"{at}.date", held["date"]) if held.get("date") is not None else None,
                ingredients=holds,
                current=yes_or_no(at, held, "current") is not False,
                drafted=drafted,
                dosages=() if stated == Dosage() else (stated,),
                quantity=quantity(at, held, "quantity"),
                quantity_unit=words(at, held, "quantity_unit"),
                supply_days=quantity(at, held, "supply_days"),
                repeats=_repeats(at, held.get("repeats")),
                ref=f"{GIVEN}{name}/{i}",
            )
        )
    detail = f"medicines that could not be resolved to an ingredient: {unplaced}"
    return Found(tuple(found), Missing("incomplete", detail) if unplaced else None, tuple(sorted(left_out)))


def _repeats(at: str, value: Any) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise PlainFactError(f"{at}.repeats: expected a whole number")
    return value
