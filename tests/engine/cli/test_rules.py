"""What an officer and a rule editor do about rules at a terminal: list, copy, change, test, sign; each signature on the record."""

from pathlib import Path

import pytest

from engine.audit import Keyring, Kind, Ledger
from engine.store import Database
from tests.engine.service.calls import FULL, bundle, observation, view
from tests.engine.service.conftest import serving

WORDS = ("--who", "A. Officer", "--why", "read and discussed")
CALL = view({**FULL, "observations": bundle(observation("k1", "2823-3", 6.8, "mmol/L", "2026-11-20T08:00:00Z"))})


@pytest.fixture
def site(chartside, tmp_path, monkeypatch) -> Path:
    """A site with a record, and a folder of knowledge of its own."""
    monkeypatch.setenv("CHARTSIDE_KNOWLEDGE", str(tmp_path / "knowledge"))
    assert chartside("migrate").status == 0
    return tmp_path / "knowledge" / "biomarkers"


def listed(chartside, name):
    return next(
        one for one in chartside("rules", "list", "--json", "--now", "2026-11-20").json["rules"] if one["name"] == name
    )


def answered(folder, analysis="biomarkers.potassium-high"):
    with serving(folder) as client:
        answer = client.post("/cds-services/biomarkers-patient-view", json=CALL).json()
    return next(one for one in answer["extension"]["org.chartside.outcomes"] if one["analysis"] == analysis)


def change(file, old, new):
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_every_rule_is_listed_with_who_answers_for_it(chartside, site):
    ran = chartside("rules", "list", "--now", "2026-11-20")
    assert ran.status == 0
    assert "a clinician has reviewed none" in ran.out
    one = listed(chartside, "potassium-high")
    assert (one["fires"], one["signature"], one["reviewBy"], one["clinicalReviewer"]) == (
        True,
        "unsigned",
        "2027-11-30",
        "",
    )


def test_an_editor_s_loop_without_code(chartside, site):
    assert chartside("rules", "copy", "potassium-high").status == 0
    file = site / "potassium-high.yaml"
    change(file, "severe, arrhythmia threatens; ECG now", "severe: ECG now, call 2222")
    assert "does not fit the file" in listed(chartside, "potassium-high")["why"]
    assert chartside("rules", "list", "--now", "2026-11-20").status == 1
    assert chartside("rules", "check", "potassium-high").status == 1
    assert chartside("rules", "hash", "potassium-high").status == 0
    assert chartside("rules", "check", "potassium-high").status == 0
    ran = chartside("rules", "test", "potassium-high", "--cards")
    assert ran.status == 0
    assert "[critical] Potassium 6.5 mmol/L (2027-11-30): severe: ECG now, call 2222" in ran.out
    assert "severe: ECG now, call 2222" in chartside("rules", "explain", "potassium-high").out


def test_a_signature_is_on_record_and_ends_with_the_next_change(chartside, site, tmp_path):
    chartside("rules", "copy", "potassium-high")
    ran = chartside("rules", "sign", "potassium-high", "--write", *WORDS)
    assert ran.status == 0, ran.err
    assert listed(chartside, "potassium-high")["signature"].startswith("signed by A. Officer on")
    ledger = Ledger(
        Database(f"sqlite:///{tmp_path}/.chartside/chartside.db"), Keyring(tmp_path / ".chartside" / "keys")
    )
    [record] = ledger.decisions("default", kind=Kind.RULES)
    assert ledger.verify().intact
    ledger.close()
    assert record.id in ran.out
    file = site / "potassium-high.yaml"
    assert "signature:" in file.read_text()
    change(file, "ECG now", "ECG at once")
    chartside("rules", "hash", "potassium-high")
    one = listed(chartside, "potassium-high")
    assert not one["fires"]
    assert one["why"].startswith("the signature in its file is not one that this site gave")
    assert "held: the signature in its file" in answered(tmp_path / ".chartside")["reason"]
    change(file, file.read_text().split("signature:")[1].splitlines()[0], ' ""')
    assert "was changed since version 1.0.0 was signed" in listed(chartside, "potassium-high")["why"]
    assert "was changed since" in answered(tmp_path / ".chartside")["reason"]
    assert chartside("rules", "sign", "potassium-high", *WORDS).status == 0
    assert listed(chartside, "potassium-high")["fires"]
    assert answered(tmp_path / ".chartside")["outcome"] == "answered"


def test_a_rule_that_is_out_is_named_in_the_answer_and_cannot_be_signed(chartside, site, tmp_path):
    chartside("rules", "copy", "potassium-high")
    change(site / "potassium-high.yaml", "evidence:", "evidence: []\nx_evidence:")
    assert "is not a key of a rule" in listed(chartside, "potassium-high")["why"]
    assert "this rule is out: potassium-high.yaml" in answered(tmp_path / ".chartside")["reason"]
    refused = chartside("rules", "sign", "potassium-high", *WORDS)
    assert refused.status == 2
    assert "cannot be signed: potassium-high.yaml" in refused.err


def test_what_is_withdrawn_does_not_fire_until_it_is_signed(chartside, site, tmp_path):
    assert answered(tmp_path / ".chartside")["outcome"] == "answered"
    assert chartside("rules", "withdraw", "biomarkers.potassium-high", *WORDS).status == 0
    said = answered(tmp_path / ".chartside")
    assert said["outcome"] == "not-applicable"
    assert said["reason"].startswith("held: it was withdrawn by A. Officer")
    assert chartside("rules", "sign", "potassium-high", *WORDS).status == 0
    assert answered(tmp_path / ".chartside")["outcome"] == "answered"


def test_a_deployed_site_needs_signatures_and_can_set_otherwise_on_record(chartside, site, monkeypatch, tmp_path):
    for name, value in {
        "MODE": "deployed",
        "DATABASE_URL": f"sqlite:///{tmp_path}/.chartside/chartside.db",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "BROKER_KEY_FILE": "broker.key",
        "CALLERS": "anyone",
    }.items():
        monkeypatch.setenv(f"CHARTSIDE_{name}", value)

    def fires():
        return {one["name"]: one["fires"] for one in chartside("rules", "list", "--json").json["rules"]}

    assert set(fires().values()) == {False}
    assert chartside("rules", "sign", "potassium-high", *WORDS).status == 0
    assert [name for name, fire in fires().items() if fire] == ["potassium-high"]
    assert chartside("rules", "allow", "--all", *WORDS).status == 0
    assert set(fires().values()) == {True}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sign", *WORDS), "name rules, or say --all"),
        (("sign", "nothing", *WORDS), "no rule 'nothing'"),
        (("explain", "nothing"), "no rule 'nothing'"),
        (("test", "nothing"), "no rule 'nothing'"),
    ],
)
def test_what_cannot_be_done_is_said(chartside, site, words, said):
    ran = chartside("rules", *words)
    assert ran.status == 2
    assert said in ran.err
