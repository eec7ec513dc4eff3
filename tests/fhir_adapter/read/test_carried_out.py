"""Procedures and vaccines: what was done, when, and what is no deed."""

import json

import pytest

from chartside.codes import SNOMED, Code, CodeSet
from chartside.facts import Immunization, Procedure
from chartside.inputs import ImmunizationsRequest, ProceduresRequest, days
from chartside.snapshot import freeze, thaw
from tests.fhir_adapter.made import PATIENT, ask, concept, file, of, of_patient, searchset, sent, snomed

CVX = "http://hl7.org/fhir/sid/cvx"
IPS = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
COLONOSCOPY = CodeSet.of("colonoscopy", "colonoscopy", SNOMED("73761001"))
INFLUENZA = CodeSet.of("influenza", "influenza vaccine", Code(CVX, "140"))


def procedure(id="x1", **more):
    return of_patient("Procedure", id, **{"status": "completed", "code": snomed("73761001", "Colonoscopy"), **more})


def vaccine(id="x1", **more):
    said = {"status": "completed", "vaccineCode": concept(CVX, "140", "Influenza"), "occurrenceDateTime": "2026-01-05"}
    return {"resourceType": "Immunization", "id": id, "patient": {"reference": "Patient/p1"}, **said, **more}


def found(request, *resources):
    return ask(file(PATIENT, *resources), request)


KINDS = [
    (procedure, ProceduresRequest, COLONOSCOPY, "code", "performedDateTime"),
    (vaccine, ImmunizationsRequest, INFLUENZA, "vaccineCode", "occurrenceDateTime"),
]
both = pytest.mark.parametrize(("make", "request_", "what", "element", "dated"), KINDS, ids=["procedure", "vaccine"])


def test_a_procedure_with_all_that_is_said_of_it():
    period = {"start": "2025-01-01T08:00:00Z", "end": "2025-01-01T09:00:00Z"}
    told = found(ProceduresRequest(), procedure(performedPeriod=period, bodySite=[snomed("71854001")]))
    (one,) = told
    assert isinstance(one, Procedure)
    assert (one.code, one.display, one.status, one.sites) == (
        SNOMED("73761001"),
        "Colonoscopy",
        "completed",
        (SNOMED("71854001"),),
    )
    assert (one.since.text, one.until.text) == (period["start"], period["end"])
    assert thaw(json.loads(json.dumps(freeze(told)))) == told


def test_a_vaccine_with_all_that_is_said_of_it():
    told = found(
        ImmunizationsRequest(),
        vaccine(primarySource=False, isSubpotent=True, protocolApplied=[{"doseNumberPositiveInt": 2}]),
    )
    (one,) = told
    assert isinstance(one, Immunization)
    assert (one.code, one.dose, one.primary, one.subpotent) == (Code(CVX, "140"), "2", False, True)
    assert one.since.text == "2026-01-05"
    assert thaw(json.loads(json.dumps(freeze(told)))) == told
    (silent,) = found(ImmunizationsRequest(), vaccine(protocolApplied=[{"doseNumberString": "booster"}]))
    assert (silent.dose, silent.primary, silent.subpotent) == ("booster", None, None)


@both
@pytest.mark.parametrize(
    ("more", "reason", "unknown"),
    [
        ({"status": "not-done"}, "not-done", None),
        ({"status": "entered-in-error"}, "entered-in-error", None),
        ({"status": "on-hold"}, "on-hold", None),
        ({"status": "stopped"}, "stopped", None),
        ({"status": None}, "no-status", "incomplete"),
        ({"status": "unknown"}, "unknown-status", "incomplete"),
        ({"modifierExtension": [{"url": "urn:x"}]}, "modifier-extension", "incomplete"),
        ({"notGiven": True}, "not-done", None),
        ({"performedDateTime": "2030-01-01", "occurrenceDateTime": "2030-01-01"}, "future", None),
        ({"subject": {"reference": "Patient/x"}, "patient": None}, "other-patient", None),
    ],
)
def test_what_is_no_deed(make, request_, what, element, dated, more, reason, unknown):
    chart = file(PATIENT, {k: v for k, v in make(**more).items() if v is not None})
    told = ask(chart, request_(what))
    assert (told.items, told.unknown.reason if told.unknown is not None else None) == ((), unknown)
    assert {r for _, r in chart.drops} == {reason}


