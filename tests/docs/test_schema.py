"""The published schemas describe what really leaves, and refuse what does not."""

import copy
import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from jsonschema_rs import meta

from engine.audit import Choice, Kind, ModelChange, State
from engine.clients.registration import checked
from engine.demo.examples import EXAMPLE_CLOCK, Examples
from engine.demo.search import prefetch
from engine.models import deeds
from engine.models.installed import find_model
from engine.models.past import Past
from tests.cds_hooks.tokens import document, ec_key
from tests.docs.schemas import RECEIPT, ROOT, SCHEMAS, holds, validator
from tests.docs.terminal import Terminal
from tests.engine.modelled import artefact, modelled
from tests.engine.service.calls import view
from tests.engine.service.conftest import serving, strangers  # noqa: F401 - a fixture
from tests.engine.strangers import good, install

EXAMPLES = Examples()
FACTS = {
    "risk-scores.cha2ds2vasc": "cha2ds2vasc",
    "risk-scores.egfr": "egfr",
    "risk-scores.kdigo_aki": "kdigo_aki",
    "biomarkers.metformin-egfr": "metformin-egfr",
}
EXPLANATION = "org.chartside.explanation"


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_carries_its_version(name):
    meta.validate(SCHEMAS[name])
    assert SCHEMAS[name]["$id"] == f"https://chartside.org/schema/{name}.json"


# What the command line answers


@pytest.fixture
def terminal(monkeypatch, capfd) -> Terminal:
    return Terminal(monkeypatch, capfd)


@pytest.mark.parametrize("patient", EXAMPLES)
def test_every_example_patient_asked_everything(terminal, patient):
    file = ROOT / "examples" / "patients" / f"{patient}.json"
    status, printed = terminal.chartside("ask", str(file), "--now", EXAMPLE_CLOCK, "--json")
    answer = json.loads(printed)
    assert status == 0
    assert {r["analysis"] for r in answer["results"]} >= FACTS.keys()
    holds("result-1", answer)


@pytest.mark.parametrize("analysis", FACTS)
def test_plain_facts(terminal, analysis):
    file = ROOT / "examples" / "facts" / f"{FACTS[analysis]}.json"
    status, printed = terminal.chartside("ask", analysis, "--facts", str(file), "--now", EXAMPLE_CLOCK, "--json")
    assert status == 0, printed
    answer = json.loads(printed)
    assert (answer["analysis"], answer["outcome"]) == (analysis, "answered")
    assert answer["cards"]
    holds("result-1", answer)


def test_a_batch_answers_line_for_line_and_names_the_bad_ones(terminal, monkeypatch):
    cases = (ROOT / "examples" / "batch" / "cases.ndjson").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(cases + b"no case\n")))
    status, printed = terminal.chartside("ask", "--batch", "-", "--now", EXAMPLE_CLOCK)
    lines = [json.loads(line) for line in printed.splitlines()]
    assert len(lines) == len(cases.splitlines()) + 1
    assert [number for number, line in enumerate(lines, 1) if "error" in line] == [len(lines)]
    assert (status, lines[-1]["error"]["line"]) == (1, len(lines))
    for line in lines:
        holds("result-1", line)


# What the service answers, and what is written down


@pytest.fixture(scope="module")
def service(tmp_path_factory) -> Iterator[Any]:
    with serving(tmp_path_factory.mktemp("site")) as client:
        yield client


@pytest.fixture
def shown(terminal) -> Callable[[Any, Mapping[str, Any]], dict[str, Any]]:
    """Read the record behind an answer, as `chartside audit show --json` prints it."""

    def show(client: Any, answer: Mapping[str, Any]) -> dict[str, Any]:
        decision, folder = answer["extension"][RECEIPT]["decision"], client.app.state.desk.settings.data
        status, printed = terminal.chartside("audit", "show", decision, "--data", str(folder), "--json")
        assert status == 0, printed
        record: dict[str, Any] = json.loads(printed)
        return record

    return show


