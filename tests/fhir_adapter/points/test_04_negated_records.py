"""Point 4: one gate keeps back what a record denies, doubts, plans or withdrew, and the record counts what it dropped and why."""

import pytest

from chartside.codes import RXNORM, SNOMED, CodeSet
from chartside.inputs import (
    EffectiveMedicationsRequest,
    EncountersRequest,
    FamilyHistoryRequest,
    Having,
    History,
    ImmunizationsRequest,
    NotesRequest,
    OrdersRequest,
    ProceduresRequest,
    ResourcesRequest,
    VariantsRequest,
)
from fhir_adapter import Chart
from tests.fhir_adapter.made import (
    CREATININE,
    PATIENT,
    STROKE,
    ask,
    concept,
    creatinine,
    file,
    of_patient,
    rxnorm,
    snomed,
    stroke,
)
from tests.fhir_adapter.points.real import whole
from tests.fhir_adapter.public_data.account import account
from tests.fhir_adapter.public_data.denied import denied

DRUG = CodeSet.of("metformin", "metformin", RXNORM("860975"))
SCOPE = CodeSet.of("scope", "colonoscopy", SNOMED("73761001"))
MODIFIED = {"modifierExtension": [{"url": "urn:not-so"}]}
PLAN, PROPOSAL = {"intent": "plan"}, {"intent": "proposal"}


def stated(word):
    return {"verificationStatus": {"coding": [{"code": word}]}}


def drug(**more):
    said = {"status": "active", "intent": "order", "medicationCodeableConcept": rxnorm("860975")}
    return of_patient("MedicationRequest", "x", **{**said, **more})


def taken(**more):
    said = {"status": "active", "medicationCodeableConcept": rxnorm("860975")}
    return of_patient("MedicationStatement", "x", **{**said, **more})


def given(**more):
    said = {"status": "completed", "medicationCodeableConcept": rxnorm("860975")}
    return of_patient("MedicationAdministration", "x", **{**said, **more})


def scope(**more):
    return of_patient("Procedure", "x", **{"status": "completed", "code": snomed("73761001"), **more})


def ordered(**more):
    return of_patient(
        "ServiceRequest", "x", **{"status": "active", "intent": "order", "code": snomed("73761001"), **more}
    )


def visit(**more):
    return of_patient("Encounter", "x", **{"status": "finished", "class": {"code": "AMB"}, **more})


def vaccine(**more):
    said = {"status": "completed", "vaccineCode": concept("urn:v", "1"), "occurrenceDateTime": "2026-01-01"}
    return {"resourceType": "Immunization", "id": "x", "patient": {"reference": "Patient/p1"}, **said, **more}


def allergy(**more):
    said = {"resourceType": "AllergyIntolerance", "id": "x", "code": snomed("73761001")}
    return {**said, "patient": {"reference": "Patient/p1"}, **more}


def note(**more):
    content = [{"attachment": {"contentType": "text/plain", "data": "aGVsbG8="}}]
    return of_patient("DocumentReference", "x", **{"status": "current", "content": content, **more})


def relative(**more):
    said = {"resourceType": "FamilyMemberHistory", "id": "x", "status": "completed"}
    return {**said, "patient": {"reference": "Patient/p1"}, "condition": [{"code": snomed("1")}], **more}


def variant(**more):
    code = {"coding": [{"system": "http://loinc.org", "code": "69548-6"}]}
    gene = {"code": {"coding": [{"system": "http://loinc.org", "code": "48018-6"}]}}
    gene["valueCodeableConcept"] = concept("http://www.genenames.org/geneId", "HGNC:3236", "EGFR")
    present = {"coding": [{"system": "http://loinc.org", "code": "LA9633-4", "display": "Present"}]}
    return of_patient(
        "Observation",
        "x",
        **{"status": "final", "code": code, "component": [gene], "valueCodeableConcept": present, **more},
    )


def lab(**more):
    return creatinine("x", 1, **more)


def sick(**more):
    return stroke("x", **more)


