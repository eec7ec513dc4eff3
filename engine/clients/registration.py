"""Reads what an operator states of a client, and refuses in one sentence what could not work or could not be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_network
from typing import Any

from engine.addresses import is_key_address
from engine.clients.client import CAPABILITIES, Client
from engine.clients.keys import KeysRefused, read_keys
from fhir_adapter.client import AddressError, ServerAddress

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PRINTABLE = re.compile(r"[!-~]{1,256}")
# What may be listed: everything else is public, needs no listing, and listed would be spoken to without encryption.
_NOT_PUBLIC = tuple(
    ip_network(block)
    for block in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "127.0.0.0/8",
        "fc00::/7",
        "fe80::/10",
        "::1/128",
    )
)


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
    labels = frozenset(permitted_labels)
    if not all(_PRINTABLE.fullmatch(label) for label in labels):
        raise RegistrationRefused("permitted label: expected the code of a security label, such as R or HIV")
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
        labels,
    )


def _check_networks(networks: Iterable[str]) -> None:
    for network in networks:
        try:
            found = ip_network(network)
        except ValueError:
            raise RegistrationRefused(f"network {network!r}: a network looks like 10.1.0.0/16") from None
        if not any(found.version == block.version and found.subnet_of(block) for block in _NOT_PUBLIC):  # type: ignore[arg-type]  # of one version
            raise RegistrationRefused(
                f"network {network!r}: it holds public addresses, which need no listing; list private ones only, as narrow as they are"
            )


def _server(address: str, networks: Iterable[str]) -> str:
    try:
        found = ServerAddress.of(address, networks)
    except AddressError as error:
        raise RegistrationRefused(f"FHIR server: {error}") from None
    if found.scheme != "https" and not found.networks:
        raise RegistrationRefused(
            "FHIR server: http is spoken only in a listed network; write https, or list its network"
        )
    return str(found)


def _check_jku(jku: str, networks: Iterable[str]) -> None:
    try:
        ServerAddress.of(jku, networks)
    except AddressError:
        raise RegistrationRefused("jku: expected an address such as https://ehr.example/jwks.json") from None
    if not is_key_address(jku):
        raise RegistrationRefused("jku: expected https (http only for loopback), without a user and a fragment")
