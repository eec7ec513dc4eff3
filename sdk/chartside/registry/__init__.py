"""Finds plugins; a broken one is reported by name and mend, never hidden, and never stops the others."""

from chartside.registry.discovery import discover
from chartside.registry.plugin import Broken, Plugin, Registry

__all__ = ["Broken", "Plugin", "Registry", "discover"]
