"""The made-up people can be asked about, as plain facts and as records."""

import pytest

from chartside.inputs import AgeRequest, Having, Input, Latest, PatientRequest, SexRequest
from chartside.missing import Missing
from chartside.testing import NOON, ask
from chartside.testing.patients import every, patient
from chartside.vocabulary import CREATININE, SYSTOLIC_BP
from chartside.vocabulary.conditions import ATRIAL_FIBRILLATION
from fhir_adapter import Chart
from plugins.risk_scores import ANALYSES

ASKED = {
    "age": AgeRequest(),
    "sex": SexRequest(),
    "person": PatientRequest(),
    "sbp": Latest(SYSTOLIC_BP, "mm[Hg]"),
    "creatinine": Latest(CREATININE, "mg/dL"),
    "atrial_fibrillation": Having("Condition", ATRIAL_FIBRILLATION),
}
INPUTS = {name: Input(name, request) for name, request in ASKED.items()}


def facts(name):
    return Chart.from_patient_file(patient(name).json).facts(INPUTS, NOON)


@pytest.mark.parametrize("name", every())
def test_record_and_plain_facts_agree(name):
    plain, read = patient(name).plain, facts(name)
    for key in ("age", "sbp"):
        assert key not in plain or float(read[key].value) == plain[key]
    assert "sex" not in plain or read["sex"].value == plain["sex"]
    assert "creatinine" not in plain or abs(float(read["creatinine"].value) - plain["creatinine"]) < 0.01
    assert plain.get("atrial_fibrillation") is None or bool(read["atrial_fibrillation"]) is plain["atrial_fibrillation"]


@pytest.mark.parametrize("name", every())
@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda a: a.id)
def test_everybody_can_be_asked_about(name, analysis):
    plain = {k: v for k, v in patient(name).plain.items() if k in analysis.inputs}
    assert ask(analysis, **plain).outcome


def test_what_does_not_count_is_not_read():
    read = facts("taken-back")
    assert read["sbp"].value == 128
    assert read["atrial_fibrillation"].known_absent


def test_of_whom_nothing_is_known_nothing_is_read():
    assert all(isinstance(facts("nothing-known")[name], Missing) for name in ("age", "sex", "sbp", "creatinine"))


def test_the_dead_are_known_to_be_dead():
    assert Chart.from_patient_file(patient("deceased").json).deceased(NOON)


def test_another_name_is_answered_with_those_that_there_are():
    with pytest.raises(KeyError, match="there is no 'nobody'; there are deceased, hostile"):
        patient("nobody")
