"""Lists the models that this plugin offers."""

from __future__ import annotations

from chartside import Analysis
from plugins.risk_models.breast_mass import breast_mass
from plugins.risk_models.readmission import readmission

ANALYSES: tuple[Analysis, ...] = (readmission, breast_mass)
