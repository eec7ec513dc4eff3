"""A machine that changes a call in every way a client might, and asks: never a crash, and what is absent, null or an error never mixes."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from fhir_adapter.hooks import hooks
from tests.engine.service.calls import PATIENT, bundle, condition, creatinine, order
from tests.engine.service.conftest import serving
from tests.engine.strangers import install

HOOKS = [*hooks(), "org.example.lounge"]
SEES = f"""
    from collections.abc import Iterator
    from typing import Annotated
    from chartside import SNOMED, Analysis, CodeSet, Coded, Found, Having, Latest, Missing, Orders, Patient, Quantity, Quiet, Source
    from chartside import analysis, hookimpl
    from chartside.vocabulary import CREATININE

    STROKE = CodeSet.of("stroke", "stroke", SNOMED("230690007", "Stroke"))

    @analysis("sees.sees", version="1.0.0", hooks={HOOKS!r}, source=Source("A test", "https://example.org", "1", "2026-01-01"))
    def sees(
        patient: Patient,
        stroke: Annotated[Found[Coded], Having("Condition", STROKE)],
        creatinine: Annotated[Quantity | Missing, Latest(CREATININE, "mg/dL")],
        orders: Orders,
    ) -> Iterator[Quiet]:
        \"\"\"See what was given.\"\"\"
        yield Quiet("seen")

    @hookimpl
    def chartside_analyses() -> list[Analysis]:
        return [sees]
