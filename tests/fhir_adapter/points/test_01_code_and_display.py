"""Point 1: the code decides, code and display are both shown, and where the table says otherwise there is a warning."""

from chartside.codes import SNOMED, CodeSet
from chartside.inputs import EffectiveMedicationsRequest, Having
from chartside.vocabulary.medicines import ACE_INHIBITORS, OPIOIDS
from tests.fhir_adapter.made import NOW, PATIENT, STROKE, ask, concept, file, of_patient, snomed, stroke
from tests.fhir_adapter.points.real import first, says

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
HAVING = Having("Condition", STROKE)


def prescription(code, display):
    medicine = concept(RXNORM, code, display)
    return of_patient("MedicationRequest", "m", status="active", intent="order", medicationCodeableConcept=medicine)


def test_01_a_record_is_matched_by_system_and_code_and_never_by_its_display():
    other_system = stroke("s2", code=concept("urn:other", "230690007", "Cerebrovascular accident"))
    only_worded = stroke("s3", code={"text": "Cerebrovascular accident"})
    other_code = stroke("s4", code=snomed("1", "Cerebrovascular accident"))
    chart = file(PATIENT, stroke(code=snomed("230690007", "Ingrown toenail")), other_system, only_worded, other_code)
    assert [c.ref for c in ask(chart, HAVING)] == ["Condition/s1"]


def test_01_code_and_display_are_both_shown():
    [found] = ask(file(PATIENT, stroke(code=snomed("230690007", "Ingrown toenail"))), HAVING)
    assert (found.code, found.display) == (
        SNOMED("230690007"),
        "Ingrown toenail (its code says Cerebrovascular accident)",
    )
    [medicine] = ask(file(PATIENT, prescription("833036", "Captopril")), EffectiveMedicationsRequest(OPIOIDS))
    assert "Captopril" in medicine.display
    assert "hydrocodone" in medicine.display


def test_01_a_display_that_differs_from_the_table_is_warned_of_without_being_quoted():
    for record, request in (
        (stroke(code=snomed("230690007", "Ingrown toenail")), HAVING),
        (prescription("833036", "Captopril"), EffectiveMedicationsRequest(OPIOIDS)),
    ):
        chart = file(PATIENT, record)
        ask(chart, request)
        [note] = [n for n in chart.notes if "the code decided" in n]
        assert "toenail" not in note
        assert "Captopril" not in note


def test_01_another_wording_of_the_same_thing_is_no_disagreement():
    for worded in ("Cerebrovascular accident (disorder)", "CVA", "cerebrovascular acc."):
        chart = file(PATIENT, stroke(code=snomed("230690007", worded)))
        assert ask(chart, HAVING)
        assert chart.notes == []


def test_01_an_exclusion_is_by_code_too():
    what = CodeSet("s", "stroke", STROKE.codes, excludes=CodeSet.of("old", "old", SNOMED("9")))
    both = {"coding": [*snomed("230690007")["coding"], *snomed("9")["coding"]]}
    found = ask(file(PATIENT, stroke(code=both)), Having("Condition", what))
    assert (list(found), found.left_out) == ([], ("old",))


def test_01_in_public_data_the_code_of_what_displays_captopril_decides():
    sent, resource = first("synthea/bundles", says("833036", "Captopril"))
    chart = sent.chart()
    opioids = ask(chart, Having("MedicationRequest", OPIOIDS, ever=True), NOW)
    assert resource["id"] in {c.ref.partition("/")[2] for c in opioids}
    assert resource["id"] not in {
        c.ref.partition("/")[2] for c in ask(chart, Having("MedicationRequest", ACE_INHIBITORS, ever=True), NOW)
    }
    assert any("833036" in note for note in chart.notes)
