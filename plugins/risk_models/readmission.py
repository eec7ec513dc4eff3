"""Asks how likely a patient with diabetes is to be back in hospital within 30 days of discharge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from chartside import (
    Age,
    CannotTell,
    Card,
    Coded,
    Contribution,
    Contributions,
    Derived,
    DerivedKind,
    DerivedRequest,
    Encounter,
    EncountersRequest,
    Fact,
    Found,
    Having,
    Missing,
    NotApplicable,
    Predicts,
    Quantity,
    Quiet,
    Today,
    analysis,
    days,
)
from chartside.analysis import Yield
from chartside.vocabulary import Diabetes
from chartside.vocabulary.medicines import medicines
from plugins.risk_models.artefacts import Measured
from plugins.risk_models.coding import destination, diagnosis
from plugins.risk_models.knowledge_file import KnowledgeFile, knowledge
from plugins.risk_models.model import model
from plugins.risk_models.readmission_features import (
    CHOICES,
    DISPLAYS,
    INPUTS,
    UNITS,
    Values,
    as_taken,
    by_input,
    features,
    unknown,
)
from plugins.risk_models.stay import Stay
from plugins.risk_models.trees import Trees, read
from plugins.risk_models.wording import enumerated, moved, percent, ranked

NAME = "readmission"
RESULT = "readmission_within_30_days"
_KNOWN = knowledge(NAME)
_TERMS = _KNOWN.content


MODEL = model(_KNOWN, read, Predicts("readmission", 30, RESULT))
_INSULIN = Having("MedicationRequest", medicines("insulins"), statement="insulin is prescribed")
_DAYS = DerivedRequest(DerivedKind("hospital-stay-days", "days of the stay", type=Decimal))
_STAYS = DerivedRequest(DerivedKind("hospital-stays-12-months", "hospital stays in the 12 months before", type=Decimal))
_EMERGENCIES = DerivedRequest(
    DerivedKind("emergency-visits-12-months", "emergency visits in the 12 months before", type=Decimal)
)
_DESTINATION = DerivedRequest(
    DerivedKind("discharge-destination", "where the stay ends", tuple(_TERMS["destinations"]))
)
_DIAGNOSIS = DerivedRequest(DerivedKind("main-diagnosis-group", "what the stay was for", tuple(_TERMS["diagnoses"])))


@dataclass(frozen=True)
class Discharge:
    """What is read of a patient who leaves; what the caller states goes before what the record holds."""

    age: Age
    diabetes: Diabetes
    insulin: Annotated[Found[Coded], _INSULIN]
    encounters: Annotated[Found[Encounter], EncountersRequest(back=days(730))]
    stay_days: Annotated[Derived | Missing, _DAYS]
    inpatient_stays_12_months: Annotated[Derived | Missing, _STAYS]
    emergency_visits_12_months: Annotated[Derived | Missing, _EMERGENCIES]
    discharged_to: Annotated[Derived | Missing, _DESTINATION]
    main_diagnosis: Annotated[Derived | Missing, _DIAGNOSIS]


@analysis(
    "risk-models.readmission",
    version="1.0.0",
    title="Readmission within 30 days of discharge, in diabetes",
    hooks=("encounter-discharge",),
    source=_KNOWN.sources,
    limits=_KNOWN.limits,
)
def readmission(
    given: Discharge,
    today: Today,
    trained: Annotated[Measured[Trees], MODEL],
    terms: Annotated[KnowledgeFile, _KNOWN.injected],
) -> Iterator[Yield]:
    """Say how likely it is that a patient with diabetes is back in hospital within 30 days, and why."""
    model = trained.model
    stay = Stay.newest(given.encounters, today)
    values = _values(given, stay, terms.content)
    stood_in = list(_stood_in(given, values))
    if refusal := _refused(given, stay, terms):
        yield refusal.explain(stood_in=stood_in) if stood_in else refusal
        return
    row = features(values, terms.content)
    if open_ := unknown(values):
        low, high = (model.probability(end) for end in model.reach(row))
        said = _open(given, stay, values, open_, (low, high), terms)
        yield said.explain(stood_in=stood_in) if stood_in else said
        return
    explained = model.explain({name: value for name, value in row.items() if value is not None})
    probability = model.probability(explained.total)
    added = by_input(explained.amounts)
    parts = Contributions(
        model.scale,
        explained.base,
        explained.total,
        "SHAP values of the trees (path-dependent TreeExplainer), summed over the columns of an input",
        tuple(_term(name, values, added[name], terms.content) for name in INPUTS),
    )
    working = {
        "results": {RESULT: probability.quantize(_DIGITS)},
        "unit": "probability within 30 days",
        "band": "raised" if probability >= terms.threshold else "not raised",
        **parts.working(),
        **({"stood_in": stood_in} if stood_in else {}),
    }
    number = percent(probability, cut=terms.threshold)
    average = percent(terms.content["card"]["average"])
    if probability < terms.threshold:
        yield Quiet(f"risk of readmission within 30 days {number}, below {percent(terms.threshold)}").explain(**working)
        return
    yield (
        Card(
            f"Readmission within 30 days: risk {number}, against {average} on average",
            "info",
            _detail(parts, number, trained.evaluation, terms),
        )
        .because(*_cited(given, stay))
        .explain(**working)
    )


_DIGITS = Decimal("1e-10")


def _refused(given: Discharge, stay: Stay | None, terms: KnowledgeFile) -> NotApplicable | CannotTell | None:
    """Return why nothing can be foretold: nobody leaves, somebody else than the model knows, or it is not known who."""
    if stay is None and not given.stay_days:
        if given.encounters.unknown is not None:
            return CannotTell("the stay is not known", lacks={"encounters": str(given.encounters.unknown)})
        return NotApplicable("no hospital stay goes on or ended within the last two days")
    if given.diabetes.known_absent:
        return NotApplicable("the model was made from patients with diabetes, and none is on the problem list")
    if not given.diabetes:
        return CannotTell("whether there is diabetes is not known", lacks={"diabetes": str(given.diabetes.unknown)})
    if destination(_codes(stay, "discharged_to"), terms.content) == "excluded":
        return NotApplicable("who died or goes to a hospice is not in the model")
    valid = terms.content["valid"]
    if isinstance(given.age, Quantity) and not valid["age"][0] <= given.age.value <= valid["age"][1]:
        return NotApplicable(f"the model holds from {valid['age'][0]} to {valid['age'][1]} years")
    spent = _days(given, stay)
    if spent is not None and not valid["stay_days"][0] <= spent <= valid["stay_days"][1]:
        return NotApplicable(f"the model holds for stays of {valid['stay_days'][0]} to {valid['stay_days'][1]} days")
    return None


def _days(given: Discharge, stay: Stay | None) -> Decimal | None:
    stated = _stated(given.stay_days)
    return stated if stated is not None else Decimal(stay.days) if stay is not None else None


def _values(given: Discharge, stay: Stay | None, terms: Mapping[str, Any]) -> Values:
    """Return each input's value: as stated, else as the record has it, None where neither says."""
    counted = stay if given.encounters.unknown is None else None
    stays = Decimal(len(counted.stays)) if counted else None
    emergencies = Decimal(len(counted.emergencies)) if counted else None
    said = _stated(given.inpatient_stays_12_months), _stated(given.emergency_visits_12_months)
    return {
        "age": given.age.value if isinstance(given.age, Quantity) else None,
        "stay_days": _days(given, stay),
        "inpatient_stays": stays if said[0] is None else said[0],
        "emergency_visits": emergencies if said[1] is None else said[1],
        "insulin": bool(given.insulin) if given.insulin.known else None,
        "destination": _word(given.discharged_to) or destination(_codes(stay, "discharged_to"), terms),
        "diagnosis": _word(given.main_diagnosis) or diagnosis(_codes(stay, "reasons"), terms),
    }


