"""Reading from a server that pages, tires, breaks off, wanders and lies: what comes is kept, what does not is said."""

import asyncio
import gzip
import json
import logging

import pytest

from fhir_adapter.client import GivenToken, Limits, TokenRefused
from tests.fhir_adapter.client.asking import TOKEN, asked, at_once, read, search
from tests.fhir_adapter.made import PATIENT, searchset, stroke
from tests.fhir_servers import Told, scripted

OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "processing"}]}


def denied(code="forbidden"):
    return {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": code}]}


def page(number, more=None, *, total=None):
    links = [{"relation": "next", "url": more}] if more is not None else []
    return searchset(stroke(f"s{number}"), link=links, **({"total": total} if total is not None else {}))


def always(body=b"", status=200, **headers):
    told = Told(body, status, {name.replace("_", "-"): value for name, value in headers.items()})
    return lambda _path: told


def in_turn(*told):
    left = list(told)
    return lambda _path: left.pop(0) if len(left) > 1 else left[0]


def ids(answer):
    return [json.loads(piece.raw)["id"] for piece in answer.pieces]


def why(answer):
    return answer.gap.reason if answer.gap is not None else None


def test_every_page_is_turned_by_absolute_and_by_relative_links():
    def answer(path):
        if path == "Condition?patient=p1":
            return Told(page(1, f"{server.base}/Condition?patient=p1&page=2", total=3))
        return Told(page(2, "Condition?page=3") if path.endswith("page=2") else page(3))

    with scripted(answer) as server:
        found = search(server)
    assert (ids(found), found.gap, found.cut) == (["s1", "s2", "s3"], None, False)
    assert len(server.asked) == 3


def test_what_is_asked_and_how():
    with scripted(always(page(1))) as server:
        search(server, "Condition?patient=p1&code=http://snomed.info/sct%7C1")
    assert server.asked == ["Condition?patient=p1&code=http://snomed.info/sct|1"]
    [headers] = server.headers
    assert headers["Accept"] == "application/fhir+json"
    assert headers["Prefer"] == "handling=strict"
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert "Cookie" not in headers


def test_one_address_is_asked_once_in_a_call_however_often_it_is_wanted():
    async def thrice(session):
        return await asyncio.gather(*(session.search("Condition?patient=p1") for _ in range(3)))

    with scripted(always(page(1))) as server:
        found = asked(server, thrice)
    assert [ids(one) for one in found] == [["s1"]] * 3
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "link",
    ["http://127.0.0.1:1/fhir/x", "https://evil.example/fhir/x", "http://user@{host}/fhir/x", "http://{host}/fhir/../x", ""],
)  # fmt: skip
def test_a_next_link_that_leads_away_is_not_followed_and_no_token_leaves(link):
    with scripted(lambda _: Told(page(1, link.format(host=server.base.split("/")[2])))) as server:
        found = search(server)
    assert (ids(found), why(found), found.cut) == (["s1"], "incomplete", True)
    assert len(server.asked) == 1
    assert "leads off the server" in found.gap.detail


def test_a_redirect_is_not_followed():
    with scripted(always(page(9))) as elsewhere, scripted(always(status=302, Location=elsewhere.base)) as server:
        found = search(server)
    assert (found.pieces, why(found)) == ([], "fetch-failed")
    assert elsewhere.asked == []


def test_pages_that_go_round_in_a_circle_end():
    with scripted(lambda _: Told(page(1, "Condition?patient=p1"))) as server:
        found = search(server)
    assert (why(found), len(server.asked)) == ("incomplete", 1)


@pytest.mark.parametrize(("limit", "complete"), [(2, False), (3, True)])
def test_a_page_limit_is_said_on_its_far_side_only(limit, complete):
    def answer(path):
        number = int(path[-1]) if "page" in path else 1
        return Told(page(number, f"Condition?page={number + 1}" if number < 3 else None))

    with scripted(answer) as server:
        found = search(server, limits=Limits(seconds=10, pages=limit))
    assert (len(found.pieces), why(found), found.cut) == (
        limit,
        None if complete else "incomplete",
        not complete,
    )


