"""One genetic variant that a laboratory looked for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from chartside.codes import Code
from chartside.facts.fact import Fact
from chartside.moments import Moment

Presence = Literal["present", "absent", "no-call", "indeterminate", ""]


@dataclass(frozen=True, slots=True)
class Variant(Fact):
    """A variant as reported: found, looked for and not found, or not called. ``present`` is empty where the report does not say.

    A variant that is ``absent`` is a result and stands in the collection: to ask whether a gene has any, ask for ``present``.
    ``gene`` is the HGNC symbol, empty where none is stated; a variant of two genes (a fusion) is one fact for each. ``hgvs`` holds
    every expression reported, coding, protein and genomic; ``codings`` what registries call it (ClinVar, dbSNP); ``source_class`` is
    ``germline``, ``somatic`` or the report's own word; ``allele_frequency`` is a fraction of 1. ``change_type`` is ``substitution``,
    ``deletion``, ``insertion``, ``fusion``, ``amplification`` or empty; ``specimen`` is what was examined, in the record's words, empty
    where it does not say.
    """

    gene: str
    present: Presence = ""
    gene_code: Code | None = None
    hgvs: tuple[str, ...] = ()
    codings: tuple[Code, ...] = ()
    display: str = ""
    status: str = ""
    allelic_state: str = ""
    source_class: str = ""
    allele_frequency: Decimal | None = None
    effective: Moment | None = None
    change_type: str = ""
    specimen: str = ""
