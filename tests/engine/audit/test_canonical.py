"""A moment on record has one spelling, and can be read back whatever the year."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from engine.audit.canonical import moment


@pytest.mark.parametrize(
    ("at", "spelled"),
    [
        (datetime(2026, 11, 20, 9, tzinfo=UTC), "2026-11-20T09:00:00.000000Z"),
        (datetime(2026, 11, 20, 9, 0, 0, 5, tzinfo=timezone(timedelta(hours=2))), "2026-11-20T07:00:00.000005Z"),
        (datetime(211, 2, 3, tzinfo=UTC), "0211-02-03T00:00:00.000000Z"),
    ],
)
def test_a_moment_is_spelled_in_utc_and_read_back(at, spelled):
    assert moment(at) == spelled
    assert datetime.fromisoformat(spelled) == at
