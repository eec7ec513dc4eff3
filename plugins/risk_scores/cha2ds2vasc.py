"""Asks how much stroke risk atrial fibrillation carries here: CHA2DS2-VASc from the problem list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from chartside import Age, CannotTell, Card, Coded, Fact, Found, NotApplicable, Quiet, Required, Sex, Today, analysis
from chartside.analysis import Yield
from chartside.text import quoted
from chartside.vocabulary import AtrialFibrillation
from chartside.vocabulary.conditions import ATRIAL_FIBRILLATION
from plugins.risk_scores.points import Tally, Term, banded, flag, tally, worded
from plugins.risk_scores.predicates import having
from plugins.risk_scores.tables import table
from plugins.risk_scores.wording import bullets, first, named, not_known, reference, spoken

Advice = Literal["low", "consider", "advise"]
_TABLE = table("cha2ds2vasc")


@dataclass(frozen=True, slots=True)
class ChadsVasc:
    """The point table and the points, other than for sex, from which anticoagulation is considered and advised."""

    points: Mapping[str, int]
    age: tuple[tuple[Decimal, int], ...]
    sex: Mapping[str, int]
    consider: int
    advise: int
    youngest: int

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> ChadsVasc:
        """Make the score from its table."""
        bands = tuple((Decimal(band["from"]), band["points"]) for band in content["age"])
        card = content["card"]
        return cls(
            content["points"], bands, content["sex"], card["consider"], card["advise"], content["validity"]["youngest"]
        )

    def advice(self, points: int) -> Advice:
        """Return what so many points, sex left out, call for."""
        return "advise" if points >= self.advise else "consider" if points >= self.consider else "low"


_SCORE = ChadsVasc.read(_TABLE.content)


@dataclass(frozen=True, slots=True)
class Record:
    """What the score reads of a patient."""

    age: Age
    sex: Sex
    congestive_heart_failure: Annotated[Found[Coded], having("congestive_heart_failure")]
    hypertension: Annotated[Found[Coded], having("hypertension")]
    diabetes: Annotated[Found[Coded], having("diabetes")]
    stroke_tia_thromboembolism: Annotated[Found[Coded], having("stroke_tia_thromboembolism")]
    vascular_disease: Annotated[Found[Coded], having("vascular_disease")]
    atrial_fibrillation: Required[AtrialFibrillation]
    mitral_stenosis: Annotated[Found[Coded], having("mitral_stenosis")]
    mechanical_heart_valve: Annotated[Found[Coded], having("mechanical_heart_valve")]
    anticoagulant: Annotated[Found[Coded], having("anticoagulant")]

    @property
    def findings(self) -> Mapping[str, Found[Coded]]:
        """Return the findings that give points, in the order of the score's name."""
        return {
            "congestive_heart_failure": self.congestive_heart_failure,
            "hypertension": self.hypertension,
            "diabetes": self.diabetes,
            "stroke_tia_thromboembolism": self.stroke_tia_thromboembolism,
            "vascular_disease": self.vascular_disease,
        }

    @property
    def unseen(self) -> list[str]:
        """Return the names of the exclusions of which nothing is known."""
        names = ("mitral_stenosis", "mechanical_heart_valve", "anticoagulant")
        return not_known({name: getattr(self, name) for name in names})

    @property
    def basis(self) -> list[Fact | Found[Coded]]:
        """Return the facts that the score rests on."""
        return [
            self.atrial_fibrillation,
            *(f for f in (self.age, self.sex) if f),
            *(f for f in self.findings.values() if f),
        ]


@analysis(
    "risk-scores.cha2ds2vasc",
    version="1.0.0",
    title="Stroke risk in atrial fibrillation: CHA2DS2-VASc",
    hooks=("patient-view", "encounter-start"),
    pace="instant",
    source=_TABLE.sources,
    limits=_TABLE.limits,
)
def cha2ds2vasc(
    record: Record, today: Today, knowledge: Annotated[ChadsVasc, _TABLE.holding(_SCORE)]
) -> Iterator[Yield]:
    """Score the stroke risk of atrial fibrillation, and advise anticoagulation where it is high and none is taken."""
    outside = _outside(record, knowledge)
    if outside:
        yield NotApplicable(outside)
        return
    score = _score(record, knowledge)
    others = score.without("sex")
    advice, highest_advice = knowledge.advice(others.low), knowledge.advice(others.high)
    number = str(score.low) if score.low == score.high else f"{score.low} to {score.high}"
    working = _working(score, record, advice, changes=advice != highest_advice)
    if record.anticoagulant:
        taken = named(record.anticoagulant, having("anticoagulant").what)
        said = f"CHA2DS2-VASc {number}; an oral anticoagulant is already prescribed ({taken})"
        yield (CannotTell(said) if score.missing else Quiet(said)).explain(**working)
    elif advice != highest_advice:
        said = f"CHA2DS2-VASc {number}: not known {spoken(score.missing)}, and the advice depends on it"
        yield CannotTell(said).explain(**working)
    elif advice == "low":
        said = f"CHA2DS2-VASc {number}: low risk, no anticoagulant advised"
        if score.missing:
            yield CannotTell(f"{said}; not known {spoken(score.missing)}").explain(**working)
        else:
            yield Quiet(said).explain(**working)
    else:
        summary = (
            f"CHA2DS2-VASc {number} on {today.isoformat()}: {_ADVICE[advice]}; {_prescribed(record.anticoagulant)}"
        )
        card = Card(summary, _TABLE.content["card"][f"{advice}_indicator"], _detail(score, record, number, advice))
        yield card.because(*record.basis).explain(**working)


