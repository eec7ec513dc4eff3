"""Point 20: whatever address a caller or a server names, requests stay on the allowed base and no token leaves it."""

import pytest

from chartside.inputs import EffectiveMedicationsRequest, Having
from fhir_adapter.client import AddressError, ServerAddress
from fhir_adapter.references import References
from tests.fhir_adapter.client.asking import TOKEN, search
from tests.fhir_adapter.made import NOW, STROKE, of, of_patient, searchset, stroke
from tests.fhir_adapter.test_gather import gathered
from tests.fhir_servers import Told, scripted

BASE = ServerAddress.of("https://ehr.example/fhir")
AWAY = [
    "https://evil.example/fhir/Condition",
    "http://ehr.example/fhir/Condition",
    "https://ehr.example:8443/fhir/Condition",
    "https://ehr.example.evil.example/fhir/Condition",
    "https://ehr.example@evil.example/fhir/Condition",
    "https://user:pass@ehr.example/fhir/Condition",
    "//evil.example/fhir/Condition",
    "https://ehr.example/fhir/../admin",
    "https://ehr.example/fhir/%2e%2e/admin",
    "https://ehr.example/fhir/..;/admin",
    "https://ehr.example/fhir/%252e%252e/admin",
    "https://ehr.example/fhirevil/Condition",
    "https://ehr.example/other/Condition",
    "https://ehr.example\\@evil.example/fhir",
    "https://ehr.example/fhir/Condition#x",
    "https://\u0435hr.example/fhir/Condition",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "ftp://ehr.example/fhir/Condition",
    " https://evil.example/fhir",
    "https://169.254.169.254/latest/meta-data",
    "/other/Condition",
    "",
]
WITHIN = {
    "https://ehr.example/fhir/Condition?page=2": "https://ehr.example/fhir/Condition?page=2",
    "HTTPS://EHR.example:443/fhir/Condition": "https://ehr.example/fhir/Condition",
    "/fhir/Condition?page=2": "https://ehr.example/fhir/Condition?page=2",
    "Condition?page=2": "https://ehr.example/fhir/Condition?page=2",
    "https://ehr.example/fhir?_getpages=1": "https://ehr.example/fhir?_getpages=1",
}


@pytest.mark.parametrize("link", AWAY)
def test_20_an_address_that_leads_away_is_refused(link):
    assert BASE.within(link) is None


@pytest.mark.parametrize("link", WITHIN)
def test_20_an_address_on_the_base_is_put_together_anew(link):
    assert BASE.within(link) == WITHIN[link]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "secret.host",
        "ftp://secret.host/fhir",
        "https://u:p@secret.host/fhir",
        "https://secret.host/fhir?x=1",
        "https://secret.host/fhir#x",
        "https://secret.host/a/../b",
        "https:///fhir",
    ],
)
def test_20_what_is_no_server_s_address_is_refused_without_being_quoted(address):
    with pytest.raises(AddressError) as refused:
        ServerAddress.of(address)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("make", [lambda e: f"{e.base}/Condition?page=2", lambda e: f"//{e.base.split('/', 2)[2]}/x"])
def test_20_a_next_link_to_another_server_is_not_followed_and_no_token_leaves(make):
    with scripted(lambda _: Told(searchset(stroke("s2")))) as evil:
        page = searchset(stroke(), link=[{"relation": "next", "url": make(evil)}])
        with scripted(lambda _: Told(page)) as server:
            found = search(server)
    assert evil.asked == []
    assert server.headers[0]["Authorization"] == f"Bearer {TOKEN}"
    assert (len(found.pieces), found.gap.reason) == (1, "incomplete")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_20_a_redirect_is_not_followed(status):
    with (
        scripted(lambda _: Told(searchset())) as evil,
        scripted(lambda _: Told(b"", status, {"Location": f"{evil.base}/Condition"})) as server,
    ):
        found = search(server)
    assert evil.asked == []
    assert found.gap.reason == "fetch-failed"


def test_20_a_reference_to_another_server_is_not_read():
    with scripted(lambda _: Told({"resourceType": "Medication", "id": "m1"})) as evil:
        named = {
            "status": "active",
            "intent": "order",
            "medicationReference": {"reference": f"{evil.base}/Medication/m1"},
        }
        request = of_patient("MedicationRequest", "r", **named)
        inputs = of(EffectiveMedicationsRequest())
        with scripted(
            lambda path: Told(searchset(request) if path.startswith("MedicationRequest") else searchset())
        ) as server:
            found = gathered(server, inputs).facts(inputs, NOW)["it"]
    assert evil.asked == []
    assert found.unknown is not None


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "::1",
        "192.168.1.1",
        "100.64.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
    ],
)
def test_20_a_public_name_may_not_stand_for_an_address_inside(ip):
    assert not BASE.permits(ip)
    assert ServerAddress.of("https://ehr.example/fhir", ["127.0.0.0/8"]).permits("127.0.0.1")


def test_20_only_what_is_encrypted_goes_to_a_public_address():
    assert BASE.permits("93.184.216.34")
    assert not ServerAddress.of("http://ehr.example/fhir").permits("93.184.216.34")


def test_20_an_id_from_the_caller_cannot_change_where_a_request_goes():
    with scripted(lambda _: Told(searchset())) as server:
        inputs = of(Having("Condition", STROKE))
        gathered(server, inputs)
    assert all(path.startswith(("Condition?patient=p1", "Consent?patient=p1")) for path in server.asked)
    assert References(()).resolve("https://evil.example/fhir/Patient/p1").state == "external"
