from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from plugins.notes.terms import Dictionary
from plugins.notes.terms.atoms import key
from plugins.notes.terms.building.packing import packed
from plugins.notes.terms.layout import TYPES
from plugins.notes.terms.recognition import Recognizer

Made = Callable[..., Dictionary]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Make a dictionary of a few terms: each with its type, or with its flags, system and code."""

    def make(terms: Mapping[str, str | tuple[int, int, str]]) -> Dictionary:
        records = {}
        for written, what in terms.items():
            flags, system, code = (TYPES.index(what), 0, "") if isinstance(what, str) else what
            records[key(written)] = (flags, system, 0, code, written)
        file = tmp_path / "terms.bin"
        file.write_bytes(packed(records))
        return Dictionary.open(file)

    return make


@pytest.fixture(scope="session")
def shipped() -> Recognizer:
    return Recognizer.open()
