"""Lists the scores that this plugin offers: four with a module of their own, the others made of their tables, by family."""

from __future__ import annotations

from collections.abc import Mapping

from chartside import Analysis
from plugins.risk_scores.cha2ds2vasc import cha2ds2vasc
from plugins.risk_scores.compiler import compiled
from plugins.risk_scores.egfr import egfr
from plugins.risk_scores.kdigo_aki import kdigo_aki
from plugins.risk_scores.kdigo_aki_urine import kdigo_aki_urine

__all__ = ["ANALYSES", "FAMILIES", "cha2ds2vasc", "egfr", "kdigo_aki", "kdigo_aki_urine"]

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "cardiovascular": (
        "prevent", "ascvd_pce_2013", "score2", "score2_op", "framingham_2008", "cha2ds2_va", "hasbled", "orbit", "heart", "grace", "timi",
        "rcri", "abcd2", "euroscore2",
    ),
    "kidney": ("egfr_cystatin", "ckd_risk", "cockcroft_gault", "kfre_4var", "kfre_6var", "kfre_8var"),
    "acute": ("news2", "qsofa", "sirs", "sofa", "sofa2", "phoenix", "apache2", "curb65", "psi", "isth_overt_dic"),
    "thrombosis": ("wells_pe", "wells_dvt", "perc", "padua", "caprini", "khorana", "four_ts"),
    "liver and gut": ("meld", "meld_na", "meld_3", "ukeld", "child_pugh", "fib4", "glasgow_blatchford", "rockall"),
    "comorbidity and readmission": ("charlson", "elixhauser", "lace", "hospital"),
    "diabetes": ("findrisc", "ada_diabetes", "homa_ir"),
    "chemistry and size": (
        "anion_gap", "osmolality", "corrected_calcium", "corrected_sodium", "ldl_cholesterol", "bmi", "body_surface_area",
    ),
}  # fmt: skip
"""The scores that are made of a table, by family; a table has the name of its score."""

ANALYSES: tuple[Analysis, ...] = (
    egfr,
    kdigo_aki,
    cha2ds2vasc,
    kdigo_aki_urine,
    *(compiled(name) for names in FAMILIES.values() for name in names),
)
