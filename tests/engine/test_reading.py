"""By how much a version reads more than what was approved: kinds, codes, look-back, searches."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside import LOINC
from chartside.inputs import Read
from engine.reading import _line, beyond

A, B, C = (LOINC(code) for code in ("1-1", "2-2", "3-3"))
DAY = timedelta(days=1)


def more(now, approved):
    return beyond([_line(r) for r in now], [_line(r) for r in approved])


@pytest.mark.parametrize(
    ("now", "approved", "said"),
    [
        ([Read("Observation", frozenset({A}))], [Read("Observation", frozenset({A, B}))], []),
        ([Read("Observation", frozenset({A}))], [Read("Observation")], []),
        ([Read("Observation")], [Read("Observation", frozenset({A}))], ["every Observation, and not only some codes"]),
        ([Read("Observation", frozenset({A, C}))], [Read("Observation", frozenset({A}))], ["Observation with http://loinc.org|3-3"]),
        ([Read("Observation", frozenset({A}), 90 * DAY)], [Read("Observation", frozenset({A}), 90 * DAY)], []),
        ([Read("Observation", frozenset({A}), 91 * DAY)], [Read("Observation", frozenset({A}), 90 * DAY)], ["Observation further back"]),
        ([Read("Observation", frozenset({A}))], [Read("Observation", frozenset({A}), 90 * DAY)], ["Observation further back"]),
        ([Read("Condition")], [Read("Condition", back=DAY)], ["Condition further back"]),
        ([Read("Condition")], [], ["Condition is new"]),
        ([Read("Observation", search="code=x")], [Read("Observation", search="code=y")], ["Observation code=x is new"]),
        ([Read("Observation", search="code=x")], [Read("Observation", search="code=x")], []),
    ],
)  # fmt: skip
def test_more_is_named(now, approved, said):
    assert more(now, approved) == said


READS = st.lists(
    st.builds(
        Read,
        st.sampled_from(["Observation", "Condition"]),
        st.frozensets(st.sampled_from([A, B, C])),
        st.none() | st.integers(1, 400).map(lambda n: n * DAY),
    ),
    max_size=4,
)


@given(READS, READS)
def test_what_was_approved_is_never_more_and_widening_an_approval_never_hurts(one, other):
    assert more(one, one) == []
    assert more(one, [*one, *other]) == []
    if not more(one, other):
        assert more(one, [*other, Read("Encounter")]) == []