def asked(client: Any, patient: str, described: Mapping[str, Any]) -> Any:
    """Ask a service about an example patient as an EHR does, with what it advertises, and every draft order there is."""
    example = EXAMPLES[patient]
    drafts = [{"resource": order} for order in example.orders.values()]
    context = {
        "userId": "Practitioner/d1",
        "patientId": patient,
        "encounterId": "e1",
        "draftOrders": {"resourceType": "Bundle", "entry": drafts},
    }
    values, _ = prefetch(described["prefetch"], context, example.resources)
    return client.post(f"/cds-services/{described['id']}", json=view(values, hook=described["hook"], context=context))


@pytest.mark.parametrize("patient", EXAMPLES)
def test_every_service_about_every_example_patient(service, patient, shown):
    for described in service.get("/cds-services").json()["services"]:
        reply = asked(service, patient, described)
        if reply.status_code == 412:
            # It names only what the record holds nothing of, so that the EHR could not send it.
            said = reply.json()["issue"][0]["diagnostics"]
            keys = said.partition("without prefetch: ")[2].partition(". ")[0].split(", ")
            kinds = {described["prefetch"][key].partition("?")[0].partition("/")[0] for key in keys} - {"Patient"}
            held = {one["resourceType"] for one in EXAMPLES[patient].resources}
            assert kinds, (described["id"], said)
            assert not kinds & held, (described["id"], said)
            continue
        assert reply.status_code == 200, (described["id"], reply.text)
        holds("answer-1", reply.json())
        holds("receipt-1", reply.json()["extension"][RECEIPT])
        holds("record-1", shown(service, reply.json()))


def ruth(client: Any) -> Any:
    [described] = [s for s in client.get("/cds-services").json()["services"] if s["id"] == "order-sign"]
    return asked(client, "ruth-halloran", described).json()


def test_feedback_and_switches_and_what_is_held_back(service, shown):
    answer = ruth(service)
    uuid = answer["cards"][0]["uuid"]
    at = "2026-11-20T09:05:00Z"
    said = [
        {"card": uuid, "outcome": "accepted", "acceptedSuggestions": [{"id": "s1"}], "outcomeTimestamp": at},
        {"card": uuid, "outcome": "overridden", "outcomeTimestamp": at},
        {
            "card": "00000000-0000-4000-8000-000000000000",
            "outcome": "overridden",
            "overrideReason": {"reason": {"code": "known"}, "userComment": "seen"},
            "outcomeTimestamp": at,
        },
    ]
    reply = service.post("/cds-services/order-sign/feedback", json={"feedback": said}).json()
    holds("record-1", shown(service, reply))
    [approval] = service.app.state.desk.ledger.decisions("default", kind=Kind.APPROVAL)
    holds("record-1", shown(service, {"extension": {RECEIPT: {"decision": approval.id}}}))
    switches = service.app.state.desk.switches
    for state in (State.OFF, State.SHADOW, State.ON):
        receipt = switches.set("default", "biomarkers.metformin-egfr", state, who="officer", why="under review")
        holds("receipt-1", receipt.as_json())
        holds("record-1", shown(service, {"extension": {RECEIPT: receipt.as_json()}}))
        held = ruth(service)
        holds("answer-1", held)
        holds("record-1", shown(service, held))
        assert bool(held["cards"]) is (state is State.ON)


def test_registrations_of_callers(service, shown):
    clients = service.app.state.desk.clients
    why = {"who": "officer", "why": "contract signed"}
    stated = {"tenant": "default", "issuer": "https://ehr.example.org"}
    more = {
        "claimed_tenant": "w7",
        "networks": ["10.1.0.0/16"],
        "capabilities": ["autolaunch"],
        "permitted_labels": ["R"],
    }
    given = checked(
        "hospital", **stated, **more, jwks=document(ec_key()), fhir_servers=["https://ehr.example.org/fhir"]
    )
    published = checked("hospital", **stated, jku="https://ehr.example.org/jwks.json")
    receipts = [clients.register(client, **why) for client in (given, published, published)]
    for receipt in (*receipts, clients.remove("hospital", **why)):
        holds("receipt-1", receipt.as_json())
        recorded = shown(service, {"extension": {RECEIPT: receipt.as_json()}})
        holds("record-1", recorded)
        recorded["envelope"]["statement"]["client"]["secret"] = "x"
        assert not validator("record-1").is_valid(recorded)


