"""Asks how likely a breast mass is malignant, by the nuclei of cells that a fine needle took from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from chartside import (
    Analysis,
    CannotTell,
    Card,
    Code,
    CodeSet,
    Contribution,
    Contributions,
    Input,
    Latest,
    NotApplicable,
    Predicts,
    Quantity,
    Quiet,
)
from chartside.analysis import Yield
from plugins.risk_models.artefacts import Measured
from plugins.risk_models.knowledge_file import KnowledgeFile, knowledge
from plugins.risk_models.model import model
from plugins.risk_models.trees import Trees, read
from plugins.risk_models.wording import enumerated, moved, percent, ranked

NAME = "breast_mass"
RESULT = "malignant"
_KNOWN = knowledge(NAME)
_INPUTS: Mapping[str, Mapping[str, Any]] = _KNOWN.content["inputs"]
_DIGITS = Decimal("1e-10")
_FEW = 5
"""More inputs than these are counted and not listed."""


MODEL = model(_KNOWN, read, Predicts("breast-malignancy", 180, RESULT))


def _measure(name: str) -> Latest:
    code = Code(_KNOWN.content["code_system"], name.replace("_", "-"), _INPUTS[name]["say"])
    return Latest(CodeSet(code.value, code.display, frozenset({code}), version=_KNOWN.version), unit="1")


def foretell(trained: Measured[Trees], terms: KnowledgeFile, **measures: Any) -> Iterator[Yield]:
    """Say how likely a breast mass is malignant, by its cells' nuclei, and what in them says so."""
    model, inputs = trained.model, terms.content["inputs"]
    given = {name: measures[name] for name in inputs if isinstance(measures[name], Quantity)}
    for name, one in given.items():
        low, high = inputs[name]["low"], inputs[name]["high"]
        if not low <= one.value <= high:
            yield NotApplicable(f"{inputs[name]['say']} is {one.value}, and the model was made from {low} to {high}")
            return
    row: dict[str, float | None] = {name: float(given[name].value) if name in given else None for name in inputs}
    if lacking := [name for name in inputs if name not in given]:
        yield _open(model, row, lacking, terms)
        return
    found = model.explain({name: one for name, one in row.items() if one is not None})
    probability = model.probability(found.total)
    parts = Contributions(
        model.scale,
        found.base,
        found.total,
        "SHAP values of the forest (path-dependent TreeExplainer)",
        tuple(
            Contribution(
                name,
                given[name].value,
                found.amounts[name],
                display=str(inputs[name]["say"]),
                cites=_cites(given[name]),
            )
            for name in inputs
        ),
    )
    working = {
        "results": {RESULT: probability.quantize(_DIGITS)},
        "unit": "probability",
        "band": "suspicious" if probability >= terms.threshold else "not suspicious",
        **parts.working(),
    }
    number = percent(probability, cut=terms.threshold)
    if probability < terms.threshold:
        yield Quiet(
            f"probability of malignancy {number}, below {percent(terms.threshold)}; this does not rule a cancer out"
        ).explain(**working)
        return
    sensitivity = percent(Decimal(str(trained.evaluation["measures"]["sensitivity"]["value"])))
    detail = (
        f"**{number} by the nuclei of the cells that were aspirated.** From {percent(terms.threshold)} on it is said here: so "
        f"{sensitivity} of the cancers were found among the masses that the model was not made from.\n\n"
        f"{moved(parts, terms.content['card']['largest'])}\n\n{ranked(trained.evaluation)}\n\n{terms.limits}"
    )
    yield (
        Card(f"Breast mass: probability of malignancy {number} by its cells' nuclei", "warning", detail)
        .because(*given.values())
        .explain(**working)
    )


def _cites(fact: Quantity) -> dict[str, Any]:
    return {"reference": fact.ref} | ({"time": fact.effective.plain} if fact.effective is not None else {})


def _open(model: Trees, row: Mapping[str, float | None], lacking: list[str], terms: KnowledgeFile) -> CannotTell:
    low, high = (model.probability(end) for end in model.reach(row))
    cut, said = terms.threshold, terms.content["inputs"]
    names = (
        enumerated(said[n]["say"] for n in lacking)
        if len(lacking) <= _FEW
        else f"{len(lacking)} of {len(row)} measures"
    )
    turns = (
        "a card could come of it"
        if low < cut <= high
        else "no card would come of it"
        if high < cut
        else "a card would come of it"
    )
    reach = f"a probability from {percent(low, cut=cut)} to {percent(high, cut=cut)} is possible: {turns}"
    return CannotTell(
        f"not known: {names}; {reach}", lacks={n: f"{said[n]['say']} is not known" for n in lacking}
    ).explain(missing=lacking, range={"low": low.quantize(_DIGITS), "high": high.quantize(_DIGITS)}, unit="probability")


breast_mass = Analysis(
    id="risk-models.breast_mass",
    version="1.0.0",
    title="Malignancy of a breast mass, by its cells' nuclei",
    inputs={
        **{name: Input(name, _measure(name)) for name in _INPUTS},
        "trained": Input("trained", MODEL),
        "terms": Input("terms", _KNOWN.injected),
    },
    run=foretell,
    sources=_KNOWN.sources,
    limits=_KNOWN.limits,
    summary="Say how likely a breast mass is malignant, by its cells' nuclei, and what in them says so.",
)
