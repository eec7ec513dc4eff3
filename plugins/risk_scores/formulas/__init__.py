"""The scores that are more than a sum of points, by the name that a table calls them."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from plugins.risk_scores.formulas.cardiovascular import framingham, pooled_cohort, score2
from plugins.risk_scores.formulas.kidney import ckd_epi_with_cystatin, ckd_risk, cockcroft_gault, kidney_failure
from plugins.risk_scores.formulas.liver import fib4, meld, meld_3, meld_na, ukeld
from plugins.risk_scores.formulas.metabolism import (
    anion_gap,
    bmi,
    body_surface,
    corrected_calcium,
    corrected_sodium,
    homa_ir,
    ldl,
    osmolality,
)
from plugins.risk_scores.formulas.prevent import headline as prevent_headline
from plugins.risk_scores.formulas.prevent import prevent
from plugins.risk_scores.formulas.surgery import euroscore2
from plugins.risk_scores.values import Known, Scored

Formula = Callable[[Known, Mapping[str, Any]], Scored]
"""Takes what is known and the content of the score's table."""
_ALL: tuple[Formula, ...] = (
    anion_gap, bmi, body_surface, ckd_epi_with_cystatin, ckd_risk, cockcroft_gault, corrected_calcium, corrected_sodium, euroscore2, fib4,
    framingham, homa_ir, kidney_failure, ldl, meld, meld_3, meld_na, osmolality, pooled_cohort, prevent, score2, ukeld,
)  # fmt: skip
FORMULAS: Mapping[str, Formula] = {formula.__name__: formula for formula in _ALL}
HEADLINES: Mapping[str, Callable[[Known, Mapping[str, Any]], Decimal]] = {"prevent": prevent_headline}
"""The result that the bands are about, of formulas that make many: asked again and again where something is missing."""
