"""The medicines that the recommendations speak of, and what they say of a single prescription."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated, Any

from chartside import CodeSet, Found, Prescription, PrescriptionsRequest
from chartside.vocabulary.medicines import BENZODIAZEPINES, NALOXONE, OPIOIDS
from plugins.opioids.reckoning import INPATIENT, ran_out
from plugins.opioids.tables import CONVERSION, RECOMMENDATIONS, Conversion, conversion
from plugins.opioids.value_sets import together, value_set

_PRODUCTS = CodeSet("opioid-products", "opioids", frozenset(conversion().products), version=conversion().version)
# By ingredient as well: a product that is newer than every list is an opioid all the same.
OPIOID_SET = together("opioids-any", "opioids", OPIOIDS, _PRODUCTS, value_set("opioid-analgesics"))
BENZODIAZEPINE_SET = together(
    "opioids-benzodiazepines", "benzodiazepines", BENZODIAZEPINES, value_set("benzodiazepines")
)
# The guideline's own list holds buprenorphine with naloxone, which rescues nobody.
NALOXONE_SET = together("opioids-naloxone", "naloxone", NALOXONE, value_set("naloxone"), excludes=OPIOIDS)

Opioids = Annotated[Found[Prescription], PrescriptionsRequest(OPIOID_SET)]
Benzodiazepines = Annotated[Found[Prescription], PrescriptionsRequest(BENZODIAZEPINE_SET)]
Naloxone = Annotated[Found[Prescription], PrescriptionsRequest(NALOXONE_SET)]
Tables = Annotated[Conversion, CONVERSION]
Turning = Annotated[Mapping[str, Any], RECOMMENDATIONS]


def in_effect(found: Iterable[Prescription], today: date) -> tuple[Prescription, ...]:
    """Return what counts now outside of hospital: what ran out is over, whatever its status says."""
    return _sorted(one for one in found if one.current and not of_a_stay(one) and ran_out(one, today) is None)


def ordered(found: Iterable[Prescription]) -> tuple[Prescription, ...]:
    """Return what is being ordered just now for outside of hospital."""
    return _sorted(one for one in found if one.drafted and not of_a_stay(one))


def _sorted(found: Iterable[Prescription]) -> tuple[Prescription, ...]:
    return tuple(sorted(found, key=lambda one: one.ref))


def of_a_stay(one: Prescription) -> bool:
    """Whether a prescription is of a hospital stay, of which the guideline does not speak."""
    return INPATIENT in one.settings


def is_analgesic(one: Prescription) -> bool:
    """Whether an opioid is one for pain that can be misused at home; one that is in no table counts as such."""
    return bool(value_set("opioid-analgesics").find(one.codings)) or not _known(one)


def is_long_acting(one: Prescription) -> bool | None:
    """Whether an opioid is extended-release or long-acting; None where its product is in no table."""
    if value_set("extended-release").find(one.codings):
        return True
    return False if _known(one) else None


def _known(one: Prescription) -> bool:
    return bool(_PRODUCTS.find(one.codings) or value_set("opioid-analgesics").find(one.codings))


def day_of(one: Prescription, today: date) -> date | None:
    """Return the day on which a prescription begins: today for what is being ordered, None where the record has no day."""
    return today if one.drafted else one.since.day() if one.since else None


def earlier(one: Prescription, opioids: Iterable[Prescription], today: date, back: int) -> tuple[Prescription, ...]:
    """Return the opioids for pain that were written within so many days before another one began, whatever became of them."""
    start = day_of(one, today)
    if start is None:
        return ()
    before = (
        (other, day_of(other, today))
        for other in opioids
        if other.ref != one.ref and not other.drafted and is_analgesic(other)
    )
    return tuple(other for other, day in before if day is not None and start - timedelta(days=back) <= day < start)


def undated(opioids: Iterable[Prescription]) -> tuple[Prescription, ...]:
    """Return the opioids of which the record does not say when they were written, as far as that matters."""
    return tuple(
        one for one in opioids if not one.drafted and is_analgesic(one) and (not one.since or one.since.day() is None)
    )
