"""Who calls is proved by a token that a registered key signed, for this address, fresh, and used once; all else is a bare 401."""

import base64
import json
import time
from dataclasses import replace

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from structlog.testing import capture_logs

from engine.audit import Clients
from engine.clients.registration import checked
from tests.cds_hooks.tokens import ISSUER, PUBLIC, bearer, claims, document, ec_key, rsa_key
from tests.engine.service.calls import FULL, bundle, creatinine, view
from tests.engine.service.conftest import serving
from tests.fhir_servers import Told, scripted

WAY = "/cds-services/patient-view"
CALL = view({**FULL, "observations": bundle(creatinine(1.9))})
FEEDBACK = {
    "feedback": [
        {
            "card": "6bc883b2-b795-4dcb-b661-34884a31d472",
            "outcome": "overridden",
            "outcomeTimestamp": "2026-11-20T09:00:00Z",
        }
    ]
}
OFFICER = {"who": "officer", "why": "contract signed"}
ROUTES = [("GET", "/cds-services", None), ("POST", WAY, CALL), ("POST", f"{WAY}/feedback", FEEDBACK)]


def hospital(**changed):
    stated = {"tenant": "default", "issuer": ISSUER, "jwks": document(ec_key(), rsa_key())}
    return checked("hospital", **(stated | changed))


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """Run a service that knows two callers, one by its document and one of another tenant by another."""
    with serving(tmp_path_factory.mktemp("guarded"), callers="registered", public_url=PUBLIC) as client:
        known = client.app.state.desk.trust.clients
        known.register(hospital(), **OFFICER)
        other = checked("clinic", tenant="north", issuer="https://clinic.example.org", jwks=document(ec_key("ec-9")))
        known.register(other, **OFFICER)
        yield client


def send(client, method, path, body, token=None, **headers):
    carried = (bearer(token) if token else {}) | headers
    return (
        client.request(method, path, json=body, headers=carried)
        if body
        else client.request(method, path, headers=carried)
    )


@pytest.mark.parametrize(("method", "path", "body"), ROUTES, ids=["discovery", "call", "feedback"])
@pytest.mark.parametrize("key", [ec_key(), rsa_key()], ids=["ES384", "RS384"])
def test_j1_j5_d9_a_right_token_passes_on_every_route(guarded, method, path, body, key):
    answer = send(guarded, method, path, body, key.sign(claims(path)))
    assert answer.status_code == 200, answer.text


def test_j3_the_audience_may_be_a_list_that_holds_the_called_address(guarded):
    listed = ["https://elsewhere.example.org", f"{PUBLIC}{WAY}"]
    assert send(guarded, "POST", WAY, CALL, ec_key().sign(claims(WAY, aud=listed))).status_code == 200


def test_j1_who_called_is_on_record(guarded):
    answer = send(guarded, "POST", WAY, CALL, ec_key().sign(claims(WAY))).json()
    decision = answer["extension"]["org.chartside.receipt"]["decision"]
    assert guarded.app.state.desk.ledger.read("default", decision).payload["caller"]["client"] == "hospital"


def test_j7_calls_of_a_client_are_in_the_record_of_its_tenant(guarded):
    token = ec_key("ec-9").sign(claims(WAY, iss="https://clinic.example.org"))
    answer = send(guarded, "POST", WAY, CALL, token).json()
    decision = answer["extension"]["org.chartside.receipt"]["decision"]
    assert guarded.app.state.desk.ledger.read("north", decision).payload["caller"]["client"] == "clinic"
    assert decision not in {line.id for line in guarded.app.state.desk.ledger.decisions("default")}


def unsigned(path):
    def part(said):
        return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none', 'typ': 'JWT', 'kid': 'ec-1'})}.{part(claims(path))}."


