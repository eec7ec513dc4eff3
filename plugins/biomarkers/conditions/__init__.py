"""The lines of a rule: each a plain sentence beside one thing that a computer can check."""

from collections.abc import Iterable, Iterator

from plugins.biomarkers.conditions.changed import Changed
from plugins.biomarkers.conditions.cleared import Cleared, clearance
from plugins.biomarkers.conditions.comparison import OPERATORS, Comparison
from plugins.biomarkers.conditions.composed import Composed
from plugins.biomarkers.conditions.evaluated import Evaluated
from plugins.biomarkers.conditions.line import Facts, Line
from plugins.biomarkers.conditions.measured import Aged, Measured
from plugins.biomarkers.conditions.prescribed import Prescribed
from plugins.biomarkers.conditions.stated import Answered, Resulted, Sexed, Stated, Taken
from plugins.biomarkers.conditions.varied import Pattern, Tracked, Varied

__all__ = [
    "OPERATORS",
    "Aged",
    "Answered",
    "Changed",
    "Cleared",
    "Comparison",
    "Composed",
    "Evaluated",
    "Facts",
    "Line",
    "Measured",
    "Pattern",
    "Prescribed",
    "Resulted",
    "Sexed",
    "Stated",
    "Taken",
    "Tracked",
    "Varied",
    "clearance",
    "flattened",
]


def flattened(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield every line, those inside of others in the place of what holds them."""
    for one in lines:
        if isinstance(one, Composed):
            yield from flattened(one.lines)
        else:
            yield one
