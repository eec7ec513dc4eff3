"""Asks how likely breast cancer is to come back, or the patient to die, within five years of surgery."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from chartside import (
    Age,
    CannotTell,
    Coded,
    Derived,
    DerivedKind,
    DerivedRequest,
    Found,
    Missing,
    NotApplicable,
    Predicts,
    Sex,
    Today,
    analysis,
)
from chartside.analysis import Yield
from plugins.risk_models.artefacts import Measured
from plugins.risk_models.breast_tumour import size_class
from plugins.risk_models.cox import Cox, read
from plugins.risk_models.cox_term import Value
from plugins.risk_models.foretelling import answer
from plugins.risk_models.knowledge_file import KnowledgeFile, knowledge
from plugins.risk_models.model import model
from plugins.risk_models.predicates import having, recent

NAME = "breast_cancer_recurrence"
RESULT = "recurrence_within_5_years"
_KNOWN = knowledge(NAME)
# No code is known here for certain under which a pathologist's findings come; a receptor by ligand binding has none today.
_SIZE = DerivedKind("breast-tumour-size-mm", "largest width of the tumour in mm", type=Decimal)
_GRADE = DerivedKind("breast-tumour-grade", "grade of the tumour", ("1", "2", "3"))
_NODES = DerivedKind("breast-cancer-positive-nodes", "number of nodes with cancer", type=Decimal)
_RECEPTOR = DerivedKind(
    "progesterone-receptor-fmol-mg", "progesterone receptors, ligand binding, fmol/mg", type=Decimal
)


MODEL = model(_KNOWN, read, Predicts("recurrence", 1826, RESULT))


@dataclass(frozen=True)
class Operated:
    """What is read of somebody who was operated on; what a pathologist found comes as plain facts."""

    breast_cancer: Annotated[Found[Coded], having("breast_cancer")]
    distant_metastases: Annotated[Found[Coded], having("distant_metastases")]
    sex: Sex
    age: Age
    tumour_size: Annotated[Derived | Missing, DerivedRequest(_SIZE)]
    grade: Annotated[Derived | Missing, DerivedRequest(_GRADE)]
    positive_nodes: Annotated[Derived | Missing, DerivedRequest(_NODES)]
    progesterone_receptor: Annotated[Derived | Missing, DerivedRequest(_RECEPTOR)]
    hormone_treatment: Annotated[Found[Coded], having("hormone_treatment")]


@analysis(
    "risk-models.breast_cancer_recurrence",
    version="1.0.0",
    title="Recurrence or death within five years of surgery for breast cancer",
    source=_KNOWN.sources,
    limits=_KNOWN.limits,
)
def breast_cancer_recurrence(
    given: Operated,
    today: Today,
    trained: Annotated[Measured[Cox], MODEL],
    terms: Annotated[KnowledgeFile, _KNOWN.injected],
) -> Iterator[Yield]:
    """Say how likely recurrence or death is within five years of surgery, and what raises and lowers it."""
    if refusal := _refused(given, today):
        yield refusal
        return
    facts = {name: getattr(given, name) for name in trained.model.inputs}
    size = given.tumour_size
    classed: dict[str, Value] = {"tumour_size": size_class(Decimal(size.value))} if isinstance(size, Derived) else {}
    yield answer(trained, terms, RESULT, facts, (given.breast_cancer, given.sex), **classed)


def _refused(given: Operated, today: Today) -> Yield | None:
    """Return why the model does not hold for this patient, or why nobody can say whether it does."""
    if given.breast_cancer.known_absent:
        return NotApplicable("no breast cancer is on record")
    if given.breast_cancer and not recent(given.breast_cancer, "breast_cancer", today):
        return NotApplicable("the cancer is known for more than 12 months, and the model counts from surgery")
    if given.distant_metastases:
        return NotApplicable("there are distant metastases, and the model is of cancer that has not spread")
    if given.sex and given.sex.value != "female":
        return NotApplicable("the model was made from women only")
    size = given.tumour_size
    if isinstance(size, Derived) and not Decimal(size.value) > 0:
        return NotApplicable("a tumour of 0 mm is none that was operated on")
    lacks = {
        "breast_cancer": given.breast_cancer.missing,
        "distant_metastases": given.distant_metastases.missing,
        "sex": None if given.sex else given.sex,
    }
    open_ = {name: f"{name.replace('_', ' ')} is not known" for name, lack in lacks.items() if lack is not None}
    if not open_:
        return None
    said = ", ".join(name.replace("_", " ") for name in open_)
    return CannotTell(f"not known: {said}; without it nobody can say whether the model holds", lacks=open_)
