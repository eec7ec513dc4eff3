"""One term as a source has it: how it is written, what it is and under which code."""

from __future__ import annotations

from typing import NamedTuple


class Term(NamedTuple):
    """``written`` is the term as text, ``type`` one of the dictionary's types, ``system`` a short name as ICD-10-CM."""

    written: str
    type: str
    system: str
    code: str
    name: str
    source: str
    capitals: bool = False
    """Whether it is an acronym, to be found only in capitals."""
