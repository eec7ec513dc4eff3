"""Finds any of many short forms at a place of a text, in time that does not grow with their number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_HEAD: Final = re.compile(r"[^\W_]+|[^\w\s]")
_LONG: Final = 3


class Forms:
    """Short forms by their first run of letters and digits; the longest one wins, and an s behind it makes it plural."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._by_head: dict[str, list[str]] = {}
        for form in forms:
            head = _HEAD.match(form)
            if head:
                self._by_head.setdefault(head[0], []).append(form)
        for listed in self._by_head.values():
            listed.sort(key=len, reverse=True)

    def at(self, text: str, start: int) -> tuple[str, int]:
        """Return the form that stands here as a word of its own, and where it ends; an empty one where none does."""
        head = _HEAD.match(text, start)
        if not head or (start and text[start - 1].isalnum()):
            return "", start
        for form in (*self._by_head.get(head[0], ()), *self._by_head.get(head[0][:-1], ())):
            end = start + len(form)
            if not text.startswith(form, start):
                continue
            if _ends(text, end):
                return form, end
            if text[end] in _plural(form) and _ends(text, end + 1):
                return form, end + 1
        return "", start


def _ends(text: str, end: int) -> bool:
    """Tell the end of a word; what goes on with a hyphen and a digit is the name of something else."""
    return end >= len(text) or not (text[end].isalnum() or (text[end] == "-" and text[end + 1 : end + 2].isdigit()))


def _plural(form: str) -> str:
    """Return the letters that make it plural; a capital one only where that cannot be another short abbreviation."""
    return "sS" if len(form) >= _LONG else "s"
