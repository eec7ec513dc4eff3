"""Offer the analyses that the rule files describe, once every file has proved itself."""

from __future__ import annotations

from importlib.resources.abc import Traversable

from chartside import Analysis
from chartside.rule_files import RuleFile
from plugins.biomarkers.shelf import shelf, shelved


def analyses(folder: Traversable | None = None) -> tuple[Analysis, ...]:
    """Return the analyses of the active rules, of a folder alone where one is named.

    Raises RuleError when any rule that ships, active or not, is refused or fails its own tests; of those of the site, the analysis of
    one that is refused says so.
    """
    found = shelf() if folder is None else tuple(shelved(folder))
    return tuple(one.analysis for one in found if one.analysis is not None)


def rule_files() -> tuple[RuleFile, ...]:
    """Return every rule as a site lists and signs it, those that fire and those that do not."""
    return tuple(one.file for one in shelf())