_ADVICE: Mapping[Advice, str] = {
    "consider": "consider an oral anticoagulant for atrial fibrillation",
    "advise": "oral anticoagulant advised for atrial fibrillation",
}


def _prescribed(anticoagulant: Found[Coded]) -> str:
    """Say what is known of prescriptions; that there are none only where somebody looked."""
    if not anticoagulant.known_absent:
        return "prescriptions not known"
    return "prescriptions not stated" if anticoagulant.implied else "none prescribed"


def _outside(record: Record, score: ChadsVasc) -> str:
    """Return why the score does not apply, or an empty string."""
    if not record.atrial_fibrillation:
        return "no atrial fibrillation or flutter on the problem list"
    if record.mitral_stenosis:
        return "mitral stenosis on the problem list: anticoagulation does not depend on this score"
    if record.mechanical_heart_valve:
        return "mechanical heart valve: anticoagulation does not depend on this score"
    if record.age and record.age.value < score.youngest:
        return f"the score holds from {score.youngest} years"
    return ""


def _score(record: Record, score: ChadsVasc) -> Tally:
    found = {name: bool(facts) if facts.missing is None else None for name, facts in record.findings.items()}
    return tally(
        [
            *(flag(name, score.points[name], present=present) for name, present in found.items()),
            banded("age", score.age, record.age.value if record.age else None),
            worded("sex", score.sex, record.sex.value if record.sex else None),
        ]
    )


def _working(score: Tally, record: Record, advice: Advice, *, changes: bool) -> dict[str, Any]:
    missing = [*score.missing, *record.unseen]
    return {
        **({} if score.missing else {"results": {"result": score.low}}),
        **({"range": {"low": score.low, "high": score.high}, "advice_changes": changes} if score.missing else {}),
        "unit": _TABLE.unit,
        **({} if changes else {"band": advice}),
        "terms": [_term(term, record) for term in score.terms if term.value is not None],
        **({"missing": missing} if missing else {}),
    }


def _term(term: Term, record: Record) -> dict[str, Any]:
    fact = getattr(record, term.name)
    if isinstance(fact, Found):
        fact = first(fact) if fact else None
    return {"name": term.name, "value": term.value, "points": term.low, **(reference(fact) if fact else {})}


def _detail(score: Tally, record: Record, number: str, advice: Advice) -> str:
    """Write the points out, each with the finding that gives it and since when."""
    counted = [_spell(term, record) for term in score.terms if term.value is not None and term.low]
    absent = [term.name for term in score.terms if term.value is False]
    because = quoted(named(record.atrial_fibrillation, ATRIAL_FIBRILLATION))
    parts = [
        f"**CHA2DS2-VASc {number}**: {_ADVICE[advice]}. Applies because of: {because}.",
        bullets(counted),
        *([f"Not found: {spoken(absent)}."] if absent else []),
        *([f"Not known: {spoken(score.missing)}; the advice is the same either way."] if score.missing else []),
        *([f"Not known, and it could change the advice: {spoken(record.unseen)}."] if record.unseen else []),
        "Female sex gives one point but never decides: 2 points for men and 3 for women call for the same.",
        bullets(_TABLE.actions),
        _TABLE.limits,
    ]
    return "\n\n".join(part for part in parts if part)


def _spell(term: Term, record: Record) -> str:
    points = f"{term.low} point{'s' * (term.low > 1)}"
    if not isinstance(term.value, bool):
        return f"{points}: {spoken([term.name])} {term.value}"
    finding = record.findings[term.name]
    by, since = quoted(named(finding, having(term.name).what)), first(finding).since
    return f"{points}: {spoken([term.name])}, by {by}{f', since {since.plain}' if since else ''}"
