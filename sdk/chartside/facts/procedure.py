"""Something that was done to the patient."""

from __future__ import annotations

from dataclasses import dataclass

from chartside.codes import Code
from chartside.facts.coded import Coded


@dataclass(frozen=True, slots=True)
class Procedure(Coded):
    """A procedure that was carried out; ``since`` and ``until`` say when, ``sites`` where on the body."""

    sites: tuple[Code, ...] = ()
    when: str = ""
    """How the record words the time, where it gives no date."""
