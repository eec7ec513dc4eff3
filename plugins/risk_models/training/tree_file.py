"""The file of a model of trees: skops', with nothing in it that differs from one training to the next."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any

from skops import io as skops

from plugins.risk_models.trees import MANIFEST

_ALWAYS = (1980, 1, 1, 0, 0, 0)
_LIBRARIES = ("scikit-learn", "skops", "numpy")
_SCHEMA = "schema.json"


def tree_file(model: Any, features: Sequence[str]) -> bytes:
    """Return the bytes of a fitted model: skops numbers objects by their place in memory, here they are counted."""
    with zipfile.ZipFile(io.BytesIO(skops.dumps(model))) as made:
        schema = json.loads(made.read(_SCHEMA))
        counted: dict[Any, int] = {}
        files: dict[str, str] = {}
        for node in _nodes(schema):
            if "__id__" in node:
                node["__id__"] = counted.setdefault(node["__id__"], len(counted))
            if isinstance(node.get("file"), str) and node["file"] in made.namelist():
                node["file"] = files.setdefault(node["file"], f"{len(files)}.npy")
        content = {new: made.read(old) for old, new in files.items()}
    manifest = {"features": list(features), "libraries": {name: version(name) for name in _LIBRARIES}}
    content |= {_SCHEMA: _json(schema), MANIFEST: _json(manifest)}
    written = io.BytesIO()
    # Stored and not deflated: what deflating gives depends on the machine's zlib.
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as file:
        for name in sorted(content):
            file.writestr(zipfile.ZipInfo(name, _ALWAYS), content[name])
    return written.getvalue()


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of the schema, outer ones first, in the order of the text."""
    if isinstance(value, dict):
        yield value
        for one in list(value.values()):
            yield from _nodes(one)
    elif isinstance(value, list):
        for one in value:
            yield from _nodes(one)
