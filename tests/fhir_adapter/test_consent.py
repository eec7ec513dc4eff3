"""Consents: what the patient opposes is withheld; what cannot be read is read at its strictest, and both are said."""

import json

import pytest

from chartside.inputs import AgeRequest, Having, History, Latest, NotesRequest, ProceduresRequest, SexRequest, days
from fhir_adapter import Chart
from tests.fhir_adapter.made import (
    CREATININE,
    PATIENT,
    STROKE,
    ask,
    concept,
    creatinine,
    file,
    loinc,
    of_patient,
    snomed,
    stroke,
)

LATEST, SERIES = Latest(CREATININE, "mg/dL", days(365)), History(CREATININE, "mg/dL")
STROKES = Having("Condition", STROKE)
TYPES = "http://hl7.org/fhir/resource-types"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
PRIVACY = concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy")
OBSERVATIONS = {"class": [{"system": TYPES, "code": "Observation"}]}


def consent(provision=None, id="k1", **more):
    said = {"provision": provision} if provision is not None else {}
    return {
        "resourceType": "Consent",
        "id": id,
        "status": "active",
        "scope": PRIVACY,
        "patient": {"reference": "Patient/p1"},
        **said,
        **more,
    }


def deny(**limits):
    return {"type": "deny", **limits}


def permit(**limits):
    return {"type": "permit", **limits}


def chart(*consents):
    return file(PATIENT, creatinine("c", 1.0), stroke(), *consents)


def withheld(*consents):
    """Return what is withheld of a creatinine and a stroke."""
    made = chart(*consents)
    value, statement = ask(made, LATEST), ask(made, STROKES)
    hidden = set()
    if not value:
        assert value.reason == "not-permitted"
        hidden.add("Observation")
    if not statement:
        assert statement.unknown.reason == "not-permitted"
        hidden.add("Condition")
    counted = {kind for (kind, reason) in made.drops if reason == "consent"}
    assert counted == hidden
    said = f"resources withheld from the analyses because of the patient's consent: {len(hidden)}"
    assert (said in made.notes) == bool(hidden)
    return hidden


ALL, NONE = {"Observation", "Condition"}, set()


def test_a_denial_without_restriction_withholds_all_but_the_patient():
    assert withheld(consent(deny())) == ALL
    made = chart(consent(deny()))
    assert ask(made, AgeRequest()).value == 76
    assert ask(made, SexRequest()).value == "female"


@pytest.mark.parametrize(
    ("provision", "hidden"),
    [
        (None, NONE),
        (permit(), NONE),
        ({}, NONE),
        (deny(**OBSERVATIONS), {"Observation"}),
        (permit(provision=[deny(**OBSERVATIONS)]), {"Observation"}),
        (permit(provision=[permit(provision=[deny(**OBSERVATIONS)])]), {"Observation"}),
        (deny(provision=[permit(**OBSERVATIONS)]), {"Condition"}),
        (deny(provision=[permit(**OBSERVATIONS, provision=[deny(code=[loinc("2160-0")])])]), ALL),
        (deny(provision=[permit(**OBSERVATIONS), deny(**OBSERVATIONS)]), ALL),
        (deny(code=[loinc("2160-0")]), {"Observation"}),
        (deny(code=[snomed("230690007")]), {"Condition"}),
        (deny(code=[snomed("1")]), NONE),
        (deny(**OBSERVATIONS, code=[snomed("230690007")]), NONE),
        (deny(data=[{"meaning": "instance", "reference": {"reference": "Condition/s1"}}]), {"Condition"}),
        (deny(data=[{"meaning": "instance", "reference": {"reference": "Condition/elsewhere"}}]), NONE),
        (deny(data=[{"meaning": "dependents", "reference": {"reference": "Condition/s1"}}]), {"Condition"}),
        (deny(dataPeriod={"start": "2026-04-01", "end": "2026-05-31"}), ALL),
        (deny(**OBSERVATIONS, dataPeriod={"end": "2026-04-01"}), NONE),
        (deny(**OBSERVATIONS, dataPeriod={"start": "2026-05-03"}), NONE),
        (deny(**OBSERVATIONS, dataPeriod={"start": "2026-05-01"}), {"Observation"}),
    ],
)
def test_what_a_provision_reaches(provision, hidden):
    assert withheld(consent(provision)) == hidden


def test_by_label():
    meta = {"security": [{"system": ACT, "code": "MH"}]}
    made = file(PATIENT, stroke(meta={"security": [{"system": "urn:own", "code": "X"}]}), creatinine("c", 1, meta=meta),
                consent(deny(securityLabel=[{"system": "urn:own", "code": "X"}])))  # fmt: skip
    assert not ask(made, STROKES)
    assert {reason for kind, reason in made.drops if kind == "Condition"} == {"consent"}
    assert withheld(consent(deny(securityLabel=[{"system": ACT, "code": "MH"}]))) == NONE


def test_by_label_however_its_system_is_spelt():
    said = {"security": [{"system": "http://hl7.org/fhir/v3/ActCode", "code": "DRGIS"}]}
    both = (PATIENT, stroke(meta=said), consent(deny(securityLabel=[{"system": ACT, "code": "DRGIS"}])))
    made = Chart.from_patient_file(json.dumps(both).encode(), permitted=frozenset({"DRGIS"}))
    assert not ask(made, STROKES)
    assert made.drops == {("Condition", "consent"): 1}


