"""One caller of the service: whose calls these are, how it proves itself, what may be read of its servers, what it understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Capability = Literal["prefetch-expressions", "action-selection", "autolaunch"]
"""Parts of CDS Hooks 3.0 that a client of 2.0 does not know: FHIRPath in prefetch tokens, ``suggestion.actionSelectionBehavior``,
``link.autolaunchable``."""
CAPABILITIES: frozenset[Capability] = frozenset(get_args(Capability))


@dataclass(frozen=True, slots=True)
class Client:
    """A registered caller, or whoever calls a service that asks nobody who they are."""

    id: str
    """The site's own name for it, such as ``general-hospital``; it stands in the record."""
    tenant: str = "default"
    """Whose record its calls are in."""
    issuer: str = ""
    """The ``iss`` of its tokens."""
    claimed_tenant: str = ""
    """The ``tenant`` that its tokens claim, where one issuer serves several; empty: whatever they claim, or nothing."""
    jwks: Mapping[str, Any] | None = field(default=None, repr=False)
    """Its public keys, given out of band."""
    jku: str = ""
    """Where its public keys are published, instead; no other address is ever asked for keys."""
    fhir_servers: tuple[str, ...] = ()
    """Base addresses of the FHIR servers that it may send us to."""
    networks: tuple[str, ...] = ()
    """Networks that are not public in which its servers may stand, such as ``10.1.0.0/16``."""
    capabilities: frozenset[Capability] = frozenset()
    permitted_labels: frozenset[str] = frozenset()
    """Codes of security labels whose resources analyses may see when it calls."""

    def as_json(self) -> dict[str, Any]:
        """Return the registration as JSON; nothing in it is secret."""
        said = {
            "id": self.id,
            "tenant": self.tenant,
            "issuer": self.issuer,
            "claimedTenant": self.claimed_tenant,
            "jwks": dict(self.jwks) if self.jwks else None,
            "jku": self.jku,
            "fhirServers": list(self.fhir_servers),
            "networks": list(self.networks),
            "capabilities": sorted(self.capabilities),
            "permittedLabels": sorted(self.permitted_labels),
        }
        return {name: value for name, value in said.items() if value}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Client:
        """Read a registration that ``as_json`` wrote."""
        return cls(
            said["id"],
            said["tenant"],
            said["issuer"],
            said.get("claimedTenant", ""),
            said.get("jwks"),
            said.get("jku", ""),
            tuple(said.get("fhirServers", ())),
            tuple(said.get("networks", ())),
            frozenset(said.get("capabilities", ())),
            frozenset(said.get("permittedLabels", ())),
        )
