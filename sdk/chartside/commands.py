"""A command of a plugin's own, for the command line of whoever installs it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_NAME = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Command:
    """``chartside plugins run <plugin> <name> ...``: ``run`` takes the words after the name and returns the exit status."""

    name: str
    help: str
    run: Callable[[Sequence[str]], int]

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"command {self.name!r}: name it in kebab-case")