ERROR = {"status": "entered-in-error"}
CASES = [
    (
        sick,
        Having("Condition", STROKE, ever=True),
        [
            (stated("entered-in-error"), "entered-in-error"),
            (stated("refuted"), "refuted"),
            (stated("unconfirmed"), "unconfirmed"),
            (MODIFIED, "modifier-extension"),
        ],
    ),
    (
        allergy,
        Having("AllergyIntolerance", SCOPE, ever=True),
        [
            (stated("entered-in-error"), "entered-in-error"),
            (stated("refuted"), "refuted"),
            (stated("unconfirmed"), "unconfirmed"),
            (MODIFIED, "modifier-extension"),
        ],
    ),
    (
        lab,
        History(CREATININE, "mg/dL"),
        [
            (ERROR, "entered-in-error"),
            ({"status": "cancelled"}, "cancelled"),
            (MODIFIED, "modifier-extension"),
            ({"status": "registered"}, "registered"),
            ({"status": "preliminary"}, "preliminary"),
        ],
    ),
    (
        variant,
        VariantsRequest(),
        [(ERROR, "entered-in-error"), ({"status": "cancelled"}, "cancelled"), (MODIFIED, "modifier-extension")],
    ),
    (
        drug,
        EffectiveMedicationsRequest(DRUG),
        [
            (ERROR, "entered-in-error"),
            ({"status": "cancelled"}, "cancelled"),
            ({"doNotPerform": True}, "do-not-perform"),
            (PLAN, "plan"),
            (PROPOSAL, "proposal"),
            ({"status": "draft"}, "draft"),
            (MODIFIED, "modifier-extension"),
        ],
    ),
    (
        drug,
        Having("MedicationRequest", DRUG, ever=True),
        [
            (ERROR, "entered-in-error"),
            ({"status": "cancelled"}, "cancelled"),
            ({"doNotPerform": True}, "do-not-perform"),
            (PLAN, "plan"),
            (PROPOSAL, "proposal"),
            (MODIFIED, "modifier-extension"),
        ],
    ),
    (
        taken,
        EffectiveMedicationsRequest(DRUG),
        [
            (ERROR, "entered-in-error"),
            ({"status": "not-taken"}, "not-done"),
            ({"status": "intended"}, "intended"),
            (MODIFIED, "modifier-extension"),
        ],
    ),
    (
        given,
        Having("MedicationAdministration", DRUG, ever=True),
        [(ERROR, "entered-in-error"), ({"status": "not-done"}, "not-done"), (MODIFIED, "modifier-extension")],
    ),
    (
        scope,
        ProceduresRequest(),
        [
            (ERROR, "entered-in-error"),
            ({"status": "not-done"}, "not-done"),
            ({"status": "preparation"}, "planned"),
            (MODIFIED, "modifier-extension"),
        ],
    ),
    (scope, Having("Procedure", SCOPE), [(ERROR, "entered-in-error"), ({"status": "not-done"}, "not-done")]),
    (
        ordered,
        Having("ServiceRequest", SCOPE, ever=True),
        [
            (ERROR, "entered-in-error"),
            ({"status": "revoked"}, "revoked"),
            ({"status": "draft"}, "draft"),
            ({"doNotPerform": True}, "do-not-perform"),
            (PLAN, "plan"),
            (PROPOSAL, "proposal"),
            (MODIFIED, "modifier-extension"),
        ],
    ),
    (
        visit,
        EncountersRequest(),
        [
            (ERROR, "entered-in-error"),
            ({"status": "cancelled"}, "cancelled"),
            ({"status": "planned"}, "planned"),
            (MODIFIED, "modifier-extension"),
        ],
    ),
    (
        vaccine,
        ImmunizationsRequest(),
        [(ERROR, "entered-in-error"), ({"status": "not-done"}, "not-done"), (MODIFIED, "modifier-extension")],
    ),
    (
        note,
        NotesRequest(),
        [
            (ERROR, "entered-in-error"),
            ({"docStatus": "entered-in-error"}, "entered-in-error"),
            ({"status": "superseded"}, "superseded"),
            (MODIFIED, "modifier-extension"),
        ],
    ),
    (relative, FamilyHistoryRequest(), [(ERROR, "entered-in-error"), (MODIFIED, "modifier-extension")]),
]
# So that a file holds every type that is read, and nothing is unknown for want of one.
OTHERS = [
    of_patient("MedicationStatement", "over", status="completed", medicationCodeableConcept=rxnorm("308191")),
    of_patient("MedicationRequest", "over", status="stopped", medicationCodeableConcept=rxnorm("308191")),
    of_patient("DiagnosticReport", "over", status="final"),
]
ONE_BY_ONE = [
    pytest.param(make, request, more, reason, id=f"{type(request).__name__}-{make.__name__}-{reason}")
    for make, request, denials in CASES
    for more, reason in denials
]


