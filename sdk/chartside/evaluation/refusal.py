"""The two ways in which a number is refused: what was given is wrong, or what was given does not define it."""

from __future__ import annotations


class InputError(ValueError):
    """What was given cannot be evaluated: it is not numbers, not of one length, or not within bounds."""


class UndefinedError(ValueError):
    """What was given is sound, and does not define this number: with one class among the outcomes there is no AUROC."""
