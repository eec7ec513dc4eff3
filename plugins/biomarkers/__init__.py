"""Laboratory and genomic rules that clinicians can read: knowledge as data, one file a rule."""

from __future__ import annotations

from collections.abc import Iterable

from chartside import Analysis, Command, hookimpl
from chartside.rule_files import RuleFile
from plugins.biomarkers.analyses import analyses, rule_files
from plugins.biomarkers.commands import commands
from plugins.biomarkers.rule import Rule, RuleError

__all__ = ["Rule", "RuleError", "analyses", "chartside_analyses", "chartside_commands", "chartside_rules", "rule_files"]


@hookimpl
def chartside_analyses() -> Iterable[Analysis]:
    """Return the analyses of the active rules, each of which has proved itself on its own tests."""
    return analyses()


@hookimpl
def chartside_rules() -> Iterable[RuleFile]:
    """Return every rule file, those that fire and those that do not."""
    return rule_files()


@hookimpl
def chartside_commands() -> Iterable[Command]:
    """Return what ``chartside rules`` hands to this plugin."""
    return commands()
