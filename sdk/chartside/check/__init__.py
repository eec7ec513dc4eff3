"""Hold a plugin to the contract: every promise is a check with a name, and what cannot be shown is said."""

from chartside.check.finding import Finding, Verdict
from chartside.check.promises import CHECKS
from chartside.check.report import Report
from chartside.check.suite import Suite, check, names
from chartside.check.target import TargetError, UnusableError, check_plugin, find, run
from chartside.check.trial import ChartOf, Trial

__all__ = [
    "CHECKS",
    "ChartOf",
    "Finding",
    "Report",
    "Suite",
    "TargetError",
    "Trial",
    "UnusableError",
    "Verdict",
    "check",
    "check_plugin",
    "find",
    "names",
    "run",
]
