"""Name a plugin by its files, whatever its version claims."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any


def file_of(module: Any) -> Path | None:
    """Return a module's own file, or None for one without files."""
    origin = getattr(module, "__file__", None)
    return Path(origin) if origin else None


def identity(module: Any) -> str:
    """Return one hash of the plugin's files, names included, so that two trees are equal only when every file is."""
    origin = Path(getattr(module, "__file__", "") or "")
    root = origin.parent if origin.name == "__init__.py" else origin
    files = (
        sorted(p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts) if root.is_dir() else [root]
    )
    total = hashlib.sha256()
    for path in files:
        if path.is_file():
            name = path.relative_to(root).as_posix() if root.is_dir() else path.name
            total.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
