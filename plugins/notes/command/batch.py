"""Answer a file of notes a line at a time, each line by itself: what is wrong with one is told in its own answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plugins.notes.reading import TooLongError, read

_EXPECTED = 'expected {"id": ..., "text": "...", "section": "..."}; the section may be left out'


def answers(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yield an answer for each line that is not blank; an ``error`` says what is wrong with a line, and nothing of what it holds."""
    for number, raw in enumerate(lines, 1):
        if raw.strip():
            yield _answer(number, raw)


def _answer(number: int, raw: bytes) -> dict[str, Any]:
    try:
        given = json.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return {"id": None, "error": f"line {number}: no JSON in UTF-8; {_EXPECTED}"}
    problem = _problem(given)
    if problem:
        known = given.get("id") if isinstance(given, Mapping) else None
        return {
            "id": known if isinstance(known, (str, int)) else None,
            "error": f"line {number}: {problem}; {_EXPECTED}",
        }
    try:
        return {"id": given.get("id"), **read(given["text"], given.get("section")).as_json()}
    except TooLongError as error:
        return {"id": given.get("id"), "error": f"line {number}: {error}"}


def _problem(given: object) -> str:
    if not isinstance(given, Mapping):
        return "no object"
    if not isinstance(given.get("text"), str):
        return "no text"
    if given.get("section") is not None and not isinstance(given["section"], str):
        return "the section is no word"
    return ""
