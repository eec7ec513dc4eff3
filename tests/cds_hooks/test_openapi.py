"""What the service says of itself in OpenAPI is true: generated calls, right and wrong, are answered as it says."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

import pytest
import requests
import schemathesis
import uvicorn
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks as openapi_checks

from engine.clients.registration import checked
from engine.service import create_app
from engine.settings import Settings
from tests.cds_hooks.tokens import ISSUER, bearer, claims, document, ec_key
from tests.docs.schemas import SCHEMAS
from tests.engine.service.calls import FULL, bundle, creatinine, view
from tests.engine.service.conftest import NOW, serving

CHECKS = [
    not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
]
DISCOVERY, CALL, FEEDBACK = (
    "GET /cds-services",
    "POST /cds-services/{service_id}",
    "POST /cds-services/{service_id}/feedback",
)
OPERATIONS = [DISCOVERY, CALL, FEEDBACK, "GET /healthz", "GET /readyz"]
IDS = ["patient-view", "order-sign", "risk-scores-patient-view", "nothing-like-it", "%2e%2e", "a b", "é"]
REACHED = {
    (CALL, GenerationMode.POSITIVE): {404, 422},
    (CALL, GenerationMode.NEGATIVE): {404, 422},
    (FEEDBACK, GenerationMode.POSITIVE): {200, 404},
    (FEEDBACK, GenerationMode.NEGATIVE): {404, 422},
}
"""What generated calls must have been answered with, lest they all fail at the door."""
WHOLE = {
    "hook": "patient-view",
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "context": {"userId": "Practitioner/1", "patientId": "p1"},
}
OFFICER = {"who": "officer", "why": "contract signed"}


@dataclass(frozen=True)
class Listening:
    """A service that runs as it runs for a caller, and what it says of itself."""

    address: str
    app: FastAPI
    document: Any

    def operation(self, label: str) -> Any:
        method, path = label.split(" ")
        return self.document[path][method]

    def token(self, case: Any) -> dict[str, str]:
        """Sign a token for the very address that this case will call."""
        url = case.as_transport_kwargs(base_url=self.address)["url"]
        path = requests.Request("GET", url).prepare().path_url
        return bearer(ec_key().sign(claims("", aud=f"{self.address}{path}")))


@contextmanager
def listening(folder: Any, **more: Any) -> Iterator[Listening]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        free.listen(128)  # who asks before the service has started waits for it
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
        made = {"data": folder, "now": NOW, "workers": 1, "budget_ms": 5000, "calls_per_minute": 1_000_000, **more}
        app = create_app(Settings(**made, public_url=address))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
        thread = Thread(target=server.run, kwargs={"sockets": [free]}, daemon=True)
        thread.start()
        try:
            yield Listening(address, app, schemathesis.openapi.from_url(f"{address}/openapi.json", timeout=60))
        finally:
            server.should_exit = True
            thread.join(30)


@pytest.fixture(scope="module")
def anyone(tmp_path_factory) -> Iterator[Listening]:
    with listening(tmp_path_factory.mktemp("anyone")) as service:
        yield service


@pytest.fixture(scope="module")
def registered(tmp_path_factory) -> Iterator[Listening]:
    with listening(tmp_path_factory.mktemp("registered"), callers="registered") as service:
        client = checked("hospital", tenant="default", issuer=ISSUER, jwks=document(ec_key()))
        service.app.state.desk.trust.clients.register(client, **OFFICER)
        yield service


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
@pytest.mark.parametrize("label", OPERATIONS)
@pytest.mark.parametrize("callers", ["anyone", "registered"])
def test_v2_q9_generated_calls_are_answered_as_described(request, callers, label, mode):
    service: Listening = request.getfixturevalue(callers)
    operation = service.operation(label)
    ids = IDS if "service_id" in label else []
    if mode is GenerationMode.NEGATIVE and not ids:
        return  # it takes nothing that could be wrong
    chosen = [operation.as_strategy(generation_mode=mode, path_parameters={"service_id": id}) for id in ids]
    came: set[int] = set()

    @given(
        case=st.one_of(operation.as_strategy(generation_mode=mode), *chosen),
        meant=st.booleans(),
        known=st.integers(0, 4),
    )
    @settings(max_examples=80, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def holds(case: Any, meant: bool, known: int) -> None:
        if meant and isinstance(case.body, dict) and "hook" in case.body:
            case.body["hook"] = (case.path_parameters or {}).get("service_id", "patient-view")
        token = service.token(case) if callers == "registered" and known else {}
        response = case.call(headers=token, timeout=30)
        case.validate_response(response, checks=CHECKS)
        came.add(response.status_code)

    holds()
    if label == CALL:  # what is generated seldom gets past the door
        whole = operation.Case(
            path_parameters={"service_id": "patient-view"}, body=WHOLE, media_type="application/json"
        )
        response = whole.call(headers=service.token(whole) if callers == "registered" else {}, timeout=30)
        whole.validate_response(response, checks=CHECKS)
        came.add(response.status_code)
    expected = REACHED.get((label, mode), {200})
    assert came >= expected | ({401} if callers == "registered" and "cds-services" in label else set()), came
    if (label, mode) == (CALL, GenerationMode.POSITIVE):
        assert came & {200, 412}, "no call was ever one"


def test_v2_the_document_is_one_and_says_how_a_caller_proves_itself(anyone, registered):
    for service in (anyone, registered):
        service.document.validate()
        assert service.document.raw_schema["servers"] == [{"url": service.address}]
    for label in OPERATIONS:
        open_to_all, guarded = (s.operation(label).definition.raw for s in (anyone, registered))
        asks = "cds-services" in label
        assert ("401" in guarded["responses"], "security" in guarded) == (asks, asks)
        assert "401" not in open_to_all["responses"]
    assert "content" not in registered.operation(CALL).definition.raw["responses"]["401"]


def test_v2_no_operation_is_without_its_statuses(anyone):
    """A new route says what it answers, or it stays out of the document on purpose, as the demo's pages do."""
    described = anyone.document.raw_schema["paths"]
    walked = {
        (method.lower(), route.path)
        for route in iter_route_contexts(anyone.app.routes)
        if getattr(route, "include_in_schema", False)
        for method in route.methods
    }
    assert walked == {(method, path) for path, operations in described.items() for method in operations}
    for operation in (one for operations in described.values() for one in operations.values()):
        said = operation["responses"]
        assert {"200", "500"} <= said.keys()
        assert [status for status in said if not said[status].get("content") and status not in {"304", "401"}] == []
        for status in said.keys() - {"200", "304", "401"}:
            content = said[status]["content"]
            own = operation["tags"] == ["health"] and status == "503"
            assert list(content) == ["application/json" if own else "application/fhir+json"]


