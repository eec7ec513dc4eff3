"""What goes on record of a monitoring, how the newest is found, and what P27 and P29 say of it."""

import json
from datetime import timedelta

import pytest
from jsonschema_rs import Draft202012Validator

from engine.audit import Covered, Kind, Observed, Outcomes
from engine.monitoring import attributes, monitor, newest, put_on_record, statement
from tests.docs.schemas import REGISTRY, SCHEMAS
from tests.engine.monitoring.made import FIRST, ID, KIND, answered, asked_of, decide, people, run_line

AT = FIRST + timedelta(days=100)
WHO = {"who": "A. Officer", "why": "monthly"}


@pytest.fixture
def told(database, ledger, keyring):
    """300 people, of whom each third fell, all covered."""
    asked_of(ledger, people(300))
    falls = [(f"p{i}", FIRST + timedelta(days=14), True) for i in range(0, 300, 3)]
    seen = [Observed(patient, KIND, at, occurred) for patient, at, occurred in falls]
    Outcomes(database, ledger).record("default", seen, [Covered(KIND, FIRST, AT)], **WHO)


def schema_errors(said):
    monitoring = Draft202012Validator({"$ref": SCHEMAS["record-1"]["$id"] + "#/$defs/monitoring"}, registry=REGISTRY)
    return [error.message for error in monitoring.iter_errors({"envelope": {"statement": said, "kind": "monitoring"}})]


def test_what_is_on_record_is_promised_and_names_no_patient(database, ledger, falls, told):
    for i in range(3):
        decide(ledger, "CANARY-9f31", AT, [run_line(answered(70, i == 1), "c" * 64, "0.9.0")])
    seen = monitor(database, ledger, "default", falls, FIRST, AT + timedelta(days=1))
    receipt = put_on_record(ledger, "default", seen, AT, **WHO)
    envelope = ledger.read("default", receipt.decision).envelope
    assert envelope["kind"] == "monitoring"
    assert envelope["statement"] == json.loads(json.dumps({**statement(seen), **WHO}))
    assert schema_errors(envelope["statement"]) == []
    assert "CANARY" not in json.dumps(envelope)
    assert schema_errors({**envelope["statement"], "patient": "p"}) != []
    assert schema_errors({k: v for k, v in envelope["statement"].items() if k != "artefacts"}) != []
    assert ledger.verify("default").intact


def test_the_newest_of_each_analysis_is_found(database, ledger, falls, told):
    assert newest(ledger, "default") == {}
    seen = monitor(database, ledger, "default", falls)
    put_on_record(ledger, "default", seen, AT, who="B", why="later")
    put_on_record(ledger, "default", seen, AT - timedelta(days=1), who="A", why="earlier")
    put_on_record(ledger, "elsewhere", seen, AT + timedelta(days=1), who="C", why="another tenant")
    found = newest(ledger, "default")
    assert found.keys() == {ID}
    assert (found[ID]["who"], found[ID]["at"][:10]) == ("B", f"{AT:%Y-%m-%d}")
    assert ledger.read("default", found[ID]["decision"]).envelope["statement"]["who"] == "B"
    assert len(ledger.statements("default", Kind.MONITORING)) == 2


def test_validity_and_fairness_in_words(database, ledger, falls, told):
    assert attributes(None)["P27"].startswith("not known: no monitoring")
    put_on_record(ledger, "default", monitor(database, ledger, "default", falls), AT, **WHO)
    said = newest(ledger, "default")[ID]
    words = attributes(said)
    whole = said["artefacts"][0]["validity"]["all"]
    assert words.keys() == {"P27", "P29"}
    assert f"AUROC {whole['auroc']['value']:.2f} (" in words["P27"]
    assert "of 300 patients, 100 with fall within 30 days" in words["P27"]
    assert f"(monitored {AT:%Y-%m-%d})" in words["P27"]
    assert "sex female: AUROC" in words["P29"]
    assert "age 80+: " in words["P29"]
    assert "too few" in words["P29"]


def test_without_outcomes_both_are_not_known(database, ledger, falls):
    decide(ledger, "p", FIRST, [run_line(answered(70, unsteady=True))])
    put_on_record(ledger, "default", monitor(database, ledger, "default", falls), AT, **WHO)
    words = attributes(newest(ledger, "default")[ID])
    assert all("not known: no outcome of this kind was imported: fall" in words[name] for name in ("P27", "P29"))
    put_on_record(ledger, "default", monitor(database, ledger, "default", falls, AT), AT + timedelta(1), **WHO)
    assert "no question was on record" in attributes(newest(ledger, "default")[ID])["P27"]
