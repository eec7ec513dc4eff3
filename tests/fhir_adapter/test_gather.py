"""From prefetch first, then from the server: what was sent is not asked again, what was cut off is followed, what is not there is said."""

import asyncio
import json
from urllib.parse import parse_qsl, quote

import pytest

from chartside.codes import LOINC, CodeSet
from chartside.facts import Fact
from chartside.inputs import (
    AgeRequest,
    EffectiveMedicationsRequest,
    EncountersRequest,
    Having,
    History,
    Latest,
    Read,
    ResourcesRequest,
    days,
)
from fhir_adapter import Chart, templates
from fhir_adapter.client import GivenToken, Limits, ServerAddress, Session
from fhir_adapter.gather import gather
from fhir_adapter.prefetch import Prefetch
from tests.fhir_adapter.client.asking import TOKEN, at_once
from tests.fhir_adapter.forms import of, reads_of
from tests.fhir_adapter.made import (
    CREATININE,
    NOW,
    PATIENT,
    STROKE,
    YEAR,
    creatinine,
    of_patient,
    rxnorm,
    searchset,
    stroke,
)
from tests.fhir_servers import Told, scripted

PULSE = CodeSet.of("pulse", "pulse", LOINC("8867-4"))
NEWEST = Latest(CREATININE, "mg/dL", YEAR)
ASKED = of({"creatinine": NEWEST, "pulse": History(PULSE, "/min", YEAR), "stroke": Having("Condition", STROKE)})
AWAY = [{"relation": "next", "url": "https://elsewhere.example/page/2"}]


def pulse(id, at="2026-05-02T08:00:00Z"):
    concept = {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]}
    return of_patient("Observation", id, status="final", code=concept, effectiveDateTime=at)


class Hospital:
    """A server that answers searches by patient and code, at most so many at a time, and has more than it lets one reach."""

    def __init__(self, *resources, most=5, reachable=False):
        self.resources = [*resources]
        self.most = most
        self.reachable = reachable

    def __call__(self, path):
        kind, _, query = path.partition("?")
        asked = dict(parse_qsl(query))
        if "/" in kind:
            return next((Told(r) for r in self.resources if f"{r['resourceType']}/{r['id']}" == kind), Told(b"", 404))
        codes = {code.rpartition("|")[2] for code in asked.get("code", "").split(",") if code}
        held = [r for r in self.resources if r["resourceType"] == kind]
        if codes:
            held = [r for r in held if codes & {c["code"] for c in r["code"]["coding"]}]
        start = int(asked.get("from", 0))
        after = start + self.most
        link = {"relation": "next", "url": f"{path}&from={after}" if self.reachable else AWAY[0]["url"]}
        return Told(searchset(*held[start:after], link=[link] if after < len(held) else []))


def gathered(server, inputs=None, sent=None, *, limits=None, pause=at_once):
    """Gather and make a chart."""
    inputs = inputs or ASKED
    prefetch = None if sent is None else Prefetch(sent, templates(reads_of(inputs), NOW.date()))

    async def run():
        where = ServerAddress.of(server.base)
        async with Session(where, GivenToken(TOKEN), limits or Limits(seconds=10), pause=pause) as session:
            return await gather(session, "p1", reads_of(inputs), NOW, prefetch)

    return Chart.from_source(asyncio.run(run()), "p1")


def raw(value):
    return json.dumps(value).encode()


def facts(chart, inputs=None):
    return chart.facts(inputs or ASKED, NOW)


MANY = [*(pulse(f"v{n}") for n in range(30)), creatinine("o1", 1.5), stroke()]


def test_what_nobody_sent_is_fetched_in_few_searches_that_are_never_counted():
    with scripted(Hospital(*MANY, most=100)) as server:
        found = facts(gathered(server))
    assert found["creatinine"].value.normalize() == (1.5).__class__(1.5)
    assert found["creatinine"].origin == "server"
    assert len(found["stroke"]) == 1
    assert sorted(path.partition("?")[0] for path in server.asked) == ["Condition", "Consent", "Observation"]
    assert not any("_count" in path for path in server.asked)


def test_pages_that_can_be_turned_are_turned():
    with scripted(Hospital(*MANY, reachable=True)) as server:
        found = facts(gathered(server))
    assert found["creatinine"]
    assert found["stroke"].unknown is None
    assert not any("_sort" in path for path in server.asked)


def test_a_truncated_merged_search_never_hides_a_creatinine():
    with scripted(Hospital(*MANY)) as server:
        chart = gathered(server)
        found = facts(chart)
    assert found["creatinine"].ref == "Observation/o1"
    # The pulses fill five pages and one may be turned: what came is given, and known not to be all.
    assert found["pulse"].unknown.reason == "incomplete"
    merged, *apart = [path for path in server.asked if path.startswith("Observation")]
    assert "2160-0" in merged
    assert "8867-4" in merged
    assert sorted(code for path in apart for code in ("2160-0", "38483-4", "8867-4") if code in path) == [
        "2160-0",
        "38483-4",
        "8867-4",
    ]
    assert all("_count" not in path for path in server.asked)
    assert any("followed code by code" in note for note in chart.notes)


