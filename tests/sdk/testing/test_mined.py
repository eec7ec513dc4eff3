"""The kit finds what an analysis knows, in its code and in its knowledge, and does not leave its package."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from json import dumps
from types import MappingProxyType
from typing import Annotated

from chartside import Card, CodeSet, Injected, Source, analysis
from chartside.codes import LOINC
from chartside.testing.mined import mine
from chartside.vocabulary import SystolicBP

SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")
LIMIT = Decimal("171.5")


@dataclass(frozen=True, slots=True)
class Table:
    low: Decimal
    bands: tuple[tuple[str, int], ...]
    window: timedelta

    def grade(self, value: Decimal) -> str:
        return "stage three" if value > 163 else "none"


TABLE = Table(Decimal("95.5"), (("mild", 141), ("severe", 177)), timedelta(days=91))
SET = CodeSet.of("thing", "thing", LOINC("1-8"))


def _beyond(value: Decimal) -> bool:
    """Compare with 999999 in a docstring, which is no constant."""
    inner = lambda v: v > 152  # noqa: E731 - a function inside a function
    return inner(value) or value > LIMIT or dumps({}) == "" or value > 2e12


@analysis("test.knows", version="1.0.0", source=SOURCE)
def knows(sbp: SystolicBP, table: Annotated[Table, Injected("table", TABLE, "1", "0" * 64)]) -> Iterator[Card]:
    """Know things."""
    if sbp and (_beyond(sbp.value) or sbp.value in {133, 134} or sbp.code in SET or table.grade(sbp.value)):
        yield Card("x").because(sbp)


FOUND = mine(knows, {"table": TABLE, "more": MappingProxyType({"points": [7, True, float("inf")]})})


def test_numbers_of_the_code_of_what_it_calls_and_of_its_knowledge():
    wanted = {"133", "134", "152", "171.5", "163", "95.5", "141", "177", "91", "7"}
    assert {Decimal(n) for n in wanted} <= set(FOUND.numbers)


def test_what_is_no_number_to_compare_with_is_left_out():
    assert not {Decimal(999999), Decimal("2e12"), Decimal("Infinity")} & set(FOUND.numbers)
    assert all(not isinstance(n, bool) for n in FOUND.numbers)


def test_words_and_sets():
    assert {"mild", "severe", "stage three"} <= set(FOUND.words)
    assert FOUND.sets == (SET,)


def test_the_standard_library_and_the_sdk_are_not_looked_into():
    assert "Circular reference detected" not in FOUND.words
    assert not any("because" in w for w in FOUND.words)


def test_a_range_keeps_what_was_found_first():
    assert FOUND.between(Decimal(130), Decimal(180), most=2) == tuple(n for n in FOUND.numbers if 130 <= n <= 180)[:2]
