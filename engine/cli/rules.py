"""``chartside rules``: which rules fire here and why others do not; check, test, explain and change them; sign them, on the record."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from chartside.registry import Plugin, Registry
from chartside.rule_files import RuleFile
from engine.audit import Keyring, Signatures
from engine.audit.signatures import RuleStanding, signature_of
from engine.cli import plugin_command, rule_list
from engine.cli.options import AsJson, Data, Now, PluginFiles, Who, Why
from engine.cli.plugin_files import try_files
from engine.cli.serve import OperatorError, open_ledger, settings_of
from engine.installed import installed
from engine.rules.samples import disproved

app = typer.Typer(no_args_is_help=True, help="List, check, test, explain and sign the rules that are files.")
Names = Annotated[list[str] | None, typer.Argument(help="Rules by name or id; left out: every one.")]
Signed = Annotated[list[str] | None, typer.Argument(help="Rules by name or id.")]
Every = Annotated[bool, typer.Option("--all", help="Every rule that is active and not out.")]


@app.callback()
def try_command(plugin: PluginFiles = None) -> None:
    """List, check, test, explain and sign the rules that are files."""
    try_files(plugin, show_broken=False)


@app.command("list")
def list_command(as_json: AsJson = False, data: Data = None, now: Now = None) -> None:
    """Say of each rule whether it fires here, and if not, why: status, review date, signature, tests."""
    registry = installed()
    raise typer.Exit(rule_list.write(registry, data, now, as_json=as_json))


@app.command("check")
def check_command(names: Names = None) -> None:
    """Read rule files strictly, hold them to their own tests and their expressions to their samples; 1 where one is out."""
    registry = installed()
    status = _each(registry, "rules-check", names or [])
    for rule in _chosen(registry, names or [], every=not names):
        for complaint in disproved(rule):
            typer.echo(f"{rule.name}: {complaint}")
            status = status or 1
    raise typer.Exit(status)


@app.command("test")
def cases_command(
    names: Names = None,
    cards: Annotated[bool, typer.Option("--cards", help="Show the cards as a clinician would see them.")] = False,
) -> None:
    """Ask rules about the cases in their own files; 1 where one does not say what its file says."""
    registry = installed()
    raise typer.Exit(_each(registry, "rules-test", [*(names or []), *(["--cards"] if cards else [])]))


@app.command("explain")
def explain_command(name: Annotated[str, typer.Argument(help="The rule.")]) -> None:
    """Say in words what a rule reads, when it fires, what it says, on what evidence, and until when."""
    raise typer.Exit(_each(installed(), "rules-explain", [name]))


@app.command("copy")
def copy_command(name: Annotated[str, typer.Argument(help="A rule that ships.")]) -> None:
    """Copy a rule that ships into the site's folder of knowledge, to be changed there; the copy stands in its place."""
    raise typer.Exit(_each(installed(), "rules-copy", [name]))


@app.command("hash")
def hash_command(names: Names = None) -> None:
    """Write the hashes of the site's rule files anew after a change; what was signed before must be signed anew."""
    raise typer.Exit(_each(installed(), "rules-hash", names or []))


@app.command("sign")
def sign_command(
    why: Why,
    who: Who,
    names: Signed = None,
    every: Every = False,
    write: Annotated[bool, typer.Option("--write", help="Write the signature into the site's own files too.")] = False,
    data: Data = None,
) -> None:
    """Sign rules as they are now, on the record: a deployed site fires what it has signed; one that is changed must be signed anew."""
    _say(RuleStanding.SIGNED, names or [], every, who, why, data, write=write)


@app.command("allow")
def allow_command(why: Why, who: Who, names: Signed = None, every: Every = False, data: Data = None) -> None:
    """Let rules fire unsigned at a deployed site, whatever their files say, on the record."""
    _say(RuleStanding.ALLOWED, names or [], every, who, why, data)


@app.command("withdraw")
def withdraw_command(why: Why, who: Who, names: Signed = None, every: Every = False, data: Data = None) -> None:
    """Let rules fire no more, here, on the record."""
    _say(RuleStanding.WITHDRAWN, names or [], every, who, why, data)


def _say(
    standing: RuleStanding,
    names: Sequence[str],
    every: bool,
    who: str,
    why: str,
    data: Path | None,
    *,
    write: bool = False,
) -> None:
    if bool(names) == every:
        raise OperatorError("name rules, or say --all")
    chosen = _chosen(installed(), names, every=every)
    if standing is not RuleStanding.WITHDRAWN:
        for rule in chosen:
            faults = [rule.out, *disproved(rule)] if rule.active or rule.out else [f"its status is {rule.status}"]
            if fault := next((one for one in faults if one), ""):
                raise OperatorError(f"{rule.name} cannot be {standing}: {fault}")
    settings = settings_of(data=data)
    with open_ledger(settings) as (database, ledger):
        said = [(rule.analysis, rule.version, rule.sha256) for rule in chosen]
        receipt = Signatures(database, ledger).say(settings.tenant, standing, said, who=who, why=why)
    keyring = Keyring(settings.data / "keys")
    for rule in chosen:
        typer.echo(f"{rule.name} {rule.version} (sha256 {rule.sha256[:12]}): {standing}")
        if write and not rule.shipped:
            _write(rule, signature_of(keyring, rule.analysis, rule.sha256))
    typer.echo(f"for tenant {settings.tenant}; recorded as decision {receipt.decision}")


def _write(rule: RuleFile, signature: str) -> None:
    file = Path(rule.file)
    lines = [one for one in file.read_text("utf-8").splitlines() if not one.lstrip().startswith("signature:")]
    at = next(i for i in reversed(range(len(lines))) if lines[i].lstrip().startswith("sha256:"))
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    lines.insert(at + 1, f'{indent}signature: "{signature}"')
    file.write_text("\n".join(lines) + "\n", "utf-8")


def _chosen(registry: Registry, names: Sequence[str], *, every: bool) -> list[RuleFile]:
    rules = registry.rules
    if every:
        return [rule for rule in rules.values() if rule.active and not rule.out]
    found = [rule for rule in rules.values() if rule.analysis in names or rule.name in names]
    unknown = [name for name in names if not any(name in (rule.analysis, rule.name) for rule in found)]
    if unknown:
        raise OperatorError(f"no rule {', '.join(map(repr, unknown))}; `chartside rules list` says which there are")
    return found


def _each(registry: Registry, command: str, words: Sequence[str]) -> int:
    """Hand a command to the plugins that know it, each with the rules that are its own; the worst of their statuses comes back."""
    able = [p for p in registry.plugins.values() if any(c.name == command for c in p.commands)]
    if not able:
        broken = "; ".join(map(str, registry.broken)) or "no plugin that is installed has rules that are files"
        raise OperatorError(broken)
    names = [word for word in words if not word.startswith("--")]
    if command != "rules-hash":  # there a file counts, whether it was accepted or not
        _chosen(registry, names, every=False)
    sys.stdout.flush()
    return max(plugin_command.run(one, command, _own(one, words)) for one in able if not names or _own(one, names))


def _own(plugin: Plugin, words: Sequence[str]) -> list[str]:
    """Return the words that are options, or rules of this plugin, by their names."""
    own = {one: rule.name for rule in plugin.rules for one in (rule.name, rule.analysis)}
    return [own.get(word, word) for word in words if word.startswith("--") or word in own]