def test_without_a_next_link_a_total_above_the_entries_is_followed_too():
    def answer(path):
        if path.count("loinc.org") > 1:
            return Told(searchset(pulse("v1"), total=40))
        return Hospital(creatinine("o1", 1.5), stroke())(path)

    with scripted(answer) as server:
        assert facts(gathered(server))["creatinine"].ref == "Observation/o1"


def test_a_truncated_prefetch_is_followed_on_the_server():
    sent = {"observations": raw(searchset(pulse("v0"), link=AWAY)), "conditions": b"null"}
    with scripted(Hospital(*MANY)) as server:
        chart = gathered(server, sent=sent)
        found = facts(chart)
    assert found["creatinine"].ref == "Observation/o1"
    assert found["stroke"].known_absent  # null: the client looked, and there is nothing
    assert not any(path.startswith("Condition") for path in server.asked)


def test_what_was_sent_whole_is_not_asked_again_and_says_where_it_came_from():
    sent = {"observations": raw(searchset(creatinine("o1", 1.5)))}
    with scripted(Hospital(*MANY)) as server:
        found = facts(gathered(server, sent=sent))
    assert sorted(path.partition("?")[0] for path in server.asked) == ["Condition", "Consent"]
    assert (found["creatinine"].origin, found["stroke"][0].origin) == ("prefetch", "server")


@pytest.mark.parametrize(
    "value",
    [
        raw({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}),
        b"broken",
        raw(searchset(7)),
        raw(stroke("s7")),
    ],
)
def test_what_was_sent_in_vain_is_fetched(value):
    with scripted(Hospital(stroke())) as server:
        found = facts(gathered(server, sent={"conditions": value}))["stroke"]
    assert "Condition/s1" in {c.ref for c in found}
    assert found.unknown is None


def test_one_resource_from_both_is_one_fact_the_client_s():
    sent = {"conditions": raw(searchset(stroke(), link=AWAY))}
    with scripted(Hospital(stroke())) as server:
        chart = gathered(server, sent=sent)
        found = facts(chart)["stroke"]
    assert [(c.ref, c.origin) for c in found] == [("Condition/s1", "prefetch")]
    assert chart.drops["Condition", "duplicate"] == 1


FAILURES = [
    (Told(b"", 403), "not-permitted"),
    (Told(b"", 500), "fetch-failed"),
    (None, "fetch-failed"),
    (Told(b"", 429, {"Retry-After": "100"}), "deadline"),
]


@pytest.mark.parametrize(("failure", "reason"), FAILURES)
def test_what_does_not_come_is_missing_by_its_reason_and_costs_nothing_else(failure, reason):
    hospital = Hospital(*MANY, most=100)
    with scripted(lambda path: failure if path.startswith("Observation") else hospital(path)) as server:
        chart = gathered(server)
        found = facts(chart)
    assert (found["creatinine"].reason, found["pulse"].unknown.reason) == (reason, reason)
    assert "Observation" in found["creatinine"].detail
    assert len(found["stroke"]) == 1
    assert any("Observation" in note for note in chart.notes)


def test_a_code_that_is_not_there_in_time_is_late_and_the_others_are_not():
    async def for_ever(_seconds):
        await asyncio.Event().wait()

    hospital = Hospital(*MANY)

    def answer(path):
        return Told(b"", 503) if path.count("loinc.org") == 1 and "2160-0" in path else hospital(path)

    with scripted(answer) as server:
        found = facts(gathered(server, limits=Limits(seconds=0.8), pause=for_ever))
    assert found["creatinine"].reason == "deadline"
    assert found["stroke"].unknown is None


def test_others_patients_and_other_codes_are_left_out_where_the_server_filters_nothing():
    theirs = {**creatinine("o9", 9.9, "2026-05-30T08:00:00Z"), "subject": {"reference": "Patient/p2"}}
    everything = [creatinine("o1", 1.5), theirs, pulse("v1"), stroke()]

    def careless(path):
        kind = path.partition("?")[0]
        link = [{"relation": "self", "url": f"https://ehr.example/{kind}?_count=10"}]
        return Told(searchset(*(r for r in everything if r["resourceType"] == kind), link=link))

    with scripted(careless) as server:
        chart = gathered(server)
        found = facts(chart)
    assert found["creatinine"].ref == "Observation/o1"
    assert chart.drops["Observation", "other-patient"] == 1
    assert any("did not apply" in note and "patient" in note for note in chart.notes)


