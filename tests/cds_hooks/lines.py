"""The lines of the specification, and which of them a test says that it proves."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

MAY = "M"
_WHOLE = re.compile(r"[a-z]{1,3}\d+\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is asked of a service."""

    id: str
    area: str
    level: Literal["S", "D", "M", "-"]
    asks: str

    @property
    def hook(self) -> str:
        """Name the hook of a line about one, else nothing."""
        return self.id.removeprefix("h_").replace("_", "-") if self.id.startswith("h_") else ""


def _read() -> Iterator[Line]:
    areas = tomllib.loads(Path(__file__).with_name("lines.toml").read_text("utf-8"))
    for area, lines in areas.items():
        for id, (level, asks) in lines.items():
            yield Line(id, area, level, asks)


LINES = {line.id.lower(): line for line in _read()}
_HOOKS = sorted((line for line in LINES.values() if line.hook), key=lambda line: -len(line.id))


def proved_by(nodeid: str) -> list[str]:
    """Return the identifiers with which the name of a test begins, those of hooks from its parameters too, known or not."""
    name, _, parameters = nodeid.rpartition("::")[2].partition("[")
    rest = name.removeprefix("test_") + "_"
    found: list[str] = []
    while rest:
        hook = next((line.id for line in _HOOKS if rest.startswith(f"{line.id}_")), None)
        word = hook or rest.partition("_")[0]
        if hook is None and not _WHOLE.match(word):
            break
        found.append(word)
        rest = rest[len(word) + 1 :]
    if rest.startswith("h_"):
        named = [line.id for line in _HOOKS if re.search(rf"(?<![a-z]){line.hook}(?![a-z])", parameters)]
        found += named or ([] if parameters else ["h"])  # hooks are an open set: a case may be of one in no table
    return found
