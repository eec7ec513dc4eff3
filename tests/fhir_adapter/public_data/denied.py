"""Why a record may not be asserted, told from its JSON by itself: a second opinion that shares no code with the gate."""

from collections.abc import Iterator

from tests.fhir_adapter.public_data.sets import Resource

_STATUS = frozenset({"entered-in-error", "cancelled", "not-done", "not-taken", "revoked", "rejected", "declined"})
_INTENT = frozenset({"plan", "proposal", "option"})
_VERIFICATION = frozenset({"entered-in-error", "refuted", "unconfirmed", "provisional", "differential"})


def denied(resource: Resource) -> frozenset[str]:
    """Return every reason; none where the record may be asserted, as far as these go."""
    return frozenset(_denied(resource))


def _denied(resource: Resource) -> Iterator[str]:
    if resource.get("status") in _STATUS:
        yield f"status {resource['status']}"
    if resource.get("docStatus") in _STATUS:
        yield f"docStatus {resource['docStatus']}"
    if resource.get("intent") in _INTENT:
        yield f"intent {resource['intent']}"
    if resource.get("doNotPerform") is True:
        yield "doNotPerform"
    if resource.get("modifierExtension"):
        yield "modifierExtension"
    stated = resource.get("verificationStatus")
    if isinstance(stated, dict):
        for coding in stated.get("coding", []):
            if coding.get("code") in _VERIFICATION:
                yield f"verificationStatus {coding['code']}"
