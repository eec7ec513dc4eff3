"""Read a knowledge file strictly: nothing twice, nothing unknown, nothing left out, and each refusal names the mend."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import yaml

from plugins.biomarkers.rule import RuleError

NONE = "none"
"""What an author writes for nobody and never: an answer, where blank is not."""


class _Loader(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):  # type: ignore[misc] # libyaml reads ten times as fast
    """YAML's safe types without dates: a date stays the text that was written and signed."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the parent's attribute
        first: [(tag, shape) for tag, shape in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is no text; quote it", node.start_mark
                )
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key!r} is written twice; keep one", node.start_mark
                )
        made: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return made


@dataclass(frozen=True, slots=True)
class Table:
    """One mapping of a knowledge file, with the place where it stands."""

    file: str
    path: str
    content: Mapping[str, Any]

    @classmethod
    def parse(cls, file: str, text: str) -> Table:
        """Read a whole file."""
        try:
            content = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader that refuses more
        except yaml.MarkedYAMLError as error:
            at = f" at line {error.problem_mark.line + 1}" if error.problem_mark else ""
            raise RuleError(f"{file}: is not YAML{at}: {error.problem}") from None
        if not isinstance(content, dict):
            raise RuleError(f"{file}: is not a rule; write a mapping that begins with id, version and status")
        return cls(file, "", content)

    def refusal(self, key: str, mend: str) -> RuleError:
        """Return the error that names file, key and mend."""
        return RuleError(f"{self.file}: {self.path}{key}: {mend}")

    def only(self, *known: str) -> None:
        """Refuse any key that is not known here: a misspelt key would say nothing."""
        for key in self.content:
            if key not in known:
                raise self.refusal(str(key), f"is not a key of a rule here; known are {', '.join(known)}")

    def has(self, key: str) -> bool:
        """Whether the key is written, with a value."""
        return self.content.get(key) is not None

    def text(self, key: str, mend: str, default: str | None = None) -> str:
        """Return a text that says something."""
        value = self.content.get(key, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise self.refusal(key, f"is missing or no text; {mend}")
        return value.strip()

    def word(self, key: str, *allowed: str) -> str:
        """Return one of the allowed words."""
        value = self.content.get(key)
        if value not in allowed:
            raise self.refusal(key, f"write one of {', '.join(allowed)}")
        return str(value)

    def day(self, key: str, mend: str) -> date:
        """Return a calendar day."""
        try:
            return date.fromisoformat(self.text(key, mend))
        except ValueError:
            raise self.refusal(key, "is no date; write YYYY-MM-DD") from None

    def flag(self, key: str) -> bool:
        """Return true or false; not written is false."""
        value = self.content.get(key, False)
        if not isinstance(value, bool):
            raise self.refusal(key, "write true or false")
        return value

    def whole(self, key: str, mend: str) -> int:
        """Return a whole number above zero."""
        value = self.content.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.refusal(key, f"is missing or no whole number above zero; {mend}")
        return value

    def words(self, key: str, mend: str) -> tuple[str, ...]:
        """Return a list of texts, at least one."""
        value = self.content.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
            raise self.refusal(key, f"is missing or no list of words; {mend}")
        return tuple(value)

    def table(self, key: str, mend: str) -> Table:
        """Return a mapping inside this one."""
        value = self.content.get(key)
        if not isinstance(value, dict):
            raise self.refusal(key, f"is missing or no mapping; {mend}")
        return Table(self.file, f"{self.path}{key}.", value)

    def tables(self, key: str, mend: str, *, empty: bool = False) -> tuple[Table, ...]:
        """Return a list of mappings inside this one."""
        value = self.content.get(key)
        if not isinstance(value, list) or not (value or empty) or not all(isinstance(item, dict) for item in value):
            raise self.refusal(key, f"is missing or no list of mappings; {mend}")
        return tuple(Table(self.file, f"{self.path}{key}[{i}].", item) for i, item in enumerate(value))

    def digest(self, *without: str) -> str:
        """Return the SHA-256 of this mapping as canonical JSON, without the keys named."""
        kept = {key: value for key, value in self.content.items() if key not in without}
        try:
            canonical = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        except (TypeError, ValueError):
            raise self.refusal(
                "", "holds what is not text, number, true, false, list or mapping; write those"
            ) from None
        return sha256(canonical.encode()).hexdigest()
