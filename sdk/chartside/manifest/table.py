"""Read one table of a manifest and gather everything that is wrong with it, instead of stopping at the first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from chartside.manifest.problem import Problem

_REASON_LACKS = re.compile(r"(none|computed|todo|exempt)\s*:?|(not available)(?!\s*:\s*\S).*", re.DOTALL)
_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")


class Table:
    """A table of the file under its key; what nobody asked for when it ends is refused."""

    def __init__(self, content: Any, key: str, problems: list[Problem]) -> None:
        self.key, self.problems = key, problems
        self._content: Mapping[str, Any] = content if isinstance(content, Mapping) else {}
        self._asked: set[str] = set()
        if not isinstance(content, Mapping):
            self.say("", "is no table", f"Write [{key}].")

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)

    def __contains__(self, name: object) -> bool:
        return name in self._content

    def say(self, name: str, wrong: str, mend: str) -> None:
        """Note a problem of a key of this table, or of the table."""
        self.problems.append(Problem(".".join(part for part in (self.key, name) if part), wrong, mend))

    def take(self, name: str, default: Any = None) -> Any:
        """Return what stands under a name, whatever it is."""
        self._asked.add(name)
        return self._content.get(name, default)

    def text(self, name: str, default: str | None = None, *, about: str = "") -> str:
        """Return a text, or the default where there is none; blank is not a value, and what begins with a reason's word has a reason."""
        value = self.take(name)
        if value is None and default is not None:
            return default
        said = str(value).strip() if isinstance(value, str) else ""
        said = value.isoformat() if isinstance(value, date | datetime) else said
        if value is None or not said:
            what = "is missing" if value is None else "is blank" if isinstance(value, str) else "is no text"
            mend = f"Write {about}." if '"' in about else f'Write {about or "what is so"}, or "not available: why".'
            self.say(name, what, mend)
        elif match := _REASON_LACKS.fullmatch(said):
            word = match[1] or match[2]
            self.say(name, f"says {word!r} without a reason", f'Write "{word}: why".')
        return said

    def day(self, name: str, default: str | None = None) -> str:
        """Return a day as text, or ``not available: why``."""
        said = self.text(name, default, about="a day such as 2027-01-31")
        if said and not said.startswith("not available"):
            try:
                date.fromisoformat(said)
            except ValueError:
                self.say(name, "is no day", 'Write it as 2027-01-31, or "not available: why".')
                return ""
        return said

    def dates(self, name: str) -> str:
        """Return one or several dates, as exact as they are known, as text."""
        said = self.text(name, about="its date, such as 2022-11, several with a semicolon between")
        parts = [] if said.startswith("not available") else said.split(";")
        if said and not all(_DATE.fullmatch(part.strip()) for part in parts):
            self.say(
                name, "holds something that is no date", "Write 2022, 2022-11 or 2022-11-30, with semicolons between."
            )
        return said

    def flag(self, name: str) -> bool:
        """Return true or false; false where there is none."""
        value = self.take(name, default=False)
        if not isinstance(value, bool):
            self.say(name, "is neither true nor false", "Write one of them, without quotes.")
        return value is True

    def table(self, name: str) -> Table:
        """Return the table under a name, an empty one where there is none."""
        return Table(self.take(name, {}), f"{self.key}.{name}" if self.key else name, self.problems)

    def rows(self, name: str) -> list[Table]:
        """Return the tables of an array of tables."""
        rows, key = self.take(name, []), f"{self.key}.{name}"
        if not isinstance(rows, list):
            self.say(name, "is no list", f"Write [[{key}]].")
            return []
        return [Table(row, f"{key}[{index}]", self.problems) for index, row in enumerate(rows, 1)]

    def texts(self) -> Mapping[str, str]:
        """Return every entry as a text."""
        return {name: self.text(name) for name in self._content}

    def end(self, derived: Mapping[str, str] | None = None, known: Iterable[str] = ()) -> None:
        """Refuse what nobody asked for; what can be derived is refused with where it stands already."""
        for name in self._content:
            if name in self._asked:
                continue
            where = (derived or {}).get(name)
            if where:
                self.say(name, f"repeats what {where}", "Leave it out: two places that say one thing come to differ.")
            else:
                there = ", ".join(sorted(known or self._asked))
                self.say(name, "is no key of a manifest", f"There are {there}.")
