"""Prefetch: templates that every client understands, dates for those that compute, and states that are never confused."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartside import Analysis, Source
from chartside.codes import LOINC, Code
from chartside.inputs import Input, Read
from chartside.registry import Plugin, Registry, discover
from engine.clients import Client
from engine.plan import plan
from engine.service.caller import caller_of
from fhir_adapter import Coverage, at_the_latest
from tests.engine.service.calls import FULL, PATIENT, bundle, condition, creatinine, view
from tests.engine.service.conftest import NOW, serving
from tests.engine.strangers import install
from tests.fhir_servers import Told, scripted

TODAY = NOW.date()
COMPUTES = Client("west", capabilities=frozenset({"prefetch-expressions"}))
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
EGFR = "risk-scores.egfr"

# What a client of 2.x understands, written down anew here and not taken from the code under test.
TOKENS = {
    "patient-view": {"userId", "patientId", "encounterId"},
    "order-select": {"userId", "patientId", "encounterId"},
    "order-sign": {"userId", "patientId", "encounterId"},
    "order-dispatch": {"patientId", "dispatchedOrders", "performer"},
    "appointment-book": {"userId", "patientId", "encounterId"},
    "encounter-start": {"userId", "patientId", "encounterId"},
    "encounter-discharge": {"userId", "patientId", "encounterId"},
    "problem-list-item-create": {"userId", "patientId", "encounterId"},
    "allergyintolerance-create": {"patientId", "encounterId"},
    "medication-refill": {"userId", "patientId", "encounterId"},
    "medication-verify": {"userId", "patientId", "encounterId"},
    "medication-prescribe": {"userId", "patientId", "encounterId"},
    "order-review": {"userId", "patientId", "encounterId"},
}
PERSONS = {"userPractitionerId", "userPractitionerRoleId", "userPatientId", "userRelatedPersonId"}
DATE = r"(eq|lt|gt|ge|le)?\d{4}(-\d\d(-\d\d)?)?"
PARAMETERS = {
    "patient": r"\{\{context\.patientId\}\}",
    "encounter": r"Encounter/\w+",
    "code": r"[^$]+",
    "code:in": r"\S+",
    "category": r"[^$]+",
    "status": r"[a-z,-]+",
    "modality": r"\w+",
    "type": r"[^$]+",
    "date": DATE,
    "started": DATE,
    "authoredon": DATE,
    "_count": r"\d+",
    "_sort": r"-?[a-z]+",
    "_id": r"\S+",
}
WITHIN = [
    "category=laboratory",
    "code=http://loinc.org|2160-0",
    "code:in=http://example.org/ValueSet/labs",
    "encounter=Encounter/e1",
    "status=active,on-hold",
    "date=ge2026-01-01",
    "date=lt2026",
    "authoredon=ge2026-01",
    "modality=CT",
    "type=a|b",
    "_count=5",
    "_sort=-date",
]
BEYOND = [
    "code:not=http://loinc.org|2160-0",
    "code:text=kidney",
    "status:missing=true",
    "subject:Patient.name=ann",
    "encounter.status=finished",
    "_has:Observation:patient:code=1",
    "_include=Observation:performer",
    "_revinclude=Provenance:target",
    "_text=kidney",
    "_filter=x",
    "_summary=true",
    "_maxresults=5",
    "value-quantity=gt5",
    "code-value-quantity=x$5",
    "date=sa2026-01-01",
    "date=ap2026",
    "name=ann",
    "note={{context.userId}}&code:above=1",
]


@dataclass(frozen=True)
class Wants:
    """A request that reads what a test says."""

    wanted: tuple[Read, ...]

    def reads(self):
        return self.wanted


def asking(*reads, hooks=tuple(TOKENS)):
    source = Source("A test", "https://example.org", "1", "2026-01-01")
    inputs = {"it": Input("it", Wants(reads))}
    analysis = Analysis("t.asks", "1.0.0", inputs, lambda it: [], "Asks", frozenset(hooks), sources=(source,))
    return Registry({"t": Plugin("t", "dist-t", "1.0.0", "0" * 64, (analysis,))})


def one_service(*reads, hook="patient-view", today=TODAY):
    [service] = plan(asking(*reads, hooks=[hook]), today, offer=["hooks"]).values()
    return service


def faults(template, hook):
    """Return what of a template breaks a rule of 2.x, by a reading of the rules that shares nothing with ours."""
    tokens = re.findall(r"\{\{(.*?)\}\}", template)
    found = [t for t in tokens if t not in PERSONS and t.removeprefix("context.") not in TOKENS[hook]]
    if "?" not in template:
        return found if re.fullmatch(r"[A-Z]\w+/\{\{[\w.]+\}\}", template) else [*found, "neither read nor search"]
    kind, query = template.split("?", 1)
    if not re.fullmatch(r"[A-Z]\w+", kind):
        found.append(kind)
    for part in query.split("&"):
        name, value = map(unquote, part.split("=", 1))
        if not re.fullmatch(PARAMETERS.get(name, "never"), value):
            found.append(part)
    return found


KINDS = st.sampled_from(["Observation", "Condition", "Encounter", "Patient", "MedicationRequest", "ImagingStudy"])
CODE = st.builds(Code, st.just("http://loinc.org"), st.from_regex(r"[0-9]{1,5}-[0-9]", fullmatch=True))
CODES = st.frozensets(CODE, max_size=4)
DAYS = st.integers(0, 40_000) | st.integers(0, 999_999_999)
BACKS = st.none() | DAYS.map(lambda n: timedelta(days=n)) | st.timedeltas(timedelta(), timedelta(days=4000))
SEARCHES = st.just("") | st.lists(st.sampled_from(WITHIN + BEYOND), min_size=1, max_size=3).map("&".join)
READS = st.builds(Read, KINDS, CODES, BACKS, SEARCHES)


@pytest.mark.parametrize("hook", TOKENS)
def test_p1_p2_p3_every_template_that_ships_is_what_any_client_understands(hook):
    shipped = [r for a in discover().analyses.values() for r in a.reads()]
    service = one_service(*shipped, hook=hook)
    assert len(service.templates) >= 4
    assert {t: f for t in service.templates.values() if (f := faults(t, hook))} == {}


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.lists(READS, max_size=5), st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_p1_p2_p3_whatever_a_plugin_reads_templates_stay_within_2x(reads, today):
    for (_, hook), service in plan(asking(*reads), today, consent=True, offer=["hooks"]).items():
        assert {t: f for t in service.templates.values() if (f := faults(t, hook))} == {}
        assert all(isinstance(key, str) and key for key in service.templates)
        assert service.searches.expressions.keys() == service.templates.keys()


@pytest.mark.parametrize("search", WITHIN)
def test_p3_what_every_client_understands_is_asked_for(search):
    service = one_service(Read("Observation", search=search))
    [template] = service.templates.values()
    assert unquote(template) == f"Observation?patient={{{{context.patientId}}}}&{search}"


@pytest.mark.parametrize("search", BEYOND)
def test_p3_what_some_client_would_not_understand_is_asked_of_none_and_said(search):
    service = one_service(Read("Observation", search=search))
    assert service.templates == service.searches.expressions == {}
    [why] = service.searches.beyond.values()
    assert why


OWN = """
    from collections.abc import Iterator
    from chartside import *

    @analysis("own.asks", version="1.0.0", hooks=["patient-view"], source=Source("A test", "https://example.org", "1", "2026-01-01"))
    def asks(found: Resources["Procedure", "code:not=http://snomed.info/sct|1"]) -> Iterator[Card | Quiet]:
        \"\"\"Ask beyond.\"\"\"
        for one in found:
            yield Card("Found").because(one)
        yield Quiet("known absent" if found.known_absent else f"unknown: {found.unknown}")

    @hookimpl
    def chartside_analyses() -> list[Analysis]:
        return [asks]
