"""Read how much of a medicine is taken and how often, out of a FHIR Dosage: what it does not state stays unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from chartside.facts import Dosage
from fhir_adapter.concepts import Json, objects, word, words

_HOURS: Mapping[str, Decimal] = {
    "s": Decimal(1) / 3600,
    "min": Decimal(1) / 60,
    "h": Decimal(1),
    "d": Decimal(24),
    "wk": Decimal(168),
    "mo": Decimal(720),
    "a": Decimal(8760),
}
# The codes of a timing that say how often: times, hours.
_CODED: Mapping[str, tuple[int, int]] = {
    "QD": (1, 24),
    "AM": (1, 24),
    "PM": (1, 24),
    "BED": (1, 24),
    "BID": (2, 24),
    "TID": (3, 24),
    "QID": (4, 24),
    "QOD": (1, 48),
    "WK": (1, 168),
    "Q1H": (1, 1),
    "Q2H": (1, 2),
    "Q3H": (1, 3),
    "Q4H": (1, 4),
    "Q6H": (1, 6),
    "Q8H": (1, 8),
}
# Events of a day that happen once in it; "before meals" is not among them.
_ONCE_A_DAY = frozenset(
    {"MORN", "MORN.early", "MORN.late", "NOON", "AFT", "AFT.early", "AFT.late", "EVE", "EVE.early", "EVE.late"}
    | {"NIGHT", "HS", "WAKE", "CM", "CD", "CV", "ACM", "ACD", "ACV", "PCM", "PCD", "PCV"}
)
_ONE_DAY = Decimal(24)
Amount = tuple[Decimal | None, str]


def dosages(content: Json) -> tuple[Dosage, ...]:
    """Return each dosage of a prescription or a statement of use."""
    return tuple(_dosage(one) for one in objects(content.get("dosageInstruction", content.get("dosage"))))


def number(value: Any) -> Decimal | None:
    """Return a JSON number that is not negative, or None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        read = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None
    return read if read.is_finite() and read >= 0 else None


def amount(quantity: Any) -> Amount:
    """Return a quantity's value and its unit, by its code where it has one; one with a comparator is no amount."""
    if not isinstance(quantity, Mapping) or quantity.get("comparator"):
        return None, ""
    return number(quantity.get("value")), word(quantity.get("code")) or word(quantity.get("unit"))


def hours(quantity: Any) -> Decimal | None:
    """Return a duration in hours, or None where its unit is not known."""
    value, unit = amount(quantity)
    length = _HOURS.get(unit) or _HOURS.get({"day": "d", "days": "d", "hour": "h", "hours": "h"}.get(unit, ""))
    return value * length if value is not None and length is not None else None


def _dosage(content: Json) -> Dosage:
    dose, unit, low = _dose(content)
    times, per_hours = _rhythm(content.get("timing"))
    most, most_unit, most_per_hours = _most(content.get("maxDosePerPeriod"))
    sequence = content.get("sequence")
    return Dosage(
        dose,
        unit,
        low,
        times,
        per_hours,
        content.get("asNeededBoolean") is True or content.get("asNeededCodeableConcept") is not None,
        most,
        most_unit,
        most_per_hours,
        sequence if isinstance(sequence, int) and not isinstance(sequence, bool) else None,
    )


def _dose(content: Json) -> tuple[Decimal | None, str, Decimal | None]:
    """Return the dose, the most of a range; of several the one that was ordered, and none where they contradict each other."""
    stated = [one for one in objects(content.get("doseAndRate")) or [content] if _has_dose(one)]
    ordered = [one for one in stated if "ordered" in words(one.get("type"))] or stated
    read = list(dict.fromkeys(_amounts(ordered)))
    return read[0] if len(read) == 1 else (None, "", None)


def _has_dose(one: Json) -> bool:
    return "doseQuantity" in one or "doseRange" in one


def _amounts(several: list[Json]) -> Iterator[tuple[Decimal | None, str, Decimal | None]]:
    for one in several:
        span = one.get("doseRange")
        if isinstance(span, Mapping):
            (low, low_unit), (high, unit) = amount(span.get("low")), amount(span.get("high"))
            yield (high, unit, low if low_unit in (unit, "") else None) if high is not None else (None, "", None)
        else:
            value, unit = amount(one.get("doseQuantity"))
            yield value, unit, None


def _rhythm(timing: Any) -> tuple[Decimal | None, Decimal | None]:
    """Return how often within how many hours, at most; a repeat goes before the timing's code."""
    if not isinstance(timing, Mapping):
        return None, None
    repeat = timing.get("repeat")
    if isinstance(repeat, Mapping):
        stated = _repeated(repeat)
        if stated is not None:
            return stated
    coded = [_CODED[code] for code in words(timing.get("code")) if code in _CODED]
    return (Decimal(coded[0][0]), Decimal(coded[0][1])) if len(coded) == 1 else (None, None)


def _repeated(repeat: Json) -> tuple[Decimal | None, Decimal | None] | None:
    times = number(repeat.get("frequencyMax")) or number(repeat.get("frequency"))
    period, unit = number(repeat.get("period")), _HOURS.get(word(repeat.get("periodUnit")))
    if period and unit is not None:
        # FHIR: a period without a frequency is once a period.
        named = {"frequency", "frequencyMax"} & repeat.keys()
        return (Decimal(1) if times is None and not named else times), period * unit
    if times is not None or "period" in repeat:
        return None, None
    clock, events = repeat.get("timeOfDay"), repeat.get("when")
    if isinstance(clock, list) and clock:
        return Decimal(len(clock)), _ONE_DAY
    if isinstance(events, list) and events and all(one in _ONCE_A_DAY for one in events):
        return Decimal(len(events)), _ONE_DAY
    return None


def _most(ratio: Any) -> tuple[Decimal | None, str, Decimal | None]:
    if not isinstance(ratio, Mapping):
        return None, "", None
    value, unit = amount(ratio.get("numerator"))
    per = hours(ratio.get("denominator"))
    return (value, unit, per) if value is not None and per else (None, "", None)