@pytest.mark.parametrize(
    ("more", "hidden"),
    [
        ({"status": "inactive"}, NONE),
        ({"status": "draft"}, NONE),
        ({"status": "rejected"}, NONE),
        ({"status": "entered-in-error"}, NONE),
        ({"scope": concept("http://terminology.hl7.org/CodeSystem/consentscope", "research")}, NONE),
        ({"patient": {"reference": "Patient/other"}}, NONE),
    ],
)
def test_which_consents_are_in_force(more, hidden):
    assert withheld(consent(deny(), **more)) == hidden


@pytest.mark.parametrize(
    ("period", "hidden"),
    [
        ({"end": "2026-05-30"}, NONE),
        ({"end": "2026-06-01"}, ALL),
        ({"start": "2026-06-03"}, NONE),
        ({"start": "2026-06-01"}, ALL),
        ({"start": "2026-01-01", "end": "2026-12-31"}, ALL),
    ],
)
def test_a_consent_holds_for_its_period(period, hidden):
    assert withheld(consent(deny(period=period))) == hidden


@pytest.mark.parametrize(("policy", "hidden"), [("OPTOUT", ALL), ("OPTIN", NONE), ("OTHER", NONE)])
def test_the_policy_says_what_the_root_does_not(policy, hidden):
    assert withheld(consent(policyRule=concept(ACT, policy))) == hidden
    assert withheld(consent({}, policyRule=concept(ACT, policy))) == hidden


def test_one_consent_that_opposes_is_enough():
    assert withheld(consent(permit()), consent(deny(**OBSERVATIONS), "k2")) == {"Observation"}


@pytest.mark.parametrize(
    ("limits", "denied", "permitted"),
    [
        ({"action": [concept("x", "access")]}, ALL, NONE),
        ({"action": [concept("x", "correct")]}, NONE, ALL),
        ({"action": [concept("x", "odd")]}, ALL, ALL),
        ({"purpose": [{"system": REASON, "code": "TREAT"}]}, ALL, NONE),
        ({"purpose": [{"system": REASON, "code": "HMARKT"}]}, NONE, ALL),
        ({"purpose": [{"system": REASON, "code": "odd"}]}, ALL, ALL),
        ({"actor": [{"reference": {"reference": "Organization/1"}}]}, ALL, ALL),
        ({"class": [{"system": "urn:x", "code": "y"}]}, ALL, ALL),
        ({"class": "Observation"}, ALL, ALL),
        ({"code": [{"text": "stroke"}]}, ALL, ALL),
        ({"data": [{"meaning": "instance", "reference": {"display": "x"}}]}, ALL, ALL),
        ({"dataPeriod": {"start": "odd"}}, ALL, ALL),
        ({"period": {"end": "odd"}}, ALL, ALL),
        ({"modifierExtension": [{"url": "urn:x"}]}, ALL, ALL),
    ],
)
def test_who_and_what_for_at_its_strictest(limits, denied, permitted):
    assert withheld(consent(deny(**limits))) == denied
    assert withheld(consent(deny(provision=[permit(**limits)]))) == permitted


@pytest.mark.parametrize(
    "odd",
    [
        consent("x"),
        consent([deny()]),
        consent({"type": "maybe"}),
        consent(permit(provision=["x"])),
        consent(permit(provision=[{"class": [{"system": TYPES, "code": "Patient"}]}, {}])),
        consent(permit(), modifierExtension=[{"url": "urn:x"}]),
        consent(**{"except": [{"type": "deny"}]}),
        consent(deny(), status="odd"),
        consent(deny(), scope={"text": "privacy"}),
    ],
)
def test_what_cannot_be_read_is_read_at_its_strictest_and_said(odd):
    assert withheld(odd) == ALL
    made = chart(odd)
    ask(made, STROKES)
    assert any("consents that could not be read in full: 1" in note for note in made.notes)


def test_what_can_be_read_is_not_said_to_be_unread():
    made = chart(consent(deny(**OBSERVATIONS)))
    ask(made, STROKES)
    assert not any("could not be read" in note for note in made.notes)


def test_an_exception_that_cannot_be_placed_is_not_honoured():
    undated = file(PATIENT, stroke(), consent(deny(provision=[permit(dataPeriod={"start": "2020"})])))
    assert not ask(undated, STROKES)
    dated = file(PATIENT, stroke(onsetDateTime="2021"), consent(deny(provision=[permit(dataPeriod={"start": "2020"})])))
    assert ask(dated, STROKES)


def test_new_kinds_of_facts_say_so_too():
    document = of_patient("DocumentReference", "d", status="current", content=[{"attachment": {"data": "Tm8u"}}])
    made = file(PATIENT, document, of_patient("DiagnosticReport", "r", status="final"), consent(deny()))
    assert ask(made, NotesRequest()).unknown.reason == "not-permitted"
    done = file(PATIENT, of_patient("Procedure", "x", status="completed", code=snomed("1")), consent(deny()))
    assert ask(done, ProceduresRequest()).unknown.reason == "not-permitted"


def test_a_consent_that_is_no_json_is_read_at_its_strictest():
    lines = [json.dumps(PATIENT), json.dumps(stroke()), '{"resourceType":"Consent","id":']
    made = Chart.from_patient_file("\n".join(lines).encode())
    found = ask(made, STROKES)
    assert (found.items, found.unknown.reason) == ((), "not-permitted")


def test_the_notes_hold_nothing_of_the_patient():
    made = chart(
        consent(deny(code=[loinc("2160-0")], data=[{"meaning": "related", "reference": {"reference": "Condition/s1"}}]))
    )
    ask(made, SERIES)
    assert not any("2160" in note or "s1" in note for note in made.notes)
