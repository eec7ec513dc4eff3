"""``chartside clients``: who may call, with which keys, in whose record; each change goes on record."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from engine.audit import Clients, Registration
from engine.cli.options import AsJson, Data, Who, Why
from engine.cli.serve import OperatorError, open_ledger, settings_of
from engine.cli.show import printable
from engine.clients import CAPABILITIES, Client
from engine.clients.keys import KeysRefused, read_keys
from engine.clients.registration import checked
from engine.json_once import named_twice, second_of_a_name
from engine.json_text import json_bytes

app = typer.Typer(help="Say who may call this service, and show who does.")
Id = Annotated[str, typer.Argument(help="The site's own name for the client, such as general-hospital.")]


@app.callback(invoke_without_command=True)
def list_command(context: typer.Context, as_json: AsJson = False, data: Data = None) -> None:
    """List who is registered."""
    if context.invoked_subcommand is not None:
        return
    registered = _registered(data)
    if as_json:
        _print_json([_told(one) for one in registered])
    else:
        _list(registered)


@app.command("show")
def show_command(id: Id, as_json: AsJson = False, data: Data = None) -> None:
    """Show one client: how it proves itself, and what it may do."""
    found = next((one for one in _registered(data) if one.client.id == id), None)
    if found is None:
        raise OperatorError(f"no client {id!r} is registered; `chartside clients` lists them")
    if as_json:
        _print_json(_told(found))
    else:
        _show(found)


@app.command("add")
def add_command(
    id: Id,
    issuer: Annotated[str, typer.Option(help="The iss of its tokens, such as https://ehr.example.")],
    who: Who,
    why: Why,
    jwks: Annotated[Path | None, typer.Option(help="File of its public keys, a JWKS document.")] = None,
    jku: Annotated[str, typer.Option(help="Where it publishes its public keys, instead.")] = "",
    tenant: Annotated[
        str, typer.Option(help="Whose record its calls are in.  [default: the tenant of the settings]")
    ] = "",
    claimed_tenant: Annotated[
        str, typer.Option(help="The tenant that its tokens claim, where one issuer serves several.")
    ] = "",
    fhir_server: Annotated[
        list[str] | None, typer.Option(help="Base address of a FHIR server that it may send us to; may be repeated.")
    ] = None,
    network: Annotated[
        list[str] | None,
        typer.Option(help="A network that is not public in which its servers stand (10.1.0.0/16); may be repeated."),
    ] = None,
    capability: Annotated[
        list[str] | None,
        typer.Option(
            help=f"A part of CDS Hooks 3.0 that it knows: {', '.join(sorted(CAPABILITIES))}; may be repeated."
        ),
    ] = None,
    permit_label: Annotated[
        list[str] | None,
        typer.Option(help="Code of a security label whose resources analyses may see for it; may be repeated."),
    ] = None,
    data: Data = None,
) -> None:
    """Register a client, or put the registration in the place of the one with this id."""
    settings = settings_of(data=data)
    client = checked(
        id,
        tenant=tenant or settings.tenant,
        issuer=issuer,
        claimed_tenant=claimed_tenant,
        jwks=_document(jwks),
        jku=jku,
        fhir_servers=fhir_server or (),
        networks=network or (),
        capabilities=capability or (),
        permitted_labels=permit_label or (),
    )
    with open_ledger(settings) as (database, ledger):
        receipt = Clients(database, ledger).register(client, who=who, why=why)
    typer.echo(f"{id} may call, in the record of tenant {client.tenant}; recorded as decision {receipt.decision}")
    given = client.jwks["keys"] if client.jwks else []
    unused = len(given) - len(read_keys(client.jwks)) if given else 0
    if unused:
        said = (
            "only those with a kid, for signatures, EC on P-384 (ES384) or RSA of 2048 bits and more (RS384), are used"
        )
        typer.echo(f"Note: {unused} of the {len(given)} keys given cannot be used: {said}", err=True)
    if not settings.asks_who_calls:
        typer.echo("Note: nobody is asked who they are here; CHARTSIDE_CALLERS=registered has tokens checked", err=True)


@app.command("remove")
def remove_command(id: Id, who: Who, why: Why, data: Data = None) -> None:
    """Remove a client; running services refuse its calls within half a second."""
    with open_ledger(settings_of(data=data)) as (database, ledger):
        receipt = Clients(database, ledger).remove(id, who=who, why=why)
    typer.echo(f"{id} may call no more; recorded as decision {receipt.decision}")


def _registered(data: Path | None) -> Sequence[Registration]:
    with open_ledger(settings_of(data=data)) as (database, ledger):
        return Clients(database, ledger).registrations()


def _told(one: Registration) -> dict[str, Any]:
    since = one.since.astimezone(UTC).isoformat()
    return one.client.as_json() | {"who": one.who, "why": one.why, "since": since, "record": one.record}


def _document(file: Path | None) -> dict[str, Any] | None:
    if file is None:
        return None
    raw = file.read_bytes()
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise OperatorError(f"{file}: not JSON; expected a JWKS document") from None
    twice = second_of_a_name(raw)
    if twice is not None:
        raise OperatorError(f"{file}: {named_twice(raw, twice)}")
    if not isinstance(document, dict):
        raise OperatorError(f'{file}: expected a JWKS document, {{"keys": [...]}}')
    return document


def _list(registered: Sequence[Registration]) -> None:
    console = Console(highlight=False)
    if not registered:
        console.print("Nobody is registered. `chartside clients add --help` says how to register a client.")
        return
    table = Table(box=None, pad_edge=False)
    for column in ("client", "tenant", "issuer", "keys", "FHIR servers", "capabilities"):
        table.add_column(column, overflow="fold")
    for one in (registration.client for registration in registered):
        issuer = one.issuer + (f" (tenant {one.claimed_tenant})" if one.claimed_tenant else "")
        servers, can = ", ".join(one.fhir_servers) or "none", ", ".join(sorted(one.capabilities)) or "none"
        table.add_row(*(escape(printable(said)) for said in (one.id, one.tenant, issuer, _keys(one), servers, can)))
    console.print(table)


def _keys(client: Client) -> str:
    if client.jwks is None:
        return client.jku
    try:
        return ", ".join(f"{key.kid} ({key.algorithm})" for key in read_keys(client.jwks).values())
    except KeysRefused as refused:  # of a row that somebody edited
        return f"none that can be read: {refused}"


def _show(registration: Registration) -> None:
    console, client = Console(highlight=False), registration.client
    since = registration.since.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    claimed = f"tenant {client.claimed_tenant}" if client.claimed_tenant else "any tenant, or none"
    lines = {
        "client": client.id,
        "record of": f"tenant {client.tenant}",
        "its tokens": f"come from {client.issuer}, and claim {claimed}",
        "its keys": _keys(client),
        "FHIR servers": ", ".join(client.fhir_servers) or "none: nothing is read for it that it does not send",
        "private networks": ", ".join(client.networks) or "none",
        "of CDS Hooks 3.0": ", ".join(sorted(client.capabilities)) or "nothing: it is answered as a client of 2.0",
        "labels it may see": ", ".join(sorted(client.permitted_labels))
        or "none: what a security label restricts is withheld",
        "registered": f"{since} by {registration.who}: {registration.why}",
        "on record as": f"decision {registration.record}",
    }
    width = max(map(len, lines))
    for name, said in lines.items():
        console.print(f"{name:{width}}  {escape(printable(said))}")


def _print_json(body: Any) -> None:
    sys.stdout.buffer.write(json_bytes(body, indent=True) + b"\n")
