"""``chartside clients``: who may call, with which keys, in whose record; each change goes on record."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from engine.audit import Clients
from engine.cli.options import AsJson, Data, Who, Why
from engine.cli.serve import OperatorError, open_ledger, settings_of
from engine.clients import CAPABILITIES, Client
from engine.clients.keys import read_keys
from engine.clients.registration import checked
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
        _print_json([client.as_json() for client in registered])
    else:
        _list(registered)


@app.command("show")
def show_command(id: Id, as_json: AsJson = False, data: Data = None) -> None:
    """Show one client: how it proves itself, and what it may do."""
    client = next((one for one in _registered(data) if one.id == id), None)
    if client is None:
        raise OperatorError(f"no client {id!r} is registered; `chartside clients` lists them")
    if as_json:
        _print_json(client.as_json())
    else:
        _show(client)


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


@app.command("remove")
def remove_command(id: Id, who: Who, why: Why, data: Data = None) -> None:
    """Remove a client; running services refuse its calls within half a second."""
    with open_ledger(settings_of(data=data)) as (database, ledger):
        receipt = Clients(database, ledger).remove(id, who=who, why=why)
    typer.echo(f"{id} may call no more; recorded as decision {receipt.decision}")


def _registered(data: Path | None) -> Sequence[Client]:
    with open_ledger(settings_of(data=data)) as (database, ledger):
        return Clients(database, ledger).all()


def _document(file: Path | None) -> dict[str, Any] | None:
    if file is None:
        return None
    try:
        document = json.loads(file.read_bytes())
    except ValueError:
        raise OperatorError(f"{file}: not JSON; expected a JWKS document") from None
    if not isinstance(document, dict):
        raise OperatorError(f'{file}: expected a JWKS document, {{"keys": [...]}}')
    return document


def _list(registered: Sequence[Client]) -> None:
    console = Console(highlight=False)
    if not registered:
        console.print("Nobody is registered. `chartside clients add --help` says how to register a client.")
        return
    table = Table(box=None, pad_edge=False)
    for column in ("client", "tenant", "issuer", "keys", "FHIR servers", "capabilities"):
        table.add_column(column, overflow="fold")
    for one in registered:
        issuer = one.issuer + (f" (tenant {one.claimed_tenant})" if one.claimed_tenant else "")
        servers, can = ", ".join(one.fhir_servers) or "none", ", ".join(sorted(one.capabilities)) or "none"
        table.add_row(*map(escape, (one.id, one.tenant, issuer, _keys(one), servers, can)))
    console.print(table)


def _keys(client: Client) -> str:
    if client.jwks is None:
        return client.jku
    return ", ".join(f"{key.kid} ({key.algorithm})" for key in read_keys(client.jwks).values())


def _show(client: Client) -> None:
    console = Console(highlight=False)
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
    }
    width = max(map(len, lines))
    for name, said in lines.items():
        console.print(f"{name:{width}}  {escape(said)}")


def _print_json(body: Any) -> None:
    sys.stdout.buffer.write(json_bytes(body, indent=True) + b"\n")
