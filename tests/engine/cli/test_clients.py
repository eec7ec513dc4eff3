"""Callers are registered at a terminal, on the record, and refused there in one sentence when that could not be trusted."""

import json
import sqlite3

import pytest

from tests.cds_hooks.tokens import ISSUER, document, ec_key, rsa_key
from tests.engine.service.conftest import serving

OFFICER = ("--who", "officer", "--why", "contract signed")


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    with serving(folder):
        pass
    return folder


@pytest.fixture
def keys(tmp_path):
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps(document(ec_key(), rsa_key())))
    return file


def add(chartside, site, *words, id="hospital"):
    return chartside("clients", "add", id, "--issuer", ISSUER, *words, *OFFICER, "--data", site)


def test_a_client_is_added_shown_changed_and_removed_on_the_record(chartside, site, keys):
    assert "Nobody is registered" in chartside("clients", "--data", site).out
    ran = add(chartside, site, "--jwks", keys, "--fhir-server", "https://ehr.example.org/fhir/", "--permit-label", "R")
    assert ran.status == 0, ran.err
    assert "hospital may call, in the record of tenant default" in ran.out
    [listed] = chartside("clients", "--data", site, "--json").json
    assert listed["fhirServers"] == ["https://ehr.example.org/fhir"]
    assert "ec-1 (ES384), rsa-1 (RS384)" in " ".join(
        chartside("clients", "show", "hospital", "--data", site).out.split()
    )
    changed = add(chartside, site, "--jku", "https://ehr.example.org/jwks.json", "--capability", "autolaunch")
    assert changed.status == 0
    shown = chartside("clients", "show", "hospital", "--data", site, "--json").json
    assert shown["jku"] == "https://ehr.example.org/jwks.json"
    assert "jwks" not in shown
    removed = chartside("clients", "remove", "hospital", *OFFICER, "--data", site)
    assert "may call no more" in removed.out
    assert chartside("clients", "--data", site, "--json").json == []
    kinds = [line["kind"] for line in chartside("audit", "list", "--data", site, "--json").json]
    assert kinds.count("registration") == 3
    recorded = chartside("audit", "show", removed.out.split()[-1], "--data", site, "--json").json
    assert recorded["envelope"]["statement"]["who"] == "officer"
    assert chartside("audit", "verify", "--data", site).status == 0


def test_who_registered_it_and_why_is_shown(chartside, site, keys):
    ran = add(chartside, site, "--jwks", keys, "--claimed-tenant", "w7")
    decision = ran.out.split()[-1]
    shown = " ".join(chartside("clients", "show", "hospital", "--data", site).out.split())
    assert f"by officer: contract signed on record as decision {decision}" in shown
    assert f"come from {ISSUER}, and claim tenant w7" in shown
    told = chartside("clients", "show", "hospital", "--data", site, "--json").json
    assert (told["who"], told["why"], told["record"]) == ("officer", "contract signed", decision)
    assert told["since"].endswith("+00:00")
    assert chartside("clients", "--data", site, "--json").json == [told]


def test_a_site_that_asks_nobody_says_so_and_one_that_asks_does_not(chartside, site, keys, monkeypatch):
    assert "CHARTSIDE_CALLERS=registered has tokens checked" in add(chartside, site, "--jwks", keys).err
    monkeypatch.setenv("CHARTSIDE_CALLERS", "registered")
    monkeypatch.setenv("CHARTSIDE_PUBLIC_URL", "https://cds.example.org")
    assert add(chartside, site, "--jwks", keys).err == ""


def test_keys_that_cannot_be_used_are_counted(chartside, site, tmp_path):
    file = tmp_path / "held.json"
    file.write_text(json.dumps({"keys": [{**ec_key("enc").jwk, "use": "enc"}, ec_key().jwk]}))
    assert "Note: 1 of the 2 keys given cannot be used" in add(chartside, site, "--jwks", file).err


def test_words_from_a_registration_do_not_command_a_terminal(chartside, site, tmp_path):
    file = tmp_path / "held.json"
    file.write_text(json.dumps(document(ec_key("a\x1b[2Jb"))))
    words = ("--issuer", "[bold]x[/bold]", "--jwks", file, "--who", "o\x07fficer", "--why", "[red]so[/red]")
    assert chartside("clients", "add", "hospital", *words, "--data", site).status == 0
    for shown in (chartside("clients", *more, "--data", site).out for more in ((), ("show", "hospital"))):
        assert not {"\x1b", "\x07"} & set(shown)
        assert "[bold]x[/bold]" in shown.replace("\n", "")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('{"keys": ', "not JSON; expected a JWKS document"),
        ("-----BEGIN PRIVATE KEY-----", "not JSON; expected a JWKS document"),
        ("[" * 100_000, "not JSON; expected a JWKS document"),
        ('{"keys": [], "keys": []}', "a name stands twice in one object"),
    ],
    ids=["cut off", "PEM", "deep", "twice"],
)
def test_a_file_that_is_no_document_is_one_sentence(chartside, site, tmp_path, written, said):
    file = tmp_path / "held.json"
    file.write_text(written)
    ran = add(chartside, site, "--jwks", file)
    assert (ran.status, said in ran.err, len(ran.err.strip().splitlines())) == (2, True, 1)
    assert chartside("clients", "--data", site, "--json").json == []