@pytest.mark.parametrize(("make", "request_", "more", "reason"), ONE_BY_ONE)
def test_04_what_is_denied_is_never_a_fact_and_is_counted_by_its_reason(make, request_, more, reason):
    assert len(ask(file(PATIENT, make()), request_)) == 1, "without the denial it is one"
    chart = file(PATIENT, make(**more))
    assert list(ask(chart, request_)) == []
    assert chart.drops == {(make()["resourceType"], reason): 1}
    assert chart.seen() == []


DOUBTS = [
    pytest.param(make, request, doubt, id=f"{type(request).__name__}-{make.__name__}-{next(iter(doubt))}")
    for make, request, _ in CASES
    for doubt in (MODIFIED, {"implicitRules": "urn:x"}, *([{"status": "unknown"}] if "status" in make() else []))
]


@pytest.mark.parametrize(("make", "request_", "doubt"), DOUBTS)
def test_04_what_is_only_doubted_leaves_no_absence(make, request_, doubt):
    found = ask(file(PATIENT, *OTHERS, make(**doubt)), request_)
    assert list(found) == []
    assert (found.unknown.reason, found.known_absent) == ("incomplete", False)


@pytest.mark.parametrize(
    ("make", "request_"),
    [(sick, Having("Condition", STROKE)), (scope, ProceduresRequest()), (visit, EncountersRequest())],
)
def test_04_what_is_denied_is_known_to_be_absent(make, request_):
    denial = {"verificationStatus": {"coding": [{"code": "refuted"}]}} if make is sick else {"status": "not-done"}
    denial = {"status": "cancelled"} if make is visit else denial
    assert ask(file(PATIENT, make(**denial)), request_).known_absent


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("DeviceRequest", "revoked"),
        ("Communication", "not-done"),
        ("Task", "rejected"),
        ("MedicationDispense", "declined"),
        ("MedicationDispense", "cancelled"),
        ("Appointment", "noshow"),
        ("CarePlan", "revoked"),
    ],
)
def test_04_the_one_gate_judges_types_that_it_has_no_reader_for(kind, status):
    request = Having(kind, SCOPE, ever=True)
    lasting = {"MedicationDispense": "completed"}.get(kind, "active")
    for word, count in ((lasting, 1), (status, 0)):
        resource = of_patient(kind, "x", status=word, code=snomed("73761001"))
        assert len(ask(file(PATIENT, resource), request)) == count


@pytest.mark.parametrize("element", ["status", "docStatus", "lifecycleStatus"])
def test_04_what_was_entered_in_error_is_not_even_given_whole(element):
    goal = of_patient("Goal", "x", **{element: "entered-in-error"})
    chart = file(PATIENT, goal)
    assert list(ask(chart, ResourcesRequest("Goal"))) == []
    assert chart.drops == {("Goal", "entered-in-error"): 1}


def test_04_a_draft_that_says_do_not_orders_nothing():
    drafts = {"draftOrders": [{**drug(status="draft"), "doNotPerform": True}]}
    chart = Chart.from_drafts(drafts)
    [order] = ask(chart, OrdersRequest())
    assert order.stops
    assert order.names(DRUG) is None
    assert list(ask(chart, EffectiveMedicationsRequest(DRUG))) == []


def test_04_in_public_data_nothing_that_is_denied_is_asserted_and_all_of_it_is_counted():
    sents = [sent for sent in whole("ecqm") if any(denied(r) for r in sent.resources)]
    found = account(sents)
    reasons = {(kind, why) for kind, why in found.denied}
    for expected in (
        ("Condition", "verificationStatus refuted"),
        ("Condition", "verificationStatus entered-in-error"),
        ("MedicationRequest", "doNotPerform"),
        ("Procedure", "status not-done"),
        ("Observation", "status cancelled"),
        ("ServiceRequest", "intent plan"),
        ("DeviceRequest", "modifierExtension"),
    ):
        assert expected in reasons
    assert found.wrong == []
    assert found.dropped["MedicationRequest", "do-not-perform"] > 30
