"""What a prefetch lacks is read from the caller's own FHIR server: the same cards however the data came, and no silence."""

import gzip
import json
from collections import Counter
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from threading import Event

import pytest

from chartside.registry import discover
from engine.configuration import CONFIGURATION
from engine.plan import plan
from tests.engine.service.calls import FULL, PATIENT, bundle, condition, creatinine, observation, order, sign, view
from tests.engine.service.conftest import NOW, serving
from tests.engine.strangers import install
from tests.fhir_servers import Told, scripted, sekmet

TOKEN = "canary-9f2c-token"
KEYS = tuple(plan(discover(), NOW.date())["patient-view", "patient-view"].templates)
RECORD = [
    PATIENT,
    condition("af", "49436004"),
    condition("stroke", "230690007"),
    creatinine(1.9),
    creatinine(1.1, "2026-02-01T10:00:00Z", "cr0"),
    observation("e1", "98979-8", 25, "mL/min/{1.73_m2}"),
    {**order("rx1", "197361"), "status": "active", "authoredOn": "2026-03-01"},
]
ROOMY = {"budget_ms": 30_000, "fetch_ms": 20_000}
BRIEF = {"budget_ms": 1_000, "fetch_ms": 400}


def of(kind):
    return bundle(*(r for r in RECORD if r["resourceType"] == kind))


SENT = {
    **{key: bundle() for key in KEYS},  # of what the record does not hold the client says so
    **FULL,
    "conditions": of("Condition"),
    "medications": of("MedicationRequest"),
    "observations": of("Observation"),
}
LABS = {k: SENT[k] for k in ("patient", "observations")}


# The one analysis that has something to say of whoever is ordered anything: it looks for opioids that are taken already.
WITHOUT_STANDING = {CONFIGURATION: {"opioids.naloxone_standing": False}}


def with_server(call, base, token=TOKEN, **more):
    access = {"access_token": token, "token_type": "Bearer", "expires_in": 300, "scope": "patient/*.rs", "subject": "u"}
    return call | {"fhirServer": base} | ({"fhirAuthorization": access | more} if token else {})


def told(answer):
    """Return what a clinician reads, and what became of each analysis, without what differs from call to call."""
    cards = [{k: c.get(k) for k in ("summary", "indicator", "detail")} for c in answer["cards"]]
    return cards, [
        (line["analysis"], line["outcome"], line["reason"]) for line in answer["extension"]["org.chartside.outcomes"]
    ]


def ask(client, call):
    answer = client.post(f"/cds-services/{call['hook']}", json=call)
    assert answer.status_code == 200, answer.text
    return answer.json()


def lines_of(answer):
    return {line["analysis"]: line for line in answer["extension"]["org.chartside.outcomes"]}


def payload(client, answer):
    decision = answer["extension"]["org.chartside.receipt"]["decision"]
    return client.app.state.desk.ledger.read("default", decision).payload


@pytest.fixture(scope="module")
def hospital():
    with sekmet(tokens=[TOKEN]) as server:
        server.load(RECORD)
        yield server


@pytest.fixture(scope="module")
def roomy(hospital, tmp_path_factory):
    with serving(tmp_path_factory.mktemp("roomy"), fhir_servers=[hospital.base], **ROOMY) as client:
        yield client


PARTS = [None, {}, {"patient": PATIENT}, {k: SENT[k] for k in ("patient", "conditions", "medications")}]


@pytest.mark.parametrize("prefetch", PARTS, ids=["none", "empty", "patient", "most"])
def test_p1_p4_p8_p10_none_partial_and_full_prefetch_give_the_same_cards(hospital, roomy, prefetch):
    full = told(ask(roomy, view(SENT)))
    assert len(full[0]) >= 2
    fetched = ask(roomy, with_server(view(prefetch), hospital.base))
    assert told(fetched) == full
    origins = Counter(
        line.get("origin")
        for card in fetched["cards"]
        for line in card["extension"]["org.chartside.explanation"]["inputs"]
    )
    assert origins["server"] > 0


def test_p4_null_is_an_answer_and_is_not_fetched(hospital, roomy):
    answer = ask(roomy, with_server(view({**SENT, "observations": None}), hospital.base))
    assert not any("eGFR" in card["summary"] for card in answer["cards"])
    assert payload(roomy, answer)["server"]["asked"] is False


