"""Bring a measured number into the unit that was asked for, or say why that cannot be done."""

from __future__ import annotations

from decimal import Decimal

from chartside.units.analyte import Analyte, Conversion, kept
from chartside.units.spelling import canonical_unit
from chartside.units.table import ANALYTES


class UnitError(ValueError):
    """A value in a unit that the table does not know for this analyte, or outside what a person can have."""


def convert(analyte: str, value: Decimal, unit: str, to: str) -> Decimal:
    """Return the value in another unit of the same analyte; raise UnitError rather than compute on what is not known.

    A value that is in that unit already comes back as it is, digit by digit; but a fraction of oxygen that says per cent, which nobody
    can breathe, comes back as the percentage. An analyte that is not in the table passes only when both units are spellings of one UCUM
    unit.
    """
    known = ANALYTES.get(analyte)
    if known is None:
        if canonical_unit(unit) != canonical_unit(to):
            raise UnitError(f"{unit!r} is not {to!r}, and the table has no entry for {analyte}")
        return value
    have, want = _unit(known, unit), _unit(known, to)
    given, wanted = _conversion(analyte, known, have), _conversion(analyte, known, want)
    try:
        meant = known.meant(value, have)
        canonical = given.there(meant)
        low, high = known.plausible
        if not low <= canonical <= high:
            raise UnitError(f"implausible for {analyte} in {unit!r}: outside {low} to {high} {known.canonical}")
        if have == want or (given.same and wanted.same):
            return meant
        return kept(wanted.back(canonical))
    except ArithmeticError:
        raise UnitError(f"implausible for {analyte} in {unit!r}: not a number to reckon with") from None


def _unit(known: Analyte, spelling: str) -> str:
    written = spelling.strip()
    if not written and known.blank:
        return known.canonical
    return known.spellings.get(written) or canonical_unit(written)


def _conversion(analyte: str, known: Analyte, unit: str) -> Conversion:
    found = known.conversion(unit)
    if found is None:
        raise UnitError(
            f"unit {unit!r} is not known for {analyte}; known: {', '.join([known.canonical, *known.units])}"
        )
    return found
