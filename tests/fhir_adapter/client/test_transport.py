"""The address that was checked is the address that is used, and the name stays where certificates are checked."""

import json
import ssl
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fhir_adapter.client import PinnedTransport, ServerAddress
from tests.fhir_adapter.client.asking import asked, at_once, search
from tests.fhir_adapter.made import searchset, stroke
from tests.fhir_servers import Told, scripted


def always(_path):
    return Told(searchset(stroke("s1")))


def ids(answer):
    return [json.loads(piece.raw)["id"] for piece in answer.pieces]


def port_of(server):
    return server.base.split(":")[2].split("/")[0]


def to_loopback(names):
    async def resolve(host, _port):
        names.append(host)
        return ["127.0.0.1"]

    return resolve


def test_the_name_of_a_server_is_resolved_once_and_pinned():
    names = []
    with scripted(always) as server:
        port = port_of(server)
        where = ServerAddress.of(f"http://ehr.internal:{port}/fhir", ["127.0.0.0/8"])
        transport = PinnedTransport(where, resolve=to_loopback(names))

        async def twice(session):
            await session.search("Condition?patient=p1")
            return await session.search("Encounter?patient=p1")

        found = asked(server, twice, address=where, transport=transport)
    assert (ids(found), names) == (["s1"], ["ehr.internal"])
    assert {h["Host"] for h in server.headers} == {f"ehr.internal:{port}"}


@pytest.mark.parametrize(
    "resolved", [["10.0.0.1"], ["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["169.254.169.254"], []]
)
def test_a_name_that_leads_to_an_address_that_is_not_listed_is_refused(resolved):
    async def resolve(_host, _port):
        return resolved

    with scripted(always) as server:
        port = port_of(server)
        where = ServerAddress.of(f"https://ehr.example:{port}/fhir")
        found = search(server, address=where, transport=PinnedTransport(where, resolve=resolve))
    assert (found.gap.reason, server.asked) == ("not-permitted", [])


@pytest.fixture
def certified(tmp_path):
    """Make a certificate for one name, and return how to serve it and how to trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ehr.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("ehr.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = tmp_path / "certificate.pem"
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(file)
    return serving, ssl.create_default_context(cafile=str(file))


@pytest.mark.parametrize(("name", "believed"), [("ehr.example", True), ("other.example", False)])
def test_a_certificate_is_checked_for_the_name_and_not_for_the_address(certified, name, believed):
    serving, trusting = certified
    with scripted(always, serving) as server:
        where = ServerAddress.of(f"https://{name}:{port_of(server)}/fhir", ["127.0.0.0/8"])
        inner = httpx.AsyncHTTPTransport(verify=trusting, trust_env=False)
        transport = PinnedTransport(where, resolve=to_loopback([]), inner=inner)
        found = search(server, address=where, transport=transport, pause=at_once)
    assert ids(found) == (["s1"] if believed else [])
    assert (found.gap.reason if found.gap is not None else None) == (None if believed else "fetch-failed")
