"""What a text claims of something that it names: on three axes, each with the words that decided it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Certainty = Literal["present", "absent", "possible"]
Time = Literal["current", "past", "hypothetical"]
Subject = Literal["patient", "family", "other"]


@dataclass(frozen=True, slots=True)
class Cue:
    """The words at ``text[start:end]`` that decided an axis, and the id of the rule that read them so."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """Where an axis has no cue, nothing spoke against its first value; an axis that was not assessed is None."""

    certainty: Certainty | None = None
    time: Time | None = None
    subject: Subject | None = None
    cues: tuple[Cue, ...] = ()
    """Those that decided, the one of certainty first, then of subject, then of time."""
