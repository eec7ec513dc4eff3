"""Ask for what travels with the plugin: a knowledge table, a rule file, a model; each with its version and hash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chartside.inputs.read import Read

_LOADED: dict[tuple[str, str, str], Any] = {}
"""What was loaded in this process, by name, version and hash."""


@dataclass(frozen=True, slots=True)
class Injected:
    """A resource that travels with the plugin. Give its ``value``, or how to ``load`` it: then only a process that runs the analysis does.

    A model or a language pipeline is loaded once a process, on first use, and never where the analysis is only planned.
    """

    name: str
    value: Any = field(hash=False, default=None)
    version: str = ""
    sha256: str = ""
    load: Callable[[], Any] | None = field(hash=False, compare=False, default=None, kw_only=True)

    def __post_init__(self) -> None:
        if not self.version or not self.sha256:
            raise ValueError(
                f"{self.name}: an injected resource has a version and a sha256; both stand in every answer"
            )

    def resolve(self) -> Any:
        """Return the value, loading it where that is still to be done."""
        if self.load is None:
            return self.value
        key = (self.name, self.version, self.sha256)
        if key not in _LOADED:
            _LOADED[key] = self.load()
        return _LOADED[key]

    def reads(self) -> tuple[Read, ...]:
        """Read nothing from the record."""
        return ()
