"""One genetic variant that a laboratory looked for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from chartside.codes import Code
from chartside.facts.fact import Fact
from chartside.moments import Moment


@dataclass(frozen=True, slots=True)
class Variant(Fact):
    """A variant as reported: found, looked for and not found, or not called. ``present`` is empty where the report does not say.

    ``hgvs`` holds every expression reported, coding, protein and genomic; ``source_class`` is ``germline`` or ``somatic``;
    ``allele_frequency`` is a fraction of 1.
    """

    gene: str
    present: Literal["present", "absent", "no-call", "indeterminate", ""] = ""
    gene_code: Code | None = None
    hgvs: tuple[str, ...] = ()
    codings: tuple[Code, ...] = ()
    display: str = ""
    status: str = ""
    allelic_state: str = ""
    source_class: str = ""
    allele_frequency: Decimal | None = None
    effective: Moment | None = None
