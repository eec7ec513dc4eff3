"""A payer's statement about an order as the extension that Da Vinci CRD 2.0.1 defines for it."""

from __future__ import annotations

from typing import Any

from chartside.coverage import CoverageInformation

URL = "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information"


def extension(said: CoverageInformation) -> dict[str, Any]:
    """Return the extension; what is not said is left out."""
    codes = {"covered": said.covered, "pa-needed": said.pa_needed}
    parts: list[dict[str, Any]] = [{"url": "coverage", "valueReference": {"reference": said.coverage}}]
    parts += [{"url": url, "valueCode": code} for url, code in codes.items() if code]
    parts += [{"url": "doc-needed", "valueCode": code} for code in said.doc_needed]
    parts += [{"url": "info-needed", "valueCode": code} for code in said.info_needed]
    parts.append({"url": "date", "valueDate": said.on.isoformat()})
    parts.append({"url": "coverage-assertion-id", "valueString": said.assertion})
    if said.satisfied_pa:
        parts.append({"url": "satisfied-pa-id", "valueString": said.satisfied_pa})
    parts += [{"url": "questionnaire", "valueCanonical": address} for address in said.questionnaires]
    if said.expires is not None:
        parts.append({"url": "expiry-date", "valueDate": said.expires.isoformat()})
    return {"url": URL, "extension": parts}
