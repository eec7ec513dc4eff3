"""What may speak, switched from a terminal and on record."""

import time

from engine.audit.recent import MAX_AGE
from tests.engine.service.calls import FULL, bundle, creatinine, outcomes, view
from tests.engine.service.conftest import serving

CALL = view({**FULL, "observations": bundle(creatinine(1.9))})


def test_a_running_service_follows_a_switch_and_the_switch_is_on_record(chartside, tmp_path):
    site = tmp_path / "site"
    with serving(site) as client:
        assert outcomes(client.post("/cds-services/patient-view", json=CALL).json())["risk-scores.egfr"] == "answered"
        ran = chartside("switch", "risk-scores.egfr", "off", "--why", "review", "--who", "officer", "--data", site)
        assert ran.status == 0
        decision = ran.out.split()[-1]
        time.sleep(MAX_AGE)
        said = client.post("/cds-services/patient-view", json=CALL).json()
    [line] = [x for x in said["extension"]["org.chartside.outcomes"] if x["analysis"] == "risk-scores.egfr"]
    assert (line["outcome"], line["reason"]) == ("not-applicable", "switched off")
    recorded = chartside("audit", "show", decision, "--data", site, "--json").json
    assert recorded["envelope"]["statement"] == {
        "analysis": "risk-scores.egfr",
        "state": "off",
        "who": "officer",
        "why": "review",
    }
    assert chartside("audit", "show", decision, "--data", site).status == 0
    assert chartside("audit", "verify", "--data", site).status == 0
