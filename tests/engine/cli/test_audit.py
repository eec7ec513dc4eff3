"""The record, read back and proved from a terminal."""

import base64
import csv
import io
import json
import sqlite3
from collections import Counter

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from engine.store import RecordUnavailable
from tests.engine.service.calls import FULL, bundle, creatinine, view
from tests.engine.service.conftest import serving

CANARY = "Zebulon-Canary-1931"
ODD = "Practitioner/[/x]\x1b[31m[bold]"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of a service that was asked three times, and what it answered."""
    folder = tmp_path_factory.mktemp("audited") / "site"
    odd = view({**FULL, "observations": bundle(creatinine(1.9), creatinine(1.1, "2027-01-01", "later"))})
    odd["context"]["userId"] = ODD
    odd["prefetch"]["[/key]"] = None
    calls = [view(FULL), view({**FULL, "observations": bundle(creatinine(0.8))}, hookInstance=CANARY), odd]
    with serving(folder) as client:
        answers = [client.post("/cds-services/patient-view", json=call).json() for call in calls]
    return folder, answers


def decisions(answers):
    return [answer["extension"]["org.chartside.receipt"]["decision"] for answer in answers]


def test_the_list_names_every_decision_newest_first_and_nobody(chartside, site):
    folder, answers = site
    listed = chartside("audit", "list", "--data", folder, "--json")
    *calls, approval = listed.json
    assert [line["id"] for line in calls] == decisions(answers)[::-1]
    assert {line["service"] for line in calls} == {"patient-view"}
    assert approval["kind"] == "approval", "what is installed was approved, on the record, before anybody was asked"
    shown = chartside("audit", "list", "--data", folder)
    assert shown.status == 0
    for decision in decisions(answers):
        assert decision in shown.out
    words = " ".join(shown.out.split())
    for answer in answers:
        became = Counter(line["outcome"] for line in answer["extension"]["org.chartside.outcomes"])
        for outcome, short in (("answered", "answered"), ("not-applicable", "n/a"), ("cannot-tell", "cannot tell")):
            assert became[outcome], "a count that nobody would miss proves nothing"
            assert f"{became[outcome]} {short}" in words
    for name in ("p1", "Practitioner", CANARY):
        assert name not in shown.out + listed.out
    assert len(chartside("audit", "list", "--data", folder, "--limit", 1, "--json").json) == 1


def test_a_decision_is_shown_as_a_story(chartside, site):
    folder, answers = site
    ran = chartside("audit", "show", decisions(answers)[2], "--data", folder)
    assert ran.status == 0
    words = " ".join(ran.out.split())
    for said in (
        "about p1 at 2026-11-20T09:00:00+00:00",
        "dropped 1 Observation: future",
        "risk-scores.egfr 1.0.0 answered",
        "[/x]",
        "[/key]: null",
        answers[2]["cards"][0]["summary"],
    ):
        assert said in words, said
    assert "\x1b" not in ran.out


def test_a_decision_is_given_whole_as_json(chartside, site):
    folder, answers = site
    shown = chartside("audit", "show", decisions(answers)[2], "--data", folder, "--json").json
    assert shown["caller"]["user"] == ODD
    assert shown["receipt"] == answers[2]["extension"]["org.chartside.receipt"]
    assert [card["uuid"] for card in shown["response"]["cards"]] == [card["uuid"] for card in answers[2]["cards"]]
    assert {run["analysis"] for run in shown["runs"]} >= {"risk-scores.egfr", "risk-scores.kdigo_aki"}


def test_an_unknown_decision_is_refused_in_words(chartside, site):
    ran = chartside("audit", "show", "0" * 32, "--data", site[0])
    assert ran.status == 2
    assert "no decision" in ran.err


def test_an_untouched_record_is_verified_and_so_is_a_receipt_of_it(chartside, site, written):
    folder, answers = site
    ran = chartside("audit", "verify", "--data", folder)
    assert (ran.status, ran.err) == (0, "")
    assert int(ran.out.split()[0]) >= 4
    receipt = dict(answers[0]["extension"]["org.chartside.receipt"])
    kept = chartside("audit", "verify", "--data", folder, "--receipt", written("kept.json", receipt))
    assert (kept.status, kept.out.split()[-1]) == (0, "intact")
    forged = written("forged.json", receipt | {"decision": "0" * 32})
    assert chartside("audit", "verify", "--data", folder, "--receipt", forged).status == 1


def test_an_outsider_verifies_a_receipt_with_a_printed_key_alone(chartside, site):
    folder, answers = site
    receipt = answers[0]["extension"]["org.chartside.receipt"]
    printed = chartside("audit", "keys", "--data", folder)
    assert printed.status == 0
    name, _, pem = printed.out.partition("\n")
    assert name == f"keyId {receipt['keyId']}"
    assert "PRIVATE" not in printed.out
    key = load_pem_public_key(pem.encode())
    signature, leaf = base64.b64decode(receipt["signature"]), bytes.fromhex(receipt["leaf"])
    key.verify(signature, leaf)
    with pytest.raises(InvalidSignature):
        key.verify(signature, bytes(32))
    assert chartside("audit", "keys", "--data", folder, "--json").json == {receipt["keyId"]: pem}


@pytest.mark.parametrize("place", ["payload", "envelope"])
def test_one_byte_changed_in_the_file_is_found_and_its_decision_named(chartside, tmp_path, place):
    folder = tmp_path / "site"
    with serving(folder) as client:
        answers = [client.post("/cds-services/patient-view", json=view(FULL)).json() for _ in range(3)]
    decision = decisions(answers)[1]
    change_one_byte(folder / "chartside.db", decision, place)
    ran = chartside("audit", "verify", "--data", folder)
    assert ran.status == 1
    assert f"decision {decision} of tenant default: " in ran.err
    assert not any(other in ran.err for other in decisions(answers) if other != decision)
    assert int(ran.out.split()[0]) >= 4
    receipt = tmp_path / "receipt.json"
    receipt.write_text(json.dumps(answers[1]["extension"]["org.chartside.receipt"]))
    standing = chartside("audit", "verify", "--data", folder, "--receipt", receipt)
    assert (standing.status, standing.out.split()[-1]) == (1, "altered")
    if place == "payload":
        shown = chartside("audit", "show", decision, "--data", folder)
        assert (shown.status, len(shown.err.splitlines())) == (2, 1)


def change_one_byte(file, decision, place):
    table, column, key = {
        "payload": ("decision_payload", "ciphertext", "decision"),
        "envelope": ("decision", "envelope", "id"),
    }[place]
    with sqlite3.connect(file) as connection:
        [[stored]] = connection.execute(f"SELECT {column} FROM {table} WHERE {key} = ?", [decision])  # noqa: S608
    connection.close()
    found = stored if isinstance(stored, bytes) else stored.encode()
    # A long value lies in pieces over several pages; its first bytes lie together, and are found once.
    beginning = found[: found.index(decision.encode()) + 32] if place == "envelope" else found[:64]
    whole = bytearray(file.read_bytes())
    assert whole.count(beginning) == 1
    whole[whole.index(beginning) + len(beginning) - 40] ^= 1
    file.write_bytes(whole)


def test_who_reads_the_record_is_on_record_first(chartside, site):
    folder, answers = site
    decision = decisions(answers)[0]
    chartside("audit", "show", decision, "--data", folder, "--who", "A. Auditor", "--why", "complaint 7")
    chartside("audit", "show", "no-such-decision", "--data", folder, "--who", "B. Browser")
    read = chartside("audit", "list", "--readings", "--data", folder, "--json").json
    assert {(r["who"], r["read"], tuple(r["decisions"]), r["why"]) for r in read} >= {
        ("A. Auditor", "show", (decision,), "complaint 7"),
        ("B. Browser", "show", ("no-such-decision",), ""),
    }
    assert read[0]["read"] == "list", "this very reading is the newest"
    assert read[0]["who"], "without a word, it is the account of this machine"
    assert "A. Auditor" in chartside("audit", "list", "--readings", "--data", folder).out
    assert "reading" not in chartside("audit", "list", "--data", folder, "--json").out
    assert chartside("audit", "verify", "--data", folder).status == 0


def test_what_cannot_be_written_down_is_not_shown(chartside, site, monkeypatch):
    folder, answers = site

    def unavailable(*_, **__):
        raise RecordUnavailable("The database cannot be written")

    monkeypatch.setattr("engine.audit.readings.write", unavailable)
    ran = chartside("audit", "show", decisions(answers)[0], "--data", folder)
    assert ran.status != 0
    assert "p1" not in ran.out


FORMULA = "=HYPERLINK(0)"


@pytest.fixture(scope="module")
def said_of(tmp_path_factory):
    """The folder of a service whose card was overridden, then accepted, by two people in one batch and one repeat."""
    folder = tmp_path_factory.mktemp("feedback") / "site"
    call = view({**FULL, "observations": bundle(creatinine(1.9))})
    call["context"] |= {"userId": "Practitioner/d1", "encounterId": "e9"}
    with serving(folder) as client:
        card = client.post("/cds-services/patient-view", json=call).json()["cards"][0]["uuid"]
        known = {"reason": {"code": "aware", "system": "https://example.org"}, "userComment": FORMULA}
        first = {
            "card": card,
            "outcome": "overridden",
            "outcomeTimestamp": "2026-11-20T09:00:00Z",
            "overrideReason": known,
        }
        last = {
            "card": card,
            "outcome": "accepted",
            "outcomeTimestamp": "2026-11-20T10:00:00Z",
            "acceptedSuggestions": [{"id": "x"}],
        }
        lost = first | {"card": "6bc883b2-b795-4dcb-b661-34884a31d472"}
        for batch in ([last, first], [first], [lost]):
            assert client.post("/cds-services/patient-view/feedback", json={"feedback": batch}).status_code == 200
    return folder, card


def test_feedback_is_exported_with_user_date_and_place_of_its_decision(chartside, said_of):
    folder, card = said_of
    lines = chartside("audit", "feedback", "--data", folder, "--json").json
    mine = [line for line in lines if line["card"] == card]
    assert [(x["action"]["outcome"], x["action"]["stands"]) for x in mine] == [
        ("accepted", True),
        ("overridden", False),
    ]
    assert mine[0]["action"]["unknownSuggestions"] == 1
    for line in mine:
        assert (line["user"], line["location"]) == ("Practitioner/d1", {"client": "embedded", "encounter": "e9"})
        assert line["date"] == "2026-11-20T09:00:00+00:00"
        assert line["intervention"]["analysis"] == "risk-scores.egfr"
        assert line["intervention"]["summary"]
    assert mine[1]["feedback"] == {"reason": "aware", "comment": FORMULA}
    [lost] = [line for line in lines if line["card"] != card]
    assert (lost["decision"], lost["user"]) == ("", "")


def test_a_spreadsheet_runs_nothing_of_the_feedback(chartside, said_of):
    folder, _ = said_of
    rows = list(csv.DictReader(io.StringIO(chartside("audit", "feedback", "--data", folder, "--csv").out)))
    assert {row["comment"] for row in rows} == {"", f"'{FORMULA}"}
    assert len(rows) == 3


def test_feedback_of_a_span(chartside, said_of):
    folder, _ = said_of
    assert chartside("audit", "feedback", "--data", folder, "--json", "--until", "2020-01-01").json == []
    assert "no feedback on record" in chartside("audit", "feedback", "--data", folder, "--until", "2020-01-01").out
    assert "changed" in chartside("audit", "feedback", "--data", folder).out.split()
