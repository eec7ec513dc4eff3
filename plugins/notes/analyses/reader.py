"""The reader of notes as an input of an analysis: loaded in the worker that asks it, named by version and hash in every answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from chartside import Injected
from plugins.notes.reading import Reading, read

VERSION = "1.0.0"
KEPT = 512
"""Readings that a worker keeps: several analyses ask for the same notes, one after the other."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads a text; ``version`` and ``sha256`` are those of everything that the reading rests on."""

    version: str
    sha256: str

    def read(self, text: str) -> Reading:
        """Return what a text says; raise TooLongError for one that is too long."""
        return _read(text)


@lru_cache(maxsize=KEPT)
def _read(text: str) -> Reading:
    return read(text)


@cache
def knowledge_sha256() -> str:
    """Return one hash of every knowledge file that the reading rests on."""
    total = hashlib.sha256()
    for file in sorted((files("plugins.notes") / "knowledge").iterdir(), key=lambda one: one.name):
        if file.is_file():
            total.update(f"{file.name}\0".encode() + _digest(file))
    return total.hexdigest()


def _digest(file: Traversable) -> bytes:
    return hashlib.sha256(file.read_bytes()).digest()


def _load() -> Reader:
    # No text is read here: where nobody made the pipeline beforehand it is made by the first note, and a patient
    # without notes costs a worker nothing.
    return Reader(VERSION, knowledge_sha256())


READER = Injected("reader of notes", version=VERSION, sha256=knowledge_sha256(), load=_load)
"""Annotate an input with it: ``Annotated[Reader, READER]``."""
