"""A token of our own: who we are is signed, what comes back is kept while it holds, and nothing secret is said when none comes."""

import asyncio
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

import httpx
import jwt
import pytest

from fhir_adapter.client import BackendError, BackendRegistration, BackendToken, ServerAddress, TokenRefused
from tests.cds_hooks.tokens import ec_key, rsa_key
from tests.engine.cli.conftest import chartside  # noqa: F401 - a fixture
from tests.fhir_servers import sekmet

BASE = "https://ehr.example.org/fhir"
AT = "https://ehr.example.org/oauth/token"


def write(folder, key, *, token_url="", **changed):
    jwk = {**json.loads(jwt.algorithms.get_default_algorithms()[key.algorithm].to_jwk(key.private)), "kid": key.kid}
    (folder / "key.json").write_text(json.dumps({**jwk, "alg": key.algorithm, **changed}))
    file = folder / "backend.toml"
    where = f'token_url = "{token_url}"\n' if token_url else ""
    file.write_text(f'client_id = "chartside"\nscope = "system/*.rs"\nkey = "key.json"\n{where}')
    return file


@pytest.fixture(params=["ES384", "RS384"])
def key(request):
    return ec_key() if request.param == "ES384" else rsa_key()


class Authorization:
    """Answers token requests, and remembers them."""

    def __init__(self, *answers, configuration=None, lives=300):
        self.asked, self.lives = [], lives
        self.answers = list(answers)
        self.configuration = configuration if configuration is not None else {"token_endpoint": AT}

    def __call__(self, request):
        self.asked.append(request)
        if request.method == "GET":
            return httpx.Response(200, json=self.configuration)
        given = {"access_token": f"t{len(self.posts)}", "token_type": "bearer", "expires_in": self.lives}
        return self.answers.pop(0) if self.answers else httpx.Response(200, json=given)

    @property
    def posts(self):
        return [r for r in self.asked if r.method == "POST"]


def tokens(file, authorization, clock=lambda: 1_800_000_000.0):
    mock = httpx.MockTransport(authorization)
    return BackendToken(ServerAddress.of(BASE), BackendRegistration.read(file), transport=lambda _: mock, clock=clock)


def test_who_we_are_is_signed_for_that_very_endpoint(tmp_path, key):
    authorization = Authorization()
    assert asyncio.run(tokens(write(tmp_path, key), authorization).bearer()) == "t1"
    [get, post] = authorization.asked
    assert str(get.url) == f"{BASE}/.well-known/smart-configuration"
    assert str(post.url) == AT
    form = {name: value for name, [value] in parse_qs(post.content.decode()).items()}
    assert (form["grant_type"], form["scope"]) == ("client_credentials", "system/*.rs")
    assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assertion = form["client_assertion"]
    head = jwt.get_unverified_header(assertion)
    assert (head["alg"], head["kid"], head["typ"]) == (key.algorithm, key.kid, "JWT")
    options = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(assertion, key.private.public_key(), [key.algorithm], audience=AT, options=options)
    assert (claims["iss"], claims["sub"], claims["exp"] - claims["iat"]) == ("chartside", "chartside", 240)
    assert claims["jti"]


