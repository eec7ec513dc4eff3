"""Turn what analyses read into few FHIR searches, and say what an answered search has promised to hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote, unquote

from chartside.codes import Code
from chartside.inputs import Read
from fhir_adapter.expressions import days_before_today

_PATIENT = "{{context.patientId}}"
# Many servers and proxies limit an address to 2,048 characters; the base and the id of the patient need room too.
_LONGEST = 1800
_KEYS = {
    "AllergyIntolerance": "allergies",
    "MedicationRequest": "medications",
    "Patient": "patient",
}
# Types that lie outside the patient's compartment: there is no search for "the patient's" ones.
_NOBODYS = frozenset(
    {
        "Binary",
        "Endpoint",
        "HealthcareService",
        "Library",
        "Location",
        "Medication",
        "Organization",
        "Practitioner",
        "PractitionerRole",
        "Questionnaire",
        "Substance",
    }
)
# Which parameter bounds a type by date. None for conditions, allergies and prescriptions: what began long ago may still hold.
_DATES = {
    "Composition": "date",
    "DiagnosticReport": "date",
    "DocumentReference": "date",
    "Encounter": "date",
    "ImagingStudy": "started",
    "Immunization": "date",
    "Observation": "date",
    "Procedure": "date",
}
# Types whose `code` parameter finds every match. Not allergies (a statement that there are none carries a code of its own), nor
# medicines (`code` does not see one that is named by reference), nor encounters (they have no code).
_BY_CODE = frozenset({"Condition", "DiagnosticReport", "Observation", "Procedure", "ServiceRequest"})
_SAFE = ":/.-_~"
_OF_THE_PATIENT = frozenset({"patient", "subject"})


def bounded_by_date(kind: str) -> bool:
    """Whether what lies before a look-back is of no more interest: not so where what began long ago may still hold."""
    return kind in _DATES


def key(kind: str, search: str = "") -> str:
    """Return the stable prefetch key of a resource type, or of an author's own search."""
    name = _KEYS.get(kind) or re.sub("ys$", "ies", f"{kind[:1].lower()}{kind[1:]}s")
    return f"{name}_{sha256(_normal(search).encode()).hexdigest()[:8]}" if search else name


def templates(reads: Iterable[Read], today: date, *, expressions: bool = False) -> dict[str, str]:
    """Return few CDS Hooks prefetch templates that together hold everything these requests read.

    One search a type, codes joined; a date only where every read of the type looks back no further, and then from the first day of the
    month before, so that a client which remembers an old discovery reads more and never less. With ``expressions`` the client works
    the date out. An author's own search stands alone.
    """
    merged: dict[str, list[Read]] = {}
    made: dict[str, str] = {}
    for read in reads:
        if read.search and read.kind != "Patient":
            made[key(read.kind, read.search)] = _own(read)
        elif read.kind not in _NOBODYS:
            merged.setdefault(read.kind, []).append(read)
    made |= {key(kind): _merged(kind, wanted, today, expressions=expressions) for kind, wanted in merged.items()}
    return dict(sorted(made.items()))


def _own(read: Read) -> str:
    whose = "" if read.kind in _NOBODYS else f"patient={_PATIENT}&"
    asked = "&".join(f"{quote(n, safe=':')}={quote(v, safe=_SAFE + ',')}" for n, v in parameters(read.search))
    return f"{read.kind}?{whose}{asked}"


def _merged(kind: str, reads: list[Read], today: date, *, expressions: bool) -> str:
    if kind == "Patient":
        return f"Patient/{_PATIENT}"
    start = f"{kind}?patient={_PATIENT}"
    since = _since(kind, reads, today, expressions=expressions)
    if not all(r.codes for r in reads) or kind not in _BY_CODE:
        return start + since
    tokens = sorted({_token(code) for read in reads for code in read.codes})
    filtered = f"{start}&code={','.join(tokens)}{since}"
    return filtered if len(filtered) <= _LONGEST else start + since


def _since(kind: str, reads: list[Read], today: date, *, expressions: bool) -> str:
    backs = [r.back for r in reads if r.back is not None]
    if kind not in _DATES or len(backs) < len(reads):
        return ""
    try:
        first = (today - max(backs)).replace(day=1)
        month_before = (first - timedelta(days=1)).replace(day=1)
    except OverflowError:
        return ""
    return f"&{_DATES[kind]}=ge{days_before_today(max(backs)) if expressions else month_before.isoformat()}"


def _token(code: Code) -> str:
    escaped = (re.sub(r"([\\,|$])", r"\\\1", part) for part in (code.system, code.value))
    return quote("|".join(escaped), safe=_SAFE)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What an answered search holds: a type, all its codes or these, since a day or since ever."""

    kind: str
    codes: frozenset[Code] | None = None
    since: date | None = None
    query: str = ""
    special: bool = False
    """Whether the query restricts in a way we cannot reason about: then it answers that very search and no other read."""

    @classmethod
    @lru_cache(maxsize=1024)
    def of(cls, template: str) -> Coverage:
        """Read what a template, ours or another's, asks for."""
        path, _, query = template.partition("?")
        kind = path.strip("/").split("/", 1)[0]
        codes: frozenset[Code] | None = None
        since: date | None = None
        special = False
        for name, value in parameters(query):
            day = _first_day(value) if name == _DATES.get(kind) else None
            if name in _OF_THE_PATIENT:
                continue
            if name == "code" and kind in _BY_CODE and codes is None and all("|" in t for t in tokens(value)):
                codes = frozenset(_code(t) for t in tokens(value))
            elif day and since is None:
                since = day
            else:
                special = True
        return cls(kind, codes, since, _normal(query), special)

    def serves(self, read: Read) -> bool:
        """Whether this search was made with such a request in mind, wide enough or not."""
        return read.kind == self.kind and (not self.special or self.query == _normal(read.search))

    def covers(self, read: Read, now: datetime) -> bool:
        """Whether everything that this request reads is held here."""
        if read.kind != self.kind:
            return False
        whole = not self.special and self.codes is None and self.since is None
        if whole or read.kind == "Patient":
            return True
        if read.search:
            return self.query == _normal(read.search)
        if self.special or (self.codes is not None and not (read.codes and read.codes <= self.codes)):
            return False
        return self.since is None or (read.back is not None and self.since <= _day(now, read.back))


def parameters(query: str) -> list[tuple[str, str]]:
    """Return the parameters of a search, decoded."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(unquote(name), unquote(value)) for name, _, value in pairs]


def tokens(value: str) -> list[str]:
    """Return the alternatives of a parameter's value, which commas part."""
    return re.findall(r"(?:\\.|[^,])+", value, re.DOTALL)


def _code(token: str) -> Code:
    system, value = re.findall(r"((?:\\.|[^|\\])*)\|(.*)", token, re.DOTALL)[0]
    return Code(*(re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in (system, value)))


def _day(now: datetime, back: timedelta) -> date:
    try:
        return (now - back).date()
    except OverflowError:
        return date.min


def _first_day(value: str) -> date | None:
    try:
        return date.fromisoformat(value[2:]) if value[:2] == "ge" else None
    except ValueError:
        return None


def _normal(query: str) -> str:
    """Return a search in one spelling, without the patient: two searches that ask the same are equal."""
    kept = (f"{name}={value}" for name, value in parameters(query) if name not in _OF_THE_PATIENT)
    return "&".join(sorted(kept))