@pytest.mark.parametrize(("slack", "complete"), [(-1, False), (0, True)])
@pytest.mark.parametrize("packed", [False, True])
def test_a_byte_limit_counts_what_is_unpacked(slack, complete, packed):
    raw = json.dumps(page(1)).encode()
    told = Told(gzip.compress(raw), 200, {"Content-Encoding": "gzip"}) if packed else Told(raw)
    with scripted(lambda _: told) as server:
        found = search(server, limits=Limits(seconds=10, page_bytes=len(raw) + slack))
        together = search(server, limits=Limits(seconds=10, call_bytes=len(raw) + slack))
    for answer in (found, together):
        assert (len(answer.pieces), why(answer)) == ((1, None) if complete else (0, "incomplete"))


@pytest.mark.parametrize(("total", "reason"), [(1, None), (2, "incomplete")])
def test_a_total_above_what_came_is_incomplete(total, reason):
    with scripted(always(page(1, total=total))) as server:
        assert why(search(server)) == reason


@pytest.mark.parametrize("busy", [Told(b"", 429, {"Retry-After": "7"}), Told(OUTCOME, 503, {"Retry-After": "7"})])
def test_a_busy_server_is_asked_again_when_it_says(busy):
    waited = []

    async def pause(seconds):
        waited.append(seconds)

    with scripted(in_turn(busy, busy, Told(page(1)))) as server:
        found = search(server, pause=pause)
    assert (ids(found), found.gap, waited) == (["s1"], None, [7.0, 7.0])


def test_a_date_to_wait_for_is_measured_by_the_server_s_own_clock():
    waited = []

    async def pause(seconds):
        waited.append(seconds)

    dates = {"Retry-After": "Fri, 01 Jan 2038 00:00:05 GMT", "Date": "Fri, 01 Jan 2038 00:00:00 GMT"}
    with scripted(in_turn(Told(b"", 429, dates), Told(page(1)))) as server:
        search(server, pause=pause)
    assert waited == [5.0]


def test_a_server_that_stays_busy_has_failed_after_few_attempts():
    with scripted(always(status=503)) as server:
        found = search(server, limits=Limits(seconds=10, attempts=4), pause=at_once)
    assert (why(found), len(server.asked)) == ("fetch-failed", 4)


def test_a_server_that_asks_for_more_time_than_there_is_is_late():
    with scripted(always(status=429, Retry_After="60")) as server:
        found = search(server)
    assert (why(found), len(server.asked)) == ("deadline", 1)


def test_a_broken_connection_is_tried_again():
    with scripted(in_turn(None, Told(page(1)))) as server:
        assert ids(search(server, pause=at_once)) == ["s1"]
    with scripted(always(b"")) as gone:
        pass
    found = search(gone, pause=at_once)
    assert (why(found), found.pieces) == ("fetch-failed", [])


def test_time_that_is_up_is_said_and_what_came_before_is_kept():
    async def for_ever(_seconds):
        await asyncio.Event().wait()

    def answer(path):
        return Told(b"", 503) if "page" in path else Told(page(1, "Condition?page=2"))

    with scripted(answer) as server:
        found = search(server, limits=Limits(seconds=0.5), pause=for_ever)
        late = asked(server, lambda s: s.read("Patient", "page"), limits=Limits(seconds=0.5), pause=for_ever)
    assert (ids(found), why(found)) == (["s1"], "deadline")
    assert why(late) == "deadline"


STATUSES = [
    (401, OUTCOME, "not-permitted", "not-permitted"),
    (403, b"", "not-permitted", "not-permitted"),
    (404, OUTCOME, "fetch-failed", "not-found"),
    (410, OUTCOME, "fetch-failed", "not-found"),
    (400, OUTCOME, "fetch-failed", "fetch-failed"),
    (422, denied("security"), "not-permitted", "not-permitted"),
    (500, denied("forbidden"), "not-permitted", "not-permitted"),
    (500, b"<html>a stack trace", "fetch-failed", "fetch-failed"),
    (502, b"", "fetch-failed", "fetch-failed"),
    (200, denied(), "not-permitted", "not-permitted"),
    (200, OUTCOME, "fetch-failed", "fetch-failed"),
    (200, b"<html>log in", "fetch-failed", "fetch-failed"),
    (200, b"", "fetch-failed", "fetch-failed"),
    (200, b"null", "fetch-failed", "fetch-failed"),
    (200, [PATIENT], "fetch-failed", "fetch-failed"),
    (204, b"", "fetch-failed", "fetch-failed"),
]


