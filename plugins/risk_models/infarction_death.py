"""Asks how likely somebody in hospital with a myocardial infarction is to die within a year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from chartside import (
    Age,
    CannotTell,
    Coded,
    Found,
    Latest,
    Missing,
    NotApplicable,
    Predicts,
    Quantity,
    Sex,
    Today,
    analysis,
    days,
)
from chartside.analysis import Yield
from chartside.vocabulary.vitals import BMI, DIASTOLIC_BP, HEART_RATE
from plugins.risk_models.artefacts import Measured
from plugins.risk_models.cox import Cox, read
from plugins.risk_models.foretelling import answer
from plugins.risk_models.knowledge_file import KnowledgeFile, knowledge
from plugins.risk_models.model import model
from plugins.risk_models.predicates import having, recent

NAME = "infarction_death"
RESULT = "death_within_1_year"
_KNOWN = knowledge(NAME)


MODEL = model(_KNOWN, read, Predicts("death", 365, RESULT))


@dataclass(frozen=True)
class Stay:
    """What is read of somebody in the first days of a stay: the model was made on what was measured on arrival."""

    infarction: Annotated[Found[Coded], having("infarction")]
    age: Age
    sex: Sex
    heart_rate: Annotated[Quantity | Missing, Latest(HEART_RATE, unit="/min", max_age=days(2))]
    diastolic_bp: Annotated[Quantity | Missing, Latest(DIASTOLIC_BP, unit="mm[Hg]", max_age=days(2))]
    body_mass_index: Annotated[Quantity | Missing, Latest(BMI, unit="kg/m2", max_age=days(365))]
    heart_failure: Annotated[Found[Coded], having("heart_failure")]
    cardiogenic_shock: Annotated[Found[Coded], having("cardiogenic_shock")]


@analysis(
    "risk-models.infarction_death",
    version="1.0.0",
    title="Death within a year of a myocardial infarction",
    source=_KNOWN.sources,
    limits=_KNOWN.limits,
)
def infarction_death(
    given: Stay,
    today: Today,
    trained: Annotated[Measured[Cox], MODEL],
    terms: Annotated[KnowledgeFile, _KNOWN.injected],
) -> Iterator[Yield]:
    """Say how likely death is within a year of a stay for infarction, and what raises and lowers it."""
    if not given.infarction:
        if given.infarction.missing is not None:
            yield CannotTell("whether there is an acute infarction is not known")
        else:
            yield NotApplicable("no acute myocardial infarction is on record")
        return
    if not recent(given.infarction, "infarction", today):
        yield NotApplicable("the infarction is not of the last 3 days, and the model counts from admission")
        return
    facts = {name: getattr(given, name) for name in trained.model.inputs}
    yield answer(trained, terms, RESULT, facts, (given.infarction,))
