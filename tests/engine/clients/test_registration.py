"""What may be registered of a caller; everything else is refused with a reason, and without its secrets."""

import pytest

from engine.clients.client import Client
from engine.clients.keys import KeysRefused, read_keys
from engine.clients.registration import RegistrationRefused, checked
from tests.cds_hooks.tokens import document, ec_key, rsa_key

STATED = {"tenant": "north", "issuer": "https://ehr.example", "jwks": document(ec_key())}
JKU = {"tenant": "north", "issuer": "https://ehr.example"}


def refused(id="general", **stated):
    with pytest.raises(RegistrationRefused) as said:
        checked(id, **(stated if "jku" in stated else STATED | stated))
    return str(said.value)


def test_a_whole_registration_is_kept_in_one_form_and_read_back():
    kept = checked(
        "general",
        **STATED,
        claimed_tenant="ward-7",
        fhir_servers=("https://EHR.example:443/fhir/", "http://10.1.2.3/r4"),
        networks=("10.1.0.0/16",),
        capabilities=("autolaunch",),
        permitted_labels=("R", "HIV"),
    )
    assert kept.fhir_servers == ("https://ehr.example/fhir", "http://10.1.2.3/r4")
    assert (kept.capabilities, kept.permitted_labels) == ({"autolaunch"}, {"R", "HIV"})
    assert Client.from_json(kept.as_json()) == kept
    assert checked("general", **STATED).as_json().keys() == {"id", "tenant", "issuer", "jwks"}


@pytest.mark.parametrize("name", ["", "a b", "a/b", "ä", "x" * 65, "a\n"])
def test_an_id_and_a_tenant_are_plain_names(name):
    assert refused(name).startswith("id: ")
    assert refused(tenant=name).startswith("tenant: ")


def test_the_longest_name_passes():
    assert checked("x" * 64, **STATED | {"tenant": "A.b_c-9"}).tenant == "A.b_c-9"


@pytest.mark.parametrize("text", [" ", "a b", "a\x00b", "https://ehr.example\n", "ä", "x" * 257])
def test_what_a_token_claims_is_printable(text):
    assert refused(issuer=text).startswith("issuer: ")
    assert refused(claimed_tenant=text).startswith("claimed tenant: ")


def test_an_issuer_is_never_empty():
    assert refused(issuer="").startswith("issuer: ")


@pytest.mark.parametrize(
    "jku", ["https://ehr.example:8443/k", "http://localhost:9/k", "http://127.0.0.1/k", "http://[::1]/k"]
)
def test_keys_are_published_at_an_encrypted_address_or_on_this_machine(jku):
    assert checked("general", **JKU, jku=jku).jku == jku


@pytest.mark.parametrize(
    "jku",
    [
        "http://ehr.example/k",
        "http://10.1.2.3/k",
        "http://fhir.intra/k",
        "http://localhost.ehr.example/k",
        "https://user@ehr.example/k",
        "https://u:secret@ehr.example/k",
        "https://ehr.example/k#k1",
        "https://ehr.example/k#",
        "https:///k",
        "https://ehr.example:99999/k",
        "https://ehr.example/a b",
        "https://ehr.example\\@other.example/k",
        "file:///k",
        "ehr.example/k",
        "https://[::1/k",
    ],
)
def test_any_other_address_of_keys_is_refused_and_not_repeated(jku):
    said = refused(**JKU, jku=jku, networks=("10.1.0.0/16",))
    assert said.startswith("jku: expected ")
    assert "secret" not in said


@pytest.mark.parametrize("member", ["d", "p", "q", "dp", "dq", "qi", "k", "oth"])
@pytest.mark.parametrize("first", [[], [ec_key("first").jwk]], ids=["alone", "behind a good one"])
def test_private_key_material_is_refused_and_never_repeated(member, first):
    said = refused(jwks={"keys": [*first, {**rsa_key().jwk, member: "SECRET-canary"}]})
    assert f"keys[{len(first)}] holds a private or a symmetric key" in said
    assert "SECRET" not in said


def test_keys_of_other_uses_are_passed_over_but_not_all_of_them():
    other = [{**ec_key("enc").jwk, "use": "enc"}, {"kid": "o", "kty": "OKP", "crv": "Ed25519", "x": "AA"}]
    assert read_keys({"keys": [*other, ec_key().jwk]}).keys() == {"ec-1"}
    assert "no key with a kid" in refused(jwks={"keys": other})


@pytest.mark.parametrize("jwks", [{}, {"keys": []}, {"keys": {}}, {"keys": ["k1"]}, ec_key().jwk])
def test_a_document_without_keys_is_refused(jwks):
    assert refused(jwks=jwks).startswith("JWKS: ")
    with pytest.raises(KeysRefused):
        read_keys(jwks)


@pytest.mark.parametrize(
    ("server", "said"),
    [
        ("ehr.example/fhir", "looks like https://"),
        ("https://user@ehr.example/fhir", "looks like https://"),
        ("https://ehr.example/fhir?x=1", "looks like https://"),
        ("https://ehr.example/../fhir", "looks like https://"),
        ("http://ehr.example/fhir", "http is spoken only in a listed network"),
        ("http://192.0.43.7/fhir", "http is spoken only in a listed network"),
    ],
)
def test_a_server_that_could_not_be_spoken_to_safely_is_refused(server, said):
    assert said in refused(fhir_servers=("https://ehr.example/fhir", server))


def test_http_is_for_a_listed_network_or_an_address_that_lists_itself():
    servers = ("http://fhir.intra/r4", "http://127.0.0.1:8080/fhir")
    assert checked("general", **STATED, fhir_servers=servers, networks=("192.168.4.0/24",)).fhir_servers == servers
    assert checked("general", **STATED, fhir_servers=servers[1:]).fhir_servers == servers[1:]


@pytest.mark.parametrize(
    "network", ["10.0.0.0/8", "172.31.0.0/16", "100.64.0.0/10", "127.0.0.1", "fd00::/8", "169.254.0.0/16"]
)
def test_a_private_network_may_be_listed(network):
    assert checked("general", **STATED, networks=(network,)).networks == (network,)


@pytest.mark.parametrize("network", ["0.0.0.0/0", "::/0", "8.8.8.0/24", "172.0.0.0/11", "2000::/3", "192.0.43.7"])
def test_a_network_with_public_addresses_may_not(network):
    assert "holds public addresses" in refused(networks=("10.1.0.0/16", network))


@pytest.mark.parametrize("network", ["", "10.1.0.1/16", "intranet", "10.1.0.0/33"])
def test_a_network_that_is_none_is_refused(network):
    assert "a network looks like 10.1.0.0/16" in refused(networks=(network,))


def test_an_unknown_capability_is_refused_with_those_there_are():
    said = refused(capabilities=("autolaunch", "telepathy"))
    assert "capability 'telepathy': there are action-selection, autolaunch, prefetch-expressions" in said


@pytest.mark.parametrize("label", ["", "a b", "é", "x" * 257])
def test_a_label_is_a_code(label):
    assert "code of a security label" in refused(permitted_labels=("R", label))
