"""Tell the dose and the strength from the amounts of one step; two that could be it are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from plugins.notes.medication.amount import Amount
from plugins.notes.medication.line import Quantity
from plugins.notes.medication.step import Held, Step

HOURS = Decimal(24)


@dataclass(frozen=True, slots=True)
class Read:
    """What the amounts of a step say; ``per_day`` the doses a day that a divided total was split into."""

    dose: Quantity | None = None
    strength: Quantity | None = None
    rate: Quantity | None = None
    form: Amount | None = None
    why: str = ""
    per_day: int = 0


TWO_DOSES = "two amounts that could be the dose"
NO_UNIT = "a number without a unit"
PRODUCT = "a product's amount and no dose"
SCALE = "a dose that a scale gives"
BAG = "an amount in a fluid that runs at a rate"
TOTAL_BY_WEIGHT = "an amount for a weight and a day, to be divided"
TOTAL = "an amount a day and not of one administration"


def read(step: Step) -> Read:
    """Return dose, strength and rate of a step."""
    amounts = step.amounts
    counts = [held for held in amounts if held.amount.sort == "count"]
    strength = _sprayed(step, _strength(step, counts))
    rate = next((_quantity(h.amount) for h in amounts if h.amount.sort == "rate" and h.amount.low is not None), None)
    rate = None if _patch(step) or any(held.amount.unit == "patch" for held in counts) else rate
    form = next((h.amount for h in amounts if h.amount.form_at[1]), None)
    found = Read(None, strength, rate, form)
    unread = next((h.amount.why for h in amounts if h.amount.why), step.unread)
    if step.turns or step.scaled:
        return replace(found, why=TWO_DOSES if step.turns else SCALE)
    if step.mixed and any(h.amount.sort == "rate" for h in amounts):
        return replace(found, why=unread or BAG)
    open_counts = [held for held in counts if not held.bracketed] or counts
    if open_counts:
        return _counted(found, open_counts, unread)
    return _measured(found, step, unread)


def _counted(found: Read, counts: Sequence[Held], unread: str) -> Read:
    one = counts[0].amount
    if any(
        (other.amount.low, other.amount.high, other.amount.unit) != (one.low, one.high, one.unit)
        for other in counts[1:]
    ):
        return replace(found, why=TWO_DOSES)
    if one.low is None:
        return replace(found, why=one.why)
    return replace(found, dose=_quantity(one), why=unread)


def _measured(found: Read, step: Step, unread: str) -> Read:
    masses = [h for h in step.amounts if h.amount.sort == "mass" and not h.amount.form]
    if _patch(step):
        return replace(found, why=unread or "a patch gives so much an hour")
    daily = [h.amount for h in step.amounts if h.amount.sort == "daily"]
    if step.divided:
        return _divided(found, step, [h.amount for h in masses], daily, unread)
    if masses:
        return _one(found, step, masses, unread)
    if daily:
        return replace(found, why=daily[0].why or TOTAL)
    formed = [h.amount for h in step.amounts if h.amount.form and h.amount.sort == "mass"]
    bare = [h.amount for h in step.amounts if h.amount.sort == "bare"]
    if formed:
        return _tablet(found, step, formed[0], bare, unread)
    if bare:
        return replace(found, why=unread or NO_UNIT)
    return replace(found, why=unread)


def _one(found: Read, step: Step, masses: Sequence[Held], unread: str) -> Read:
    """Read a dose in a unit of mass or volume; the same in brackets in another unit is not a second one."""
    plain = [h for h in masses if not h.bracketed] or masses
    told = [h for h in masses if h.told]
    if len(told) == 1:
        # "0.6 mg: take 1.2 mg": what is to be taken is the dose, and what stands before it is the product's.
        plain = told
    one = plain[0].amount
    others = [h.amount for h in masses if h.amount is not one and not (len(told) == 1 and h.amount.start < one.start)]
    same = (_quantity(one), [(o.low, o.high, o.unit) for o in others if not _equal_in_brackets(o, one, masses)])
    if any(other != (one.low, one.high, one.unit) for other in same[1]):
        return replace(found, why=unread or TWO_DOSES)
    bare = [
        h.amount for h in step.amounts if h.amount.sort == "bare" and not h.bracketed and h.amount.start > one.start
    ]
    if _product(step, one):
        return replace(found, strength=found.strength or _quantity(one), why=unread or PRODUCT)
    if one.low is None:
        return replace(found, why=one.why)
    if any(b.low != 1 or b.high is not None for b in bare):
        return replace(found, why=unread or "a count of something that is not named")
    return replace(found, dose=_quantity(one), why=unread)


def _product(step: Step, one: Amount) -> bool:
    """Whether an amount is of a product's name, "50 mg injection", "1 ml ... 5 mg/ml injection", and nobody said how it is given."""
    if step.timings or step.routes or step.prn or not step.forms:
        return False
    form = step.forms[0]
    held = any(h.amount.sort == "held" for h in step.amounts)
    return form.value[0] in {"injection", "solution"} and (form.start - one.end <= 1 or (held and one.unit == "mL"))