def test_q5_the_token_is_shown_to_the_server_and_kept_nowhere(hospital, roomy, capfd, caplog):
    answer = ask(roomy, with_server(view({}), hospital.base))
    kept = payload(roomy, answer)
    assert kept["server"] == {"address": hospital.base, "asked": True}
    assert TOKEN not in json.dumps(kept) + json.dumps(answer)
    printed = capfd.readouterr()
    assert TOKEN not in printed.out + printed.err + caplog.text
    for file in roomy.app.state.desk.settings.data.rglob("*"):
        assert not file.is_file() or TOKEN.encode() not in file.read_bytes()


def test_q5_a_token_that_the_server_refuses_is_said(hospital, roomy):
    refused = roomy.post("/cds-services/patient-view", json=with_server(view({}), hospital.base, "stale"))
    assert refused.status_code == 412
    said = refused.json()["issue"][0]["diagnostics"]
    assert "observations" in said
    assert "the server answered 401" in said


DAY = "2026-{}-{:02}T{:02}:00:00Z"
MANY = [creatinine(1 + n / 1000, DAY.format(10 + n // 200, n % 19 + 1, n % 24), f"m{n}") for n in range(384)]


def test_p6_384_observations_over_pages_are_all_read(tmp_path):
    with sekmet(page=20) as server, serving(tmp_path, fhir_servers=[server.base], **ROOMY) as client:
        server.load([PATIENT, *MANY])
        answer = ask(client, with_server(view({}), server.base, None))
        assert lines_of(answer)["risk-scores.kdigo_aki"]["outcome"] == "answered"
        kept = payload(client, answer)
        [run] = [r for r in kept["runs"] if r["analysis"] == "risk-scores.kdigo_aki"]
        series = run["facts"]["creatinine_mg_dl_series"]
        assert json.dumps(series).count('"Observation/m') == 384


def test_p6_a_bundle_that_goes_on_is_read_anew_from_the_server_or_said_to_be_incomplete(hospital, roomy):
    cut = bundle(creatinine(1.1, "2026-02-01T10:00:00Z", "cr0")) | {"link": [{"relation": "next", "url": "x"}]}
    full = told(ask(roomy, view(SENT)))
    assert told(ask(roomy, with_server(view({**SENT, "observations": cut}), hospital.base))) == full
    alone = ask(roomy, view({**SENT, "observations": cut}))
    assert lines_of(alone)["risk-scores.kdigo_aki"]["outcome"] == "cannot-tell"


def failing(path):
    match path.partition("?")[0].partition("/")[0]:
        case "Observation":
            return Told({}, 500)
        case "Condition":
            return None
        case "MedicationRequest":
            return Told({}, 429, {"Retry-After": "3600"})
        case "Procedure":
            return Told(b"<html>")
        case _:
            return Told(PATIENT)


def test_t6_a_failing_server_yields_named_missing_data_and_never_an_empty_answer(tmp_path):
    with scripted(failing) as server, serving(tmp_path, fhir_servers=[server.base], **ROOMY) as client:
        answer = client.post("/cds-services/patient-view", json=with_server(view({}), server.base))
        assert answer.status_code == 412
        said = answer.json()["issue"][0]["diagnostics"]
        assert "observations" in said
        assert "the server answered 500" in said
        partly = ask(client, with_server(view(LABS), server.base))
        assert any(card["summary"].startswith("eGFR 27") for card in partly["cards"])
        line = lines_of(partly)["risk-scores.cha2ds2vasc"]
        assert line["outcome"] == "cannot-tell"
        assert "could not be reached" in line["reason"]


def test_t6_a_server_that_hangs_costs_its_data_and_not_the_answer(tmp_path):
    let_go = Event()

    def hanging(_path):
        let_go.wait(20)

    with scripted(hanging) as server, serving(tmp_path, fhir_servers=[server.base], **BRIEF) as client:
        try:
            answer = ask(client, with_server(view(LABS), server.base))
        finally:
            let_go.set()
    assert lines_of(answer)["risk-scores.egfr"]["outcome"] == "answered"
    line = lines_of(answer)["risk-scores.cha2ds2vasc"]
    assert line["outcome"] == "cannot-tell"
    assert "within the time of the call" in line["reason"]


@pytest.mark.parametrize("prefetch", [None, {}, {"patient": PATIENT}])
def test_p7_what_is_neither_sent_nor_on_the_server_is_412_and_named(service, prefetch):
    answer = service.post("/cds-services/patient-view", json=view(prefetch))
    assert answer.status_code == 412
    [issue] = answer.json()["issue"]
    assert issue["code"] == "required"
    assert {"observations", "conditions"} <= {word.strip(",.") for word in issue["diagnostics"].split()}
    assert "the call names no FHIR server" in issue["diagnostics"]


def test_p7_an_error_in_place_of_a_value_is_no_412(service):
    error = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
    answer = ask(service, view(dict.fromkeys(KEYS, error)))
    assert {line["outcome"] for line in lines_of(answer).values()} == {"cannot-tell"}


def test_p7_nothing_is_fetched_for_an_order_that_nobody_speaks_of(tmp_path):
    with scripted(failing) as server, serving(tmp_path, fhir_servers=[server.base], **ROOMY) as client:
        answer = ask(client, with_server(sign([order(code="308191")]) | {"extension": WITHOUT_STANDING}, server.base))
        assert server.asked == []
        assert {line["outcome"] for line in lines_of(answer).values()} == {"not-applicable"}


def test_h_order_sign_reads_what_the_order_needs_and_nothing_else(tmp_path):
    def egfr(path):
        return Told(bundle(RECORD[5]) if path.startswith("Observation") else bundle())

    with scripted(egfr) as server, serving(tmp_path, fhir_servers=[server.base], **ROOMY) as client:
        call = sign([order()]) | {"extension": WITHOUT_STANDING}
        [card] = ask(client, with_server(call, server.base))["cards"]
        assert card["summary"].startswith("Metformin is contraindicated")
        assert {path.partition("?")[0] for path in server.asked} == {"Observation", "Consent"}
        assert {h["Authorization"] for h in server.headers} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize("token", [TOKEN, None])
def test_q4_a_server_without_a_token_is_asked_without_one(tmp_path, token):
    with scripted(lambda _: Told(bundle())) as server, serving(tmp_path, fhir_servers=[server.base], **ROOMY) as client:
        client.post("/cds-services/patient-view", json=with_server(view({}), server.base, token))
        assert {h.get("Authorization") for h in server.headers} == {f"Bearer {token}" if token else None}


@pytest.mark.parametrize(
    ("access", "said"),
    [
        ({"patient": "somebody-else"}, "for another patient"),
        ({"token_type": "Basic"}, "token_type: expected Bearer"),
        ({"access_token": 7}, "access_token: expected a non-empty string"),
        ({"access_token": ""}, "access_token: expected a non-empty string"),
        ({"patient": "Patient/p1", "token_type": "bearer"}, ""),
    ],
)
def test_q3_q4_what_is_wrong_with_the_access_costs_the_fetch_and_not_the_answer(tmp_path, access, said):
    with scripted(lambda _: Told(bundle())) as server, serving(tmp_path, fhir_servers=[server.base], **ROOMY) as client:
        answer = ask(client, with_server(view(LABS), server.base, **access))
        assert any(card["summary"].startswith("eGFR 27") for card in answer["cards"])
        assert said in payload(client, answer)["server"].get("whyNot", "")
        assert bool(server.asked) is not bool(said)


def test_q3_a_token_without_a_server_is_left_aside(service):
    call = view(SENT) | {"fhirAuthorization": {"access_token": TOKEN, "token_type": "Bearer"}}
    answer = ask(service, call)
    assert answer["cards"]
    assert TOKEN not in json.dumps(payload(service, answer))


DISPATCH = '''
    from collections.abc import Iterator
    from chartside import Analysis, Card, CannotTell, Orders, Source, analysis, hookimpl

    @analysis("dispatch.say", version="1.0.0", hooks=["order-dispatch"], source=Source("A", "https://example.org", "1", "2026-01-01"))
    def say(orders: Orders) -> Iterator[Card]:
        """Say what is dispatched."""
        for order in orders:
            yield Card(f"Dispatched: {order.display}").because(order)

    @hookimpl
    def chartside_analyses() -> list[Analysis]:
        return [say]
'''


def test_h_order_dispatch_reads_the_orders_that_are_only_named(tmp_path, strangers):
    install(strangers, "dispatch", DISPATCH)
    mammogram = {
        "resourceType": "ServiceRequest",
        "id": "sr1",
        "status": "active",
        "intent": "order",
        "code": {"coding": [{"system": "http://loinc.org", "code": "24604-1"}], "text": "Mammogram"},
        "subject": {"reference": "Patient/p1"},
    }

    def answers(path):
        return Told(mammogram if path == "ServiceRequest/sr1" else bundle())

    call = view({}, hook="order-dispatch")
    call["context"] = {"patientId": "p1", "dispatchedOrders": ["ServiceRequest/sr1"], "performer": "Organization/o1"}
    with scripted(answers) as server, serving(tmp_path, fhir_servers=[server.base], **ROOMY) as client:
        [card] = ask(client, with_server(call, server.base))["cards"]
        assert card["summary"] == "Dispatched: Mammogram"
        old = call | {"context": {"patientId": "Patient/p1", "order": "ServiceRequest/sr1"}}
        [card] = ask(client, with_server(old, server.base))["cards"]
        assert card["summary"] == "Dispatched: Mammogram"
        [line] = lines_of(ask(client, call)).values()
        assert line["outcome"] == "cannot-tell"


DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "synthea" / "bundles"


def resources_of(file):
    """Return a Synthea transaction as resources with ids, each reference to another turned into Type/id."""
    whole = gzip.decompress(file.read_bytes()).decode()
    entries = json.loads(whole)["entry"]
    kinds = {e["resource"]["id"]: e["resource"]["resourceType"] for e in entries}
    for id, kind in kinds.items():
        whole = whole.replace(f"urn:uuid:{id}", f"{kind}/{id}")
    return [e["resource"] for e in json.loads(whole)["entry"] if e["resource"]["resourceType"] in STORED]


STORED = {"Patient", "Condition", "Observation", "MedicationRequest", "Medication", "Procedure", "Encounter"}


def sick():
    """Return the five smallest bundles of patients with atrial fibrillation whose creatinine was measured."""
    for file in sorted(DATA.glob("*.gz"), key=lambda f: f.stat().st_size):
        held = gzip.decompress(file.read_bytes())
        if b'"49436004"' in held and (b'"2160-0"' in held or b'"38483-4"' in held):
            yield file


def taken(resource):
    """Return when a creatinine was taken, or nothing for anything else."""
    codes = {c.get("code") for c in resource.get("code", {}).get("coding", [])}
    return resource.get("effectiveDateTime", "") if codes & {"2160-0", "38483-4"} else ""


def until(resource):
    """Return the day on which something was, or ended."""
    period = resource.get("performedPeriod", {}).get("end")
    return (period or resource.get("effectiveDateTime") or resource["performedDateTime"])[:10]


def as_searched(template, resources):
    """Return what a server would answer to a template, as far as these templates go."""
    kind, _, query = template.partition("?")
    since = query.partition("date=ge")[2][:10]
    return bundle(*(r for r in resources if r["resourceType"] == kind and (not since or until(r) >= since)))


@pytest.mark.skipif(not DATA.is_dir(), reason="the public Synthea bundles do not lie beside the checkout")
def test_p1_p4_a_synthea_patient_gives_the_same_cards_with_none_partial_and_full_prefetch(tmp_path):
    answered = 0
    with sekmet() as server:
        for index, file in enumerate(islice(sick(), 5)):
            resources = resources_of(file)
            server.load(resources)
            [patient] = [r for r in resources if r["resourceType"] == "Patient"]
            newest = max(map(taken, resources))
            now = datetime.fromisoformat(newest) + timedelta(hours=1) if newest else NOW
            with serving(tmp_path / str(index), now=now, fhir_servers=[server.base], **ROOMY) as client:
                offered = client.get("/cds-services").json()["services"]
                templates = next(s["prefetch"] for s in offered if s["id"] == "patient-view")
                whole = {k: patient if k == "patient" else as_searched(t, resources) for k, t in templates.items()}
                said = []
                for prefetch in ({}, {"patient": patient, "conditions": whole["conditions"]}, whole):
                    call = with_server(view(prefetch), server.base, None)
                    call["context"]["patientId"] = patient["id"]
                    said.append(told(ask(client, call)))
            assert said[0] == said[1] == said[2], file.name
            answered += sum(outcome == "answered" for _, outcome, _ in said[0][1])
    assert answered >= 10
