"""The hooks that a plugin implements; they only register."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from chartside.analysis import Analysis
    from chartside.commands import Command
    from chartside.fragments import Fragment
    from chartside.rule_files import RuleFile

PROJECT = "chartside"
ENTRY_POINTS = "chartside.plugins"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Specs:
    """Hooks that plugins may implement; only the first is required."""

    @hookspec
    def chartside_analyses(self) -> Iterable[Analysis]:  # type: ignore[empty-body]
        """Return the analyses that this plugin offers."""

    @hookspec
    def chartside_commands(self) -> Iterable[Command]:  # type: ignore[empty-body]
        """Return the commands that this plugin adds."""

    @hookspec
    def chartside_fragments(self) -> Iterable[Fragment]:  # type: ignore[empty-body]
        """Return what this plugin adds to the explanations of its own analyses."""

    @hookspec
    def chartside_warm(self) -> None:
        """Load what the first answer would wait for, once, in the process that workers are forked from."""

    @hookspec
    def chartside_rules(self) -> Iterable[RuleFile]:  # type: ignore[empty-body]
        """Return the rules that are files, whether they become analyses or not: a site lists and signs them."""
