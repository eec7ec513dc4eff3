"""The doctor at the door: who may call, and whether anybody could."""

import pytest

from engine.audit import Clients
from engine.clients import Client
from engine.doctor import callers, examine
from engine.settings import Settings
from tests.cds_hooks.tokens import document, ec_key
from tests.engine.doctor.made import NOTHING, NOW, founded, ledger_of, site, told
from tests.engine.doctor.test_place import deployed

REGISTERED = {"callers": "registered", "public_url": "https://cds.example"}


def test_an_embedded_service_is_open_on_this_machine(tmp_path):
    assert told(callers.registered(site(tmp_path))) == [("callers", "ok")]


def test_a_deployed_service_that_anyone_may_call_is_a_warning(tmp_path):
    [found] = callers.registered(deployed(tmp_path, callers="anyone"))
    assert (found.standing, "CHARTSIDE_CALLERS=registered" in found.mend) == ("warning", True)


@pytest.mark.parametrize("made", [site, lambda *a, **k: founded(site(*a, **k))], ids=["nothing yet", "empty record"])
def test_registered_callers_of_whom_there_are_none_fail(tmp_path, made):
    [found] = callers.registered(made(tmp_path, **REGISTERED))
    assert (found.standing, "every call is refused" in found.said) == ("failed", True)
    assert "chartside clients add" in found.mend


def test_one_that_is_registered_is_enough(tmp_path):
    made = founded(site(tmp_path, **REGISTERED))
    database, ledger = ledger_of(made)
    ehr = Client("general", tenant="elsewhere", issuer="https://ehr.example", jwks=document(ec_key()))
    Clients(database, ledger).register(ehr, who="officer", why="contract 7")
    ledger.close()
    database.close()
    [found] = callers.registered(made)
    assert (found.standing, found.said) == ("ok", "registered: general")


def test_a_record_that_cannot_be_read_is_not_taken_for_nobody(tmp_path):
    [found] = callers.registered(deployed(tmp_path, **REGISTERED))
    assert (found.standing, "not known" in found.said) == ("warning", True)


def test_a_deployed_service_without_its_address_fails_with_what_to_set(tmp_path):
    words = {"mode": "deployed", "database_url": "postgresql://h/d", "redis_url": "redis://h", "broker_key_file": "k"}
    found = list(examine(lambda: Settings(data=tmp_path, **words), lambda: NOTHING, {}, lambda: NOW))
    assert (found[-1].check, found[-1].standing) == ("settings", "failed")
    assert "CHARTSIDE_PUBLIC_URL" in found[-1].said


def test_the_doctor_looks_at_callers(tmp_path):
    made = founded(site(tmp_path, **REGISTERED))
    found = examine(lambda: made.settings, lambda: NOTHING, {}, lambda: NOW)
    assert ("callers", "failed") in [(f.check, f.standing) for f in found]
