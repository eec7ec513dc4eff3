"""A plugin a second time, in a process of its own where text is hashed otherwise: there an analysis must answer as here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from inspect import unwrap
from pathlib import Path
from threading import Timer
from typing import Any

from chartside.answer import Answer
from chartside.registry import Plugin
from chartside.snapshot import thaw
from chartside.testing.attempt import Crash

_PATIENCE = 120.0
"""Seconds for one analysis; only one that never ends needs them."""
_SEEDS = ("1", "2")


class ElsewhereError(Exception):
    """The plugin could not be asked in a second process; the message says why."""


@dataclass(eq=False)
class Twin:
    """The second process of one plugin: started when it is first asked, once for all analyses, and ended with whoever holds this."""

    plugin: Plugin
    _broken: list[str] = field(default_factory=list)

    @property
    def clock(self) -> tuple[str, ...]:
        """Return where the plugin's own code reads the clock while it is imported; raise ElsewhereError where that cannot be seen."""
        return tuple(self._greeting["clock"])

    def ask(self, analysis: str, cases: Sequence[Mapping[str, Any]]) -> list[Answer | Crash]:
        """Return what is said to frozen facts; a crash comes without its words. Raises ElsewhereError."""
        _ = self._greeting
        told = self._exchange({"analysis": analysis, "cases": cases})
        return [Crash(*one["crash"]) if "crash" in one else thaw(one["answer"]) for one in told["said"]]

    @cached_property
    def _greeting(self) -> dict[str, Any]:
        return self._exchange(None)

    @cached_property
    def _process(self) -> subprocess.Popen[str]:
        how, what = where(self.plugin)
        if not what:
            raise ElsewhereError("it has no module that could be imported by itself")
        path = [p or str(Path.cwd()) for p in sys.path]
        folder = str(self.plugin.folder or "")
        # The other one of two seeds, should this process itself have been started with the first.
        seed = next(s for s in _SEEDS if s != os.environ.get("PYTHONHASHSEED"))
        process = subprocess.Popen(  # noqa: S603 - this interpreter, on the module that was imported here already
            [
                sys.executable,
                "-P",
                "-m",
                "chartside.check.elsewhere",
                how,
                what,
                self.plugin.name,
                folder,
                json.dumps(path),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(path)},
        )
        weakref.finalize(self, _end, process)
        return process

    def _exchange(self, question: Mapping[str, Any] | None) -> dict[str, Any]:
        """Send a line, unless it is the greeting that is awaited, and return the line that comes back."""
        if self._broken:
            raise ElsewhereError(self._broken[0])
        line = ""
        process = self._process
        with suppress(OSError), _patience(process):
            if question is not None and process.stdin is not None:
                process.stdin.write(json.dumps(question) + "\n")
                process.stdin.flush()
            line = process.stdout.readline() if process.stdout is not None else ""
        told: dict[str, Any] = json.loads(line) if line.endswith("\n") else {"error": "it ended without a word"}
        if "error" in told:
            if question is None or not line:
                self._broken.append(f"in a second process it cannot be asked ({told['error']})")
            raise ElsewhereError(f"in a second process it cannot be asked ({told['error']})")
        return told


@contextmanager
def _patience(process: subprocess.Popen[str]) -> Iterator[None]:
    timer = Timer(_PATIENCE, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end(process: subprocess.Popen[str]) -> None:
    """Close its input, at which it ends by itself; one that does not is ended."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def where(plugin: Plugin, name: str = "") -> tuple[str, str]:
    """Return how a plugin is imported, as a file or a module, and what; without its own module, ``name`` is one that it has."""
    name = name or next((n for a in plugin.analyses if (n := _module_of(a.run))), "")
    file = getattr(sys.modules.get(name), "__file__", None)
    entry = str(plugin.file) if plugin.file is not None else file
    if entry is None:
        return "", ""
    found = next((n for n, m in list(sys.modules.items()) if getattr(m, "__file__", None) == entry), name)
    return ("file", entry) if found.startswith("chartside_file_") else ("module", found)


def _module_of(run: Any) -> str:
    return getattr(unwrap(run), "__module__", "") or ""
