"""Read the lines of a rule: each a plain sentence beside one thing that a computer can check."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, cast

from chartside import CodeSet
from plugins.biomarkers.conditions import (
    Aged,
    Answered,
    Changed,
    Cleared,
    Comparison,
    Composed,
    Evaluated,
    Line,
    Measured,
    Prescribed,
    Resulted,
    Sexed,
    Stated,
    Taken,
    Tracked,
    Varied,
)
from plugins.biomarkers.document import Table
from plugins.biomarkers.reading.pattern import read_pattern
from plugins.biomarkers.reading.valuesets import valueset

_TYPE = re.compile(r"\(*([A-Z][A-Za-z]+)\.")
_SHARED = ("say", "required")
_SPANS = {"days": timedelta(days=1), "hours": timedelta(hours=1), "minutes": timedelta(minutes=1)}


class Lines:
    """Reads the lines of one rule; remembers those that others refer to."""

    def __init__(self, valuesets: Mapping[str, CodeSet]) -> None:
        self._valuesets = valuesets
        self._variants: dict[str, Varied] = {}

    def read(self, table: Table) -> Line:
        """Return one line; raises RuleError naming the field and the mend."""
        for key, reader in _READERS.items():
            if table.has(key):
                return reader(self, table)
        raise table.refusal("", f"says no data beside its sentence; write one of {', '.join(_READERS)}")

    def _latest(self, table: Table) -> Line:
        table.only(*_SHARED, "latest", "unit", "is", "max_age_days", "max_age_hours")
        what = valueset(table, "latest", self._valuesets)
        unit = table.text("unit", "write the unit in UCUM that the limits are in")
        age = span(table, "max_age", "say after how long a value is too old")
        return Measured(
            _key(table, "latest"), _say(table), what, unit, age, comparison(table, "is"), table.flag("required")
        )

    def _history(self, table: Table) -> Line:
        table.only(
            *_SHARED, "history", "unit", "change", "by", "percent", *(f"back_{one}" for one in _SPANS), *(f"apart_{one}" for one in _SPANS)
        )  # fmt: skip
        return Changed(
            _key(table, "history"),
            _say(table),
            valueset(table, "history", self._valuesets),
            table.text("unit", "write the unit in UCUM that the change is in"),
            span(table, "back", "say how far back values count"),
            span(table, "apart", "say how far apart two values must be"),
            comparison(table, "by"),
            cast("Any", table.word("change", "rise", "fall", "either")),
            table.flag("percent"),
            table.flag("required"),
        )

    def _valueset(self, table: Table) -> Line:
        table.only(*_SHARED, "valueset", "resource", "ever", "back_days")
        what = valueset(table, "valueset", self._valuesets)
        kind = table.text("resource", "name the resource type, such as Condition")
        back = span(table, "back", "say how far back statements count") if table.has("back_days") else None
        return Stated(
            _key(table, "valueset"), _say(table), kind, what, table.flag("ever"), table.flag("required"), back
        )

    def _medicine(self, table: Table) -> Line:
        table.only(*_SHARED, "medicine")
        what = valueset(table, "medicine", self._valuesets)
        return Taken(_key(table, "medicine"), _say(table), what, table.flag("required"))

    def _prescribed(self, table: Table) -> Line:
        table.only(*_SHARED, "prescribed", "from_days", "to_days")
        what = valueset(table, "prescribed", self._valuesets)
        earliest = span(table, "from", "say how many days ago the span begins")
        latest = span(table, "to", "say how many days ago the span ends")
        if latest > earliest:
            raise table.refusal("to_days", "is longer ago than from_days; the span begins before it ends")
        # An input of its own: what is taken is another question, under the name of the set.
        name = f"{_key(table, 'prescribed')}_prescribed"
        return Prescribed(name, _say(table), what, earliest, latest, table.flag("required"))

    def _resulted(self, table: Table) -> Line:
        table.only(*_SHARED, "resulted", "max_age_days", "max_age_hours")
        what = valueset(table, "resulted", self._valuesets)
        age = span(table, "max_age", "say after how long a result no longer counts")
        return Resulted(_key(table, "resulted"), _say(table), what, age, table.flag("required"))

    def _coded(self, table: Table) -> Line:
        table.only(*_SHARED, "coded", "answers", "max_age_days", "max_age_hours")
        what, answers = valueset(table, "coded", self._valuesets), valueset(table, "answers", self._valuesets)
        age = span(table, "max_age", "say after how long a result is too old")
        return Answered(_key(table, "coded"), _say(table), what, answers, age, table.flag("required"))

    def _clearance(self, table: Table) -> Line:
        table.only(*_SHARED, "clearance", "creatinine", "weight", "max_age_days")
        return Cleared(
            _say(table),
            valueset(table, "creatinine", self._valuesets),
            valueset(table, "weight", self._valuesets),
            span(table, "max_age", "say after how many days a creatinine is too old"),
            comparison(table, "clearance"),
            table.flag("required"),
        )

    def _age(self, table: Table) -> Line:
        table.only(*_SHARED, "age")
        return Aged(_say(table), comparison(table, "age"), required=table.flag("required"))

    def _sex(self, table: Table) -> Line:
        table.only(*_SHARED, "sex")
        return Sexed(_say(table), table.word("sex", "female", "male"), required=table.flag("required"))

    def _fhirpath(self, table: Table) -> Line:
        table.only(*_SHARED, "name", "fhirpath", "search", "true_of", "false_of")
        expression = table.text("fhirpath", "write an expression that answers true or false")
        search = table.text("search", "say which resources it is asked of, such as Observation?category=laboratory")
        begins = _TYPE.match(expression)
        kind = search.partition("?")[0]
        if begins and begins[1] != kind:
            raise table.refusal(
                "search", f"reads another type than {begins[1]}, so the expression is never true; make them the same"
            )
        name = input_name(table.text("name", "name the line, for the rule's tests and the explanation"))
        samples = {
            key: table.tables(key, f"give samples of {kind}, so that the expression is proved")
            for key in ("true_of", "false_of")
        }
        for key, given in samples.items():
            for one in given:
                if one.content.get("resourceType") != kind:
                    raise table.refusal(key, f"holds a sample that is no {kind}; give what the search finds")
        held = {key: tuple(one.content for one in given) for key, given in samples.items()}
        return Evaluated(name, _say(table), expression, search, table.flag("required"), **held)

    def _variant(self, table: Table) -> Line:
        table.only(*_SHARED, "variant", "presence", "line", "not_before")
        named = table.text("not_before", "name an earlier line", default="")
        if named and named not in self._variants:
            raise table.refusal(
                "not_before", "names no earlier line; write line: with that name beside the other variant"
            )
        read = Varied(
            _say(table),
            read_pattern(table.table("variant", "write genes, and changes, residues, kinds, fusion or worded")),
            cast("Any", table.word("presence", "present", "absent") if table.has("presence") else "present"),
            table.text("line", "name the line", default=""),
            self._variants.get(named),
            table.flag("required"),
        )
        if read.line:
            self._variants[read.line] = read
        return read

    def _frequency(self, table: Table) -> Line:
        table.only(*_SHARED, "frequency", "change", "by", *(f"apart_{one}" for one in _SPANS))
        return Tracked(
            _say(table),
            read_pattern(table.table("frequency", "write genes, and changes, specimen or kinds")),
            span(table, "apart", "say how far apart two samples must be"),
            comparison(table, "by"),
            cast("Any", table.word("change", "rise", "fall")),
            table.flag("required"),
        )

    def _any(self, table: Table) -> Line:
        return self._composed(table, "any")

    def _all(self, table: Table) -> Line:
        return self._composed(table, "all")

    def _not(self, table: Table) -> Line:
        table.only(*_SHARED, "not")
        denied = self.read(table.table("not", "write one line, with its own sentence"))
        return Composed(_say(table), "not", (denied,), table.flag("required"))

    def _composed(self, table: Table, of: str) -> Line:
        table.only(*_SHARED, of)
        lines = tuple(self.read(one) for one in table.tables(of, "write lines, each with a sentence of its own"))
        return Composed(_say(table), cast("Any", of), lines, table.flag("required"))


_READERS: Mapping[str, Callable[[Lines, Table], Line]] = {
    "latest": Lines._latest,  # noqa: SLF001 - its own
    "history": Lines._history,  # noqa: SLF001 - its own
    "valueset": Lines._valueset,  # noqa: SLF001 - its own
    "medicine": Lines._medicine,  # noqa: SLF001 - its own
    "prescribed": Lines._prescribed,  # noqa: SLF001 - its own
    "resulted": Lines._resulted,  # noqa: SLF001 - its own
    "coded": Lines._coded,  # noqa: SLF001 - its own
    "clearance": Lines._clearance,  # noqa: SLF001 - its own
    "age": Lines._age,  # noqa: SLF001 - its own
    "sex": Lines._sex,  # noqa: SLF001 - its own
    "fhirpath": Lines._fhirpath,  # noqa: SLF001 - its own
    "variant": Lines._variant,  # noqa: SLF001 - its own
    "frequency": Lines._frequency,  # noqa: SLF001 - its own
    "any": Lines._any,  # noqa: SLF001 - its own
    "all": Lines._all,  # noqa: SLF001 - its own
    "not": Lines._not,  # noqa: SLF001 - its own
}


def input_name(name: str) -> str:
    """Return a name as an input may bear it."""
    return re.sub(r"\W", "_", name)


def comparison(table: Table, key: str) -> Comparison:
    """Return the comparison under a key."""
    text = table.text(key, 'write a comparison such as "< 30"')
    try:
        return Comparison.parse(text)
    except ValueError as error:
        raise table.refusal(key, str(error)) from None


def span(table: Table, key: str, mend: str) -> timedelta:
    """Return a length of time, written as a whole number of days, hours or minutes."""
    written = [unit for unit in _SPANS if table.has(f"{key}_{unit}")]
    if len(written) > 1:
        raise table.refusal(key, "is written twice; keep one")
    unit = written[0] if written else "days"
    return table.whole(f"{key}_{unit}", mend) * _SPANS[unit]


def _key(table: Table, key: str) -> str:
    return input_name(table.text(key, "name a value set of this file"))


def _say(table: Table) -> str:
    return table.text("say", "say the condition as one plain sentence")
