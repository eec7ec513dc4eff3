"""A plugin in use, a plugin that could not be used, and the registry of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chartside.analysis import Analysis
from chartside.commands import Command
from chartside.facts import DerivedKind
from chartside.fragments import Fragment
from chartside.rule_files import RuleFile


@dataclass(frozen=True, slots=True)
class Broken:
    """A plugin that could not be used: which, from where, why, and what to do."""

    plugin: str
    distribution: str
    version: str
    error: str
    mend: str

    def __str__(self) -> str:
        return f"plugin {self.plugin!r} of {self.distribution} {self.version}: {self.error}. {self.mend}"


class Unusable(Exception):  # noqa: N818 - carries the words of a Broken
    """Why a plugin cannot be used, and what its author or its installer does about it."""

    def __init__(self, error: str, mend: str) -> None:
        super().__init__(error)
        self.error, self.mend = error, mend


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin in use; ``sha256`` is the identity of its files, whatever its version claims."""

    name: str
    distribution: str
    version: str
    sha256: str
    analyses: tuple[Analysis, ...]
    commands: tuple[Command, ...] = ()
    fragments: tuple[Fragment, ...] = ()
    folder: Path | None = None
    """Where its files lie: the package's folder, or that of a module which is one file."""
    file: Path | None = None
    """The module's own file."""
    warm: Callable[[], object] | None = None
    """Loads what its first answer would wait for; called in the process that workers are forked from."""
    rules: tuple[RuleFile, ...] = ()
    """Its rules that are files, those that become no analysis too."""


@dataclass(frozen=True, slots=True)
class Registry:
    """Every analysis that can be asked, and every plugin that cannot."""

    plugins: Mapping[str, Plugin] = field(default_factory=dict)
    broken: tuple[Broken, ...] = ()

    @property
    def analyses(self) -> Mapping[str, Analysis]:
        """Return every analysis by id."""
        return {a.id: a for p in self.plugins.values() for a in p.analyses}

    @property
    def rules(self) -> Mapping[str, RuleFile]:
        """Return every rule that is a file, by the id of its analysis."""
        return {r.analysis: r for p in self.plugins.values() for r in p.rules}

    def provider(self, kind: DerivedKind) -> Analysis | None:
        """Return the one analysis that provides a derived fact, or None."""
        offered = self.analyses.values()
        return next((a for a in offered if a.provides is not None and a.provides.name == kind.name), None)
