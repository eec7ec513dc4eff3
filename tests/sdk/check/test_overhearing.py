"""What is written is heard wherever it goes, and afterwards everything goes where it went before."""

import logging
import os
import sys
import warnings

import pytest

from chartside.check.overhearing import overhearing


def heard(act):
    with overhearing() as hear:
        return [(where, text.strip()) for where, text in hear(act) if text]


@pytest.mark.parametrize(
    ("act", "where"),
    [
        (lambda: print("told"), "what it prints"),  # noqa: T201 - what is listened for
        (lambda: sys.stderr.write("told"), "what it prints"),
        (lambda: os.write(1, b"told"), "what it writes to the terminal"),
        (lambda: os.write(2, b"told"), "what it writes to the terminal"),
        (lambda: logging.getLogger("overheard").debug("told"), "a log line"),
        (lambda: logging.getLogger("overheard").info("seen", extra={"whom": "told"}), "a log line"),
        (lambda: warnings.warn("told", stacklevel=1), "a warning"),
    ],
)
def test_it_is_heard(act, where):
    assert [(one, "told" in text) for one, text in heard(act)] == [(where, True)]


def test_an_exception_that_is_logged_is_heard_with_its_words():
    def act():
        try:
            raise ValueError("told")
        except ValueError:
            logging.getLogger("overheard").exception("failed")

    [(_, text)] = heard(act)
    assert "told" in text


def test_each_hearing_is_its_own():
    with overhearing() as hear:
        first = hear(lambda: os.write(2, b"one"))
        second = hear(lambda: os.write(2, b"two"))
    assert dict(first)["what it writes to the terminal"] == "one"
    assert dict(second)["what it writes to the terminal"] == "two"


def test_afterwards_everything_goes_where_it_went(capfd):
    make = logging.Logger.makeRecord
    heard(lambda: print("heard"))  # noqa: T201 - the same
    os.write(1, b"said afterwards")
    assert capfd.readouterr().out == "said afterwards"
    assert logging.Logger.makeRecord is make
