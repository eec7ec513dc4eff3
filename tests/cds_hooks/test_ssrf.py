"""A caller names the FHIR server, and may send us nowhere that the site did not list: no request leaves, and no token."""

import socket
from contextlib import contextmanager
from threading import Thread

import pytest

from fhir_adapter.client import PinnedTransport, ServerAddress
from tests.cds_hooks.test_fhir_server import LABS, ROOMY, TOKEN, ask, lines_of, payload, with_server
from tests.engine.service.calls import bundle, view
from tests.engine.service.conftest import serving
from tests.fhir_servers import Told, scripted


@contextmanager
def trap():
    """Listen where nobody may come, and count who does."""
    came = []
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.05)
    open_ = [True]

    def accept():
        while open_[0]:
            try:
                connection, _ = listening.accept()
            except TimeoutError:
                continue
            came.append(connection.recv(4096))
            connection.close()

    thread = Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1], came
    finally:
        open_[0] = False
        thread.join()
        listening.close()


LISTED = "https://ehr.example.org/fhir"
ELSEWHERE = {
    "loopback": "http://127.0.0.1:{port}/fhir",
    "localhost": "http://localhost:{port}/fhir",
    "loopback in IPv6": "http://[::1]:{port}/fhir",
    "loopback mapped into IPv6": "http://[::ffff:127.0.0.1]:{port}/fhir",
    "loopback as one number": "http://2130706433:{port}/fhir",
    "loopback in hexadecimal": "http://0x7f000001:{port}/fhir",
    "loopback in short": "http://127.1:{port}/fhir",
    "nowhere in particular": "http://0.0.0.0:{port}/fhir",
    "metadata of a cloud": "http://169.254.169.254/latest/meta-data",
    "private": "http://10.0.0.1:{port}/fhir",
    "the listed name as a user": "http://ehr.example.org@127.0.0.1:{port}/fhir",
    "the listed name and a user": "https://us:secret@ehr.example.org/fhir",
    "the listed name in a fragment": "http://127.0.0.1:{port}/#ehr.example.org/fhir",
    "the listed name with another ending": "https://ehr.example.org.evil.example:{port}/fhir",
    "the listed name with another port": "https://ehr.example.org:{port}/fhir",
    "the listed name without encryption": "http://ehr.example.org/fhir",
    "another path": "https://ehr.example.org/other",
    "a path that climbs": "https://ehr.example.org/fhir/../other",
    "a path below": "https://ehr.example.org/fhir/other",
    "another scheme": "file:///etc/passwd",
    "gopher": "gopher://127.0.0.1:{port}/fhir",
    "a backslash": "https://ehr.example.org\\@127.0.0.1:{port}/fhir",
    "a blank": "https://ehr.example.org /fhir",
    "another alphabet": "https://\u0435hr.example.org/fhir",
    "no address": "ehr.example.org/fhir",
}


@pytest.fixture(scope="module")
def open_to_one(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("one"), fhir_servers=[LISTED], **ROOMY) as client:
        yield client


@pytest.mark.parametrize("address", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_j10_no_request_leaves_to_a_server_that_is_not_listed(open_to_one, address):
    with trap() as (port, came):
        answer = ask(open_to_one, with_server(view(LABS), address.format(port=port)))
    assert came == []
    assert lines_of(answer)["risk-scores.egfr"]["outcome"] == "answered"
    assert lines_of(answer)["risk-scores.cha2ds2vasc"]["outcome"] == "cannot-tell"
    kept = payload(open_to_one, answer)["server"]
    assert kept["asked"] is False
    assert kept["whyNot"].startswith("fhirServer is n")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_j10_a_redirect_is_not_followed(tmp_path, status):
    with trap() as (port, came):
        away = {"Location": f"http://127.0.0.1:{port}/fhir"}
        with scripted(lambda _: Told(b"", status, away)) as server:
            answer = _fetched(tmp_path, server)
    assert came == []
    assert "redirects are not followed" in lines_of(answer)["risk-scores.cha2ds2vasc"]["reason"]


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:{port}/fhir/Condition?page=2",
        "//127.0.0.1:{port}/fhir",
        "{base}/../admin",
        "file:///etc/passwd",
    ],
)
def test_j10_p6_a_next_link_that_leads_away_is_not_followed_and_is_said(tmp_path, link):
    with trap() as (port, came):

        def pages(path):
            url = link.format(port=port, base=server.base)
            return Told(bundle() | {"link": [{"relation": "next", "url": url}]} if "Condition" in path else bundle())

        with scripted(pages) as server:
            answer = _fetched(tmp_path, server)
            assert all("admin" not in path for path in server.raw)
    assert came == []
    assert "leads off the server" in lines_of(answer)["risk-scores.cha2ds2vasc"]["reason"]


@pytest.mark.parametrize(
    "answers",
    [["127.0.0.1"], ["10.0.0.8"], ["169.254.169.254"], ["::1"], ["::ffff:127.0.0.1"], ["93.184.216.34", "127.0.0.1"]],
    ids=" ".join,
)
def test_j10_a_listed_name_that_leads_to_a_private_address_is_not_asked(tmp_path, answers, monkeypatch):
    async def resolve(_host, _port):
        return answers

    with trap() as (port, came):
        listed = f"https://ehr.example.org:{port}/fhir"
        _resolving(monkeypatch, resolve)
        with serving(tmp_path, fhir_servers=[listed], **ROOMY) as client:
            answer = ask(client, with_server(view(LABS), listed))
    assert came == []
    assert "an address that is not listed" in lines_of(answer)["risk-scores.cha2ds2vasc"]["reason"]


def test_j10_a_name_that_is_bound_anew_between_two_requests_gets_nothing(tmp_path, monkeypatch):
    """The address that was checked is the address that is used: nobody resolves the name a second time in between."""
    names = []

    async def resolve(host, _port):
        names.append(host)
        return ["192.0.2.1"] if len(names) == 1 else ["127.0.0.1"]

    with scripted(lambda _: Told(bundle())) as server:
        port = server.base.split(":")[2].split("/")[0]
        listed = f"http://ehr.example.org:{port}/fhir"
        _resolving(monkeypatch, resolve)
        brief = {"budget_ms": 2_000, "fetch_ms": 700}
        with serving(tmp_path, fhir_servers=[listed], fhir_networks=["192.0.2.0/24"], **brief) as client:
            ask(client, with_server(view(LABS), listed))
            ask(client, with_server(view(LABS), listed))
        assert server.asked == []


def _fetched(tmp_path, server):
    with serving(tmp_path, fhir_servers=[server.base], **ROOMY) as client:
        return ask(client, with_server(view(LABS), server.base))


def _resolving(monkeypatch, resolve):
    """Let names mean what the test says, and everything else be as it is."""

    def transport(address: ServerAddress):
        return PinnedTransport(address, resolve=resolve)

    monkeypatch.setattr("engine.servers.PinnedTransport", transport)


def test_j10_the_reason_that_is_recorded_never_holds_the_token(open_to_one):
    answer = ask(open_to_one, with_server(view(LABS), "http://127.0.0.1:1/fhir"))
    assert TOKEN not in str(payload(open_to_one, answer))