def test_v2_an_answer_with_cards_is_as_described(anyone):
    asked = anyone.operation(CALL)
    body = view({**FULL, "observations": bundle(creatinine(1.9))})
    case = asked.Case(path_parameters={"service_id": "patient-view"}, body=body, media_type="application/json")
    response = case.call(timeout=30)
    case.validate_response(response, checks=CHECKS)
    assert response.status_code == 200
    assert response.json()["cards"]


def test_v2_the_document_asks_of_an_answer_what_its_published_schema_asks(anyone):
    """Two papers about one thing agree: the schema of the documents is stricter below, and nowhere another."""
    said, published = anyone.document.raw_schema["components"]["schemas"]["HookAnswer"], SCHEMAS["answer-1"]
    assert said["properties"].keys() == published["properties"].keys() | {"systemActions"}
    card, strict = said["properties"]["cards"]["items"], published["$defs"]["card"]
    assert card["properties"].keys() == strict["properties"].keys()
    assert sorted(card["required"]) == sorted(strict["required"])
    for name in ("indicator", "summary", "selectionBehavior"):
        assert {k: v for k, v in card["properties"][name].items() if k in {"enum", "maxLength", "minLength"}} == {
            k: v for k, v in strict["properties"][name].items() if k != "type"
        }


def test_d1_discovery_is_304_where_the_caller_holds_it(anyone):
    first = requests.get(f"{anyone.address}/cds-services", timeout=30)
    again = anyone.operation(DISCOVERY).Case(headers={"If-None-Match": first.headers["ETag"]})
    response = again.call(timeout=30)
    again.validate_response(response, checks=CHECKS)
    assert (response.status_code, response.content) == (304, b"")


# Every error, with its body


def closed(*_: Any) -> Any:
    raise ValueError("Zebulon-Canary-1931")


WRONG = [
    (400, "POST", "/cds-services/patient-view", {"content": b"{"}),
    (400, "POST", "/cds-services/patient-view/feedback", {"content": b"\xff"}),
    (404, "POST", "/cds-services/nothing-like-it", {"json": view()}),
    (404, "POST", "/cds-services/nothing-like-it/feedback", {"json": {"feedback": []}}),
    (404, "GET", "/nowhere", {}),
    (404, "GET", "/cds-services/", {"follow_redirects": False}),
    (404, "POST", "/cds-services/patient-view/", {"json": view(), "follow_redirects": False}),
    (405, "GET", "/cds-services/patient-view", {}),
    (405, "DELETE", "/cds-services", {}),
    (412, "POST", "/cds-services/patient-view", {"json": view()}),
    (413, "POST", "/cds-services/patient-view", {"content": b" " * 5_000_001}),
    (415, "POST", "/cds-services/patient-view", {"json": view(), "headers": {"Content-Encoding": "gzip"}}),
    (422, "POST", "/cds-services/patient-view", {"json": {}}),
    (422, "POST", "/cds-services/patient-view", {"json": view(context={"userId": "Practitioner/1"})}),
    (422, "POST", "/cds-services/patient-view", {"json": view(hook="order-sign")}),
    (422, "POST", "/cds-services/patient-view/feedback", {"json": {"feedback": [{}]}}),
]


def is_an_operation_outcome(answer: Any, status: int) -> None:
    from fhir.resources.R4B.operationoutcome import OperationOutcome

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/fhir+json"
    body = answer.json()
    assert body.pop("resourceType") == "OperationOutcome"
    [issue] = OperationOutcome(**body).issue
    assert (issue.severity, bool(issue.diagnostics)) == ("error", True)


@pytest.mark.parametrize(("status", "method", "path", "more"), WRONG)
def test_v2_the_body_of_an_error_is_an_operation_outcome(service, status, method, path, more):
    answer = service.request(method, path, **more)
    is_an_operation_outcome(answer, status)
    if status == 405:
        assert answer.headers["allow"]


def test_v2_a_defect_is_an_operation_outcome(service, monkeypatch):
    monkeypatch.setattr("engine.service.hook.consult", closed)
    is_an_operation_outcome(service.post("/cds-services/patient-view", json=view(FULL)), 500)


def test_v2_a_record_that_cannot_be_written_is_an_operation_outcome(tmp_path):
    with serving(tmp_path) as service:
        service.app.state.desk.ledger.close()
        is_an_operation_outcome(service.post("/cds-services/patient-view", json=view(FULL)), 503)


def test_v2_one_call_too_many_is_an_operation_outcome(tmp_path):
    with serving(tmp_path, calls_per_minute=1) as service:
        assert service.get("/cds-services").status_code == 200
        answer = service.get("/cds-services")
        is_an_operation_outcome(answer, 429)
        assert int(answer.headers["retry-after"]) > 0
