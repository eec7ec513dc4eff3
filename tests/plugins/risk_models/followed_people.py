"""Two made-up people as plain facts, of whom the survival models are asked; a change of None leaves a fact out."""

from typing import Any

from chartside import Answer
from chartside.testing import ask
from plugins.risk_models.breast_cancer_recurrence import breast_cancer_recurrence
from plugins.risk_models.infarction_death import infarction_death

INFARCTION: dict[str, Any] = {
    "infarction": True,
    "age": 84,
    "sex": "female",
    "heart_rate": 110,
    "diastolic_bp": 60,
    "body_mass_index": 21,
    "heart_failure": True,
    "cardiogenic_shock": False,
}
OPERATED: dict[str, Any] = {
    "breast_cancer": True,
    "distant_metastases": False,
    "sex": "female",
    "age": 52,
    "tumour_size": 28,
    "grade": "3",
    "positive_nodes": 4,
    "progesterone_receptor": 20,
    "hormone_treatment": False,
}


def after_infarction(**changes: Any) -> Answer:
    return ask(infarction_death, **_kept(INFARCTION | changes))


def after_surgery(**changes: Any) -> Answer:
    return ask(breast_cancer_recurrence, **_kept(OPERATED | changes))


def _kept(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}