def symmetric(path):
    """Sign with the public key as if it were a shared secret."""
    public = ec_key().private.public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    head, body, _ = ec_key().sign(claims(path)).split(".")
    header = base64.urlsafe_b64encode(b'{"alg":"HS384","typ":"JWT","kid":"ec-1"}').rstrip(b"=").decode()
    import hashlib
    import hmac

    mac = hmac.new(pem, f"{header}.{body}".encode(), hashlib.sha384).digest()
    assert head != header
    return f"{header}.{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def tampered(path):
    head, _, signature = ec_key().sign(claims(path)).split(".")
    body = base64.urlsafe_b64encode(json.dumps(claims(path)).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{signature}"


def by(key, path, *, header=None, **changed):
    return key.sign(claims(path, **changed), **(header or {}))


OURS, NOW = ec_key(), time.time
STRANGER = ec_key("stranger")
P256 = replace(OURS, algorithm="ES256", private=ec.generate_private_key(ec.SECP256R1()))
WRONG = {
    "unsigned": unsigned,
    "signed with the public key as a secret": symmetric,
    "another curve": lambda p: by(P256, p),
    "RS256 with the right key": lambda p: by(replace(rsa_key(), algorithm="RS256"), p),
    "PS384 with the right key": lambda p: by(replace(rsa_key(), algorithm="PS384"), p),
    "another's key under our kid": lambda p: by(replace(STRANGER, kid="ec-1"), p),
    "a kid that nobody published": lambda p: by(STRANGER, p),
    "the key of another client": lambda p: by(ec_key("ec-9"), p),
    "no kid": lambda p: by(OURS, p, header={"kid": None}),
    "another type": lambda p: by(OURS, p, header={"typ": "at+jwt"}),
    "a critical extension": lambda p: by(OURS, p, header={"crit": ["exp"]}),
    "a key of its own in the header": lambda p: by(replace(STRANGER, kid="ec-1"), p, header={"jwk": STRANGER.jwk}),
    "a payload exchanged": tampered,
    "no issuer": lambda p: by(OURS, p, iss=None),
    "an issuer that nobody registered": lambda p: by(OURS, p, iss="https://elsewhere.example.org"),
    "another issuer's name": lambda p: by(OURS, p, iss="https://clinic.example.org"),
    "an issuer that is no text": lambda p: _forced(p, iss=["https://ehr.example.org"]),
    "no audience": lambda p: by(OURS, p, aud=None),
    "the audience of another route": lambda p: by(OURS, p, aud=f"{PUBLIC}/cds-services/order-sign"),
    "the audience with a slash more": lambda p: by(OURS, p, aud=f"{PUBLIC}{p}/"),
    "the audience of the host alone": lambda p: by(OURS, p, aud=PUBLIC),
    "the audience as the Host header has it": lambda p: by(OURS, p, aud=f"http://testserver{p}"),
    "a list of other audiences": lambda p: by(OURS, p, aud=[PUBLIC, "https://elsewhere.example.org"]),
    "no expiry": lambda p: by(OURS, p, exp=None),
    "expired": lambda p: by(OURS, p, iat=int(NOW()) - 200, exp=int(NOW()) - 2),
    "an expiry that is no number": lambda p: _forced(p, exp="9999999999"),
    "an expiry without end": lambda p: _forced(p, exp=float("inf")),
    "an expiry beyond any number": lambda p: _forced(p, exp=10**400),
    "not before nothing": lambda p: _forced(p, nbf=None),
    "a lifetime of 301 seconds": lambda p: by(OURS, p, exp=int(NOW()) + 301, iat=int(NOW())),
    "a lifetime of a day": lambda p: by(OURS, p, exp=int(NOW()) + 86_400),
    "no time of issue": lambda p: by(OURS, p, iat=None),
    "issued in the future": lambda p: by(OURS, p, iat=int(NOW()) + 60),
    "issued after its end": lambda p: by(OURS, p, iat=int(NOW()) + 3, exp=int(NOW()) + 2),
    "not before a minute": lambda p: by(OURS, p, nbf=int(NOW()) + 60),
    "a time of issue that is true": lambda p: _forced(p, iat=True),
    "no jti": lambda p: by(OURS, p, jti=None),
    "an empty jti": lambda p: by(OURS, p, jti=""),
    "a jti that is a number": lambda p: _forced(p, jti=7),
    "a jti without end": lambda p: by(OURS, p, jti="x" * 257),
    "a tenant that is no text": lambda p: _forced(p, tenant={"a": 1}),
    "garbage": lambda p: "garbage",
    "three pieces of garbage": lambda p: "a.b.c",
    "a payload that is a list": lambda p: _raw(p, []),
    "longer than any token": lambda p: by(OURS, p, padding="x" * 9_000),
}


def _forced(path, **changed):
    """Sign claims that the library would not write."""
    return _raw(path, claims(path) | changed)


def _raw(path, payload):
    return jwt.api_jws.encode(json.dumps(payload).encode(), OURS.private, "ES384", {"kid": OURS.kid, "typ": "JWT"})


def bare(answer):
    """Check that a refusal says nothing but that it is one."""
    assert answer.status_code == 401, answer.text
    assert answer.content == b""
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "content-type" not in answer.headers


@pytest.mark.parametrize("forge", WRONG.values(), ids=WRONG.keys())
def test_j2_j3_j4_j8_a_forged_or_stale_token_is_a_bare_401(guarded, forge, capfd):
    for method, path, body in ROUTES:
        token = forge(path)
        bare(send(guarded, method, path, body, token))
    printed = capfd.readouterr()
    logged = printed.out + printed.err
    assert "call refused" in logged
    assert all(part not in logged for part in token.split(".") if len(part) > 8)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Basic dXM6c2VjcmV0"},
        {"Authorization": "Bearer"},
        {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "cds.example.org"},
    ],
    ids=str,
)
def test_j1_a_call_without_a_token_is_a_bare_401(guarded, headers):
    for method, path, body in ROUTES:
        bare(send(guarded, method, path, body, **headers))


