"""What waits is approved from a terminal, on the record, and a running service follows."""

import time

from engine.audit.recent import MAX_AGE
from tests.engine.service.calls import FULL, bundle, creatinine, outcomes, view
from tests.engine.service.conftest import serving

CALL = view({**FULL, "observations": bundle(creatinine(1.9))})


def test_a_running_service_follows_an_approval_and_it_is_on_record(chartside, tmp_path):
    site = tmp_path / "site"
    with serving(site, approve_first_sight=False) as client:
        before = outcomes(client.post("/cds-services/patient-view", json=CALL).json())
        assert set(before.values()) == {"not-applicable"}
        words = ["--why", "read its page", "--who", "officer", "--data", site]
        ran = chartside("plugins", "approve", "risk-scores.egfr", *words)
        assert ran.status == 0
        assert (
            "risk-scores.egfr 1.0.0 may read what it declares (it waited: nobody has approved what it reads)" in ran.out
        )
        time.sleep(MAX_AGE)
        after = outcomes(client.post("/cds-services/patient-view", json=CALL).json())
        assert after["risk-scores.egfr"] == "answered"
        assert after["risk-scores.kdigo_aki"] == "not-applicable"
        assert chartside("plugins", "approve", "risk-scores", *words).status == 0
        time.sleep(MAX_AGE)
        everything = outcomes(client.post("/cds-services/patient-view", json=CALL).json())
        assert everything["risk-scores.kdigo_aki"] != "not-applicable"
    decision = ran.out.split()[-1]
    recorded = chartside("audit", "show", decision, "--data", site, "--json").json
    [approved] = recorded["envelope"]["statement"]["approved"]
    assert (approved["analysis"], approved["version"]) == ("risk-scores.egfr", "1.0.0")
    assert {"kind": "Patient"} in approved["reads"]
    assert chartside("audit", "verify", "--data", site).status == 0


def test_an_unknown_name_approves_nothing(chartside, tmp_path):
    site = tmp_path / "site"
    with serving(site):
        pass
    ran = chartside("plugins", "approve", "risk-scores.egfr", "no.such", "--why", "x", "--who", "y", "--data", site)
    assert (ran.status, "no plugin or analysis 'no.such'" in ran.err) == (2, True)
    assert chartside("audit", "list", "--data", site, "--json").json == []
