"""What the readmission model looks at: seven things about a stay, and the row of numbers that they are to its trees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

NUMBERS = ("age", "stay_days", "inpatient_stays", "emergency_visits", "insulin")
CHOICES: Mapping[str, str] = {"destination": "destinations", "diagnosis": "diagnoses"}
"""By input, the table of the knowledge file that holds its possible values: a column for each."""
DISPLAYS: Mapping[str, str] = {
    "age": "age",
    "stay_days": "days of this stay",
    "inpatient_stays": "hospital stays in the 12 months before",
    "emergency_visits": "emergency visits in the 12 months before",
    "insulin": "insulin",
    "destination": "discharge to",
    "diagnosis": "stay for",
}
INPUTS = tuple(DISPLAYS)
UNITS: Mapping[str, str] = {"age": "a", "stay_days": "d"}

Values = Mapping[str, Decimal | str | bool | None]
"""By input its value, None where it is not known."""


def columns(terms: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the model's features in their order."""
    chosen = (f"{name}:{value}" for name, table in CHOICES.items() for value in terms[table])
    return (*NUMBERS, *chosen)


def features(values: Values, terms: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the row of a patient; age counts in tens of years, as the data have it."""
    row: dict[str, float | None] = {}
    for name in NUMBERS:
        value = as_taken(name, values[name])
        row[name] = None if value is None else float(value)
    for name, table in CHOICES.items():
        chosen = values[name]
        row |= {f"{name}:{one}": None if chosen is None else float(one == chosen) for one in terms[table]}
    return row


def by_input(amounts: Mapping[str, float]) -> dict[str, float]:
    """Return what each input added: for a choice the sum over its columns."""
    return {name: sum(a for column, a in amounts.items() if column.split(":")[0] == name) for name in INPUTS}


def as_taken(name: str, value: Decimal | str | bool | None) -> Decimal | str | bool | None:
    """Return a value as the model takes it: age in tens of years."""
    return value // 10 * 10 if name == "age" and isinstance(value, Decimal) else value


def unknown(values: Values) -> Sequence[str]:
    """Return the names of inputs that are not known."""
    return [name for name in INPUTS if values[name] is None]