_FROM_RECORD: Mapping[str, str] = {
    "stay_days": "stay_days",
    "inpatient_stays_12_months": "inpatient_stays",
    "emergency_visits_12_months": "emergency_visits",
    "discharged_to": "destination",
    "main_diagnosis": "diagnosis",
}
"""By the input that somebody may state, the value that the record can give instead."""


def _stood_in(given: Discharge, values: Values) -> Iterator[str]:
    """Yield the inputs that nobody stated and that the record's contacts gave."""
    for name, value in _FROM_RECORD.items():
        if isinstance(getattr(given, name), Missing) and values[value] is not None:
            yield name


def _stated(fact: Derived | Missing) -> Decimal | None:
    return fact.value if isinstance(fact, Derived) and isinstance(fact.value, Decimal) else None


def _word(fact: Derived | Missing) -> str | None:
    return str(fact.value) if isinstance(fact, Derived) else None


def _codes(stay: Stay | None, of: Literal["reasons", "discharged_to"]) -> list[str]:
    return [code.value for code in getattr(stay.encounter, of)] if stay is not None else []


def _open(
    given: Discharge,
    stay: Stay | None,
    values: Values,
    lacking: Sequence[str],
    ends: tuple[Decimal, Decimal],
    terms: KnowledgeFile,
) -> Card | CannotTell:
    """Return what is lacking and how far the risk could reach; a risk that is raised whatever is lacking is not kept back."""
    low, high = ends
    cut = terms.threshold
    names = enumerated(DISPLAYS[name] for name in lacking)
    reach = f"{percent(low, cut=cut)} to {percent(high, cut=cut)}"
    working: dict[str, Any] = {
        "missing": list(lacking),
        "range": {"low": low.quantize(_DIGITS), "high": high.quantize(_DIGITS)},
        "unit": "probability within 30 days",
        "terms": [{"name": n, "display": DISPLAYS[n], "value": values[n]} for n in INPUTS if values[n] is not None],
    }
    if low >= cut:
        average = percent(terms.content["card"]["average"])
        detail = (
            f"**From {reach}, whatever it is that is not known: {names}.**\n\nIt says who is more likely to come back, not that "
            f"anything prevents it.\n\n{terms.limits}"
        )
        summary = f"Readmission within 30 days: risk {reach}, against {average} on average"
        return Card(summary, "info", detail).because(*_cited(given, stay)).explain(band="raised", **working)
    turns = "no card would come of it" if high < cut else "a card could come of it"
    said = f"not known: {names}; a risk of readmission of {reach} is possible: {turns}"
    return CannotTell(said, lacks={name: f"{DISPLAYS[name]} is not known" for name in lacking}).explain(**working)