def test_j1_two_tokens_are_none(guarded):
    headers = [("Authorization", f"Bearer {OURS.sign(claims(WAY))}")] * 2
    bare(guarded.post(WAY, json=CALL, headers=headers))


def test_j1_nobody_learns_without_a_token_which_services_there_are_or_what_is_wrong_with_a_body(guarded):
    bare(guarded.post("/cds-services/nothing-like-it", json=CALL))
    bare(guarded.post(WAY, content=b"{"))
    token = OURS.sign(claims("/cds-services/nothing-like-it"))
    assert send(guarded, "POST", "/cds-services/nothing-like-it", CALL, token).status_code == 404


@pytest.mark.parametrize(("method", "path", "body"), ROUTES, ids=["discovery", "call", "feedback"])
def test_j8_a_token_counts_once(guarded, method, path, body):
    token = OURS.sign(claims(path))
    assert send(guarded, method, path, body, token).status_code == 200
    bare(send(guarded, method, path, body, token))


def test_j8_a_refused_token_does_not_spend_the_jti_of_a_right_one(guarded):
    right = claims(WAY)
    bare(send(guarded, "POST", WAY, CALL, replace(STRANGER, kid="ec-1").sign(right)))
    bare(send(guarded, "POST", WAY, CALL, OURS.sign(right | {"aud": PUBLIC})))
    assert send(guarded, "POST", WAY, CALL, OURS.sign(right)).status_code == 200


def test_j8_clients_do_not_share_their_jtis(guarded):
    ours = claims(WAY)
    theirs = ours | {"iss": "https://clinic.example.org"}
    assert send(guarded, "POST", WAY, CALL, OURS.sign(ours)).status_code == 200
    assert send(guarded, "POST", WAY, CALL, ec_key("ec-9").sign(theirs)).status_code == 200


def test_j8_the_log_names_issuer_tenant_and_jti_and_never_the_token(guarded):
    token = OURS.sign(claims(WAY, jti="jti-1", tenant="north wing", exp=1, iat=0))
    unknown = OURS.sign(claims(WAY, iss="https://Zebulon-Canary.example"))
    with capture_logs() as logged:
        bare(send(guarded, "POST", WAY, CALL, token))
        bare(send(guarded, "POST", WAY, CALL, unknown))
    first, second = logged
    assert (first["check"], first["iss"], first["jti"]) == ("exp", ISSUER, "jti-1")
    assert first["tenant"].startswith("sha256:")
    assert second["iss"] == ""
    assert token.split(".")[1] not in str(logged)
    assert "Zebulon" not in str(logged)


def test_j7_the_tenant_that_a_token_claims_chooses_among_the_clients_of_an_issuer(tmp_path):
    with serving(tmp_path, callers="registered", public_url=PUBLIC) as client:
        known = client.app.state.desk.trust.clients
        for name in ("east", "west"):
            shared = checked(name, tenant=name, issuer=ISSUER, claimed_tenant=name, jwks=document(ec_key(f"ec-{name}")))
            known.register(shared, **OFFICER)
        right = ec_key("ec-east").sign(claims("/cds-services", tenant="east"))
        assert send(client, "GET", "/cds-services", None, right).status_code == 200
        for tenant in ("west", "south", None):
            bare(
                send(
                    client, "GET", "/cds-services", None, ec_key("ec-east").sign(claims("/cds-services", tenant=tenant))
                )
            )


def test_j7_a_client_that_was_removed_calls_no_more(tmp_path):
    with serving(tmp_path, callers="registered", public_url=PUBLIC) as client:
        known = client.app.state.desk.trust.clients
        known.register(hospital(), **OFFICER)
        assert send(client, "GET", "/cds-services", None, OURS.sign(claims("/cds-services"))).status_code == 200
        known.remove("hospital", **OFFICER)
        bare(send(client, "GET", "/cds-services", None, OURS.sign(claims("/cds-services"))))


def published(keys, tmp_path, **served):
    """Run a key server, and a service that knows a client by it."""
    return scripted(lambda path: Told(document(*keys), **served) if path.endswith("jwks.json") else Told(b"", 404))


def test_j6_keys_are_fetched_from_the_registered_address_and_kept(tmp_path):
    with published([OURS], tmp_path) as server, serving(tmp_path, callers="registered", public_url=PUBLIC) as client:
        jku = f"{server.base}/jwks.json"
        client.app.state.desk.trust.clients.register(hospital(jwks=None, jku=jku), **OFFICER)
        for header in ({}, {"jku": jku}, {"jku": jku}):
            answer = send(client, "GET", "/cds-services", None, by(OURS, "/cds-services", header=header))
            assert answer.status_code == 200
        bare(send(client, "GET", "/cds-services", None, by(STRANGER, "/cds-services")))
        assert len(server.asked) == 1


