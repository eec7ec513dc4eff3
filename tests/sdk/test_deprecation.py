"""A deprecated name works, says what to use instead, and is removed when it said it would be."""

import pytest

import chartside
from chartside.deprecation import DEPRECATIONS, ChartsideDeprecationWarning, deprecated, overdue


@pytest.fixture
def declared(monkeypatch):
    monkeypatch.setattr("chartside.deprecation.DEPRECATIONS", [])

    @deprecated(since="0.1.0", removed_in="0.3.0", instead="new()")
    def old(number: int) -> int:
        """Double."""
        return number * 2

    return old


def test_it_works_and_warns_where_it_is_called(declared):
    with pytest.warns(
        ChartsideDeprecationWarning,
        match=r"old is deprecated since 0\.1\.0 and will be removed in 0\.3\.0; use new\(\)",
    ) as told:
        assert declared(2) == 4
    assert told[0].filename == __file__
    assert declared.__doc__ == "Double."


def test_it_is_overdue_from_the_version_that_removes_it(declared):
    assert overdue("0.2.9") == []
    assert [one.name.rpartition(".")[2] for one in overdue("0.3.0")] == ["old"]
    assert overdue("0.10.0"), "versions are numbers, not texts"


def test_a_removal_that_does_not_come_later_is_refused():
    with pytest.raises(ValueError, match="must come after"):
        deprecated(since="0.2.0", removed_in="0.2.0", instead="nothing")


def test_nothing_in_this_version_is_overdue():
    assert overdue(chartside.__version__) == [], DEPRECATIONS
