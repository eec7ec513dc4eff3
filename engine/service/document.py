"""What discovery answers: each service as a client can use it, and a digest by which its site sees that nothing has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from engine.clients import Client
from engine.configuration import OPTIONS, options
from engine.json_text import json_bytes
from engine.plan import Service, hook_version

CDS_HOOKS_VERSION = "2.0.1"
ANALYSES, DISCOVERY = "org.chartside.analyses", "org.chartside.discovery"


@dataclass(frozen=True, slots=True)
class Document:
    """The answer of discovery in its bytes, and the tag by which a client asks whether it still stands."""

    body: bytes
    tag: str


def document(services: Iterable[Service], client: Client, limit: int) -> Document:
    """Return the document that lists these services for a client; ``limit`` is how many cards an answer holds at most."""
    listed = list(services)
    body = json_bytes(
        {
            "services": [described(s, s.offered(client), limit) for s in listed],
            "extension": {DISCOVERY: {"sha256": digest(listed, limit)}},
        }
    )
    return Document(body, f'"{sha256(body).hexdigest()}"')


def digest(services: Iterable[Service], limit: int) -> str:
    """Return a digest of everything that is listed but the literal dates: what a site agreed to, which no month changes."""
    undated = [described(s, s.searches.expressions, limit) for s in services]
    return sha256(json_bytes(undated)).hexdigest()


def described(service: Service, searches: Mapping[str, str], limit: int) -> dict[str, Any]:
    """Return one service as discovery lists it; what is empty is left out."""
    ids = [a.id for a in service.analyses]
    optional = {
        "hookVersion": hook_version(service.hook),
        "prefetch": dict(searches),
        "usageRequirements": service.usage_requirements,
    }
    return {
        "hook": service.hook,
        "id": service.id,
        "version": CDS_HOOKS_VERSION,
        "title": service.title,
        "description": service.description,
        **{name: value for name, value in optional.items() if value},
        "extension": {
            ANALYSES: {**({"ids": ids} if ids else {}), "version": CDS_HOOKS_VERSION},
            OPTIONS: options(service, limit),
        },
    }
