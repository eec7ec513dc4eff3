"""What a text claims of what it names: how certain, when, and of whom, by cues that anybody can read in a table."""

from __future__ import annotations

from plugins.notes.assertion.axes import Assertion, Certainty, Cue, Subject, Time

__all__ = ["Assertion", "Certainty", "Cue", "Subject", "Time"]
