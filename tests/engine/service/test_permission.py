"""What a label restricts is withheld from analyses and said, unless the site permits it; consents are asked for where the site says so."""

from tests.engine.service.calls import FULL, bundle, creatinine, outcomes, view
from tests.engine.service.conftest import serving

LABEL = {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]}
CALL = view({**FULL, "observations": bundle(creatinine(1.9) | {"meta": LABEL})})
DENIED = {
    "resourceType": "Consent",
    "id": "c1",
    "status": "active",
    "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy"}]},
    "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
    "patient": {"reference": "Patient/p1"},
    "provision": {"type": "deny"},
}


def asked(client, call):
    answer = client.post("/cds-services/patient-view", json=call).json()
    decision = answer["extension"]["org.chartside.receipt"]["decision"]
    return answer, client.app.state.desk.ledger.read("default", decision).payload


def reason(answer, analysis):
    return next(x["reason"] for x in answer["extension"]["org.chartside.outcomes"] if x["analysis"] == analysis)


def test_a_restricted_result_is_withheld_and_the_record_says_so(tmp_path):
    with serving(tmp_path / "site") as client:
        answer, record = asked(client, CALL)
    assert outcomes(answer)["risk-scores.egfr"] == "cannot-tell"
    assert "creatinine: not-permitted" in reason(answer, "risk-scores.egfr")
    assert {"kind": "Observation", "reason": "security-label", "count": 1} in record["dropped"]


def test_a_site_may_permit_it(tmp_path):
    with serving(tmp_path / "site", permitted_labels=["R"]) as client:
        answer, _ = asked(client, CALL)
    assert outcomes(answer)["risk-scores.egfr"] == "answered"


def test_consents_are_asked_for_and_heeded(tmp_path):
    with serving(tmp_path / "site", ask_consent=True) as client:
        [offered] = [s for s in client.get("/cds-services").json()["services"] if s["id"] == "patient-view"]
        assert offered["prefetch"]["consents"] == "Consent?patient={{context.patientId}}"
        plain = view({**FULL, "observations": bundle(creatinine(1.9)), "consents": bundle()})
        assert outcomes(asked(client, plain)[0])["risk-scores.egfr"] == "answered"
        denied = view({**FULL, "observations": bundle(creatinine(1.9)), "consents": bundle(DENIED)})
        answer, record = asked(client, denied)
    assert "creatinine: not-permitted" in reason(answer, "risk-scores.egfr")
    assert {"kind": "Observation", "reason": "consent", "count": 1} in record["dropped"]
