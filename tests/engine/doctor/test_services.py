"""The doctor at the services that discovery lists."""

from engine.doctor import services
from tests.engine.doctor.made import site, told
from tests.engine.service.conftest import serving

ONE = {"id": "a", "hooks": ["patient-view"], "title": "A", "analyses": ["risk-scores.egfr"]}


def looked(tmp_path, **settings):
    return list(services.offered(site(tmp_path, **settings)))


def test_as_installed_all_is_well(tmp_path):
    found = looked(tmp_path)
    assert told(found) == [("services", "ok")]
    with serving(tmp_path / "asked") as client:
        listed = client.get("/cds-services").json()["services"]
    assert found[0].said == f"discovery lists {len(listed)}"


def test_each_fault_of_a_composed_service_fails_with_its_sentence(tmp_path):
    wrong = [{**ONE, "analyses": ["nobody"]}, {**ONE, "id": "patient-view"}]
    found = looked(tmp_path, services=wrong)
    assert {standing for _, standing in told(found)} == {"failed"}
    assert any("'nobody' is not installed" in f.said for f in found)
    assert any("another service of that id answers patient-view" in f.said for f in found)


def test_services_that_are_not_offered_and_required_analyses_that_nobody_asks_warn(tmp_path):
    found = looked(tmp_path, services=[ONE], offer=["plugins"])
    assert told(found) == [("services", "ok"), ("services", "warning")]
    required = ["risk-scores.kdigo_aki", "risk-scores.egfr"]
    found = looked(tmp_path, services=[ONE], offer=["composed"], required_analyses=required)
    assert told(found) == [("services", "ok"), ("services", "warning")]
    assert found[1].said == "risk-scores.kdigo_aki is required, and no service asks it"


def test_a_site_that_offers_nothing_is_said_to(tmp_path):
    assert looked(tmp_path, offer=[])[0].said == "discovery lists none"
