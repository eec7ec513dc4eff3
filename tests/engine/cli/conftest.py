"""The command line, run in this process as a user would run it."""

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import structlog

from engine.cli import main
from tests.engine.service.conftest import strangers  # noqa: F401 - a fixture

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
NOW = "2026-11-20T09:00:00Z"


class Ran(NamedTuple):
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Chartside = Callable[..., Ran]


@pytest.fixture
def chartside(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Chartside]:
    """Run `chartside WORDS` in an empty folder; an exception that reaches the user is the test's failure."""
    for name in [name for name in os.environ if name.startswith("CHARTSIDE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CHARTSIDE_PRELOAD_MODELS", "false")
    monkeypatch.setenv("CHARTSIDE_PLUGIN_FILES", "")  # what --plugin puts there is gone after the test
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)

    def run(*words: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "argv", ["chartside", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code is None or isinstance(left.value.code, int)
        return Ran(left.value.code or 0, *capsys.readouterr())

    yield run
    structlog.reset_defaults()


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, Any], Path]:
    """Write a value as JSON into a file of the working folder."""

    def write(name: str, value: Any) -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(value))
        return path

    return write
