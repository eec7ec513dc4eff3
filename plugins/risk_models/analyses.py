"""Lists the models that this plugin offers."""

from __future__ import annotations

from chartside import Analysis
from plugins.risk_models.breast_cancer_recurrence import breast_cancer_recurrence
from plugins.risk_models.breast_mass import breast_mass
from plugins.risk_models.infarction_death import infarction_death
from plugins.risk_models.readmission import readmission

ANALYSES: tuple[Analysis, ...] = (readmission, breast_mass, infarction_death, breast_cancer_recurrence)
