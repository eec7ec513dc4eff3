"""A stretch of a text that names something, before anybody said what is claimed of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """What stands at ``text[start:end]``: a term of the dictionary, with its kind and its code where it has one.

    ``type`` is disease, chemical, procedure, test or finding. ``system``, ``code`` and ``name``, the
    term as its source writes it, are empty for what nobody coded: that is named by its words in the text.
    """

    start: int
    end: int
    type: str
    system: str = ""
    code: str = ""
    name: str = ""