def _equal_in_brackets(other: Amount, one: Amount, masses: Sequence[Held]) -> bool:
    held = next(h for h in masses if h.amount is other)
    return held.bracketed and other.unit != one.unit and "mL" in {other.unit, one.unit}


def _tablet(found: Read, step: Step, formed: Amount, bare: Sequence[Amount], unread: str) -> Read:
    """Read "25 mg tablet daily" as that much, "25 mg tablet, 2 daily" as two, and "25 mg tablets daily" as nothing that can be told."""
    counts = [b for b in bare if b.start > formed.start]
    if not counts and all(b.low == 1 and b.high is None for b in bare):
        bare = []
    if len(counts) == 1 and counts[0].low is not None and counts[0].low <= 10:  # noqa: PLR2004 - nobody takes so many at once
        one = counts[0]
        return replace(found, dose=Quantity(counts[0].low, formed.form, one.start, one.end, one.high), why=unread)
    if (
        bare
        or formed.low is None
        or formed.many
        or not step.timings
        or formed.form not in {"tablet", "capsule", "suppository", "pill"}
    ):
        return replace(found, why=unread or formed.why or ("" if not bare else NO_UNIT))
    return replace(found, dose=_quantity(formed), why=unread)


def _divided(found: Read, step: Step, masses: Sequence[Amount], daily: Sequence[Amount], unread: str) -> Read:
    """Divide a day's amount by its doses, where both are said and nothing is left over."""
    total = next(iter(daily or masses), None)
    if total is None or len(daily) + len(masses) != 1 or total.low is None or total.high is not None:
        return replace(found, why=unread or (total.why if total else "") or TWO_DOSES)
    repeats = [piece.value.get("repeat", {}) for piece in step.timings]
    a_day = {"frequency": 1, "period": 1, "periodUnit": "d"}
    said_daily = bool(daily) or a_day in repeats
    doses = _doses(step, [one for one in repeats if one != a_day])
    if not said_daily or not doses:
        return replace(found, why=unread or "a total whose division is not told")
    if "/" in total.unit:
        # To be worked out with a weight: not by a reader of notes.
        return replace(found, why=unread or TOTAL_BY_WEIGHT, per_day=doses)
    one = total.low / doses
    if one * doses != total.low or -int(one.as_tuple().exponent) > 4:  # noqa: PLR2004 - a dose has no more decimals
        return replace(found, why=unread or "a total that cannot be divided evenly")
    return replace(found, dose=Quantity(one.normalize(), total.unit, total.start, total.end), why=unread, per_day=doses)


def _doses(step: Step, repeats: Sequence[dict[str, object]]) -> int:
    """Return how many doses a day a total is divided into, or nought."""
    if step.divided_in is not None:
        low = step.divided_in.low
        return int(low) if low is not None and step.divided_in.high is None and low == int(low) and low > 1 else 0
    if len(repeats) != 1:
        return 0
    one = repeats[0]
    if one.get("frequencyMax") or one.get("periodMax"):
        return 0
    if one.get("period") == 1 and one.get("periodUnit") == "d":
        return int(str(one.get("frequency", 0)))
    if one.get("periodUnit") == "h" and one.get("period") not in {"#", None}:
        period = Decimal(str(one["period"]))
        return int(HOURS / period) if HOURS % period == 0 else 0
    return 0


def _patch(step: Step) -> bool:
    return any(piece.value[0] == "patch" for piece in step.forms)


def _strength(step: Step, counts: Sequence[Held]) -> Quantity | None:
    """Return what the text says that a unit of form, or a volume, holds."""
    for held in step.amounts:
        amount = held.amount
        if amount.holds is not None and amount.holds.low is not None:
            return _quantity(amount.holds)
        if amount.sort in {"held", "percent"} and amount.low is not None and amount.high is None:
            return _quantity(amount)
        if amount.sort == "mass" and amount.form and amount.low is not None and amount.high is None:
            return _quantity(amount)
    masses = [h for h in step.amounts if h.amount.sort == "mass" or (h.amount.sort == "rate" and _patch(step))]
    if not counts and len(masses) == 1 and _patch(step):
        return _quantity(masses[0].amount)
    if len(counts) != 1 or len(masses) != 1 or masses[0].amount.low is None or masses[0].amount.high is not None:
        return None
    count, mass = counts[0], masses[0]
    single = count.amount.low == 1 and count.amount.high is None
    if mass.amount.unit in {"mL", "L"} or (
        mass.amount.start > count.amount.start and not (mass.after_of or mass.each or (mass.bracketed and single))
    ):
        return None
    if mass.amount.start < count.amount.start and count.bracketed and not single:
        return None
    return _quantity(mass.amount)


def _sprayed(step: Step, strength: Quantity | None) -> Quantity | None:
    """Return a strength for each actuation as one for each spray where the medicine is sprayed."""
    if strength is None or not strength.unit.endswith("/puff"):
        return strength
    sprays = any(p.value[0] == "spray" for p in step.forms) or any(h.amount.unit == "spray" for h in step.amounts)
    return replace(strength, unit=strength.unit.replace("/puff", "/spray")) if sprays else strength


def _quantity(amount: Amount) -> Quantity | None:
    return Quantity(amount.low, amount.unit, amount.start, amount.end, amount.high) if amount.low is not None else None
