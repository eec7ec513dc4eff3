"""What an operator can mend ends in one sentence and status 2, without a stack trace."""

import pytest

from tests.engine.cli.conftest import EXAMPLES

RUTH = EXAMPLES / "patients" / "ruth-halloran.json"
DEPLOYED = {
    "mode": "deployed",
    "callers": "anyone",
    "database_url": "postgresql://chartside:Zebulon@127.0.0.1:1/record",
    "redis_url": "redis://127.0.0.1:1/0",
    "broker_key_file": "broker.key",
}


@pytest.mark.parametrize(
    ("words", "settings", "said"),
    [
        # an address
        (["migrate"], {"database_url": "nonsense"}, "SQLite file (sqlite:///...) or PostgreSQL"),
        (["migrate"], {"database_url": "mysql://u:Zebulon@h/d"}, "names 'mysql'"),
        # a question
        (["ask"], {}, "--facts FILE or --batch FILE"),
        (["ask", "nosuch.json"], {}, "there is no file 'nosuch.json'"),
        (["ask", "risk-scores.egfr", "nosuch.json"], {}, "nosuch.json: No such file"),
        (["ask", "risk-scores.egfr", "."], {}, "the folder holds no file such as Condition.ndjson"),
        (["ask", "risk-scores.egfr", RUTH / "x"], {}, "Not a directory"),
        (["ask", "no.such", RUTH], {}, "no analysis 'no.such'; `chartside plugins`"),
        (["ask", "risk-scores.egfr", "broken.json"], {}, "broken.json: the file is not valid JSON: "),
        (["ask", "risk-scores.egfr", "empty.json"], {}, "empty.json: the file is empty"),
        (["ask", "risk-scores.egfr", "latin.json"], {}, "latin.json: the file is no text in UTF-8 (byte 2)"),
        (["ask", "risk-scores.egfr", "deep.json"], {}, "deep.json: the file is not valid JSON: depth limit exceeded"),
        (["ask", "risk-scores.egfr", "list.json"], {}, "list.json: the file holds no FHIR resource"),
        (["ask", "risk-scores.egfr", "twice.json"], {}, "twice.json: a name stands twice in one object, again at line"),
        (["ask", "risk-scores.egfr", "--facts", "twice.json"], {}, "twice.json: a name stands twice in one object"),
        (["ask", "risk-scores.egfr", RUTH, "--context", "twice.json"], {}, "twice.json: a name stands twice"),
        (["ask", "risk-scores.egfr", "--facts", "creatinin.json", "--patient", "x"], {}, "--patient says whom"),
        (["ask", "risk-scores.egfr", RUTH, "--now", ""], {}, "now: expected a time such as"),
        (["ask", "risk-scores.egfr", RUTH, "--now", "soon"], {}, "now: expected a time such as"),
        (["ask", "risk-scores.egfr", RUTH, "--facts", "broken.json"], {}, "broken.json: not valid JSON"),
        (["ask", "risk-scores.egfr", RUTH, "--context", "list.json"], {}, "list.json: expected an object"),
        (["ask", "risk-scores.egfr", "--facts", "creatinin.json"], {}, "reads no 'creatinin'; it reads age"),
        (["ask", "--facts", "creatinin.json"], {}, "the name of the analysis"),
        (["ask", "--batch", "nosuch.ndjson"], {}, "nosuch.ndjson: No such file"),
        (["ask", "--batch", "-", "--hook", "order-sign"], {}, "each line brings its own"),
        # a service
        (["serve", "--host", "0.0.0.0"], {}, "listens on loopback only, not on 0.0.0.0"),  # noqa: S104 - refused
        (["serve", "--host", "192.0.2.7"], {}, "listens on loopback only"),
        (["serve", "--host", "example.org"], {}, "listens on loopback only"),
        (["serve", "--now", "soon"], {}, "now: expected a time such as"),
        (["serve", "--now", "2026-11-20T09:00:00Z"], DEPLOYED, "a fixed clock is for the embedded mode only"),
        (["serve"], {"mode": "deployed"}, "deployed mode needs CHARTSIDE_DATABASE_URL, CHARTSIDE_REDIS_URL"),
        (["serve"], {"mode": "both"}, "mode: "),
        (["serve"], {"redis_ulr": "x"}, "no CHARTSIDE_REDIS_ULR; there are "),
        (["serve"], {"workers": "many"}, "workers: "),
        (["serve"], {"instant_plugins": "mine"}, "instant_plugins"),
        # the record
        (["audit", "list"], {}, "holds no record"),
        (["audit", "keys", "--data", "nowhere"], {}, "No signing key in nowhere"),
        (["audit", "verify", "--data", "nowhere"], {}, "nowhere holds no record; name its folder with --data"),
        (["migrate", "--data", "empty.json"], {}, "empty.json: File exists"),
        (["migrate"], {"database_url": DEPLOYED["database_url"]}, "see that it is up"),
        (["switch", "no.such", "off", "--why", "x", "--who", "y"], {}, "no analysis 'no.such'"),
        (["switch", "risk-scores.egfr", "off", "--why", "", "--who", "y"], {}, "--why: it goes on record"),
        (["switch", "risk-scores.egfr", "off", "--why", "x", "--who", " "], {}, "--who: it goes on record"),
        (["plugins", "approve", "risk-scores", "--why", "x", "--who", ""], {}, "--who: it goes on record"),
        (["plugins", "approve", "risk-scores", "--why", " ", "--who", "y"], {}, "--why: it goes on record"),
        (["switch", "risk-scores.egfr", "perhaps", "--why", "x", "--who", "y"], {}, "expected on, off, shadow"),
    ],
    ids=lambda value: " ".join(map(str, value))[:60] if isinstance(value, list) else "",
)
def test_one_sentence_and_status_2(chartside, tmp_path, monkeypatch, words, settings, said):
    (tmp_path / "broken.json").write_text('{"a": ')
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "empty.json").write_text("")
    (tmp_path / "latin.json").write_bytes(b'{"\xc4": 1}')
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "twice.json").write_text('{"resourceType": "Patient", "id": "a", "id": "Zebulon"}')
    (tmp_path / "creatinin.json").write_text('{"creatinin": 1}')
    for name, value in settings.items():
        monkeypatch.setenv(f"CHARTSIDE_{name.upper()}", value)
    ran = chartside(*words)
    assert (ran.status, ran.out) == (2, "")
    [sentence] = ran.err.splitlines()
    assert sentence.startswith("chartside: ")
    assert said in sentence
    assert "Zebulon" not in sentence  # the password of an address


