"""``chartside rules list``: each rule, whether it fires here, and if not, why; who answers for it and until when."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from chartside.registry import Registry
from chartside.rule_files import RuleFile
from engine.audit import AuditError, Keyring, Signature, Signatures
from engine.audit.signatures import fits
from engine.cli.serve import OperatorError, open_ledger, settings_of
from engine.clock import clock
from engine.json_text import json_bytes
from engine.rules.standing import verdict
from engine.settings import Settings
from engine.store import AddressError, RecordUnavailable


def write(registry: Registry, data: Path | None, now: str | None, *, as_json: bool) -> int:
    """Write the list; 1 where a rule that should fire does not, or a plugin could not be loaded."""
    settings = settings_of(data=data, now=now)
    said, keyring, unknown = _record(settings)
    lines = list(_lines(registry, settings, said, keyring))
    silent = [one for one in lines if one["status"] in ("active", "refused") and not one["fires"]]
    if as_json:
        body = {"rules": lines, "recordUnknown": unknown, "broken": [str(one) for one in registry.broken]}
        sys.stdout.buffer.write(json_bytes(body, indent=True) + b"\n")
        return int(bool(silent or registry.broken))
    table = Table("rule", "version", "pack", "fires", "signature", "review by", box=None, padding=(0, 2, 0, 0))
    for one in lines:
        fires = "yes" if one["fires"] else "no"
        table.add_row(
            *map(escape, (one["name"], one["version"], one["pack"], fires, one["signature"], one["reviewBy"]))
        )
    Console().print(table)
    for one in lines:
        if one["why"]:
            typer.echo(f"{one['name']} does not fire: {one['why']}")
    for broken in registry.broken:
        typer.echo(f"{broken}")
    reviewed = sum(bool(one["clinicalReviewer"]) for one in lines)
    typer.echo(
        f"{len(lines)} rules, {sum(one['fires'] for one in lines)} fire; a clinician has reviewed {reviewed or 'none'}"
    )
    if unknown:
        typer.echo(f"signatures are not known: {unknown}")
    return int(bool(silent or registry.broken))


def _lines(
    registry: Registry, settings: Settings, said: Mapping[str, Signature], keyring: Keyring | None
) -> Iterator[dict[str, Any]]:
    day: date = clock(settings.now)().date()

    def fit(rule: RuleFile) -> bool:
        return keyring is not None and fits(keyring, rule.analysis, rule.sha256, rule.signature)

    for rule in registry.rules.values():
        judged = verdict(rule, said.get(rule.analysis), day, needs_signature=settings.mode == "deployed", fits=fit)
        yield {
            "name": rule.name,
            "analysis": rule.analysis,
            "version": rule.version,
            "status": rule.status,
            "pack": rule.pack,
            "title": rule.title,
            "fires": judged.fires,
            "why": judged.held,
            "signature": judged.signed,
            "reviewBy": rule.review_by.isoformat() if rule.review_by else "",
            "clinicalReviewer": rule.clinical_reviewer,
            "author": rule.author,
            "sha256": rule.sha256,
            "file": rule.file,
            "shipped": rule.shipped,
        }


def _record(settings: Settings) -> tuple[Mapping[str, Signature], Keyring | None, str]:
    """Return what the record says, with the site's keys; a record that is not there, or cannot be read, is said."""
    try:
        if settings.mode == "embedded" and not (settings.data / "keys").is_dir():
            return {}, None, f"{settings.data} holds no record yet"
        with open_ledger(settings) as (database, ledger):
            keyring = Keyring(settings.data / "keys")
            if not database.is_current():
                return {}, keyring, "the database lacks a migration: run `chartside migrate`"
            return Signatures(database, ledger).all(settings.tenant), keyring, ""
    except (OperatorError, AuditError, AddressError, RecordUnavailable, OSError) as error:
        return {}, None, str(error)