def test_a_token_is_kept_while_it_holds_and_many_wait_for_one(tmp_path):
    now = [1_800_000_000.0]
    authorization = Authorization()
    token = tokens(write(tmp_path, ec_key(), token_url=AT), authorization, lambda: now[0])

    async def scene():
        assert set(await asyncio.gather(*(token.bearer() for _ in range(20)))) == {"t1"}
        now[0] += 269
        assert await token.bearer() == "t1"
        now[0] += 2  # less than half a minute is left
        assert await token.bearer() == "t2"

    asyncio.run(scene())
    assert len(authorization.asked) == 2
    assert len({r.content for r in authorization.posts}) == 2, "no statement is sent twice"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(401, json={"error": "invalid_client", "error_description": "SECRET"}), "answered 401 (invalid_client)"),
        (httpx.Response(400, json={"error": "SECRET"}), "answered 400"),
        (httpx.Response(500, text="SECRET"), "answered 500"),
        (httpx.Response(302, headers={"Location": "https://evil.example/SECRET"}), "answered 302"),
        (httpx.Response(200, text="SECRET"), "without a bearer token"),
        (httpx.Response(200, json=["SECRET"]), "without a bearer token"),
        (httpx.Response(200, json={"access_token": "SECRET", "token_type": "mac"}), "without a bearer token"),
        (httpx.Response(200, json={"access_token": 7, "token_type": "bearer"}), "without a bearer token"),
        (httpx.Response(200, json={"access_token": "", "token_type": "bearer"}), "without a bearer token"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_without_a_token_it_is_said_what_was_answered_and_nothing_secret(tmp_path, answer, said):
    with pytest.raises(TokenRefused, match=said.replace("(", r"\(").replace(")", r"\)")) as refused:
        asyncio.run(tokens(write(tmp_path, ec_key(), token_url=AT), Authorization(answer)).bearer())
    assert "SECRET" not in str(refused.value)


@pytest.mark.parametrize(
    "configuration",
    [{}, {"token_endpoint": "https://evil.example/token"}, {"token_endpoint": "http://ehr.example.org/token"}, {"token_endpoint": 7},
     {"token_endpoint": "https://ehr.example.org@evil.example/token"}, ["x"]],
    ids=str,
)  # fmt: skip
def test_our_statement_goes_to_no_other_host_than_the_server_or_the_registration_names(tmp_path, configuration):
    authorization = Authorization(configuration=configuration)
    with pytest.raises(TokenRefused, match="name token_url"):
        asyncio.run(tokens(write(tmp_path, ec_key()), authorization).bearer())
    assert authorization.posts == []


def test_a_server_that_does_not_say_how_long_is_asked_again(tmp_path):
    answer = httpx.Response(200, json={"access_token": "a", "token_type": "Bearer"})
    token = tokens(write(tmp_path, ec_key(), token_url=AT), Authorization(answer))

    async def scene():
        return [await token.bearer(), await token.bearer()]

    assert asyncio.run(scene()) == ["a", "t2"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"alg": "HS256"}, "one private JWK"),
        ({"d": None}, "one private JWK"),
        ({"kid": ""}, "one private JWK"),
        ({"crv": "P-256"}, "one private JWK"),
    ],
    ids=str,
)
def test_a_key_that_cannot_sign_is_refused_with_what_is_expected(tmp_path, change, said):
    file = write(tmp_path, ec_key(), **change)
    secret = json.loads((tmp_path / "key.json").read_text())["d"] or "-----"
    with pytest.raises(BackendError, match=said) as refused:
        BackendRegistration.read(file)
    assert secret not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("client_id = 1", "key is missing"), ("=", "not TOML"), ('key = "key.json"', "client_id is missing"),
        ('key = "none.json"', "No such file"),
    ],
    ids=str,
)  # fmt: skip
def test_a_registration_that_cannot_be_read_says_what_it_lacks(tmp_path, text, said):
    file = write(tmp_path, ec_key())
    file.write_text(text)
    with pytest.raises(BackendError, match=said):
        BackendRegistration.read(file)
    with pytest.raises(BackendError, match="No such file"):
        BackendRegistration.read(tmp_path / "none.toml")


def test_a_patient_is_asked_about_on_a_server_that_wants_a_token(tmp_path, chartside):  # noqa: F811 - the fixture
    key, seen = ec_key(), []

    class Gives(BaseHTTPRequestHandler):
        def do_POST(self):
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            url = f"http://{self.headers['Host']}/token"
            seen.append(jwt.decode(form["client_assertion"][0], key.private.public_key(), ["ES384"], audience=url))
            body = json.dumps({"access_token": "opens-it", "token_type": "bearer", "expires_in": 300}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Say nothing."""

    gives = ThreadingHTTPServer(("127.0.0.1", 0), Gives)
    Thread(target=gives.serve_forever, daemon=True).start()
    file = write(tmp_path, key, token_url=f"http://127.0.0.1:{gives.server_port}/token")
    try:
        with sekmet(tokens=["opens-it"]) as server:
            server.load([{"resourceType": "Patient", "id": "p1", "birthDate": "1950-01-01", "gender": "female"}])
            said = "ask", "risk-scores.cha2ds2vasc", "--server", server.base, "--patient", "p1", "--json"
            refused = chartside(*said)
            ran = chartside(*said, "--backend", file)
    finally:
        gives.shutdown()
        gives.server_close()
    assert len(seen) == 1
    assert "401" in refused.out
    assert ran.json["outcome"] in ("answered", "not-applicable"), ran.out