@both
def test_only_what_is_asked_for_the_oldest_first(make, request_, what, element, dated):
    late, early = make("late", **{dated: "2025-06-01"}), make("early", **{dated: "2024"})
    other = make("other", **{element: snomed("1")})
    assert [d.ref.rsplit("/")[-1] for d in found(request_(what), late, early, other)] == ["early", "late"]
    assert len(found(request_(), late, early, other)) == 3
    assert found(request_(what), other).known_absent


@both
def test_a_doubt_about_another_thing_is_no_doubt_about_this(make, request_, what, element, dated):
    other = make("other", status="unknown", **{element: snomed("1")})
    assert found(request_(what), other).known_absent
    assert found(request_(), other).unknown.reason == "incomplete"


@both
def test_the_look_back_has_two_sides_and_the_undated_are_said(make, request_, what, element, dated):
    month = request_(what, days(30))
    assert found(month, make(**{dated: "2026-05-02T12:00:00Z"}))
    assert found(month, make(**{dated: "2026-05-02T11:59:59Z"})).known_absent
    undated = {k: v for k, v in make().items() if k != dated}
    assert found(month, undated).unknown.detail == "recorded without a date: 1"
    assert found(request_(what), undated)


@both
def test_what_has_no_code_could_be_it(make, request_, what, element, dated):
    worded = make(**{element: {"text": "scope of the colon"}})
    told = found(request_(what), worded)
    assert (told.items, told.unknown.detail) == ((), "recorded without a code: 1")
    (one,) = found(request_(), worded)
    assert (one.code.system, one.display) == ("", "scope of the colon")
    assert found(request_(), make(**{element: {}})).unknown.detail == "recorded without a code: 1"


@both
def test_a_statement_that_there_is_none_is_no_deed(make, request_, what, element, dated):
    assert found(request_(), make(**{element: concept(IPS, "no-known-procedures")})).known_absent
    told = found(request_(), make(**{element: concept(IPS, "no-procedure-info")}))
    assert (told.items, told.unknown.reason) == ((), "incomplete")


@both
def test_an_exclusion_wins_and_is_named(make, request_, what, element, dated):
    wanted = CodeSet("w", "w", what.codes, excludes=CodeSet.of("virtual", "virtual", SNOMED("9")))
    codes = {"coding": [*make()[element]["coding"], *snomed("9")["coding"]]}
    told = found(request_(wanted), make(**{element: codes}))
    assert (told.known_absent, told.left_out) == (True, ("virtual",))


def test_a_time_in_words_is_kept_as_words():
    (one,) = found(ProceduresRequest(), procedure(performedString="as a child"))
    assert (one.since, one.when) == (None, "as a child")
    text = {k: v for k, v in vaccine(occurrenceString="last autumn").items() if k != "occurrenceDateTime"}
    (other,) = found(ImmunizationsRequest(), text)
    assert (other.since, other.when) == (None, "last autumn")


@pytest.mark.parametrize(
    ("request_", "key", "template"),
    [
        (
            ProceduresRequest(COLONOSCOPY, days(365)),
            "procedures",
            "Procedure?patient={{context.patientId}}&code=http://snomed.info/sct%7C73761001&date=ge2025-05-01",
        ),
        (ImmunizationsRequest(INFLUENZA), "immunizations", "Immunization?patient={{context.patientId}}"),
    ],
)
def test_their_searches_are_ones_that_a_server_knows(request_, key, template):
    from fhir_adapter import templates
    from tests.fhir_adapter.made import TODAY

    assert templates(request_.reads(), TODAY) == {key: template}
    chart = sent(of(request_), {key: searchset()})
    assert ask(chart, request_).known_absent
    assert ask(sent(of(request_), {}), request_).unknown.reason == "not-provided"


@both
def test_odd_shapes_never_crash(make, request_, what, element, dated):
    for odd in ({element: 4}, {element: {"coding": "x"}}, {dated: 7}, {"bodySite": 3, "protocolApplied": "x"}):
        assert found(request_(), make(**odd)) is not None
