"""Tell which of CPIC's drugs an order or a medicine is of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chartside import Code, CodeSet
from chartside.codes import ATC_SYSTEM, RXNORM_SYSTEM
from chartside.medicines import resolve
from plugins.pharmacogenomics.release import Release


def drugs_of(release: Release, codings: Sequence[Code], display: str, holds: Iterable[Code] = ()) -> tuple[str, ...]:
    """Return CPIC's drugs in a medicine, every one of a combination; none where it holds none, or could not be resolved."""
    ingredients = tuple(holds) or resolve(codings, display).ingredients
    rxnorm = {code.value for code in (*ingredients, *codings) if code.system == RXNORM_SYSTEM}
    found = [release.by_rxnorm[value] for value in sorted(rxnorm) if value in release.by_rxnorm]
    found += [drug for drug, parts in release.about["combinations"].items() if rxnorm.issuperset(parts)]
    if not found:
        found += [release.by_atc[c.value] for c in codings if c.system == ATC_SYSTEM and c.value in release.by_atc]
    wanted = display.strip().casefold()
    if not found and wanted in release.drugs:  # a drug without a code of its own, such as ribostamycin
        found.append(wanted)
    return tuple(dict.fromkeys(drug for drug in found if drug in release.recommendations))


def known(release: Release) -> CodeSet:
    """Return every code under which an order may name one of the drugs."""
    rxnorm = {
        Code(RXNORM_SYSTEM, value, drug) for value, drug in release.by_rxnorm.items() if drug in release.recommendations
    }
    rxnorm |= {Code(RXNORM_SYSTEM, parts[0], drug) for drug, parts in release.about["combinations"].items()}
    atc = {Code(ATC_SYSTEM, value, drug) for value, drug in release.by_atc.items() if drug in release.recommendations}
    return CodeSet(
        "pharmacogenomic-drugs",
        "drugs with a pharmacogenomic guideline",
        frozenset(rxnorm | atc),
        version=release.version,
    )
