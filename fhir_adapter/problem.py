"""An error body: a FHIR OperationOutcome that says what happened and what to do, and never a patient's data."""

from __future__ import annotations

from typing import Any, Literal

IssueCode = Literal[
    "structure",
    "required",
    "not-found",
    "not-supported",
    "too-long",
    "exception",
    "transient",
    "throttled",
    "no-store",
    "invalid",
]


def operation_outcome(code: IssueCode, diagnostics: str) -> dict[str, Any]:
    """Return an OperationOutcome with one error, valid R4."""
    from fhir.resources.R4B.operationoutcome import OperationOutcome  # noqa: PLC0415 - loaded by the first error, not at start

    outcome = OperationOutcome(issue=[{"severity": "error", "code": code, "diagnostics": diagnostics}])
    made: dict[str, Any] = outcome.model_dump(mode="json", exclude_none=True)
    return {"resourceType": "OperationOutcome", **made}
