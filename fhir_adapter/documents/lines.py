"""Put what a reader sees into lines: one blank between words, an empty line between paragraphs and none between rows."""

from __future__ import annotations

import re

_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]+")
_GAP = re.compile(r"\n{3,}")
_SIGNED = frozenset("0123456789+-\u2212\u2013")


class Lines:
    """Text as it comes in, piece by piece."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._due = 0
        """Line ends before whatever is said next."""
        self._raised = False

    def part(self, ends: int) -> None:
        """Let what follows begin a line of its own (1), or stand apart by an empty line (2)."""
        self._due = max(self._due, ends)

    def end(self) -> None:
        """End a line, as often as it is asked for."""
        self._due += 1

    def raise_next(self) -> None:
        """Take what is said next for superscript."""
        self._raised = True

    def say(self, text: str) -> None:
        """Add text; blanks do not begin a line."""
        if self._due and not text.strip():
            return
        if self._due and self._parts:
            self._parts.append("\n" * self._due)
        self._due = 0
        # What stands above a digit is a power, and read in one line 10 to the 9th must not become 109.
        if self._raised and text[:1] in _SIGNED and text and self._parts and self._parts[-1].rstrip()[-1:].isdigit():
            text = f"^{text}"
        self._raised = False
        self._parts.append(text)

    def text(self) -> str:
        """Return everything that was said."""
        return tidy("".join(self._parts))


def tidy(text: str) -> str:
    """Return text with its lines trimmed, one blank between words, and no more than one empty line between lines."""
    trimmed = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return _GAP.sub("\n\n", "\n".join(trimmed)).strip()
