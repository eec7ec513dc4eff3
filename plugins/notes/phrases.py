"""Take from a denial what it names and no dictionary knows: of ``denies sick contacts`` the sick contacts, without a code."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from plugins.notes.assertion.cues import Hit
from plugins.notes.assertion.lexer import Lexed
from plugins.notes.mention import Mention
from plugins.notes.words import words

_PARTED = frozenset(
    [",", "and", "or", "nor", "/", ";", "&", ":", "|", "•", "(", ")", ".", "-", "–", "but", "no", "any"]
)
_OF_A_LIST = frozenset({"comma", "or"})
_LONGEST = 6  # words
_SHORTEST = 2  # letters: fewer are an initial or a slip


def denied(sentence: Lexed, hits: Sequence[Hit], known: Sequence[Mention]) -> Iterator[Mention]:
    """Yield what is said to be absent in a sentence where no known mention lies, as findings without a code."""
    taken = [sentence.between(one.start, one.end) for one in known]
    covered = {at for first, last in taken for at in range(first, last)}
    for hit in hits:
        if hit.rule.axis != "certainty" or hit.rule.value != "absent":
            continue
        stretch = _scope(sentence, hit, hits) if hit.rule.reach == "after" else _ahead(sentence, hit, hits)
        for first, last in _pieces(sentence, stretch):
            if not covered.intersection(range(first, last)) and _names_something(sentence.words[first:last]):
                covered.update(range(first, last))
                yield Mention(sentence.starts[first], sentence.ends[last - 1], "finding")


def _scope(sentence: Lexed, hit: Hit, hits: Sequence[Hit]) -> range:
    """Return the words behind a cue that it may reach."""
    begin = bisect_left(hits, hit.last, key=_first)
    ends = (hits[i].first for i in range(begin, len(hits)) if _ends(hits[i], hit))
    return range(hit.last, next(ends, len(sentence.words)))


def _ahead(sentence: Lexed, hit: Hit, hits: Sequence[Hit]) -> range:
    """Return the words just before a cue that stands behind what it denies."""
    before = hits[bisect_left(hits, hit.first - _LONGEST - 1, key=_first) : bisect_left(hits, hit.first, key=_first)]
    taken = {at for one in before if one.rule.axis or one.rule.kinds - _OF_A_LIST for at in range(one.first, one.last)}
    begin = hit.first
    while (
        begin > max(0, hit.first - _LONGEST - 1)
        and begin - 1 not in taken
        and sentence.words[begin - 1] not in (",", ":", ";", ".")
    ):
        begin -= 1
    return range(begin, hit.first) if hit.first - begin <= _LONGEST else range(0)


def _first(hit: Hit) -> int:
    return hit.first


def _ends(one: Hit, hit: Hit) -> bool:
    """Whether a hit ends the scope of another: by its kind, or because it says something of certainty itself."""
    return bool(one.rule.kinds & hit.rule.stops) or one.rule.axis == "certainty"


def _pieces(sentence: Lexed, stretch: range) -> Iterator[tuple[int, int]]:
    first = stretch.start
    for at in (*stretch, stretch.stop):
        if at == stretch.stop or sentence.words[at] in _PARTED:
            yield from _trimmed(sentence, first, at)
            first = at + 1


def _trimmed(sentence: Lexed, first: int, last: int) -> Iterator[tuple[int, int]]:
    while first < last and sentence.words[first] in words("in_front"):
        first += 1
    while first < last and sentence.words[last - 1] in words("behind"):
        last -= 1
    if first < last <= first + _LONGEST:
        yield first, last


def _names_something(named: Sequence[str]) -> bool:
    return (
        not words("nothing").intersection(named)
        and all(word[0].isalpha() or word == "-" for word in named)
        and len("".join(named)) > _SHORTEST
    )
