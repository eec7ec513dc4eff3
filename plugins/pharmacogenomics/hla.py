"""Read HLA types: whether one allele is there, not there, or not told; a negative of one says nothing of another."""

from __future__ import annotations

import re
from collections.abc import Mapping

from plugins.pharmacogenomics.release import Release

_TYPED = re.compile(r"\*(\d{2,3})(?::(\d{2,3}))?(?::\d{2,3})*[A-Z]?(?:[xX]\d+)?")
_NEGATIVE = re.compile(r"\b(?:negative|absent|not detected|not present|non-?carrier)\b", re.IGNORECASE)
_POSITIVE = re.compile(r"\b(?:positive|present|detected|carrier|heterozygous|homozygous)\b", re.IGNORECASE)
_BOTH = 2


def statuses(release: Release, gene: str, text: str) -> Mapping[str, str]:
    """Return ``positive`` or ``negative`` for each allele that matters and of which the text tells; four fields count as two."""
    wanted = release.about["typed"].get(gene, ())
    found = [(match[1], match[2]) for match in _TYPED.finditer(text.replace(gene, ""))]
    if not found:
        return {}
    named = {f"*{first}:{second}" for first, second in found if second}
    if _NEGATIVE.search(text):
        return {allele: "negative" for allele in wanted if allele in named}
    told = {allele: "positive" for allele in wanted if allele in named}
    if _POSITIVE.search(text) or len(found) < _BOTH:
        return told
    # Both alleles are named: what neither can be is not there. One that is typed to its group only could be any of it.
    groups = {f"*{first}" for first, second in found if not second}
    return told | {a: "negative" for a in wanted if a not in named and a.partition(":")[0] not in groups}