@pytest.mark.parametrize(("line", "said"), [('colour = "red"', "colour: Extra inputs"), ("colour = red", "line 1")])
def test_a_wrong_file_of_settings_is_said(chartside, tmp_path, line, said):
    (tmp_path / "chartside.toml").write_text(line)
    ran = chartside("audit", "list")
    assert ran.status == 2
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1


def test_words_that_are_no_command_and_values_out_of_range_show_the_usage(chartside):
    for words in (["sreve"], ["serve", "--port", "65536"], ["audit", "list", "--limit", "x"], ["switch", "a", "off"]):
        ran = chartside(*words)
        assert ran.status == 2
        assert ran.err.startswith("Usage: ")
        assert "Traceback" not in ran.err


def test_migrating_twice_keeps_the_keys_and_the_record(chartside, tmp_path):
    assert chartside("migrate").out == "the database and the keys are ready\n"
    chartside("switch", "risk-scores.egfr", "shadow", "--why", "review", "--who", "officer")
    keys = {path.name: path.read_bytes() for path in (tmp_path / ".chartside" / "keys").iterdir()}
    assert chartside("migrate").status == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / ".chartside" / "keys").iterdir()} == keys
    assert len(chartside("audit", "list", "--json").json) == 1
    assert chartside("audit", "verify").status == 0


def test_the_folder_of_a_sites_own_knowledge_is_a_setting(chartside, tmp_path, monkeypatch):
    monkeypatch.setenv("CHARTSIDE_KNOWLEDGE", str(tmp_path / "knowledge"))
    assert chartside("migrate", "--data", tmp_path / "site").status == 0


def test_it_may_stand_in_the_file_and_plugins_find_it(chartside, tmp_path, monkeypatch):
    import os

    monkeypatch.setenv("CHARTSIDE_KNOWLEDGE", "")  # so that what the command sets is gone after the test
    monkeypatch.delenv("CHARTSIDE_KNOWLEDGE")
    (tmp_path / "chartside.toml").write_text(f'knowledge = "{tmp_path / "own"}"\n')
    assert chartside("migrate", "--data", tmp_path / "site").status == 0
    assert os.environ["CHARTSIDE_KNOWLEDGE"] == str(tmp_path / "own")
