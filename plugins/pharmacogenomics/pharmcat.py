"""Read what PharmCAT writes and takes: phenotype and report JSON, and the table of outside calls; as plain facts for ``--facts``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

_UNKNOWN = ("unknown", "no result", "n/a", "")


class NotPharmCat(ValueError):  # noqa: N818 - a verdict on a file
    """A file that is neither; the message says what was expected, and nothing of what it holds."""


def read(text: str) -> list[dict[str, str]]:
    """Return plain facts ``{gene, reported, kind?}``; several candidates of a gene are one result that names them all.

    Raises NotPharmCat.
    """
    if text.lstrip().startswith("{"):
        try:
            found = list(_of_json(json.loads(text)))
        except ValueError as error:
            raise NotPharmCat(f"not JSON: {error}") from None
    else:
        found = list(_of_table(text))
    if not found:
        raise NotPharmCat(
            "no gene is in it: expected PharmCAT's phenotype or report JSON (geneSymbol, sourceDiplotypes), or its outside calls "
            "(gene, diplotype, phenotype, activity score, separated by tabs)"
        )
    return found


def _of_json(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, Mapping):
        gene = value.get("geneSymbol")
        diplotypes = value.get("sourceDiplotypes")
        if isinstance(gene, str) and isinstance(diplotypes, list):
            yield from _gene(gene, diplotypes)
            return
        for item in value.values():
            yield from _of_json(item)
    elif isinstance(value, list):
        for item in value:
            yield from _of_json(item)


def _gene(gene: str, diplotypes: list[Any]) -> Iterator[dict[str, str]]:
    labels, phenotypes = [], []
    for one in diplotypes:
        if isinstance(one, Mapping):
            label = _label(one)
            if label:
                labels.append(label)
            phenotypes += [p for p in one.get("phenotypes", ()) if isinstance(p, str) and p.casefold() not in _UNKNOWN]
    if labels:
        yield {"gene": gene, "reported": " or ".join(dict.fromkeys(labels))}
    elif phenotypes:
        yield {"gene": gene, "reported": " or ".join(dict.fromkeys(phenotypes)), "kind": "phenotype"}


def _label(one: Mapping[str, Any]) -> str:
    named = one.get("label")
    if not isinstance(named, str):
        alleles = [a.get("name") for a in (one.get("allele1"), one.get("allele2")) if isinstance(a, Mapping)]
        named = "/".join(name for name in alleles if isinstance(name, str))
    return "" if any(part.strip().casefold() in _UNKNOWN for part in named.split("/")) else named


def _of_table(text: str) -> Iterator[dict[str, str]]:
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) < 2 or line.startswith("#") or cells[0].casefold() == "gene":  # noqa: PLR2004 - a gene and what it is
            continue
        gene, diplotype, phenotype = cells[0], cells[1], cells[2] if len(cells) > 2 else ""  # noqa: PLR2004 - the third column
        if diplotype and diplotype.casefold() not in _UNKNOWN:
            yield {"gene": gene, "reported": diplotype}
        if phenotype and phenotype.casefold() not in _UNKNOWN:
            yield {"gene": gene, "reported": phenotype, "kind": "phenotype"}