def test_j6_an_unlisted_jku_is_never_fetched(tmp_path, guarded):
    with published([STRANGER], tmp_path) as server:
        elsewhere = by(STRANGER, "/cds-services", header={"jku": f"{server.base}/jwks.json"})
        bare(send(guarded, "GET", "/cds-services", None, elsewhere))
        with (
            published([OURS], tmp_path) as theirs,
            serving(tmp_path, callers="registered", public_url=PUBLIC) as client,
        ):
            jku = f"{theirs.base}/jwks.json"
            client.app.state.desk.trust.clients.register(hospital(jwks=None, jku=jku), **OFFICER)
            bare(send(client, "GET", "/cds-services", None, elsewhere))
            assert theirs.asked == []
        assert server.asked == []


@pytest.mark.parametrize(
    "served",
    [
        Told(b"", 302, {"Location": "/elsewhere"}),
        Told(b"not json"),
        Told({"keys": []}),
        Told({"keys": [{**ec_key().jwk, "d": "AA"}]}),
        Told(b"x" * 300_000),
        None,
    ],
    ids=["redirect", "no JSON", "no keys", "a private key", "too large", "hangs up"],
)
def test_j6_a_key_server_that_misbehaves_lets_nobody_in(tmp_path, served):
    with scripted(lambda _: served) as server, serving(tmp_path, callers="registered", public_url=PUBLIC) as client:
        client.app.state.desk.trust.clients.register(hospital(jwks=None, jku=f"{server.base}/jwks.json"), **OFFICER)
        bare(send(client, "GET", "/cds-services", None, OURS.sign(claims("/cds-services"))))
        assert {path.rsplit("/", 1)[-1] for path in server.asked} == {"jwks.json"}


@pytest.mark.parametrize(("method", "path"), [("GET", "/cds-services"), ("POST", WAY), ("POST", f"{WAY}/feedback")])
def test_j9_a_preflight_needs_no_token(guarded, method, path):
    asked = {
        "Origin": "https://ehr.example.org",
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    answer = guarded.options(path, headers=asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert method in answer.headers["access-control-allow-methods"]
    allowed = answer.headers["access-control-allow-headers"].lower()
    assert "authorization" in allowed
    assert "content-type" in allowed
    assert "access-control-allow-credentials" not in answer.headers


def test_j9_a_browser_may_read_a_refusal_as_well_as_an_answer(guarded):
    origin = {"Origin": "https://ehr.example.org"}
    refused = guarded.get("/cds-services", headers=origin)
    bare(refused)
    token = bearer(OURS.sign(claims("/cds-services")))
    for answer in (refused, guarded.get("/cds-services", headers=origin | token)):
        assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in guarded.get("/healthz", headers=origin).headers


def test_j9_a_site_may_name_the_origins(tmp_path):
    with serving(tmp_path, cors_origins=["https://ehr.example.org"]) as client:
        for origin, allowed in (("https://ehr.example.org", True), ("https://evil.example", False)):
            answer = client.get("/cds-services", headers={"Origin": origin})
            assert ("access-control-allow-origin" in answer.headers) is allowed


def test_one_call_too_many_is_429_and_says_when_to_come_back(tmp_path):
    with serving(tmp_path, calls_per_minute=2) as client:
        assert [client.get("/cds-services").status_code for _ in range(3)] == [200, 200, 429]
        answer = client.get("/cds-services")
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert answer.json()["issue"][0]["code"] == "throttled"
        assert client.get("/healthz").status_code == 200


def test_refused_calls_of_one_address_are_bounded_too(tmp_path):
    with serving(tmp_path, callers="registered", public_url=PUBLIC, calls_per_minute=2) as client:
        assert [client.get("/cds-services").status_code for _ in range(3)] == [401, 401, 429]
        client.app.state.desk.trust.clients.register(hospital(), **OFFICER)
        assert send(client, "GET", "/cds-services", None, OURS.sign(claims("/cds-services"))).status_code == 200


def test_the_registration_is_on_record_and_a_row_that_was_changed_behind_it_is_found(guarded):
    assert send(guarded, "POST", WAY, CALL, ec_key().sign(claims(WAY))).status_code == 200
    desk = guarded.app.state.desk
    assert desk.ledger.verify("default").intact
    assert {line.kind for line in desk.ledger.decisions("default", client="hospital")} >= {"registration", "decision"}
    assert isinstance(desk.trust.clients, Clients)