def _term(name: str, values: Values, amount: float, terms: Mapping[str, Any]) -> Contribution:
    value = values[name]
    said = str(terms[CHOICES[name]][value]["display"]) if name in CHOICES else ""
    if name == "age":
        said = f"{value} years"
    if isinstance(value, bool):
        said = "yes" if value else "no"
    taken = as_taken(name, value)
    return Contribution(name, "" if taken is None else taken, amount, UNITS.get(name, ""), DISPLAYS[name], said)


def _cited(given: Discharge, stay: Stay | None) -> Iterator[Fact | Found[Any]]:
    yield from (fact for fact in (given.age,) if isinstance(fact, Fact))
    yield from (found for found in (given.diabetes, given.insulin) if found)
    if stay is not None:
        yield Found((stay.encounter, *stay.stays, *stay.emergencies))
    yield from (
        fact
        for fact in (
            given.stay_days,
            given.inpatient_stays_12_months,
            given.emergency_visits_12_months,
            given.discharged_to,
            given.main_diagnosis,
        )
        if isinstance(fact, Derived)
    )


def _detail(parts: Contributions, number: str, evaluation: Mapping[str, Any], terms: KnowledgeFile) -> str:
    measures, cut = evaluation["measures"], percent(terms.threshold)
    came = percent(Decimal(str(measures["ppv"]["value"])))
    return (
        f"**Of 100 such patients about {number.split(' ', maxsplit=1)[0]} are back in hospital within 30 days.**\n\n"
        f"{moved(parts, terms.content['card']['largest'])}\n\n"
        f"{ranked(evaluation)} Of those at {cut} or more, {came} came back; {percent(Decimal(str(measures['sensitivity']['value'])))} of "
        f"all who came back were among them.\n\nIt says who is more likely to come back, not that anything prevents it.\n\n{terms.limits}"
    )
