"""Find a name that stands twice in one JSON object: readers differ in which of the two they take, so nobody may take either."""

from __future__ import annotations

import gc
import re
from dataclasses import dataclass, field

import orjson

# A colon that is written as an escape would hide a member from the count.
_HIDDEN = (rb"\u003a", rb"\u003A")
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]', re.DOTALL)


def second_of_a_name(raw: bytes) -> int | None:
    """Return where a name stands for the second time in its object, as an offset in bytes; None where every name stands once.

    ``raw`` is JSON that was found to be valid, or nearly: of text that is none, nothing is promised.
    """
    return _second(raw) if _suspicious(raw) else None


def place(raw: bytes, offset: int) -> str:
    """Return line, column and byte of an offset."""
    before = raw[:offset]
    line, column = before.count(b"\n") + 1, offset - (before.rfind(b"\n") + 1) + 1
    return f"line {line}, column {column} (byte {offset})"


def named_twice(raw: bytes, offset: int) -> str:
    """Say of JSON that it names something twice, and where; never what."""
    return f"a name stands twice in one object, again at {place(raw, offset)}; which of the two is meant cannot be told"


def _suspicious(raw: bytes) -> bool:
    """Whether some name could stand twice: read and written anew, JSON keeps every colon but those of what a reader dropped."""
    if any(hidden in raw for hidden in _HIDDEN):
        return True
    collecting = gc.isenabled()
    gc.disable()  # nothing here can be in a circle, and to look for one takes a third of the time
    try:
        return raw.count(b":") != orjson.dumps(orjson.loads(raw)).count(b":")
    except (orjson.JSONDecodeError, TypeError, RecursionError):
        return True  # a lone surrogate, or deeper than orjson goes
    finally:
        if collecting:
            gc.enable()


@dataclass(slots=True)
class _Open:
    """An object, or an array, that is not closed yet."""

    is_object: bool
    awaits_name: bool
    names: set[bytes] = field(default_factory=set)


def _second(raw: bytes) -> int | None:
    """Look at every name: slow, and done only for what is suspicious."""
    around: list[_Open] = []
    for found in _TOKEN.finditer(raw):
        token = found[0]
        if token in (b"{", b"["):
            around.append(_Open(token == b"{", awaits_name=token == b"{"))
        elif not around:
            continue
        elif token in (b"}", b"]"):
            around.pop()
        elif token == b",":
            around[-1].awaits_name = around[-1].is_object
        elif token == b":":
            around[-1].awaits_name = False
        elif around[-1].awaits_name:
            name = _name(token)
            if name in around[-1].names:
                return found.start()
            around[-1].names.add(name)
    return None


def _name(token: bytes) -> bytes:
    """Return a name as it is read, so that one written with escapes is the same name."""
    if b"\\" not in token:
        return token
    try:
        return orjson.dumps(orjson.loads(token))
    except orjson.JSONDecodeError:  # it holds a lone surrogate
        return token
