"""Tell which addresses belong to the server that was allowed, however they are spelt; every other one is refused."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_IP = ipaddress.IPv4Address | ipaddress.IPv6Address
_PORTS = {"http": 80, "https": 443}
_LOOPBACK = ("127.0.0.0/8", "::1/128")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Anything else in an address is a trick or a mistake: spaces, control characters, backslashes, letters that are not ASCII.
_SPELT = re.compile(r"[!-\[\]-~]+")

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class AddressError(ValueError):
    """An address that cannot be a FHIR server's; the message says what an address looks like, and never holds the one given."""


class _Parts(NamedTuple):
    scheme: str
    host: str
    port: int
    path: str
    query: str


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """The address of one FHIR server, and the networks that are not public in which it may stand."""

    scheme: str
    host: str
    port: int
    path: str
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, address: str, networks: Iterable[str] = ()) -> ServerAddress:
        """Read an allowed address, such as ``https://ehr.example/fhir``.

        An address that is itself loopback or private lists itself. Raises AddressError for one that is not an address of a server.
        """
        parts = _parts(address.strip())
        if parts is None or parts.query or not parts.host:
            raise AddressError("a FHIR server's address looks like https://ehr.example/fhir, without a query or a user")
        own = [*networks, *(_LOOPBACK if parts.host == "localhost" else ())]
        literal = _ip(parts.host)
        if literal is not None and not _public(literal):
            own.append(str(literal))
        try:
            listed = tuple(ipaddress.ip_network(one) for one in own)
        except ValueError:
            raise AddressError("a network looks like 10.1.0.0/16") from None
        return cls(parts.scheme, parts.host, parts.port, parts.path.rstrip("/"), listed)

    def __str__(self) -> str:
        return f"{self.origin}{self.path}"

    @property
    def origin(self) -> str:
        """Return scheme, host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    def within(self, link: str) -> str | None:
        """Return the address that a link of this server's means, put together anew from what was checked; None where it leads away."""
        if not link:
            return None
        if link.startswith("/") and not link.startswith("//"):
            link = f"{self.origin}{link}"
        elif not _SCHEME.match(link) and not link.startswith("//"):
            link = f"{self}/{link}"
        parts = _parts(link)
        if parts is None or (parts.scheme, parts.host, parts.port) != (self.scheme, self.host, self.port):
            return None
        own, theirs = _segments(self.path), _segments(parts.path)
        if own is None or theirs is None or theirs[: len(own)] != own:
            return None
        return f"{self.origin}{parts.path}" + (f"?{parts.query}" if parts.query else "")

    def permits(self, ip: str) -> bool:
        """Whether the server may be spoken to at an address that its name stands for: a public one, encrypted, or a listed one."""
        found = _ip(ip)
        if found is None:
            return False
        if any(found.version == n.version and found in n for n in self.networks):
            return True
        return self.scheme == "https" and _public(found)


def _parts(text: str) -> _Parts | None:
    if not _SPELT.fullmatch(text):
        return None
    try:
        split = urlsplit(text)
        port = split.port
        host = (split.hostname or "").rstrip(".")
    except ValueError:
        return None
    if split.scheme not in _PORTS or "@" in split.netloc or split.fragment or not host or "%" in host:
        return None
    if _segments(split.path) is None:
        return None
    return _Parts(split.scheme, host, port or _PORTS[split.scheme], split.path, split.query)


def _segments(path: str) -> list[str] | None:
    """Return the decoded steps of a path, or None where one of them goes up, or hides a step within it."""
    steps = []
    for step in path.rstrip("/").split("/")[1:]:
        plain = _decoded(step)
        if plain is None or set(plain.split(";")[0]) == {"."} or "/" in plain or "\\" in plain:
            return None
        steps.append(plain)
    return steps


def _decoded(step: str) -> str | None:
    """Undo percent signs until there are none to undo; one that was written over more than twice is no honest link."""
    for _ in range(3):
        plain = unquote(step)
        if plain == step:
            return plain
        step = plain
    return None


def _ip(text: str) -> _IP | None:
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    # An address that carries another within it reaches that other.
    if isinstance(found, ipaddress.IPv6Address):
        if found in _NAT64:
            return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        return found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else found)
    return found


def _public(ip: _IP) -> bool:
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
