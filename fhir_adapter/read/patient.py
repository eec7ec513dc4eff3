"""Read the person: age, administrative sex, whether deceased."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from chartside.facts import Patient, Quantity, Word
from chartside.inputs import PatientRequest
from chartside.missing import Missing
from chartside.moments import Moment
from fhir_adapter.concepts import Json, word
from fhir_adapter.entry import Entry
from fhir_adapter.permission import BANS
from fhir_adapter.record import Record
from fhir_adapter.times import moment

_OLDEST = 130


def person(record: Record, now: datetime) -> Patient | Missing:
    """Return the patient of the call, or why there is none; a Patient with another id is dropped and said."""
    entry = _entry(record, now)
    if isinstance(entry, Missing):
        return entry
    content = entry.content
    sex = word(content.get("gender")) or None
    return Patient(moment(content.get("birthDate")), sex, _deceased(content), **record.cite(entry))


def age(record: Record, now: datetime) -> Quantity | Missing:
    """Return completed years on the day of the question; the birth date stays here."""
    entry = _entry(record, now)
    if isinstance(entry, Missing):
        return entry
    if _dead(entry.content, now):
        return Missing("stated-absent", "the patient is recorded as deceased")
    born = moment(entry.content.get("birthDate"))
    if born is None:
        return Missing("incomplete", "no readable birth date")
    years = Patient(born).age(now.date())
    if years is None:
        return Missing("incomplete", "the birth date is not precise enough")
    if not 0 <= years <= _OLDEST:
        # Years that were shifted to hide a person give ages that nobody has.
        return Missing("incomplete", "the birth date gives an age that nobody has")
    return Quantity(Decimal(years), "a", display="age", **record.cite(entry))


def deceased(record: Record, now: datetime) -> bool:
    """Whether the patient of the call is recorded as having died by the moment of the question; not, where there is no Patient."""
    entry = _entry(record, now)
    if isinstance(entry, Missing) or not _dead(entry.content, now):
        return False
    record.cite(entry)  # it decides what is asked, so it is on the record as seen
    return True


def sex(record: Record, now: datetime) -> Word | Missing:
    """Return ``female`` or ``male``; anything else is missing and never guessed."""
    entry = _entry(record, now)
    if isinstance(entry, Missing):
        return entry
    value = word(entry.content.get("gender"))
    if not value:
        return Missing("incomplete", "the administrative sex is not recorded; it is not guessed")
    if value not in ("female", "male"):
        return Missing("incomplete", "the administrative sex is neither female nor male; it is not guessed")
    return Word(value, **record.cite(entry))


def _entry(record: Record, now: datetime) -> Entry | Missing:
    entry = record.patient
    verdicts = {other: record.verdict(other, now) for other in record.entries("Patient")}
    if entry is None and verdicts:
        record.remark("a Patient was sent whose id is not that of the call; it was left out")
        return Missing("conflicting", "the Patient that was sent is not the patient of the call")
    if entry is None:
        (read,) = PatientRequest().reads()
        gap = record.gap(read, now)
        return gap if gap is not None else Missing("not-found", "no Patient resource")
    if verdicts.get(entry) in BANS:
        return Missing("not-permitted", "the Patient resource may not be seen")
    if verdicts.get(entry):
        return Missing("incomplete", f"the Patient resource may not be used ({verdicts[entry]})")
    return entry


def _dead(content: Json, now: datetime) -> bool:
    at = _deceased(content)
    return at is True or (isinstance(at, Moment) and not at.certainly_after(now))


def _deceased(content: Json) -> Moment | bool:
    stated = content.get("deceasedDateTime")
    if stated is not None:
        # A time of death that cannot be read is a death all the same.
        return moment(stated) or True
    return content.get("deceasedBoolean") is True
