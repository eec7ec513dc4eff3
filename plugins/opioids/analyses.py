"""Lists the analyses that this plugin offers; each has a module of its own."""

from __future__ import annotations

from chartside import Analysis
from plugins.opioids.acute_supply import acute_supply
from plugins.opioids.benzodiazepine import benzodiazepine
from plugins.opioids.daily_mme import daily_mme
from plugins.opioids.dosage import dosage
from plugins.opioids.long_acting import long_acting
from plugins.opioids.naloxone import naloxone
from plugins.opioids.pdmp import pdmp

__all__ = ["ANALYSES", "acute_supply", "benzodiazepine", "daily_mme", "dosage", "long_acting", "naloxone", "pdmp"]

ANALYSES: tuple[Analysis, ...] = (daily_mme, dosage, long_acting, acute_supply, naloxone, pdmp, benzodiazepine)
