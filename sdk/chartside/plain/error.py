"""Say that a plain fact cannot be read."""

from __future__ import annotations


class PlainFactError(ValueError):
    """A plain fact that cannot be read: the message names it, what was expected and the mend, never its value."""
