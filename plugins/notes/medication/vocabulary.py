"""Load the words of medication lines once, with the hash of what was loaded."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from chartside.sources import Source
from plugins.notes.medication.number import Roman
from plugins.notes.medication.phrases import Phrases
from plugins.notes.medication.token import Token

FILES = ("timing", "routes", "units", "words", "names", "cautions")
FOLDER = "knowledge/medication"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every word by what it says."""

    line: Phrases
    negated: Phrases
    negated_after: Phrases
    numbers: Mapping[str, Decimal]
    times: Mapping[str, Decimal]
    parts: Mapping[str, Decimal]
    roman: Roman
    unclear: frozenset[str]
    denominator: Mapping[str, str]
    glued: frozenset[str]
    """Words that may stand at the end of a number without a blank."""
    forms: Mapping[str, Mapping[str, Any]]
    days: Mapping[str, str]
    sets: Mapping[str, frozenset[str]]
    ucum: Mapping[str, str]
    form_route: Mapping[str, str]
    """The route that a form's name, or its first word, says."""
    routes: Mapping[str, str]
    """SNOMED CT codes by route."""
    source: Source
    _units: Mapping[str, str]
    _units_upper: Mapping[str, str]
    _forms: Phrases
    _release: Phrases

    def unit(self, said: str) -> str | None:
        """Return the unit that a word says."""
        return self._units.get(said.lower()) or self._units_upper.get(said)

    def form_at(self, text: str, tokens: Sequence[Token], i: int, *, counted: bool) -> tuple[str, bool, int] | None:
        """Return the form that is named at token ``i``, whether in the plural, and the token after it."""
        found = self._forms.match(text, tokens, i, _no_number) if i < len(tokens) else None
        if found is None:
            return None
        name, many = found.value
        if counted and not self.forms[name].get("counted"):
            return None
        if not counted and self.forms[name].get("only_counted"):
            return None
        end = found.end + (
            found.end < len(tokens) and tokens[found.end].norm == "." and _abbreviated(tokens, found.end)
        )
        return name, many, end

    def release_at(self, text: str, tokens: Sequence[Token], i: int) -> int | None:
        """Return the token after a word on how a form releases what it holds."""
        found = self._release.match(text, tokens, i, _no_number) if i < len(tokens) else None
        return found.end if found is not None else None

    def holds(self, form: str) -> bool:
        """Whether an amount before this form is what one of it holds."""
        return bool(self.forms[form].get("counted") or self.forms[form].get("holds"))


def _no_number(_: int) -> None:
    return None


def _abbreviated(tokens: Sequence[Token], dot: int) -> bool:
    """Whether a dot ends an abbreviation, as in "1 tab. daily"."""
    return (
        tokens[dot - 1].norm in {"tab", "cap", "tabs", "caps", "supp", "inj", "amp", "susp", "soln", "oint"}
        and tokens[dot - 1].end == tokens[dot].start
    )


