"""What ``card.toml`` would say of a rule: all of it stands in the rule's own file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chartside import Analysis, Answer
from chartside.inputs import AgeRequest, SexRequest
from plugins.biomarkers.conditions import Cleared, Measured, Prescribed, flattened
from plugins.biomarkers.conditions.prescribed import TODAY
from plugins.biomarkers.proof import cutoffs
from plugins.biomarkers.rule import Case, Rule

_TURNS_TOGETHER = (
    "The clearance turns at its own limits, and so at whole years of age that happen to be numbers of the file."
)
_WITH_AGE = "The limit is so many times the age: the age turns the answer at some values of the other alone, and a cut-off stands at all."
_ALIKE = ("<", "<=", ">", ">=")


def card_of(rule: Rule, analysis: Analysis, answers: Sequence[Answer]) -> Mapping[str, Any]:
    """Return the rule's part of a manifest, its examples made of its own cases and of what it said of them."""
    reviewer = rule.governance.clinical_reviewer
    card: dict[str, Any] = {
        "intended_use": rule.purpose,
        "population": rule.population,
        "guideline": "; ".join(e.source.title for e in rule.evidence),
        "guideline_date": "; ".join(e.source.date for e in rule.evidence),
        "review_by": rule.governance.review_by.isoformat(),
        "source_attributes": _attributes(rule, analysis),
        "cutoffs": {
            name: [f"{sign} {limit:f}" for sign, limit in limits if sign in _ALIKE]
            for name, limits in cutoffs(rule).items()
        },
        "computed_cutoffs": _computed(rule),
        "examples": [_example(rule, case, said) for case, said in zip(rule.tests, answers, strict=True)],
    }
    if _clears(rule):
        card["expected_failures"] = {"cutoffs_as_declared": _TURNS_TOGETHER}
    if _by_age(rule):
        card["expected_failures"] = {"cutoffs_as_declared": _WITH_AGE}
    if not reviewer:
        card["reviewer"] = "none: no clinician has reviewed the rule"
    return card


def _computed(rule: Rule) -> Mapping[str, str]:
    """Return where a number turns the answer only together with others."""
    times = {
        name: f"It turns at {c.limit:f} times the age: which number that is depends on the patient."
        for name, c in rule.comparisons
        if c.times
    }
    if not _clears(rule):
        return times
    said = "A term of the creatinine clearance: which number turns the answer depends on the others."
    return times | dict.fromkeys(("age", "weight", "creatinine"), said)


def _by_age(rule: Rule) -> bool:
    """Whether a limit is so many times the age."""
    return any(isinstance(one, Measured) and bool(one.comparison.times) for one in flattened(rule.lines))


def _clears(rule: Rule) -> bool:
    return any(isinstance(one, Cleared) for one in flattened(rule.lines))


def _attributes(rule: Rule, analysis: Analysis) -> Mapping[str, str]:
    requests = [declared.request for declared in analysis.inputs.values()]
    said = {
        "E1": "; ".join(f"{e.source.title}, {e.source.date}" for e in rule.evidence),
        "E2": f"{rule.governance.author} turned these sources into this rule.",
    }
    if any(isinstance(one, SexRequest) for one in requests):
        said["E10"] = "Sex: used, the administrative one; anything but female and male is not guessed."
    if any(isinstance(one, AgeRequest) for one in requests):
        said["E11"] = "Date of birth: used, as age in completed years."
    return said


def _example(rule: Rule, case: Case, given: Answer) -> Mapping[str, Any]:
    # The cases are asked on the last day on which the rule fires: where days are counted back from it, the example says so.
    counts = any(isinstance(one, Prescribed) for one in flattened(rule.lines))
    day = {TODAY: rule.governance.review_by.isoformat()} if counts else {}
    example = {
        "say": f"{case.kind}: {case.say}",
        "facts": {**day, **case.given},
        "outcome": given.outcome.value,
        "cards": len(given.cards),
    }
    return example | ({"indicator": given.cards[0].indicator} if given.cards else {})
