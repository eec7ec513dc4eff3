"""What each kind of input can hold, made from its request and from what the analysis knows."""

from chartside.testing.choices.choosing import UnknownRequestError, choices

__all__ = ["UnknownRequestError", "choices"]