"""
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
GARBAGE: list[Any] = [
    7,
    "x",
    [],
    {},
    True,
    {"resourceType": "Nonsense"},
    {"resourceType": "Bundle", "type": "searchset", "entry": 7},
]
NEXT = [{"relation": "next", "url": "https://ehr.example.org/next"}]
ABSENT = object()
VALUES = {"Patient": PATIENT, "Condition": condition("c1", "230690007"), "Observation": creatinine(1.1)}


def states(kind: str) -> st.SearchStrategy[tuple[str, Any]]:
    """Return what a client may send under the key of a search for a kind, each with the name of its state."""
    found = VALUES[kind] if kind == "Patient" else bundle(VALUES[kind])
    empty = (
        [("null", None)]
        if kind == "Patient"
        else [("null", None), ("null", bundle()), ("incomplete", bundle(VALUES[kind], link=NEXT))]
    )
    errors = [("error", OUTCOME)] + ([] if kind == "Patient" else [("error within", bundle(OUTCOME))])
    unread = [("unread", one) for one in GARBAGE]
    return st.sampled_from([("absent", ABSENT), ("value", found), *empty, *errors, *unread])


ODD = [
    None,
    "",
    "p1",
    "Patient/p1",
    "p2",
    7,
    [],
    {},
    ["MedicationRequest/m1"],
    bundle(order()),
    bundle(),
    order(),
    OUTCOME,
]
NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
CONTEXTS = st.just(ABSENT) | st.sampled_from(ODD) | NESTED
FIELDS = st.sampled_from(
    [*sorted({name for hook in hooks().values() for name in hook.fields}), "selections", "somethingElse"]
)


class Caller(RuleBasedStateMachine):
    """A client that changes its mind about everything."""

    service: ClassVar[Any]
    keys: ClassVar[Mapping[str, Mapping[str, str]]]
    """Prefetch keys of each hook, by kind of resource."""
    ids: ClassVar[Mapping[str, str]]

    @initialize(hook=st.sampled_from(HOOKS))
    def begin(self, hook: str) -> None:
        self.hook = hook
        self.context: dict[str, Any] = {"userId": "Practitioner/d1", "patientId": "p1", "draftOrders": bundle(order())}
        self.sent: dict[str, tuple[str, Any]] = {}
        self.extra: dict[str, Any] = {}

    @rule(field=FIELDS, value=CONTEXTS)
    def say_in_the_context(self, field: str, value: Any) -> None:
        self.context.pop(field, None)
        if value is not ABSENT:
            self.context[field] = value

    @rule(state=states("Patient"))
    def send_the_patient(self, state: tuple[str, Any]) -> None:
        self.sent["Patient"] = state

    @rule(state=states("Condition"))
    def send_conditions(self, state: tuple[str, Any]) -> None:
        self.sent["Condition"] = state

    @rule(state=states("Observation"))
    def send_observations(self, state: tuple[str, Any]) -> None:
        self.sent["Observation"] = state

    @rule(key=st.text(max_size=5), value=st.sampled_from([None, 7, bundle(), OUTCOME]))
    def send_what_nobody_asked_for(self, key: str, value: Any) -> None:
        self.extra[key] = value

    @rule(hook=st.sampled_from(HOOKS))
    def call_from_elsewhere(self, hook: str) -> None:
        self.hook = hook

    @invariant()
    def is_answered(self) -> None:
        keys = self.keys[self.hook]
        prefetch = {keys[kind]: value for kind, (_, value) in self.sent.items() if value is not ABSENT}
        prefetch |= {key: value for key, value in self.extra.items() if key not in keys.values()}
        body = {"hook": self.hook, "hookInstance": "1", "context": self.context, "prefetch": prefetch}
        answer = self.service.post(f"/cds-services/{self.ids[self.hook]}", json=body)
        assert answer.status_code in (200, 400, 412, 422), answer.text
        said = {kind: self.sent.get(kind, ("absent", ABSENT))[0] for kind in VALUES}
        if answer.status_code in (400, 422):
            assert self.context.get("patientId") not in ("p1", "Patient/p1"), answer.text
        elif answer.status_code == 412:
            # A patient that came as nothing, or broken, is told as that; and what is named was not sent, not even as null.
            assert said["Patient"] == "absent", answer.text
            named = answer.json()["issue"][0]["diagnostics"].partition("prefetch: ")[2].partition(".")[0].split(", ")
            assert named, answer.text
            assert not set(named) & prefetch.keys(), answer.text
        elif self.context.get("patientId") in ("p1", "Patient/p1"):
            self.holds(answer.json(), said)

    def holds(self, body: dict[str, Any], said: dict[str, str]) -> None:
        decision = body["extension"]["org.chartside.receipt"]["decision"]
        [run] = [
            r
            for r in self.service.app.state.desk.ledger.read("default", decision).payload["runs"]
            if r["analysis"] == "sees.sees"
        ]
        assert run["outcome"] == ("answered" if said["Patient"] == "value" else "cannot-tell"), run["reason"]
        facts = run["facts"]
        seen = {"Observation": _value(facts["creatinine"]), "Condition": _found(facts["stroke"])}
        for kind, state in seen.items():
            assert state in EXPECTED[said[kind]], (kind, said[kind], state)


EXPECTED = {
    "absent": {"not-provided"},
    "null": {"known-absent"},
    "error": {"fetch-failed"},
    "error within": {"fetch-failed", "incomplete"},
    "value": {"value"},
    "incomplete": {"incomplete", "value, incomplete"},
    "unread": {"fetch-failed", "incomplete"},
}


def _value(fact: dict[str, Any]) -> str:
    """Name the state of one value as the analysis was given it."""
    if fact["@"] != "Missing":
        return "value"
    return "known-absent" if fact["reason"] == "not-found" else fact["reason"]


def _found(fact: dict[str, Any]) -> str:
    """Name the state of what was looked for."""
    items, unknown = fact.get("items", ()), fact.get("unknown")
    if unknown is None:
        return "value" if items else "known-absent"
    return f"value, {unknown['reason']}" if items else unknown["reason"]


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("machine")
    install(folder, "sees", SEES)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        with serving(folder / "site", offer=["plugins"]) as service:
            listed = service.get("/cds-services").json()["services"]
            Caller.service = service
            Caller.keys = {
                one["hook"]: {
                    template.partition("?")[0].partition("/")[0]: key for key, template in one["prefetch"].items()
                }
                for one in listed
                if one["id"].startswith("sees-")
            }
            Caller.ids = {one["hook"]: one["id"] for one in listed if one["id"].startswith("sees-")}
            assert set(Caller.keys) == set(HOOKS)
            yield Caller
    sys.modules.pop("sees_plugin", None)


def test_p4_p5_p6_p8_p10_q2_whatever_a_client_sends_is_answered_and_absent_null_and_error_never_mix(machine):
    chosen = settings(max_examples=40, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=chosen)
