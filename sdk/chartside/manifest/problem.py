"""What is wrong with a manifest, all of it at once, each with its mend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: at which key (empty: the file), what, and what to do."""

    key: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.key}: {self.wrong}. {self.mend}" if self.key else f"{self.wrong}. {self.mend}"


class ManifestError(Exception):
    """A manifest that cannot be used; it names the plugin, the file and every problem."""

    def __init__(self, plugin: str, file: str, problems: Iterable[Problem]) -> None:
        self.plugin, self.file, self.problems = plugin, file, tuple(dict.fromkeys(problems))
        super().__init__("\n".join(f"{file}: {problem}" for problem in self.problems))
