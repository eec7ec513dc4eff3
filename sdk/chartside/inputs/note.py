"""Ask for the text of clinical documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from chartside.codes import CodeSet
from chartside.facts import Found, Note
from chartside.inputs.read import Read


@dataclass(frozen=True, slots=True)
class NotesRequest:
    """Documents written within a look-back as text, oldest first; only of the types in ``what``, when given.

    One text in several renditions or resources is one note; what a later document replaces is left out. Compositions,
    clinical impressions and what is noted on conditions are read where they come along, and not searched for.
    """

    what: CodeSet | None = None
    back: timedelta | None = None

    def reads(self) -> tuple[Read, ...]:
        """Read documents and reports."""
        return (Read("DocumentReference", back=self.back), Read("DiagnosticReport", back=self.back))


Notes = Annotated[Found[Note], NotesRequest()]
"""Every note."""
