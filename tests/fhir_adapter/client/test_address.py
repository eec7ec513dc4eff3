"""Which addresses belong to the allowed server, whatever they look like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_adapter.client import AddressError, ServerAddress

EHR = ServerAddress.of("https://EHR.example:443/fhir/r4/")


@pytest.mark.parametrize(
    ("link", "means"),
    [
        ("https://ehr.example/fhir/r4/Observation?page=2", "https://ehr.example/fhir/r4/Observation?page=2"),
        ("https://ehr.example:443/fhir/r4?_getpages=a", "https://ehr.example/fhir/r4?_getpages=a"),
        ("HTTPS://Ehr.Example./fhir/r4/x", "https://ehr.example/fhir/r4/x"),
        ("https://ehr.example/fhir/%724/x", "https://ehr.example/fhir/%724/x"),
        ("https://ehr.example/fhir/r4/x?next=https://evil.example/..", "https://ehr.example/fhir/r4/x?next=https://evil.example/.."),
        ("Observation?code=http://loinc.org|1-8", "https://ehr.example/fhir/r4/Observation?code=http://loinc.org|1-8"),
        ("/fhir/r4/Observation", "https://ehr.example/fhir/r4/Observation"),
    ],
)  # fmt: skip
def test_a_link_of_the_server_s_own_is_followed(link, means):
    assert EHR.within(link) == means


@pytest.mark.parametrize(
    "link",
    [
        "http://ehr.example/fhir/r4/x",
        "https://evil.example/fhir/r4/x",
        "https://ehr.example.evil.example/fhir/r4/x",
        "https://ehr.example:8443/fhir/r4/x",
        "https://ehr.example:99999/fhir/r4/x",
        "https://user@ehr.example/fhir/r4/x",
        "https://ehr.example@evil.example/fhir/r4/x",
        "https://ehr.example:443@evil.example/fhir/r4/x",
        "https://ehr.example/fhir/r4evil/x",
        "https://ehr.example/fhir",
        "https://ehr.example/admin",
        "https://ehr.example//fhir/r4/x",
        "https://ehr.example/fhir/r4/../../admin",
        "https://ehr.example/fhir/r4/%2e%2e/%2E./admin",
        "https://ehr.example/fhir/r4/%252e%252e/admin",
        "https://ehr.example/fhir/r4/..;/admin",
        "https://ehr.example/fhir/r4/x%2f..%2f..%2fadmin",
        "https://ehr.example/fhir/r4/x%5c..%5cadmin",
        "https://ehr.example/fhir/r4\\@evil.example/",
        "https:\\\\evil.example/fhir/r4/x",
        "//evil.example/fhir/r4/x",
        "https://ehr.example/fhir/r4/x#y",
        "https://ehr.example/fhir/r4/x y",
        "https://ehr.example/fhir/r4/x\r\nHost: evil.example",
        "https://ehr.ex\u0430mple/fhir/r4/x",
        "file:///fhir/r4/x",
        "javascript:alert(1)//ehr.example/fhir/r4",
        "https:///fhir/r4/x",
        "",
    ],
)
def test_every_other_link_is_refused(link):
    assert EHR.within(link) is None


@given(st.text(max_size=60) | st.text("https:/.%2e@#?ehrxamplfi4\\;", max_size=60))
def test_whatever_is_followed_begins_with_the_base_and_never_goes_up(link):
    found = EHR.within(link)
    if found is not None:
        path = found.partition("?")[0]
        assert path == "https://ehr.example/fhir/r4" or path.startswith("https://ehr.example/fhir/")
        assert ".." not in path.lower().replace("%2e", ".").split("/")


@pytest.mark.parametrize(
    "address",
    ["ehr.example/fhir", "ftp://ehr.example", "https://anna:secret@ehr.example/fhir", "https://ehr.example/fhir?x=1", "", "https://", "http://h:x/"],
)  # fmt: skip
def test_what_is_no_server_s_address_is_refused_without_being_quoted(address):
    with pytest.raises(AddressError) as refused:
        ServerAddress.of(address)
    assert "secret" not in str(refused.value)


PRIVATE = ["127.0.0.1", "::1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "fe80::1", "fd00::1", "0.0.0.0", "100.64.0.1", "224.0.0.1", "255.255.255.255", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::", "nonsense"]  # fmt: skip # noqa: E501, S104 - one list; an address to refuse


@pytest.mark.parametrize("ip", PRIVATE)
def test_an_address_that_is_not_public_is_refused_unless_it_is_listed(ip):
    assert not EHR.permits(ip)


def test_a_public_address_is_for_encrypted_reading_only():
    assert EHR.permits("93.184.216.34")
    assert EHR.permits("2606:2800:220:1::1")
    assert not ServerAddress.of("http://ehr.example/fhir").permits("93.184.216.34")


def test_a_listed_network_is_permitted_and_nothing_beside_it():
    inside = ServerAddress.of("http://ehr.internal/fhir", ["10.1.0.0/16"])
    assert inside.permits("10.1.255.255")
    assert not inside.permits("10.2.0.0")
    with pytest.raises(AddressError, match=r"10\.1\.0\.0/16"):
        ServerAddress.of("http://ehr.internal/fhir", ["ten"])


def test_an_address_that_is_itself_loopback_or_private_lists_itself():
    assert ServerAddress.of("http://127.0.0.1:8080/fhir").permits("127.0.0.1")
    assert not ServerAddress.of("http://127.0.0.1:8080/fhir").permits("127.0.0.2")
    assert ServerAddress.of("http://localhost:8080/fhir").permits("::1")
    assert ServerAddress.of("http://[::1]:8080/fhir").permits("::1")
    assert str(ServerAddress.of("http://[::1]:8080/fhir")) == "http://[::1]:8080/fhir"
    assert not ServerAddress.of("http://93.184.216.34/fhir").permits("93.184.216.34")