def load(name: str) -> tuple[Mapping[str, Any], bytes]:
    """Read one file of the knowledge of medication lines."""
    raw = (files("plugins.notes") / FOLDER / f"{name}.toml").read_bytes()
    return tomllib.loads(raw.decode(), parse_float=Decimal), raw


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the words that travel with the plugin."""
    loaded = {name: load(name) for name in FILES}
    content = {name: one[0] for name, one in loaded.items()}
    digest = sha256(b"".join(sha256(one[1]).digest() for one in loaded.values())).hexdigest()
    timing, routes, units, words = content["timing"], content["routes"], content["units"], content["words"]
    denominator = {say: name for name, said in units["denominator"].items() for say in said}
    unit_words = {say: name for name, one in units["unit"].items() for say in one["say"]}
    form_words = [(say, name, many) for name, one in units["form"].items() for say, many in _said(one)]
    months = {
        "month",
        "months",
        "mo",
        "mos",
        "year",
        "years",
        "yr",
        "week",
        "weeks",
        "wks",
        "days",
        "hours",
        "mins",
        "minutes",
        "hourly",
    }
    glued = {
        *unit_words,
        *denominator,
        *units["unclear"]["say"],
        *(s for s, *_ in form_words if " " not in s),
        *months,
        "x",
        "am",
        "pm",
        "l",
    }
    return Vocabulary(
        line=_line(timing, routes, units, words),
        negated=_phrases(words["negated"]["say"]),
        negated_after=_phrases(words["negated"]["after"]),
        numbers={word: Decimal(n) for word, n in units["number"].items()},
        times={word: Decimal(n) for word, n in units["number_times"].items()},
        parts={word: Decimal(n) for word, n in units["number_part"].items()},
        roman=_roman(units["number_roman"], form_words, units["form"]),
        unclear=frozenset(units["unclear"]["say"]),
        denominator=denominator,
        glued=frozenset(glued),
        forms=units["form"],
        days={say: day for day, said in timing["days"].items() for say in said},
        sets={**_sets(words), **{f"eye_{name}": frozenset(said) for name, said in routes["eye"].items()}},
        ucum={name: one["ucum"] for name, one in units["unit"].items()},
        form_route=units["form_route"],
        routes={name: one["code"] for name, one in routes["route"].items() if "code" in one},
        source=Source(words["source"], words["url"], words["version"], words["date"], digest),
        _units=unit_words,
        _units_upper={say.upper(): name for name, one in units["unit"].items() for say in one.get("upper", ())},
        _forms=_phrases((say, (name, many)) for say, name, many in form_words),
        _release=_phrases(units["release"]["say"]),
    )


def _roman(
    roman: Mapping[str, Any], said: Sequence[tuple[str, str, bool]], forms: Mapping[str, Mapping[str, Any]]
) -> Roman:
    of = frozenset(say for say, name, _ in said if forms[name].get("counted"))
    values = {word: Decimal(n) for word, n in roman["values"].items()}
    return Roman(values, of, of | frozenset(roman["before"]))


def _said(form: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    yield from ((say, False) for say in (*form["say"], *form.get("also", ())))
    yield from ((say, True) for say in form.get("many", ()))


def _phrases(said: Any) -> Phrases:
    found = Phrases()
    for one in said:
        phrase, value = (one, None) if isinstance(one, str) else one
        found.add(phrase, "", value)
    return found


def _sets(words: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    return {
        "unasserted": frozenset(words["unasserted"]["say"]),
        "passive": frozenset(words["passive"]["say"]),
        "exchange": frozenset(words["status_from"]["exchange"]),
        "reason_after": frozenset(words["prn"]["reason_after"]),
        "reason_stops": frozenset(words["prn"]["reason_stops"]),
        "laboratory_before": frozenset(words["laboratory"]["before"]),
        "medication": frozenset(words["sections"]["medication"]),
        "not_taken": frozenset((*words["sections"]["allergy"], *words["sections"]["relatives"])),
        "imperative": frozenset(words["take"]["imperative"]),
        "was_given": frozenset(words["take"]["was_given"]),
        "own_use": frozenset(words["take"]["own_use"]),
        "relative": frozenset(words["relative"]["say"]),
    }


def _line(
    timing: Mapping[str, Any], routes: Mapping[str, Any], units: Mapping[str, Any], words: Mapping[str, Any]
) -> Phrases:
    """Return every phrase of a line; where two say the same the first kind holds."""
    found = Phrases()
    for say, kind, value, upper in (*_times(timing), *_doings(words), *_ways(routes, units), *_others(units, words)):
        found.add(say, kind, value, upper=upper)
    return found


Entry = tuple[str, str, Any, bool]


def _times(timing: Mapping[str, Any]) -> Iterator[Entry]:
    for one in timing["timing"]:
        yield from ((say, "timing", one, False) for say in one["say"])
        yield from ((say, "timing", one, True) for say in one.get("upper", ()))
    yield from ((say, "timing", {"repeat": {"dayOfWeek": days}}, False) for say, days in timing["day_lists"].items())


def _doings(words: Mapping[str, Any]) -> Iterator[Entry]:
    for one in words["duration"]:
        yield from ((say, "duration", (one["unit"], one.get("n")), False) for say in one["say"])
    for unit, said in words["over"].items():
        yield from ((say, "over", unit, False) for say in said)
    for status, said in words["status"].items():
        yield from ((say, "status", status, False) for say in said)


def _ways(routes: Mapping[str, Any], units: Mapping[str, Any]) -> Iterator[Entry]:
    for name, one in routes["route"].items():
        yield from ((say, "route", name, False) for say in one["say"])
        yield from ((say, "route", name, True) for say in one.get("upper", ()))
    for name, one in units["form"].items():
        yield from ((say, "form", (name, many), False) for say, many in _said(one))


def _others(units: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[Entry]:
    for kind in (
        "prn",
        "passed",
        "daily_total",
        "most",
        "by",
        "dispense",
        "divided",
        "turns",
        "event",
        "scale",
        "except",
        "each",
        "take",
        "laboratory",
    ):
        yield from ((say, kind, None, False) for say in words[kind]["say"])
    filler = words["filler"]
    for kind, said in (("from", filler["from"]), ("indication", filler["indication"]), ("between", filler["between"])):
        yield from ((say, kind, None, False) for say in said)
    yield from ((say, "filler", None, False) for say in (*filler["say"], *units["release"]["say"]))
    sites = "|".join(filler["sites"])
    yield from ((f"{lead} {sites}", "filler", "site", False) for lead in filler["site_leads"])
    yield from ((say, "break", None, False) for say in filler["breaks"])
