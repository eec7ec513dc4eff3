"""Load one file as a plugin: a first try without packaging."""

from __future__ import annotations

import hashlib
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from chartside.containment import is_ours
from chartside.registry.plugin import Unusable


def load_file(path: Path) -> ModuleType:
    """Import a file by its path, each path once a process; raise Unusable, with the mend, where that fails."""
    where = path.resolve()
    name = f"chartside_file_{hashlib.sha256(str(where).encode()).hexdigest()[:12]}_{where.stem}"
    loaded = sys.modules.get(name)
    if loaded is not None:
        return loaded
    spec = spec_from_file_location(name, where) if where.suffix == ".py" and where.is_file() else None
    if spec is None or spec.loader is None:
        raise Unusable(f"there is no Python file {path}", "Give the path of a .py file.")
    module = module_from_spec(spec)
    sys.modules[name] = module  # annotations are looked up there
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        del sys.modules[name]
        if is_ours(error):
            raise
        raise Unusable(f"could not be imported ({type(error).__name__}: {error})", f"Mend {path.name}.") from error
    return module
