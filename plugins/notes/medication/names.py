"""Know the names of medicines: the SDK's ingredients and brands, and what notes call them for short."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from chartside.medicines import TableError, tables
from plugins.notes.medication.vocabulary import load

_PARTS = re.compile(r"[\s\-]+")
LONGEST = 5
"""Words of the longest name that is looked for."""


def keyed(name: str) -> str:
    """Return a name as it is looked up: lower case, single blanks, no hyphens."""
    return _PARTS.sub(" ", name.strip()).lower()


class Names:
    """Every name with the ingredients that it stands for."""

    def __init__(
        self,
        known: Mapping[str, tuple[str, ...]],
        upper: Mapping[str, tuple[str, ...]],
        about: Mapping[str, Sequence[str]],
    ) -> None:
        self._known = known
        self._upper = upper
        self._shown = dict(zip(about["shown_from"], about["shown_to"], strict=True))
        self._weak = frozenset(map(keyed, about["weak"]))
        self._never = frozenset(map(keyed, about["never"]))
        self._even = frozenset(map(keyed, about["even_so"]))
        self.salts = frozenset(about["salts"])
        self.release = frozenset(about["release"])
        self.tail_words = frozenset(about["tail_words"])
        self.tail_pairs = frozenset(about["tail_pairs"])
        self.tail_of = frozenset(about["tail_of"])
        self.longest = self._longest()

    def find(self, said: str) -> tuple[str, ...]:
        """Return the ingredients that a name stands for, in the words of the tables; nothing for a name that is not known to the letter."""
        return self._upper.get(said.strip()) or self._known.get(keyed(said)) or tables().grammar.parse(said)

    def listed(self, said: str) -> bool:
        """Whether a name is listed as it stands, case and all where that counts."""
        return said in self._upper or keyed(said) in self._known

    def shown(self, name: str) -> str:
        """Return the name under which an ingredient is shown."""
        return self._shown.get(name, name)

    def weak(self, said: str) -> bool:
        """Whether a name is a body's own substance, or a word, more often than a medicine."""
        return keyed(said) in self._weak

    def even_so(self, said: str) -> bool:
        """Whether a time or a route is enough all the same."""
        return keyed(said) in self._even

    def never(self, said: str) -> bool:
        """Whether it is no medicine whatever is said of it."""
        return keyed(said) in self._never

    def _longest(self) -> Mapping[str, int]:
        """Return for each first word how many words its longest name has."""
        found: dict[str, int] = {}
        for name in (*self._known, *(keyed(one) for one in self._upper)):
            words = name.split(" ")
            found[words[0]] = min(LONGEST, max(found.get(words[0], 0), len(words)))
        return found


@lru_cache(maxsize=1)
def names() -> Names:
    """Return every name; raises TableError where a short name stands for an ingredient that no table lists."""
    content, _ = load("names")
    known: dict[str, tuple[str, ...]] = {keyed(name): (one.name,) for name, one in tables().ingredients.items()}
    listed = {one.name for one in tables().ingredients.values()} | set(content["unlisted"]["names"])
    for name, found in (*content["short"].items(), *content["brand"].items()):
        _check(name, found, listed)
        if found:
            known.setdefault(keyed(name), tuple(found))
    for name, found in content["upper"].items():
        _check(name, found, listed)
    for brand, found in _brands():
        known.setdefault(keyed(brand), found)
    upper = {name: tuple(found) for name, found in content["upper"].items() if found}
    return Names(known, upper, _about(content))


def _check(name: str, found: Sequence[str], listed: set[str]) -> None:
    unknown = next((one for one in found if one not in listed), None)
    if unknown is not None:
        raise TableError(
            f"names.toml: {name} holds {unknown}, which is no ingredient of the tables and not under [unlisted]"
        )


def _brands() -> list[tuple[str, tuple[str, ...]]]:
    raw = (files("chartside.medicines") / "knowledge" / "brands.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in raw.splitlines() if line and not line.startswith("#")][1:]
    return [(brand, tuple(found.split(" + "))) for brand, found, _ in rows]


def _about(content: Mapping[str, Mapping[str, Sequence[str]]]) -> Mapping[str, Sequence[str]]:
    salts = tomllib.loads((files("chartside.medicines") / "knowledge" / "words.toml").read_text(encoding="utf-8"))[
        "salts"
    ]
    return {
        "shown_from": list(content["shown"]),
        "shown_to": list(content["shown"].values()),
        "weak": content["weak"]["names"],
        "never": content["weak"]["never"],
        "even_so": content["weak"]["even_so"],
        "salts": salts,
        "release": content["tail"]["release"],
        "tail_words": content["tail"]["words"],
        "tail_pairs": content["tail"]["pairs"],
        "tail_of": content["tail"]["of"],
    }