def test_a_registration_that_somebody_edited_is_said(chartside, site, keys):
    assert add(chartside, site, "--jwks", keys).status == 0
    with sqlite3.connect(site / "chartside.db") as hand:
        hand.execute("UPDATE client SET registration = 'gone'")
    hand.close()
    ran = chartside("clients", "--data", site)
    assert (ran.status, "run `chartside audit verify`" in ran.err) == (2, True)
    verified = chartside("audit", "verify", "--data", site)
    assert (verified.status, "The registration of hospital" in verified.err) == (1, True)


PRIVATE = {"keys": [{**ec_key().jwk, "d": "AA"}]}
WRONG = [
    ((), {}, "either a JWKS document or the address of one"),
    (("--jwks", "{file}", "--jku", "https://ehr.example.org/jwks.json"), document(ec_key()), "either a JWKS document"),
    (("--jwks", "{file}"), PRIVATE, "holds a private or a symmetric key"),
    (("--jwks", "{file}"), {"keys": [{"kty": "oct", "k": "AA", "kid": "a"}]}, "holds a private or a symmetric key"),
    (("--jwks", "{file}"), {"keys": []}, "no key with a kid"),
    (("--jwks", "{file}"), document(rsa_key("short", 1024)), "2048 bits or more"),
    (("--jwks", "{file}"), document(ec_key(), ec_key()), "its kid stands twice"),
    (("--jwks", "{file}"), [], "expected a JWKS document"),
    (("--jku", "http://ehr.example.org/jwks.json"), {}, "expected https"),
    (("--jku", "ftp://ehr.example.org/jwks.json"), {}, "expected an address"),
    (("--jwks", "{file}", "--fhir-server", "ehr.example.org"), document(ec_key()), "FHIR server:"),
    (("--jwks", "{file}", "--fhir-server", "http://ehr.example.org/fhir"), document(ec_key()), "http is spoken only"),
    (("--jwks", "{file}", "--network", "0.0.0.0/0"), document(ec_key()), "holds public addresses"),
    (("--jwks", "{file}", "--permit-label", "a b"), document(ec_key()), "code of a security label"),
    (("--jwks", "{file}", "--network", "10.1.0.0/40"), document(ec_key()), "a network looks like"),
    (("--jwks", "{file}", "--capability", "telepathy"), document(ec_key()), "capability 'telepathy': there are"),
    (("--jwks", "{file}", "--tenant", "north wing"), document(ec_key()), "tenant: expected letters"),
]


@pytest.mark.parametrize(("words", "held", "said"), WRONG)
def test_what_could_not_be_trusted_is_refused_in_one_sentence(chartside, site, tmp_path, words, held, said):
    file = tmp_path / "held.json"
    file.write_text(json.dumps(held))
    ran = add(chartside, site, *(word.format(file=file) for word in words))
    assert ran.status == 2
    assert said in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert chartside("clients", "--data", site, "--json").json == []


def test_two_clients_whose_tokens_could_not_be_told_apart_are_refused(chartside, site, keys):
    assert add(chartside, site, "--jwks", keys).status == 0
    again = add(chartside, site, "--jwks", keys, id="other")
    assert (again.status, "has this issuer already" in again.err) == (2, True)
    assert add(chartside, site, "--jwks", keys, "--claimed-tenant", "north", id="other").status == 0
    elsewhere = add(chartside, site, "--jwks", keys, "--tenant", "north")
    assert (elsewhere.status, "belongs to tenant 'default'" in elsewhere.err) == (2, True)


def test_a_client_that_nobody_registered_is_neither_shown_nor_removed(chartside, site):
    for words in (("show", "nobody"), ("remove", "nobody", *OFFICER)):
        ran = chartside("clients", *words, "--data", site)
        assert (ran.status, "no client 'nobody' is registered" in ran.err) == (2, True)


def test_the_doctor_says_who_may_call(chartside, site, keys, monkeypatch):
    monkeypatch.setenv("CHARTSIDE_CALLERS", "registered")
    monkeypatch.setenv("CHARTSIDE_PUBLIC_URL", "https://cds.example.org")

    def finding():
        found = chartside("doctor", "--data", site, "--json").json
        return next(one for one in found["findings"] if one["check"] == "callers")

    assert finding()["standing"] == "failed"
    add(chartside, site, "--jwks", keys)
    assert finding()["standing"] == "ok"
    assert "hospital" in finding()["said"]


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("https://cds.example.org", True),
        ("https://cds.example.org:8443/chartside", True),
        ("http://127.0.0.1:8000", True),
        ("http://cds.example.org", False),
        ("https://cds.example.org/", False),
        ("https://cds.example.org?x=1", False),
        ("cds.example.org", False),
        ("", False),
    ],
)
def test_a_service_that_asks_who_calls_needs_the_address_that_tokens_are_for(
    chartside, site, monkeypatch, address, right
):
    monkeypatch.setenv("CHARTSIDE_CALLERS", "registered")
    monkeypatch.setenv("CHARTSIDE_PUBLIC_URL", address)
    ran = chartside("clients", "--data", site)
    assert (ran.status == 0) is right
    assert right or "public_url" in ran.err.lower()
