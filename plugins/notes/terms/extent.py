"""Draws the bounds of a chemical where chemists do: with its prefix of position or form, and with the salt that it comes as."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from plugins.notes.mention import Mention

_PREFIX: Final = re.compile(
    r"(?:(?:(?<=[\s(\[/])|^)"
    r"(?:[dDlLnNoOsSrR]|DL|dl|\d{1,2}(?:,\d{1,2})*'?|\d{1,2}-cis|cis|trans|all-trans|tert|iso|(?:[nN]|\d{1,2})-(?:methyl|hydroxy|acetyl)|desmethyl)[-\u2013])$"
)
"""Not the sign of an optical form and not the label of a tracer: those are said of a chemical."""
_SALT: Final = re.compile(
    r"[ -](?:hydrochloride|HCl|HCL|hydrobromide|sulfate|sulphate|sodium|potassium|calcium|maleate|mesylate|tartrate|citrate|phosphate"
    r"|acetate|fumarate|succinate|bromide|chloride|gluconate|carbonate|methiodide|oxalate|lactate|besylate|tosylate|dihydrochloride"
    r"|disodium|nitrate|sulfoxide|sulfone|N-oxide|aminonucleoside)\b"
)  # fmt: skip
_REACH: Final = 24


def extended(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the mentions, those of chemicals with what belongs to their names; none reaches into another."""
    for number, one in enumerate(mentions):
        if one.type != "chemical":
            yield one
            continue
        low = mentions[number - 1].end if number else 0
        high = mentions[number + 1].start if number + 1 < len(mentions) else len(text)
        before = _PREFIX.search(text[max(low, one.start - _REACH) : one.start])
        after = _SALT.match(text, one.end, high)
        start = one.start - len(before[0]) if before else one.start
        yield replace(one, start=start, end=after.end() if after else one.end)