def test_changes_of_models_and_what_a_candidate_said(strangers, tmp_path, shown):  # noqa: F811 - the fixture
    unmeasured = artefact("2.0.0") | {"evaluation": {}}
    modelled(strangers, artefact("1.0.0"), artefact("1.1.0", 90), unmeasured)
    with serving(tmp_path / "site") as client:
        desk = client.app.state.desk
        one = find_model(desk.registry, "foretell.coming-back")

        def does(deed: Callable[..., ModelChange], *words: str) -> dict[str, Any]:
            def decide(holds: Choice, past: Any) -> ModelChange:
                return deed(Past(one.label, one.model, holds, past), *words)

            made = desk.models.change("default", one.analysis.id, one.name, decide, who="officer", why="a trial")
            record = shown(client, {"extension": {RECEIPT: {"decision": made.record}}})
            holds("record-1", record)
            return record

        for words in ((deeds.shadow, "2.0.0"), (deeds.unshadow,), (deeds.shadow, "1.1.0")):
            record = does(*words)
        [described] = [s for s in client.get("/cds-services").json()["services"] if s["id"] == "foretell-patient-view"]
        answer = asked(client, "ruth-halloran", described).json()
        holds("answer-1", answer)
        tried = shown(client, answer)
        assert [run["outcome"] for run in tried["shadow"]] == ["answered"]
        holds("record-1", tried)
        for words in ((deeds.activate, "1.1.0"), (deeds.roll_back,)):
            does(*words)
    assert passes_spoilt("record-1", record) == []
    let_pass = [line for line in passes_spoilt("record-1", tried) if line.startswith("shadow")]
    assert [line for line in let_pass if "explanation/inputs/" not in line] == []  # a patient's own value is open


def test_what_fails_comes_late_or_was_never_loaded(strangers, tmp_path, shown):  # noqa: F811 - the fixture
    install(strangers, "absent", "import nothing_of_that_name")
    good(strangers, "raises", 'raise ValueError("Ann Smith")\n        yield')
    good(strangers, "slow", 'import time; time.sleep(1)\n        yield Card("At last").because(patient)')
    with serving(tmp_path / "site", budget_ms=300) as client:
        [described] = [s for s in client.get("/cds-services").json()["services"] if s["id"] == "patient-view"]
        answer = asked(client, "ruth-halloran", described).json()
        became = {line["analysis"]: line["outcome"] for line in answer["extension"]["org.chartside.outcomes"]}
        assert (became["absent"], became["raises.hello"], became["slow.hello"]) == ("failed", "failed", "cannot-tell")
        holds("answer-1", answer)
        holds("record-1", shown(client, answer))


def test_what_was_refused_for_want_of_data_is_on_record_too(service, shown):
    assert service.post("/cds-services/patient-view", json=view()).status_code == 412
    ledger = service.app.state.desk.ledger
    [newest] = ledger.decisions("default", service="patient-view", limit=1)
    record = shown(service, {"extension": {RECEIPT: {"decision": newest.id}}})
    assert "observations" in record["lacking"]
    holds("record-1", record)


# What must not pass

OPEN = {"working", "facts", "context", "resource", "reason", "acceptedSuggestions"}
"""Keys below which the shape is not ours: a plugin's, FHIR's, or the client's."""
MAY_BE_EMPTY = {"versionId", "lastUpdated", "sha256", "origin", "kind", "who", "why"}
NEEDED = {
    "analysis", "version", "outcome", "reason", "limits", "sources", "uuid", "summary", "indicator", "leaf", "keyId", "signature",
    "envelope", "commitment", "response", "runs", "facts", "extension", "org.chartside.outcomes", EXPLANATION, RECEIPT,
}  # fmt: skip
Change = Callable[[Any], None]


