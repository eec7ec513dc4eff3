"""A stretch of a text that names something, before anybody said what is claimed of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """What stands at ``text[start:end]``: a term of the dictionary, with its kind and its code where it has one.

    ``type`` is disease, chemical, procedure, test or finding. ``system`` and ``code`` are empty for what nobody coded; ``name`` is the
    term as its source writes it.
    """

    start: int
    end: int
    type: str
    system: str = ""
    code: str = ""
    name: str = ""