@pytest.mark.parametrize(("status", "body", "searched", "one"), STATUSES)
def test_a_failure_is_never_an_empty_answer(status, body, searched, one):
    with scripted(always(body, status)) as server:
        found, single = search(server), read(server)
    assert (why(found), why(single)) == (searched, one)


def test_an_empty_searchset_is_known_to_be_empty():
    with scripted(always(searchset(total=0))) as server:
        found = search(server)
    assert (found.pieces, found.gap) == ([], None)


def test_one_resource_is_read_under_its_own_address():
    with scripted(always(PATIENT)) as server:
        found = read(server)
    assert [piece.full_url for piece in found.pieces] == [f"{server.base}/Patient/p1"]
    assert found.gap is None


@pytest.mark.parametrize("id", ["..", ".", "../../admin", "a/b", "%2e%2e"])
def test_an_id_cannot_lead_elsewhere(id):
    with scripted(always(PATIENT)) as server:
        found = read(server, id=id)
    assert (why(found), server.asked) == ("not-found", [])


def test_a_server_that_refuses_to_be_strict_is_asked_leniently():
    def answer(_path):
        return Told(OUTCOME, 400) if "Prefer" in server.headers[-1] else Told(page(1))

    with scripted(answer) as server:
        assert ids(search(server)) == ["s1"]
    assert len(server.asked) == 2


def test_what_is_withheld_from_a_page_is_said_and_the_rest_is_kept():
    told = searchset(stroke("s1"), {"resourceType": "OperationOutcome", "issue": [{"code": "suppressed"}]})
    with scripted(always(told)) as server:
        found = search(server)
    assert (ids(found), why(found)) == (["s1"], "incomplete")


def test_a_page_that_fails_keeps_those_before_it():
    with scripted(lambda p: Told(b"", 500) if "page" in p else Told(page(1, "Condition?page=2"))) as server:
        found = search(server)
    assert (ids(found), why(found), found.cut) == (["s1"], "fetch-failed", True)


def test_no_more_requests_are_in_flight_than_allowed():
    import threading

    flying, most, lock = 0, 0, threading.Lock()
    together = threading.Barrier(2)

    def answer(_path):
        nonlocal flying, most
        with lock:
            flying += 1
            most = max(most, flying)
        together.wait(5)  # two are let in at once, or this breaks and the answer is lost
        with lock:
            flying -= 1
        return Told(page(1))

    async def many(session):
        return await asyncio.gather(*(session.search(f"Condition?patient=p1&n={n}") for n in range(6)))

    with scripted(answer) as server:
        found = asked(server, many, limits=Limits(seconds=20, at_once=2))
    assert [len(one.pieces) for one in found] == [1] * 6
    assert most == 2


# What is secret


class Unlucky:
    async def bearer(self):
        raise TokenRefused


@pytest.mark.parametrize("tokens", [GivenToken("two words"), GivenToken("line\r\nX-Evil: 1"), GivenToken("\u0430"), GivenToken(""), Unlucky()])  # fmt: skip # noqa: E501 - one list
def test_a_token_that_cannot_be_sent_is_said_without_being_shown(tokens):
    with scripted(always(page(1))) as server:
        found = search(server, tokens=tokens)
    assert (why(found), server.asked) == ("not-permitted", [])
    assert getattr(tokens, "value", "") == "" or tokens.value not in repr(found.gap)


def test_nothing_secret_is_logged_or_shown(caplog):
    caplog.set_level(logging.DEBUG)
    odd = Told(b"<html>p1 secretive", 500, {"X-Patient": "p1-in-a-header", "Location": "http://x/Patient/p1"})
    with scripted(in_turn(odd, None, Told(page(1, "https://evil.example/p1")))) as server:
        shown = [repr(search(server, pause=at_once)), repr(read(server, id="p1"))]
    session = repr(GivenToken(TOKEN))
    for text in (caplog.text, session):
        assert TOKEN not in text
        assert "p1" not in text
    assert not any(TOKEN in one or "evil" in one for one in shown)