def spoilt(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str, Change]]:
    """Yield changes after which a document is no longer what we promise: where, what, and how to do it."""
    if isinstance(value, dict):
        yield path, "a key that nobody promised", lambda node: node.update({"x-unheard-of": 1})
        for key, item in value.items():
            if key in NEEDED:
                yield path, f"no {key}", lambda node, key=key: node.pop(key)
            if isinstance(item, str):
                if key != "user":  # null says that the call did not name one
                    yield path, f"{key}: null", lambda node, key=key: node.update({key: None})
                if key not in MAY_BE_EMPTY or "envelope" in path or "explanation" in path:
                    yield path, f"{key}: empty", lambda node, key=key: node.update({key: ""})
            if key == "outcome":
                yield path, "an outcome of our own", lambda node: node.update({"outcome": "fine"})
            if key not in OPEN or isinstance(item, str):
                yield from spoilt(item, (*path, key))
    elif isinstance(value, list):
        seen: list[Any] = []  # what is built alike is spoilt once: a record holds dozens of lines of a kind
        for index, item in enumerate(value):
            if (shape := built(item)) not in seen:
                seen.append(shape)
                yield from spoilt(item, (*path, index))


def built(value: Any) -> Any:
    """Return how a value is built, without what it says."""
    if isinstance(value, dict):
        return {key: built(item) for key, item in value.items()}
    return [built(item) for item in value] if isinstance(value, list) else type(value).__name__


def passes_spoilt(name: str, instance: Any) -> list[str]:
    """Return the spoilt forms of a document that the schema lets pass."""
    found, check = [], validator(name)
    document = copy.deepcopy(instance)
    for path, what, change in list(spoilt(document)):
        node = document
        for step in path:
            node = node[step]
        whole = dict(node)
        change(node)
        if check.is_valid(document):
            found.append(f"{'/'.join(map(str, path))}: {what}")
        node.clear()
        node |= whole
    assert document == instance
    return found


def test_no_spoilt_answer_passes(service):
    assert passes_spoilt("answer-1", ruth(service)) == []


def test_no_spoilt_record_passes(service, shown):
    answer = ruth(service)
    feedback = [
        {"card": answer["cards"][0]["uuid"], "outcome": "overridden", "outcomeTimestamp": "2026-11-20T09:05:00Z"}
    ]
    reply = service.post("/cds-services/order-sign/feedback", json={"feedback": feedback}).json()
    assert passes_spoilt("record-1", shown(service, answer)) == []
    assert passes_spoilt("record-1", shown(service, reply)) == []


def test_no_spoilt_result_passes(terminal):
    file = ROOT / "examples" / "patients" / "hostile-record.json"
    _, printed = terminal.chartside("ask", "risk-scores.egfr", str(file), "--now", EXAMPLE_CLOCK, "--json")
    result = json.loads(printed)
    assert passes_spoilt("result-1", result) == []
    assert passes_spoilt("result-1", {"error": {"line": 1, "message": "not a case"}}) == []


def test_a_card_where_nothing_was_answered_is_no_result(terminal):
    file = ROOT / "examples" / "patients" / "ruth-halloran.json"
    _, printed = terminal.chartside("ask", "risk-scores.egfr", str(file), "--now", EXAMPLE_CLOCK, "--json")
    result = json.loads(printed)
    assert result["cards"]
    holds("result-1", result)
    assert not validator("result-1").is_valid(result | {"outcome": "cannot-tell"})


def test_a_card_at_the_desk_has_no_receipt_and_one_on_the_wire_has(service):
    answer = ruth(service)
    explanation = answer["cards"][0]["extension"][EXPLANATION]
    result = {k: explanation[k] for k in ("analysis", "version", "outcome", "reason")}
    result |= {"explanation": explanation, "missing": [], "cards": answer["cards"]}
    assert not validator("result-1").is_valid(result)
    bare = copy.deepcopy(answer)
    for card in bare["cards"]:
        del card["extension"][RECEIPT]
    holds("result-1", result | {"cards": bare["cards"]})
    assert not validator("answer-1").is_valid(bare)
