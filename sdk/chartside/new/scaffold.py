"""Make the folder of a new plugin from the template; nothing is overwritten."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TAKEN = frozenset(
    {"biomarkers", "chartside", "engine", "migrations", "plugins", "risk-scores", "test", "tests", "worker"}
)
_LONGEST = 50


class NameRefused(ValueError):  # noqa: N818 - a verdict on what was asked for
    """A name that no plugin can have, or a folder that is there already; the text says the mend."""


def make_plugin(name: str, into: Path) -> tuple[Path, ...]:
    """Make the folder ``into/name`` and return the files in it; raises NameRefused before anything is written."""
    module = _module(name)
    folder = into / name
    if folder.exists():
        raise NameRefused(
            f"{folder} is there already, and nothing is overwritten; choose another name, or --into another folder"
        )
    words = {"name": name, "module": module, "title": name.replace("-", " ").capitalize()}
    made = []
    for path, text in sorted(_templates(files(__package__) / "template", Path())):
        target = folder / Path(*(module if part == "package" else part for part in path.parts))
        target = target.with_name(target.name.removesuffix(".template").replace("module", module))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Template(text).substitute(words), "utf-8")
        made.append(target)
    return tuple(made)


def next_steps(name: str, made: Sequence[Path]) -> str:
    """Return what was made, and what to do with it."""
    folder = next(parent for parent in made[0].parents if parent.name == name)
    module = name.replace("-", "_")
    lines = [
        *map(str, made),
        "",
        "Next, where Chartside is installed:",
        f"  pip install -e {folder}",
        f"  python -m pytest {folder}",
        f"  chartside plugins show {name}",
        f"Then write your own analysis in {module}/__init__.py, and in {module}/card.toml what cannot be derived from it.",
        "",
    ]
    return "\n".join(lines)


def _module(name: str) -> str:
    """Return the name of the Python package for a plugin's name; raises NameRefused, with the mend."""
    if not _NAME.fullmatch(name):
        suggestion = "-".join(part for part in re.split(r"[^a-z0-9]+", name.lower().lstrip("0123456789-_. ")) if part)
        tried = f"; {suggestion!r} would do" if _NAME.fullmatch(suggestion) else ""
        raise NameRefused(f"{name!r} is no name of a plugin: write it in kebab-case, such as my-plugin{tried}")
    if len(name) > _LONGEST:
        raise NameRefused(
            f"{name!r} has more than {_LONGEST} characters; its analyses' ids begin with it, so choose a shorter one"
        )
    module = name.replace("-", "_")
    if name in _TAKEN or module in sys.stdlib_module_names:
        raise NameRefused(
            f"{name!r} is the name of something else that is imported here; choose another, such as {name}-plugin"
        )
    return module


def _templates(folder: Traversable, under: Path) -> list[tuple[Path, str]]:
    found: list[tuple[Path, str]] = []
    for one in folder.iterdir():
        if one.is_dir():
            found += _templates(one, under / one.name)
        elif one.name.endswith(".template"):
            found.append((under / one.name, one.read_text("utf-8")))
    return found
