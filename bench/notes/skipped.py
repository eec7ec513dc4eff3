"""What was not measured, and why."""


class Skipped(Exception):  # noqa: N818 - nothing went wrong: something is not here
    """A measurement that cannot be made here; the message names it and says what it lacks."""
