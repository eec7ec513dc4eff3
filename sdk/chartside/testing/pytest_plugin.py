"""One test for each promise of the contract, in an author's own test run.

    @pytest.mark.chartside("severe-pressure")
    def test_contract(finding): finding.hold()

names each test after its analysis and its check; without a target, every plugin that is installed is held to the contract.
``def test_contract(contract): contract.check("severe-pressure")`` is all in one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from chartside.check import ChartOf, Finding, Suite

MARK = "chartside"
_SUITES: pytest.StashKey[dict[tuple[str, int], Any]] = pytest.StashKey()


class Promise:
    """One promise of one analysis; nothing is asked before ``hold()``."""

    def __init__(self, suite: Suite, analysis: str, check: str) -> None:
        self.suite, self.analysis, self.check = suite, analysis, check

    def hold(self) -> Finding:
        """Return the finding; fail the test where the promise is broken, skip it where it cannot be shown."""
        found = self.suite.finding(self.analysis, self.check)
        if found.state == "fail":
            pytest.fail(f"{found.promise}\n{found.message}", pytrace=False)
        if found.state == "not shown":
            pytest.skip(f"not shown: {found.message}")
        if found.state == "expected failure":
            pytest.xfail(found.message)
        return found


class Contract:
    """The whole contract in one test."""

    def check(self, target: str, chart_of: ChartOf | None = None) -> None:
        """Fail, naming each broken promise, where a plugin, an analysis or a file does not keep the contract."""
        from chartside.check import run  # noqa: PLC0415 - loads only for who asks

        report = run(target, chart_of)
        broken = [str(f) for f in report.findings if f.state == "fail"]
        if broken:
            pytest.fail("\n".join((report.summary, *broken)), pytrace=False)


@pytest.fixture(name="contract")
def contract_fixture() -> Contract:
    """Hold a plugin to the contract: ``contract.check("severe-pressure")``."""
    return Contract()


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line(
        "markers",
        f"{MARK}(target=every, chart_of=None): one test for each promise of a plugin; needs the argument `finding`",
    )
    config.stash[_SUITES] = {}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that is marked, and takes a ``finding``, once for each promise."""
    mark = metafunc.definition.get_closest_marker(MARK)
    if mark is None or "finding" not in metafunc.fixturenames:
        return
    promises = list(_promises(metafunc.config, *mark.args, **mark.kwargs))
    metafunc.parametrize("finding", promises, ids=[f"{p.analysis}-{p.check}" for p in promises])


def _promises(config: pytest.Config, target: str = "", chart_of: ChartOf | None = None) -> list[Promise]:
    from chartside.check import Suite, TargetError, UnusableError, find  # noqa: PLC0415 - loads only for who asks
    from chartside.registry import discover  # noqa: PLC0415 - the same

    if not target:
        registry = discover()
        if registry.broken:
            raise pytest.UsageError(str(registry.broken[0]))
        return [one for name in registry.plugins for one in _promises(config, name, chart_of)]

    suites = config.stash[_SUITES]
    key = (target, id(chart_of))
    if key not in suites:
        try:
            plugin, analysis = find(target)
        except (TargetError, UnusableError) as error:
            raise pytest.UsageError(str(error)) from None
        suites[key] = (Suite(plugin, chart_of), analysis)
    suite, analysis = suites[key]
    return [Promise(suite, *one) for one in suite.plan(analysis)]
