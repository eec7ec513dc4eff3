"""How the models were made, and are made anew: each module takes the path of its data and gives a ``Trained``."""

from __future__ import annotations

from collections.abc import Mapping

MODELS: Mapping[str, str] = {
    "readmission": "plugins.risk_models.training.readmission",
    "breast_mass": "plugins.risk_models.training.breast_mass",
    "infarction_death": "plugins.risk_models.training.infarction_death",
    "breast_cancer_recurrence": "plugins.risk_models.training.breast_cancer_recurrence",
}
"""By name, the module that trains it: imported only to train, for it imports what no service may."""
