"""Runs what a document tells a reader to type."""

import sys

import pytest

from engine.cli import main


class Terminal:
    """The `chartside` command, run in this process: what it printed, and its exit status."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capfd = capfd

    def chartside(self, *words: str) -> tuple[int, str]:
        """Return exit status and standard output; an exception that reaches the user is the test's failure."""
        self._monkeypatch.setattr(sys, "argv", ["chartside", *words])
        self._monkeypatch.setenv("CHARTSIDE_PLUGIN_FILES", "")  # what --plugin put there was for one command
        self._capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        printed = self._capfd.readouterr()
        status = left.value.code
        return (status if isinstance(status, int) else 0), printed.out or printed.err
