"""Know the names of medicines: the SDK's ingredients and brands, and what notes call them for short."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
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
        brands: Mapping[str, tuple[str, ...]],
        about: Mapping[str, Sequence[str]],
    ) -> None:
        self._known = dict(known)
        self._upper = upper
        self._shown = dict(zip(about["shown_from"], about["shown_to"], strict=True))
        self._group: Mapping[str, str] = dict(item.split("=") for item in about["group"])
        self._unclear = frozenset(about["unclear"])
        self._weak = frozenset(map(keyed, about["weak"]))
        self._never = frozenset(map(keyed, about["never"]))
        self._even = frozenset(map(keyed, about["even_so"]))
        self.salts = frozenset(about["salts"])
        self.release = frozenset(about["release"])
        self.tail_words = frozenset(about["tail_words"])
        self.tail_pairs = frozenset(about["tail_pairs"])
        self.tail_of = frozenset(about["tail_of"])
        self._labels = {frozenset(one.split("/")): tuple(one.split("/")) for one in about["labels"]}
        self._known.update(
            (keyed(name), self.labelled(found)) for name, found in brands.items() if keyed(name) not in known
        )
        self.longest = self._longest()

    def find(self, said: str) -> tuple[str, ...]:
        """Return the ingredients that a name stands for, in the words of the tables; nothing for a name that is not known to the letter."""
        listed = self._upper.get(said.strip()) or self._known.get(keyed(said))
        if listed:
            return listed
        parsed = tables().grammar.parse(said)
        return parsed if all(name.split(" ")[0] in keyed(said) for name in parsed) else self.labelled(parsed)

    def labelled(self, found: tuple[str, ...]) -> tuple[str, ...]:
        """Return ingredients in the order of the label where it is known, else in that of the alphabet."""
        order = self._labels.get(frozenset(self.shown(name) for name in found), ())
        rank = {name: place for place, name in enumerate(order)}
        return tuple(sorted(found, key=lambda name: (rank.get(self.shown(name), len(rank)), self.shown(name))))

    def listed(self, said: str) -> bool:
        """Whether a name is listed as it stands, case and all where that counts."""
        return said in self._upper or said in self._unclear or keyed(said) in self._known

    def shown(self, name: str) -> str:
        """Return the name under which an ingredient is shown."""
        return self._shown.get(name, name)

    def alike(self, ones: Iterable[str], others: Iterable[str]) -> bool:
        """Whether ingredients are the same, one of them perhaps named by the group that it is one of."""
        mine, theirs = ({self._group.get(name, name) for name in names} for names in (ones, others))
        return bool(mine) and mine == theirs

    def group(self, ingredients: Sequence[str]) -> bool:
        """Whether that is the name of a group and of no ingredient."""
        return len(ingredients) == 1 and ingredients[0] in self._group.values()

    def unclear(self, said: str) -> bool:
        """Whether a short name stands for two medicines, so that nobody can tell which: MSO4 was read as magnesium sulfate."""
        return said in self._unclear

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
        for name in (*self._known, *(keyed(one) for one in (*self._upper, *self._unclear))):
            words = name.split(" ")
            found[words[0]] = min(LONGEST, max(found.get(words[0], 0), len(words)))
        return found


@lru_cache(maxsize=1)
def names() -> Names:
    """Return every name; raises TableError where a short name stands for an ingredient that no table lists."""
    content, _ = load("names")
    known: dict[str, tuple[str, ...]] = {keyed(name): (one.name,) for name, one in tables().ingredients.items()}
    listed = {one.name for one in tables().ingredients.values()} | set(content["unlisted"]["names"])
    for kind in ("short", "brand", "upper", "rather"):
        for name, found in content[kind].items():
            _check(name, found, listed)
    for name, found in content["short"].items():
        if found:
            known.setdefault(keyed(name), tuple(found))
    known.update((keyed(name), tuple(found)) for name, found in content["rather"].items())
    brands = {keyed(name): tuple(found) for name, found in content["brand"].items() if found}
    for brand, found in _brands():
        brands.setdefault(keyed(brand), found)
    upper = {name: tuple(found) for name, found in content["upper"].items() if found}
    return Names(known, upper, brands, _about(content))


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
        "unclear": content["unclear"]["names"],
        "group": [f"{one}={group}" for one, group in content["group"].items()],
        "labels": content["label"]["order"],
        "weak": content["weak"]["names"],
        "never": content["weak"]["never"],
        "even_so": content["weak"]["even_so"],
        "salts": salts,
        "release": content["tail"]["release"],
        "tail_words": content["tail"]["words"],
        "tail_pairs": content["tail"]["pairs"],
        "tail_of": content["tail"]["of"],
    }
