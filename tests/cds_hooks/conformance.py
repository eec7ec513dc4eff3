"""Runs the tests of the specification, or only collects them, and sets them beside the lines that they prove."""

import contextlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import pytest

from tests.cds_hooks.lines import LINES, MAY, Line, proved_by

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "conformance.md"
LEVELS = {"S": "must", "D": "should", "M": "may", "-": ""}
HEAD = """# Conformance

What [CDS Hooks 2.0.1](https://cds-hooks.hl7.org/2.0/) asks of a service, with the parts of the 3.0.0 ballot and of Da Vinci CRD 2.0.1 that
are built in, line by line, and the tests that prove each: they fail where the behaviour breaks. `make conformance` runs them all and says
what passed. This page is made from their names: `python -m tests.cds_hooks --write`.
"""

Results = Mapping[str, str]
"""What became of each test; a test that was only collected has the result ``collected``."""


class _Watch:
    """Remembers of each test what became of it."""

    def __init__(self) -> None:
        self.results: dict[str, str] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self.results = {item.nodeid: "collected" for item in items}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or not report.passed:
            before = self.results.get(report.nodeid)
            self.results[report.nodeid] = "failed" if "failed" in {before, report.outcome} else report.outcome


def collected() -> Results:
    """Return every test of this folder, without running any; raises where one cannot be collected."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        status, results = _pytest("--collect-only", "-q")
    if status:
        raise RuntimeError(f"the tests cannot be collected:\n{said.getvalue()[-2000:]}")
    return results


def run(*more: str) -> tuple[int, Results]:
    """Run every test of this folder; pytest's own status and what became of each."""
    return _pytest("-q", *more)


def _pytest(*arguments: str) -> tuple[int, Results]:
    watch = _Watch()
    status = pytest.main([*arguments, f"--rootdir={ROOT}", "-c", str(ROOT / "pyproject.toml"), str(HERE)], [watch])
    return int(status), watch.results


def by_line(results: Results) -> dict[str, dict[str, list[str]]]:
    """Return, for each identifier, its test functions and what became of each of their cases."""
    found: dict[str, dict[str, list[str]]] = {id: {} for id in LINES}
    for nodeid, result in sorted(results.items()):
        function = nodeid.partition("[")[0].removeprefix("tests/cds_hooks/")
        for id in proved_by(nodeid):
            found.setdefault(id.lower(), {}).setdefault(function, []).append(result)
    return found


def unproved(results: Results) -> list[Line]:
    """Return the lines that nothing proves, of those that are more than allowed; one passing case proves, one failing does not."""
    proofs = by_line(results)
    return [line for id, line in LINES.items() if line.level != MAY and not _proved(proofs[id])]


def _proved(functions: Mapping[str, Sequence[str]]) -> bool:
    cases = [case for results in functions.values() for case in results]
    return "failed" not in cases and any(case in {"passed", "collected"} for case in cases)


def _became(cases: Sequence[str]) -> str:
    counts = sorted((what, n) for what, n in Counter(cases).items() if what != "collected")
    return f" ({', '.join(f'{n} {what}' for what, n in counts)})" if counts else ""


def page(results: Results) -> str:
    """Return the page of the documents: lines and tests, nothing that differs from one run to the next."""
    proofs = by_line(results)
    parts = [HEAD]
    for area, lines in groupby(LINES.values(), key=lambda line: line.area):
        parts.append(f"\n## {area}\n\n| line | level | what it asks | proved by |\n|---|---|---|---|\n")
        for line in lines:
            tests = "<br>".join(_linked(function) for function in proofs[line.id.lower()]) or "not claimed"
            parts.append(f"| {line.hook or line.id} | {LEVELS[line.level]} | {line.asks} | {tests} |\n")
    return "".join(parts)


def _linked(function: str) -> str:
    file, _, name = function.partition("::")
    return f"[{file.removeprefix('test_').removesuffix('.py')}](../tests/cds_hooks/{file}): `{name}`"


def printed(results: Results) -> Iterator[str]:
    """Return the table for a terminal."""
    proofs = by_line(results)
    for area, lines in groupby(LINES.values(), key=lambda line: line.area):
        yield f"\n{area}"
        for line in lines:
            functions = proofs[line.id.lower()]
            mark = "ok" if _proved(functions) else "" if line.level == MAY else "GAP"
            yield f"  {mark:<4} {line.hook or line.id:<26} {line.level}  {line.asks}"
            yield from (f"            {function}{_became(cases)}" for function, cases in functions.items())
