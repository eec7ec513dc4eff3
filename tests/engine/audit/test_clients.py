"""Registrations are decisions on record: who may call, who said so, what changed, and no hand at the table passes for one."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.audit import ClientConflict, Clients, Keyring, Kind, Ledger, Standing
from engine.clients import Client
from engine.store import Database, RecordUnavailable
from tests.cds_hooks.tokens import document, ec_key
from tests.engine.audit.test_switches import Elapsed

GENERAL = Client("general", tenant="north", issuer="https://ehr.example", jwks=document(ec_key()))
BY_JKU = Client("clinic", tenant="south", issuer="https://cloud.example", jku="https://cloud.example/jwks")
WHO = {"who": "officer", "why": "contract 7"}


def test_nobody_is_registered_to_begin_with(database: Database, ledger: Ledger) -> None:
    clients = Clients(database, ledger)
    assert clients.all() == []
    assert clients.of("https://ehr.example", "") is None


def test_a_client_is_found_by_what_its_tokens_claim(database: Database, ledger: Ledger) -> None:
    clients = Clients(database, ledger)
    receipts = [clients.register(one, **WHO) for one in (GENERAL, BY_JKU)]
    assert clients.all() == [BY_JKU, GENERAL]
    assert clients.of("https://ehr.example", "") == clients.of("https://ehr.example", "anything") == GENERAL
    assert clients.of("https://ehr.example/", "") is None
    assert clients.of("", "") is None
    assert ledger.verify_receipt("north", receipts[0]) is Standing.INTACT
    assert ledger.verify_receipt("south", receipts[1]) is Standing.INTACT
    assert ledger.verify().intact


def test_the_claimed_tenant_goes_before_none(database: Database, ledger: Ledger) -> None:
    clients = Clients(database, ledger)
    ward = replace(GENERAL, id="ward", tenant="ward", claimed_tenant="w7")
    clients.register(ward, **WHO)
    assert clients.of(GENERAL.issuer, "w7") == ward
    assert clients.of(GENERAL.issuer, "w8") is None
    assert clients.of(GENERAL.issuer, "") is None
    clients.register(GENERAL, **WHO)
    assert clients.of(GENERAL.issuer, "w7") == ward
    assert clients.of(GENERAL.issuer, "w8") == clients.of(GENERAL.issuer, "") == GENERAL


def test_another_process_follows_within_half_a_second(database: Database, ledger: Ledger) -> None:
    elapsed = Elapsed()
    here, elsewhere = Clients(database, ledger), Clients(database, ledger, elapsed=elapsed)
    assert elsewhere.of(GENERAL.issuer, "") is None
    here.register(GENERAL, **WHO)
    elapsed.now += 0.49
    assert elsewhere.of(GENERAL.issuer, "") is None
    elapsed.now += 0.01
    assert elsewhere.of(GENERAL.issuer, "") == GENERAL
    here.remove("general", who="officer", why="contract ended")
    assert here.of(GENERAL.issuer, "") is None
    elapsed.now += 0.5
    assert elsewhere.of(GENERAL.issuer, "") is None


def test_a_change_is_on_record_with_what_changed(database: Database, ledger: Ledger) -> None:
    clients = Clients(database, ledger)
    first = clients.register(GENERAL, **WHO)
    newer = replace(GENERAL, jwks=document(ec_key("k2")), fhir_servers=("https://ehr.example/fhir",))
    second = clients.register(newer, who="admin", why="keys renewed")
    assert clients.of(GENERAL.issuer, "") == newer
    said = ledger.read("north", second.decision).envelope["statement"]
    assert said == {
        "client": {
            "id": "general",
            "tenant": "north",
            "issuer": "https://ehr.example",
            "jwks": newer.jwks,
            "fhirServers": ["https://ehr.example/fhir"],
        },
        "state": "registered",
        "replaces": first.decision,
        "changed": ["fhirServers", "jwks"],
        "who": "admin",
        "why": "keys renewed",
    }
    assert "changed" not in ledger.read("north", first.decision).envelope["statement"]
    [one] = clients.registrations()
    assert (one.client, one.who, one.why, one.record) == (newer, "admin", "keys renewed", second.decision)
    assert ledger.verify().intact


def test_a_removal_is_on_record_with_what_was_removed(database: Database, ledger: Ledger) -> None:
    clients = Clients(database, ledger)
    first = clients.register(GENERAL, **WHO)
    gone = clients.remove("general", who="admin", why="contract ended")
    said = ledger.read("north", gone.decision).envelope["statement"]
    assert (said["state"], said["replaces"], said["why"]) == ("removed", first.decision, "contract ended")
    assert said["client"]["issuer"] == "https://ehr.example"
    assert clients.all() == []
    assert len(ledger.decisions("north", kind=Kind.REGISTRATION)) == 2
    assert ledger.verify().intact
    with pytest.raises(ClientConflict, match="no client 'general' is registered"):
        clients.remove("general", who="admin", why="again")
    third = clients.register(GENERAL, **WHO)
    assert "replaces" not in ledger.read("north", third.decision).envelope["statement"]
    assert clients.all() == [GENERAL]
    assert ledger.verify().intact


def test_one_claim_means_one_client(database: Database, ledger: Ledger) -> None:
    clients = Clients(database, ledger)
    clients.register(GENERAL, **WHO)
    with pytest.raises(ClientConflict, match="'general' has this issuer already"):
        clients.register(replace(GENERAL, id="double", tenant="south"), **WHO)
    clients.register(replace(GENERAL, id="ward", claimed_tenant="w7"), **WHO)
    with pytest.raises(ClientConflict, match="'ward' has this issuer already"):
        clients.register(replace(GENERAL, id="double", claimed_tenant="w7"), **WHO)
    assert [one.id for one in clients.all()] == ["general", "ward"]
    assert len(ledger.decisions("north")) == 2
    assert ledger.decisions("south") == []


def test_a_removed_client_leaves_its_claim_to_another(database: Database, ledger: Ledger) -> None:
    clients = Clients(database, ledger)
    clients.register(GENERAL, **WHO)
    clients.remove("general", **WHO)
    heir = replace(GENERAL, id="heir", tenant="south")
    clients.register(heir, **WHO)
    assert clients.of(GENERAL.issuer, "") == heir
    assert ledger.verify().intact


def test_a_client_changes_its_tenant_only_by_removal(database: Database, ledger: Ledger) -> None:
    clients = Clients(database, ledger)
    clients.register(GENERAL, **WHO)
    with pytest.raises(ClientConflict, match="belongs to tenant 'north'; remove it there first"):
        clients.register(replace(GENERAL, tenant="south"), **WHO)
    clients.remove("general", **WHO)
    clients.register(replace(GENERAL, tenant="south"), **WHO)
    assert [one.tenant for one in clients.all()] == ["south"]
    assert ledger.verify().intact
    assert ledger.verify("north").intact


def test_no_record_no_registration(database: Database, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RecordUnavailable("refused")

    clients = Clients(database, ledger)
    with monkeypatch.context() as patched:
        patched.setattr("engine.audit.clients.keep_last", refuse)
        with pytest.raises(RecordUnavailable):
            clients.register(GENERAL, **WHO)
    assert clients.all() == []
    assert ledger.decisions("north") == []
    clients.register(GENERAL, **WHO)
    with monkeypatch.context() as patched:
        patched.setattr("engine.audit.clients.keep_last", refuse)
        with pytest.raises(RecordUnavailable):
            clients.remove("general", **WHO)
    assert clients.all() == [GENERAL]
    assert len(ledger.decisions("north")) == 1


def test_a_database_that_is_away_is_not_taken_for_nobody(keyring: Keyring, tmp_path: object) -> None:
    database = Database(f"sqlite:///{tmp_path}/empty.db")  # no schema
    ledger = Ledger(database, keyring)
    with pytest.raises(RecordUnavailable):
        Clients(database, ledger).of(GENERAL.issuer, "")
    ledger.close()
    database.close()


@pytest.mark.parametrize("edited", ["gone", "[]", "{}"])
def test_a_registration_that_cannot_be_read_is_not_passed_over(
    database: Database, ledger: Ledger, attack: Callable[..., None], edited: str
) -> None:
    Clients(database, ledger).register(GENERAL, **WHO)
    attack(f"UPDATE client SET registration = '{edited}'")  # noqa: S608 - the attack
    with pytest.raises(RecordUnavailable, match="'general' cannot be read"):
        Clients(database, ledger).of(GENERAL.issuer, "")
    assert "registration of general" in "".join(problem.what for problem in ledger.verify().problems)


ATTACKS = {
    "issuer turned": "UPDATE client SET registration = replace(registration, 'https://ehr.example', 'https://evil.example')",
    "key exchanged": "UPDATE client SET registration = replace(registration, 'ec-1', 'ec-9')",
    "server added": 'UPDATE client SET registration = replace(registration, \'{"id"\', \'{"fhirServers": ["x"], "id"\')',
    "blamed on another": "UPDATE client SET who = 'nurse'",
    "reason turned": "UPDATE client SET why = 'none'",
    "switched off": "UPDATE client SET state = 'removed'",
    "taken away": "DELETE FROM client",
    "moved to another tenant": "UPDATE client SET tenant = 'south'",
}


@pytest.mark.parametrize("statement", ATTACKS.values(), ids=ATTACKS)
def test_a_registration_edited_behind_the_record_is_found(
    database: Database, ledger: Ledger, attack: Callable[..., None], statement: str
) -> None:
    Clients(database, ledger).register(GENERAL, **WHO)
    assert ledger.verify().intact
    attack(statement)
    assert "registration of general" in "".join(problem.what for problem in ledger.verify().problems)
    assert not ledger.verify("north").intact


def test_a_client_that_nobody_registered_is_found(
    database: Database, ledger: Ledger, attack: Callable[..., None]
) -> None:
    Clients(database, ledger).register(GENERAL, **WHO)
    attack("INSERT INTO client SELECT tenant, 'forged', state, registration, since, why, who, record FROM client")
    [problem] = ledger.verify().problems
    assert problem.what == "The registration of forged is not as its newest record says"


def test_a_removed_client_that_was_put_back_is_found(
    database: Database, ledger: Ledger, attack: Callable[..., None]
) -> None:
    clients = Clients(database, ledger)
    clients.register(GENERAL, **WHO)
    gone = clients.remove("general", **WHO)
    attack("UPDATE client SET state = 'registered'")
    [problem] = ledger.verify().problems
    assert (problem.tenant, problem.decision) == ("north", gone.decision)
    assert "registration of general" in problem.what
