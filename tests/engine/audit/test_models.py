"""Which artefact speaks is a signed record of its own, read by running services within half a second."""

# ruff: noqa: S608 - the statements are the attacks, and every part of them is written here

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from engine.audit import Choice, Deed, Kind, Ledger, ModelChange, Models, Named, RecordedChange, Standing
from engine.store import Database, RecordUnavailable
from tests.engine.audit.test_switches import Elapsed

A, B, C = (Named(version, digit * 64) for version, digit in (("1.0.0", "a"), ("1.1.0", "b"), ("2.0.0", "c")))
READMISSION = ("risk-models.readmission", "model")
MEASURES = [{"measure": "auroc", "bound": "low", "value": "0.71", "limit": {"at_least": "0.7"}, "met": True}]


class Told:
    """Decides as it is told, and keeps what it was asked with."""

    def __init__(self, change: ModelChange) -> None:
        self.change = change

    def __call__(self, holds: Choice, past: Sequence[RecordedChange]) -> ModelChange:
        self.holds, self.past = holds, list(past)
        return self.change


def tried(models: Models, tenant: str = "north", analysis: str = READMISSION[0]) -> str:
    told = Told(ModelChange(Deed.SHADOW, None, B, None, B, MEASURES))
    return models.change(tenant, analysis, "model", told, who="officer", why="a trial").record


def activated(models: Models) -> tuple[str, Told]:
    told = Told(ModelChange(Deed.ACTIVATE, A, B, B, None, MEASURES))
    return models.change("north", *READMISSION, told, who="officer", why="better").record, told


def test_nobody_chose_until_somebody_did_and_a_running_service_follows(database: Database, ledger: Ledger) -> None:
    elapsed = Elapsed()
    here, elsewhere = Models(database, ledger), Models(database, ledger, elapsed=elapsed)
    assert elsewhere.choices("north") == {}
    record = tried(here)
    elapsed.now += 0.49
    assert elsewhere.choices("north") == {}  # what was read is kept
    elapsed.now += 0.01
    choice = elsewhere.choices("north")["risk-models.readmission"]["model"]
    assert (choice.active, choice.shadow, choice.who, choice.record) == (None, B, "officer", record)
    assert choice.shadow is not None
    assert choice.shadow.version == "1.1.0", "the row has the hash only; the record names the version"
    assert elsewhere.choices("south") == {}


def test_each_change_is_on_record_with_what_it_led_from_and_to(database: Database, ledger: Ledger) -> None:
    models = Models(database, ledger, clock=lambda: datetime(2026, 11, 20, 9, tzinfo=UTC))
    tried(models)
    record, told = activated(models)
    assert told.holds.shadow == B, "what holds is told to who decides"
    assert [one.change.deed for one in told.past] == [Deed.SHADOW]
    receipt = ledger.read("north", record).receipt
    assert ledger.verify_receipt("north", receipt) is Standing.INTACT
    assert ledger.read("north", record).envelope["statement"] == {
        "analysis": "risk-models.readmission",
        "model": "model",
        "deed": "activate",
        "from": {"version": "1.0.0", "sha256": "a" * 64},
        "to": {"version": "1.1.0", "sha256": "b" * 64},
        "active": {"version": "1.1.0", "sha256": "b" * 64},
        "shadow": None,
        "measures": MEASURES,
        "who": "officer",
        "why": "better",
    }
    assert len(ledger.decisions("north", kind=Kind.MODEL)) == 2
    assert models.choices("north")["risk-models.readmission"]["model"].active == B
    assert ledger.verify().intact


def test_history_is_a_tenants_own_oldest_first(database: Database, ledger: Ledger) -> None:
    models = Models(database, ledger)
    first = tried(models)
    other = tried(models, analysis="risk-models.other")
    tried(models, tenant="south")
    second, told = activated(models)
    assert [one.record for one in models.history("north")] == [first, other, second]
    assert [one.record for one in told.past] == [first], "who decides is told of that model alone"
    assert models.history("north")[0] == RecordedChange(
        *READMISSION,
        ModelChange(Deed.SHADOW, None, B, None, B, MEASURES),
        "officer",
        "a trial",
        models.history("north")[0].at,
        first,
    )


def test_what_is_refused_changes_nothing_and_is_not_on_record(database: Database, ledger: Ledger) -> None:
    models = Models(database, ledger)

    def refuse(*_: object) -> ModelChange:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        models.change("north", *READMISSION, refuse, who="officer", why="a trial")
    assert models.choices("north") == {}
    assert ledger.decisions("north") == []


def test_no_record_no_change(database: Database, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RecordUnavailable("refused")

    models = Models(database, ledger)
    monkeypatch.setattr("engine.audit.models.keep_last", refuse)
    with pytest.raises(RecordUnavailable):
        tried(models)
    assert models.choices("north") == {}
    assert ledger.decisions("north") == []


ATTACKS = {
    "turned": f"UPDATE model SET active = '{'c' * 64}'",
    "candidate smuggled in": f"UPDATE model SET shadow = '{'c' * 64}'",
    "taken away": "DELETE FROM model",
    "blamed on another": "UPDATE model SET who = 'nurse'",
    "of nobody": "INSERT INTO model SELECT tenant, analysis, 'other', active, shadow, since, why, who, record FROM model",
}


@pytest.mark.parametrize("attack_name", ATTACKS)
def test_a_model_changed_behind_the_records_back_is_found(
    database: Database, ledger: Ledger, attack: object, attack_name: str
) -> None:
    activated(Models(database, ledger))
    assert ledger.verify().intact
    assert callable(attack)
    attack(ATTACKS[attack_name])
    said = [problem.what for problem in ledger.verify().problems]
    model = "other" if attack_name == "of nobody" else "model"
    assert said == [f"The model of risk-models.readmission {model} is not as its newest record says"]


def test_two_models_of_one_analysis_are_told_apart(database: Database, ledger: Ledger) -> None:
    models = Models(database, ledger)
    activated(models)
    other = Told(ModelChange(Deed.ACTIVATE, A, C, C, None))
    models.change("north", "risk-models.readmission", "second", other, who="officer", why="better")
    assert {n: c.active for n, c in models.choices("north")["risk-models.readmission"].items()} == {
        "model": B,
        "second": C,
    }
    assert ledger.verify().intact


def test_a_record_that_cannot_be_read_does_not_pass_for_none(
    database: Database, ledger: Ledger, attack: object
) -> None:
    models = Models(database, ledger)
    activated(models)
    assert callable(attack)
    attack("UPDATE decision SET envelope = replace(envelope, 'activate', 'praise')")
    with pytest.raises(RecordUnavailable, match="audit verify"):
        models.history("north")
    with pytest.raises(RecordUnavailable, match="audit verify"):
        Models(database, ledger).choices("north")
