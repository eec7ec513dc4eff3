"""Lists the analyses that this plugin offers: each card has a module of its own."""

from __future__ import annotations

from chartside import Analysis
from plugins.notes.analyses.allergy import allergy
from plugins.notes.analyses.family_history import family_history
from plugins.notes.analyses.incidental_finding import incidental_finding
from plugins.notes.analyses.medication import medication
from plugins.notes.analyses.noted_value import NOTED_VALUES
from plugins.notes.analyses.problem import problem
from plugins.notes.analyses.smoking_status import smoking_status
from plugins.notes.analyses.suicidal_ideation import suicidal_ideation

ANALYSES: tuple[Analysis, ...] = (
    allergy,
    medication,
    problem,
    suicidal_ideation,
    incidental_finding,
    smoking_status,
    family_history,
    *NOTED_VALUES,
)
