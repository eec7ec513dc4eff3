"""Prove the FHIRPath of a rule on the samples in its own file, by the adapter that will evaluate it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from chartside.rule_files import Expression, RuleFile
from fhir_adapter.entry import Entry
from fhir_adapter.path import PathError, evaluate


def disproved(rule: RuleFile) -> Iterator[str]:
    """Yield what is wrong with each expression of a rule: refused, not true of what it must be true of, or true of what it must not."""
    for one in rule.expressions:
        yield from _complaints(one)


def _complaints(one: Expression) -> Iterator[str]:
    for wanted, samples in ((True, one.true_of), (False, one.false_of)):
        for number, sample in enumerate(samples, 1):
            try:
                said = holds(one.text, sample)
            except PathError as error:
                yield f"{one.name}: {error}"
                return
            if said is not wanted:
                key = "true_of" if wanted else "false_of"
                yield f"{one.name}: the expression is {'not ' if wanted else ''}true of sample {number} of {key}; mend one of the two"


def holds(expression: str, sample: Mapping[str, Any]) -> bool:
    """Return whether an expression is true of one resource; raises PathError where it cannot be evaluated."""
    raw = json.dumps(sample).encode()
    entry = Entry(str(sample.get("resourceType", "")), str(sample.get("id", "sample")), raw)
    return any(result.value is True for result in evaluate(expression, [entry]))
