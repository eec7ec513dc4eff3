"""Say why a document is not read."""

MOST_TEXT = 1_000_000
"""Characters of one document; more is refused: nobody wrote that, and whoever looks for anything in it would take minutes."""


class DocumentError(ValueError):
    """A document that is not read; the message says what it is, goes on from the word "attachments", and quotes nothing."""
