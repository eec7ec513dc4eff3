"""Show 3: a wrong display is warned of, both codes of a panel and of creatinine are found, a cut-off search hides no creatinine."""

from collections import Counter

import pytest

from chartside.inputs import EffectiveMedicationsRequest, Having, History
from chartside.vocabulary import CREATININE, DIASTOLIC_BP, SYSTOLIC_BP
from chartside.vocabulary.medicines import OPIOIDS
from tests.fhir_adapter.made import NOW, ask, concept, creatinine, file, of_patient, searchset, sent
from tests.fhir_adapter.points.real import first, says, whole
from tests.fhir_adapter.test_gather import ASKED, AWAY, MANY, Hospital, facts, gathered, raw
from tests.fhir_servers import scripted

PANELS, CREATININES = ("85354-9", "55284-4"), ("2160-0", "38483-4")
LATER = NOW.replace(year=2035)


def warned(chart):
    return [note for note in chart.notes if "833036" in note and "the code decided" in note]


def test_833036_displayed_captopril_is_warned_of_and_counts_as_an_opioid():
    medicine = concept("http://www.nlm.nih.gov/research/umls/rxnorm", "833036", "Captopril")
    request = of_patient("MedicationRequest", "m", status="active", intent="order", medicationCodeableConcept=medicine)
    chart = file(request)
    assert [c.ref for c in ask(chart, EffectiveMedicationsRequest(OPIOIDS))] == ["MedicationRequest/m"]
    assert len(warned(chart)) == 1


@pytest.mark.parametrize("name", ["synthea/bundles", "synthea/ndjson"])
def test_833036_in_public_data_is_warned_of_and_counts_as_an_opioid(name):
    record, resource = first(name, says("833036", "Captopril"))
    chart = record.chart()
    opioids = ask(chart, Having("MedicationRequest", OPIOIDS, ever=True), LATER)
    assert f"MedicationRequest/{resource['id']}" in {c.ref for c in opioids}
    assert len(warned(chart)) == 1


def results(record, codes):
    """Yield reference, code and resource of every result that bears one of these codes."""
    for r in record.resources:
        for coding in r["code"].get("coding", []) if r["resourceType"] == "Observation" else ():
            if coding.get("code") in codes:
                yield f"Observation/{r['id']}", coding["code"], r


def with_a_unit(panel, part):
    return any(
        c["code"]["coding"][0]["code"] == part and c.get("valueQuantity", {}).get("unit")
        for c in panel.get("component", [])
    )


def test_pressure_is_found_under_85354_9_and_under_55284_4():
    found = Counter()
    for name in ("synthea/bundles", "pathling", "us-core"):
        for record in whole(name):
            chart = record.chart()
            for what, part in ((SYSTOLIC_BP, "8480-6"), (DIASTOLIC_BP, "8462-4")):
                panels = {ref: code for ref, code, r in results(record, PANELS) if with_a_unit(r, part)}
                refs = {q.ref for q in ask(chart, History(what, "mm[Hg]"), LATER)}
                found.update(code for ref, code in panels.items() if ref in refs)
                found["lost"] += len(panels.keys() - refs)
    assert min(found[panel] for panel in PANELS) > 10, found
    # Two of one time and one value are one point; a few of us-core are labelled, doubted or absent.
    assert found["lost"] <= 8, found


def test_creatinine_is_found_under_2160_0_and_under_38483_4():
    found, stated = Counter(), Counter()
    for name in ("synthea/bundles", "ecqm"):
        for record in whole(name):
            valued = [(code, r) for _, code, r in results(record, CREATININES) if "value" in r.get("valueQuantity", {})]
            if valued:
                # One value at one time is one point, however often it was sent.
                stated.update(
                    c for c, _, _ in {(c, r["effectiveDateTime"], r["valueQuantity"]["value"]) for c, r in valued}
                )
                found.update(q.code.value for q in ask(record.chart(), History(CREATININE, "mg/dL"), LATER))
    assert found == stated
    assert min(found[code] for code in CREATININES) > 10


def test_a_prefetch_that_was_cut_off_never_hides_a_creatinine_in_silence():
    cut = searchset(*MANY[:5], link=AWAY)
    found = facts(sent(ASKED, {"observations": cut, "conditions": None}))
    assert found["creatinine"].reason == "incomplete"
    assert found["pulse"].unknown.reason == "incomplete"


def test_a_merged_search_that_a_server_cut_off_is_followed_code_by_code():
    with scripted(Hospital(*MANY)) as server:
        found = facts(gathered(server))
    assert found["creatinine"].ref == "Observation/o1"
    assert found["pulse"].unknown.reason == "incomplete"


def test_a_prefetch_that_was_cut_off_is_followed_on_the_server_code_by_code():
    cut = {"observations": raw(searchset(*MANY[:5], link=AWAY)), "conditions": b"null"}
    with scripted(Hospital(*MANY)) as server:
        found = facts(gathered(server, sent=cut))
    assert found["creatinine"].ref == "Observation/o1"


@pytest.mark.parametrize("most", [1, 2, 5])
def test_however_small_the_server_s_pages_the_newest_creatinine_is_the_newest(most):
    several = [creatinine(f"c{n}", 1 + n, f"2026-05-{n + 1:02}T08:00:00Z") for n in range(3)]
    with scripted(Hospital(*MANY[:30], *reversed(several), most=most)) as server:
        found = facts(gathered(server))["creatinine"]
    assert not found or found.ref == "Observation/c2"
