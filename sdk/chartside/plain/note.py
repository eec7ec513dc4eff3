"""Read plain notes: text, or text with its date and type."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from chartside.codes import Code
from chartside.explanation import GIVEN
from chartside.facts import Found, Note
from chartside.inputs import NotesRequest
from chartside.plain.listed import listed, members, words
from chartside.plain.scalar import Given, coded, moment

_EXPECTED = "text, or {text, written, title, type: {system, code, display}}"


def notes(name: str, request: NotesRequest, value: Any, _: Given) -> Found[Note]:
    """Return notes, oldest first where dates are given, from texts; an empty list says that there are none."""
    read = [_note(f"{GIVEN}{name}/{i}", at, one) for i, (at, one) in enumerate(listed(name, value, _EXPECTED))]
    asked = [n for n in read if request.what is None or not n.codings or request.what.find(n.codings)]
    asked.sort(key=lambda n: n.written.wall.timestamp() if n.written else 0.0)
    return Found(tuple(asked))


def _note(ref: str, name: str, value: Any) -> Note:
    given = {"text": value} if isinstance(value, str) else value
    held = members(name, given, _EXPECTED, ("text",), ("written", "title", "type"))
    codes: tuple[Code, ...] = ()
    display = ""
    if held.get("type") is not None:
        codes, display = coded(f"{name}.type", held["type"])
    text = str(held["text"])
    return Note(
        text,
        codes[0] if codes else None,
        codes,
        display or words(name, held, "title"),
        written=moment(f"{name}.written", held["written"]) if held.get("written") is not None else None,
        text_sha256=sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        ref=ref,
    )
