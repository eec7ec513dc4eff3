"""Addresses that a site states for others to call, or to be called at: spelt plainly, encrypted off this machine."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

_SPELT = re.compile(r"[!-\[\]-~]{1,512}")


def is_service_address(text: str) -> bool:
    """Whether others can call a service there: no query, and no slash at its end, so that a path can follow."""
    parts = _parts(text)
    return parts is not None and "?" not in text and not parts.path.endswith("/") and "//" not in parts.path


def is_key_address(text: str) -> bool:
    """Whether keys can be published there."""
    return _parts(text) is not None


def _parts(text: str) -> SplitResult | None:
    """Take an address apart: https, or http on this machine; None where it is odd, names a user or has a fragment."""
    if not _SPELT.fullmatch(text):
        return None
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if not host or port == 0 or "@" in parts.netloc or "#" in text:
        return None
    return parts if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)) else None


def is_loopback(host: str) -> bool:
    """Whether a host, as an address spells it, is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
