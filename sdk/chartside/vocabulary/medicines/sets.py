"""Load the named sets of medicines, their codes from the table of ingredients."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from chartside.codes import ATC_SYSTEM, Code, CodeSet
from chartside.medicines import tables


class SetError(ValueError):
    """A named set that cannot be made; the message names it and the mend."""


@lru_cache(maxsize=1)
def _read() -> tuple[dict[str, Any], str]:
    raw = files("chartside.vocabulary.medicines").joinpath("sets.toml").read_bytes()
    return tomllib.loads(raw.decode()), sha256(raw).hexdigest()


def names() -> tuple[str, ...]:
    """Return the names of every set."""
    return tuple(name for name, value in _read()[0].items() if isinstance(value, dict))


def medicines(name: str) -> CodeSet:
    """Return a named set of medicines; raises SetError for a name or a member that is not known."""
    content, digest = _read()
    one = content.get(name)
    if not isinstance(one, dict):
        raise SetError(f"no set of medicines is called {name}; there are {', '.join(names())}")
    starts = tuple(one["atc"])
    return CodeSet(
        name,
        one["display"],
        frozenset(_codes(name, content)),
        prefixes={ATC_SYSTEM: starts} if starts else {},
        version=content["version"],
        source=f"{one['checked']}: {one['source']}; sha256 {digest} of the sets, {tables().source.sha256} of the codes",
    )


def _codes(name: str, content: dict[str, Any]) -> set[Code]:
    one = content[name]
    found = {code for other in one.get("includes", ()) for code in _codes(other, content)}
    known = tables().ingredients
    for member in one["members"]:
        if member not in known:
            raise SetError(f"{name} holds {member}, which is no ingredient; add it to the table of ingredients")
        found |= set(known[member].codes)
    return found
