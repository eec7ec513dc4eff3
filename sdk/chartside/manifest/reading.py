"""Find and read a plugin's ``card.toml``: everything that is wrong with it is said at once."""

from __future__ import annotations

import hashlib
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chartside.manifest.analysis_table import read_analysis
from chartside.manifest.attributes import attributes
from chartside.manifest.card import AnalysisCard, Manifest, PluginCard
from chartside.manifest.problem import ManifestError, Problem
from chartside.manifest.quality import read_claims
from chartside.manifest.table import Table

if TYPE_CHECKING:
    from chartside.registry import Plugin

NAME = "card.toml"


def read_manifest(plugin: Plugin) -> Manifest:
    """Return the manifest of a plugin; raises ManifestError with every problem at once."""
    file = find_manifest(plugin)
    if file is None:
        where = f"{_names(plugin)[0]} beside the module" if _one_file(plugin) else f"{NAME} in the plugin's folder"
        mend = f"Write {where} and pack it with the plugin; `python -m chartside.new` makes one to begin with."
        raise ManifestError(plugin.name, NAME, [Problem("", "there is no manifest", mend)])
    raw = file.read_bytes()
    try:
        content = tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(plugin.name, file.name, [Problem("", f"is no TOML ({error})", "Mend that line.")]) from None
    problems: list[Problem] = []
    manifest = _manifest(plugin, Table(content, "", problems), file.name, hashlib.sha256(raw).hexdigest())
    if problems:
        raise ManifestError(plugin.name, file.name, problems)
    return manifest


def find_manifest(plugin: Plugin) -> Path | None:
    """Return the file in which a plugin's manifest is, or None; beside a module that is one file it may bear the module's name."""
    if plugin.folder is None:
        return None
    found = [plugin.folder / name for name in _names(plugin) if (plugin.folder / name).is_file()]
    if _one_file(plugin):  # a folder that others share: a card.toml there may be somebody else's
        found = [file for file in found if file.name != NAME or _is_of(file, plugin)]
    return found[0] if found else None


def _one_file(plugin: Plugin) -> bool:
    return plugin.file is not None and plugin.file.name != "__init__.py"


def _names(plugin: Plugin) -> tuple[str, ...]:
    return (f"{plugin.file.stem}.{NAME}", NAME) if plugin.file is not None and _one_file(plugin) else (NAME,)


def _is_of(file: Path, plugin: Plugin) -> bool:
    try:
        return bool(tomllib.loads(file.read_text("utf-8")).get("plugin", {}).get("name", plugin.name) == plugin.name)
    except (ValueError, AttributeError):
        return True  # it cannot be read: better said than passed over


def _manifest(plugin: Plugin, top: Table, file: str, sha256: str) -> Manifest:
    card = _plugin(plugin, top.table("plugin"))
    every, given = top.table("every"), top.table("analyses")
    cards: dict[str, AnalysisCard] = {}
    said = {rule.analysis: rule.card for rule in plugin.rules if rule.card}
    for analysis in plugin.analyses:
        name = analysis.id.split(".", 1)[1]
        if name in given:
            cards[analysis.id] = read_analysis(analysis, given.table(name), every, card)
        elif analysis.id in said:  # a rule that is a file is its own manifest
            rule = Table(said[analysis.id], f"analyses.{name}", given.problems)
            cards[analysis.id] = read_analysis(analysis, rule, every, card)
        else:
            given.say(
                name, "is missing", f"Write [analyses.{name}] for {analysis.id}, or offer that analysis no longer."
            )
    for name in given:
        if f"{plugin.name}.{name}" not in cards:
            given.say(name, "is no analysis that this plugin offers", "Remove it, or register the analysis.")
    shared = every.table("source_attributes")
    for number in [n for n in shared if n not in attributes().of(predictive=True)]:
        shared.say(number, "is no source attribute", "There are E1 to E13, for a predictive analysis P1 to P31.")
    claims = read_claims(top.table("quality"))
    every.end(known=("reviewer", "review_by", "source_attributes"))
    top.end()
    return Manifest(card, cards, claims, file, sha256)


def _plugin(plugin: Plugin, table: Table) -> PluginCard:
    card = PluginCard(
        *(
            table.text(name, about=about)
            for name, about in {
                "name": "the plugin's name",
                "title": "what the plugin is, in a few words",
                "developer": "who makes it",
                "contact": "how to reach them",
                "licence": "its licence",
                "users": "who is meant to use it",
            }.items()
        )
    )
    if card.name and card.name != plugin.name:
        table.say(
            "name", f"is not the plugin's name, {plugin.name!r}", "Write that, or give the right file to the plugin."
        )
    table.end(_DERIVED)
    return card


_DERIVED: dict[str, Any] = {
    "version": "the distribution's metadata say",
    "distribution": "the distribution's metadata say",
    "analyses": "chartside_analyses() says",
    "hooks": "@analysis says",
}
