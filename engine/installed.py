"""What is installed here, as the service, its workers and the command line all see it."""

from __future__ import annotations

import os
from pathlib import Path

from chartside.containment import interrupts_told_apart
from chartside.registry import Registry, discover

FILES = "CHARTSIDE_PLUGIN_FILES"
"""Names, for this process and the workers it starts, files that are tried as plugins; set by ``--plugin``."""


def installed() -> Registry:
    """Return every plugin that is installed, and the files that somebody tries beside them."""
    with interrupts_told_apart():
        return discover(files=[Path(path) for path in os.environ.get(FILES, "").split(os.pathsep) if path])
