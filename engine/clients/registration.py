"""Reads what an operator states of a client, and refuses in one sentence what could not work or could not be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from engine.clients.client import CAPABILITIES, Client
from engine.clients.keys import KeysRefused, read_keys
from fhir_adapter.client import AddressError, ServerAddress

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PRINTABLE = re.compile(r"[!-~]{1,256}")


class RegistrationRefused(ValueError):  # noqa: N818 - a verdict on what was stated
    """A client that cannot be registered so; the text says what and what to do."""


def checked(
    id: str,
    *,
    tenant: str,
    issuer: str,
    claimed_tenant: str = "",
    jwks: Mapping[str, Any] | None = None,
    jku: str = "",
    fhir_servers: Iterable[str] = (),
    networks: Iterable[str] = (),
    capabilities: Iterable[str] = (),
    permitted_labels: Iterable[str] = (),
) -> Client:
    """Return the client; raises RegistrationRefused."""
    for what, name in (("id", id), ("tenant", tenant)):
        if not _NAME.fullmatch(name):
            raise RegistrationRefused(f"{what}: expected letters, digits, '.', '_' and '-', 64 at most")
    if not _PRINTABLE.fullmatch(issuer):
        raise RegistrationRefused("issuer: expected the iss of its tokens, such as https://ehr.example")
    if claimed_tenant and not _PRINTABLE.fullmatch(claimed_tenant):
        raise RegistrationRefused("claimed tenant: expected the tenant of its tokens, without blanks")
    if (jwks is None) is (not jku):
        raise RegistrationRefused("keys: expected either a JWKS document or the address of one (jku)")
    networks, servers = tuple(networks), tuple(fhir_servers)
    _check_networks(networks)
    if jwks is not None:
        try:
            read_keys(jwks)
        except KeysRefused as refused:
            raise RegistrationRefused(f"JWKS: {refused}") from None
    else:
        _check_jku(jku, networks)
    unknown = sorted(set(capabilities) - CAPABILITIES)
    if unknown:
        raise RegistrationRefused(f"capability {unknown[0]!r}: there are {', '.join(sorted(CAPABILITIES))}")
    return Client(
        id,
        tenant,
        issuer,
        claimed_tenant,
        jwks,
        jku,
        tuple(_server(server, networks) for server in servers),
        networks,
        frozenset(one for one in CAPABILITIES if one in set(capabilities)),
        frozenset(permitted_labels),
    )


def _check_networks(networks: Iterable[str]) -> None:
    for network in networks:
        try:
            ip_network(network)
        except ValueError:
            raise RegistrationRefused(f"network {network!r}: a network looks like 10.1.0.0/16") from None


def _server(address: str, networks: Iterable[str]) -> str:
    try:
        return str(ServerAddress.of(address, networks))
    except AddressError as error:
        raise RegistrationRefused(f"FHIR server: {error}") from None


def _check_jku(jku: str, networks: Iterable[str]) -> None:
    try:
        address = ServerAddress.of(jku, networks)
    except AddressError:
        raise RegistrationRefused("jku: expected an address such as https://ehr.example/jwks.json") from None
    if urlsplit(jku).fragment or (address.scheme != "https" and not address.networks):
        raise RegistrationRefused("jku: expected https (http only for a listed network or loopback)")