"""
PROCEDURE = {
    "resourceType": "Procedure",
    "id": "x1",
    "status": "completed",
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "2"}]},
    "subject": {"reference": "Patient/p1"},
}


def test_p3_a_search_beyond_2x_is_read_from_the_server_all_the_same(tmp_path, strangers):
    install(strangers, "own", OWN)

    def hospital(path):
        matches = bundle(PROCEDURE) if path.startswith("Procedure?") else bundle()
        return Told(PATIENT if path.startswith("Patient/") else matches)

    roomy = {"budget_ms": 30_000, "fetch_ms": 20_000}
    with scripted(hospital) as server, serving(tmp_path, fhir_servers=[server.base], **roomy) as client:
        [service] = [s for s in client.get("/cds-services").json()["services"] if s["id"] == "own-patient-view"]
        assert "prefetch" not in service
        answer = client.post("/cds-services/own-patient-view", json=view({}, fhirServer=server.base)).json()
        assert [card["summary"] for card in answer["cards"]] == ["Found"]
        assert "Procedure?patient=p1&code:not=http://snomed.info/sct|1" in server.asked
        alone = client.post("/cds-services/own-patient-view", json=view({})).json()
    [line] = alone["extension"]["org.chartside.outcomes"]
    assert "unknown: not-provided" in line["reason"]


# States


def asked(client, prefetch, service="patient-view", **more):
    answer = client.post(f"/cds-services/{service}", json=view(prefetch, **more))
    assert answer.status_code == 200, answer.text
    lines = answer.json()["extension"]["org.chartside.outcomes"]
    return {line["analysis"]: line for line in lines}


def with_observations(*values):
    return {k: v for k, v in FULL.items() if k != "observations"} | ({"observations": values[0]} if values else {})


def test_p4_absent_null_and_a_value_are_three_things(service):
    absent, null, empty, value = (
        asked(service, with_observations(*given))[EGFR]
        for given in ((), (None,), (bundle(),), (bundle(creatinine(1.1)),))
    )
    assert (absent["outcome"], absent["reason"]) == (
        "cannot-tell",
        "creatinine: not-provided (the prefetch key was absent: 'observations')",
    )
    for looked in (null, empty):
        assert (looked["outcome"], looked["reason"]) == ("cannot-tell", "creatinine: not-found")
    assert (value["outcome"], value["reason"]) == ("answered", "1 card")


def test_p4_null_is_never_a_412_and_absence_of_everything_is(service):
    assert service.post("/cds-services/patient-view", json=view(dict.fromkeys(FULL))).status_code == 200
    refused = service.post("/cds-services/patient-view", json=view({}))
    assert refused.status_code == 412


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (OUTCOME, "fetch-failed"),
        ({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}, "not-permitted"),
        (bundle(OUTCOME), "incomplete"),
        ({"response": {"status": "500"}, "resource": OUTCOME}, "fetch-failed"),
    ],
)
def test_p5_an_operation_outcome_is_an_error_and_never_absence(service, value, reason):
    line = asked(service, with_observations(value))[EGFR]
    assert line["outcome"] == "cannot-tell"
    assert line["reason"].startswith(f"creatinine: {reason} (prefetch key 'observations': ")


def test_p5_an_operation_outcome_among_data_costs_no_other_key(service):
    sent = {**FULL, "observations": OUTCOME, "conditions": bundle(condition("af", "49436004"))}
    lines = asked(service, sent)
    assert lines[EGFR]["outcome"] == "cannot-tell"
    assert lines["risk-scores.cha2ds2vasc"]["outcome"] == "answered"


@pytest.mark.parametrize("left_out", FULL)
def test_p8_a_prefetch_that_is_not_complete_is_used_for_what_it_holds(service, left_out):
    sent = {k: v for k, v in FULL.items() if k != left_out} | {"no-such-key": bundle()}
    if left_out != "observations":
        sent["observations"] = bundle(creatinine(1.1))
    if left_out != "conditions":
        sent["conditions"] = bundle(condition("af", "49436004"))
    lines = asked(service, sent)
    answered = {id for id, line in lines.items() if line["outcome"] == "answered"}
    assert answered, lines


@pytest.mark.parametrize("prefetch", ["no such field", None, {}], ids=["left out", "null", "empty"])
def test_p10_a_call_without_prefetch_is_a_call(service, prefetch):
    call = view(FULL)
    del call["prefetch"]
    if prefetch != "no such field":
        call["prefetch"] = prefetch
    answer = service.post("/cds-services/patient-view", json=call)
    assert answer.status_code == 412
    assert "patient" in answer.json()["issue"][0]["diagnostics"]


# Dates for a client that computes


@pytest.fixture
def computing(service):
    service.app.dependency_overrides[caller_of] = lambda: COMPUTES
    yield service
    del service.app.dependency_overrides[caller_of]


# Genotypes count whenever they were reported, so the search of all of patient-view has no date; that of the risk scores has one.
RISK = "risk-scores-patient-view"


def offered(client):
    [one] = [s for s in client.get("/cds-services").json()["services"] if s["id"] == RISK]
    return one["prefetch"]


def test_v3_only_a_client_that_is_registered_for_it_gets_expressions(service):
    plain = offered(service)
    assert not any("today()" in t for t in plain.values())
    service.app.dependency_overrides[caller_of] = lambda: COMPUTES
    try:
        computed = offered(service)
    finally:
        del service.app.dependency_overrides[caller_of]
    assert computed.keys() == plain.keys()
    assert computed["observations"].endswith("&date=ge{{today() - 374 days}}")
    assert not any(re.search(r"ge\d{4}-", t) for t in computed.values()), "nothing of it ages"
    assert {k for k in plain if plain[k] != computed[k]} == {k for k in plain if "ge20" in plain[k]}


def test_v3_what_is_offered_does_not_depend_on_the_day():
    reads = [r for a in discover().analyses.values() for r in a.reads()]
    of = [plan(asking(*reads), day, offer=["hooks"]) for day in (date(2026, 11, 20), date(2031, 2, 28))]
    one, other = ([s.offered(COMPUTES) for s in services.values()] for services in of)
    assert one == other


ZONES = st.integers(-12 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1))


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    st.timedeltas(timedelta(), timedelta(days=4000)),
    MOMENTS,
    ZONES,
    ZONES,
    st.timedeltas(timedelta(), timedelta(minutes=5)),
)
def test_v3_the_date_that_a_client_computes_reaches_back_far_enough_wherever_it_stands(back, at, theirs, server, ago):
    now = at.replace(tzinfo=UTC)
    read = Read("Observation", frozenset({LOINC("2160-0")}), back)
    service = one_service(read, today=now.date())
    [offer] = service.offered(COMPUTES).values()
    count = int(re.search(r"today\(\) - (\d+) days", offer)[1])
    asked_since = (now - ago).astimezone(theirs).date() - timedelta(days=count)
    # The bound is a day, which begins where the client's server stands.
    begins = datetime(asked_since.year, asked_since.month, asked_since.day, tzinfo=server)
    assert begins <= now - back
    [judged] = service.promised(COMPUTES, now.date()).values()
    assert Coverage.of(judged).covers(read, now)
    assert asked_since <= date.fromisoformat(judged.rpartition("ge")[2]), "never judged by more than what was asked for"


def saying(searched, *resources):
    sent = {**bundle(*resources), "link": [{"relation": "self", "url": f"https://ehr.example/fhir/{searched}"}]}
    return with_observations(sent)


def searched(client, day):
    template = offered(client)["observations"].replace("{{context.patientId}}", "p1")
    return re.sub(r"ge(\{\{.*\}\}|[\d-]+)$", f"ge{day}", template)


def test_v3_an_answer_is_judged_by_the_search_that_this_client_was_shown(computing):
    exact = NOW.date() - timedelta(days=374)
    for day in (exact - timedelta(days=1), exact, exact + timedelta(days=1)):
        line = asked(computing, saying(searched(computing, day)), RISK)[EGFR]
        assert line["reason"] == "creatinine: not-found", "looked, and there is nothing"
    for day in (exact + timedelta(days=2), date(2026, 11, 1)):
        line = asked(computing, saying(searched(computing, day)), RISK)[EGFR]
        assert line["reason"].startswith("creatinine: incomplete"), "its server was asked for less"


def test_v3_a_client_of_2x_is_judged_by_the_literal_date(service):
    exact = NOW.date() - timedelta(days=374)
    assert asked(service, saying(searched(service, exact)), RISK)[EGFR]["reason"].startswith("creatinine: incomplete")
    assert asked(service, saying(searched(service, "2025-10-01")), RISK)[EGFR]["reason"] == "creatinine: not-found"


def test_v3_a_token_becomes_the_latest_day_that_it_can_have_been():
    template = "Observation?patient={{context.patientId}}&date=ge{{today() - 30 days}}"
    assert at_the_latest(template, date(2026, 3, 1)).endswith("patient={{context.patientId}}&date=ge2026-01-31")


# Bounds on how many