def test_a_medicine_that_is_named_by_reference_is_read():
    drug = {"resourceType": "Medication", "id": "m1", "code": rxnorm("860975")}
    named = {"status": "active", "intent": "order"}
    requests = [
        of_patient("MedicationRequest", f"r{n}", medicationReference={"reference": reference}, **named)
        for n, reference in enumerate(
            [
                "Medication/m1",
                "Medication/m2",
                "#c",
                "https://elsewhere.example/fhir/Medication/m1",
                "Medication?code=1",
            ]
        )
    ]
    inputs = of({"medicines": EffectiveMedicationsRequest()})
    with scripted(Hospital(drug, *requests, most=100)) as server:
        chart = gathered(server, inputs)
        found = facts(chart, inputs)["medicines"]
    assert {c.code.value for c in found if c.ref == "MedicationRequest/r0"} == {"860975"}
    assert {line["origin"] for line in chart.seen()} == {"server"}
    assert found.unknown.reason == "incomplete"  # four medicines are without a name
    assert sorted(p for p in server.asked if p.startswith("Medication/")) == ["Medication/m1", "Medication/m2"]
    assert any("could not be read: 1" in note for note in chart.notes)


def test_an_absolute_reference_on_the_server_itself_is_followed():
    def answer(path):
        url = f"{server.base}/Medication/m1"
        request = of_patient(
            "MedicationRequest", "r1", status="active", intent="order", medicationReference={"reference": url}
        )
        return Hospital({"resourceType": "Medication", "id": "m1", "code": rxnorm("860975")}, request)(path)

    inputs = of({"medicines": EffectiveMedicationsRequest()})
    with scripted(answer) as server:
        [found] = facts(gathered(server, inputs), inputs)["medicines"]
    assert found.code.value == "860975"


def test_a_patient_the_server_does_not_know_is_not_found():
    inputs = of({"age": AgeRequest()})
    with scripted(Hospital()) as server:
        assert facts(gathered(server, inputs), inputs)["age"].reason == "not-found"
    with scripted(Hospital(PATIENT)) as server:
        assert facts(gathered(server, inputs), inputs)["age"].value == 76


def test_an_author_s_own_search_is_asked_as_it_is_and_applied_again():
    inputs = of({"plans": ResourcesRequest("CarePlan", "status=active"), "seen": EncountersRequest(days(30))})
    plans = [of_patient("CarePlan", "l1", status="active"), of_patient("CarePlan", "l2", status="revoked")]
    with scripted(Hospital(*plans)) as server:
        found = facts(gathered(server, inputs), inputs)
    assert [r.ref for r in found["plans"]] == ["CarePlan/l1"]
    assert "CarePlan?patient=p1&status=active" in server.asked
    assert any(path.startswith("Encounter?patient=p1&date=ge") for path in server.asked)


@pytest.mark.parametrize("id", ["../../admin", "p1&patient=p2", "p1/$everything", "a b"])
def test_a_patient_s_id_cannot_change_what_is_asked(id):
    async def run(server):
        async with Session(ServerAddress.of(server.base), limits=Limits(seconds=5), pause=at_once) as session:
            return await gather(session, id, [Read("Patient"), Read("Condition")], NOW)

    with scripted(Hospital(PATIENT)) as server:
        found = asyncio.run(run(server))
    assert found.gap(Read("Patient"), NOW).reason == "not-found"
    whose = quote(id, safe="")
    assert set(server.raw) <= {
        f"/fhir/Patient/{whose}",
        f"/fhir/Condition?patient={whose}",
        f"/fhir/Consent?patient={whose}",
    }


def test_what_was_sent_whole_needs_no_server():
    sent = {"observations": raw(searchset(creatinine("o1", 1.5))), "conditions": None}
    with scripted(Hospital()) as server:
        assert facts(gathered(server, sent=sent))["creatinine"]
    assert server.asked == []


def test_what_the_patient_objects_to_is_withheld_from_what_the_server_gives():
    consent = {
        "resourceType": "Consent",
        "id": "n1",
        "status": "active",
        "scope": {"coding": [{"code": "patient-privacy"}]},
        "patient": {"reference": "Patient/p1"},
        "policyRule": {"coding": [{"code": "OPTOUT"}]},
        "provision": {"type": "deny"},
    }
    with scripted(Hospital(*MANY, consent, most=100)) as server:
        found = facts(gathered(server))
    assert found["creatinine"].reason == "not-permitted"


def test_every_fact_of_a_server_says_so():
    with scripted(Hospital(*MANY, PATIENT, most=100)) as server:
        chart = gathered(server)
        found = facts(chart)
    assert {f.origin for f in found.values() if isinstance(f, Fact)} == {"server"}
    assert {line["origin"] for line in chart.seen()} == {"server"}
