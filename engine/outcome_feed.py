"""Reads a feed of outcomes, a JSON object a line; every wrong line is named, and none of what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from chartside.moments import Moment
from engine.audit import Covered, Observed

_KIND = re.compile(r"[a-z][a-z0-9-]{0,63}")
_PATIENT = re.compile(r"(?:Patient/)?([A-Za-z0-9\-.]{1,64})")
_OUTCOME = {"patient", "kind", "time", "occurred"}
_COVERAGE = {"kind", "completeSince", "completeUntil"}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with one line, and what to write instead; it quotes nothing, for a line is about a patient."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read; with a complaint, nothing of it is to be used."""

    observed: tuple[Observed, ...]
    covered: tuple[Covered, ...]
    complaints: tuple[Complaint, ...]


class _LineError(ValueError):
    """A line that says something that cannot be."""


def read_feed(lines: Iterable[bytes], now: datetime) -> Feed:
    """Read ``{patient, kind, time, occurred?}`` and ``{kind, completeSince, completeUntil}``, a line each; blank lines are left out.

    A time has an offset, or is a day, and then means its beginning in UTC. What lies after ``now`` cannot have been seen.
    """
    observed: list[Observed] = []
    covered: dict[str, Covered] = {}
    complaints: list[Complaint] = []
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        try:
            one = _read(raw, now)
            if isinstance(one, Observed):
                observed.append(one)
            elif one.kind in covered:
                raise _LineError(
                    "a second span of this kind; bring spans with a gap between them in a feed of their own"
                )
            else:
                covered[one.kind] = one
        except _LineError as wrong:
            complaints.append(Complaint(number, str(wrong)))
    return Feed(tuple(observed), tuple(covered.values()), tuple(complaints))


def _read(raw: bytes, now: datetime) -> Observed | Covered:
    try:
        held = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise _LineError(
            'is no JSON; write {"patient": "1", "kind": "readmission", "time": "2026-10-01T10:00:00Z"}'
        ) from None
    if not isinstance(held, Mapping):
        raise _LineError("is no JSON object")
    known = _COVERAGE if "completeUntil" in held or "completeSince" in held else _OUTCOME
    if unknown := sorted(str(name)[:40] for name in held if name not in known):
        raise _LineError(f"has {len(unknown)} unknown member(s); a line has {', '.join(sorted(known))}")
    kind = held.get("kind")
    if not isinstance(kind, str) or not _KIND.fullmatch(kind):
        raise _LineError("kind: write what happened in small letters and hyphens, such as readmission")
    if known is _COVERAGE:
        since, until = _time(held, "completeSince", now), _time(held, "completeUntil", now)
        if until <= since:
            raise _LineError("completeUntil: lies before completeSince")
        return Covered(kind, since, until)
    return Observed(_patient(held.get("patient")), kind, _time(held, "time", now), _occurred(held))


def _patient(given: Any) -> str:
    match = _PATIENT.fullmatch(given) if isinstance(given, str) else None
    if match is None:
        raise _LineError("patient: write the id of the Patient resource, with or without Patient/ before it")
    return match[1]


def _occurred(held: Mapping[str, Any]) -> bool:
    given = held.get("occurred", True)
    if not isinstance(given, bool):
        raise _LineError("occurred: write true or false, or leave it out for true")
    return given


def _time(held: Mapping[str, Any], name: str, now: datetime) -> datetime:
    try:
        moment = Moment.parse(held[name])
    except KeyError:
        raise _LineError(f"{name}: is missing") from None
    except (ValueError, TypeError, AttributeError):
        raise _LineError(f"{name}: write a time such as 2026-10-01T10:00:00Z, or a day") from None
    if moment.precision in ("year", "month"):
        raise _LineError(f"{name}: a month or a year is too coarse; write the day")
    if moment.precision == "instant" and not moment.zoned:
        raise _LineError(f"{name}: has no offset; add Z or +01:00")
    at = moment.start if moment.zoned else moment.wall.astimezone(UTC)
    if at > now:
        raise _LineError(f"{name}: lies in the future")
    return at


def told(complaints: Iterable[Complaint], most: int) -> Iterator[str]:
    """Yield the first complaints as sentences, and how many more there are."""
    listed = list(complaints)
    yield from (str(one) for one in listed[:most])
    if len(listed) > most:
        yield f"and {len(listed) - most} more"
