"""Who calls the service: what is registered of each caller, and how its tokens are checked."""

from engine.clients.client import CAPABILITIES, Capability, Client

__all__ = ["CAPABILITIES", "Capability", "Client"]
