"""What a case says and what is read of the record that is written of it are the same."""

import pytest

from chartside import Missing
from chartside.inputs import (
    AgeRequest,
    EncountersRequest,
    FamilyHistoryRequest,
    GenotypesRequest,
    Having,
    History,
    ImmunizationsRequest,
    Input,
    Latest,
    NotesRequest,
    PrescriptionsRequest,
    ProceduresRequest,
    SexRequest,
    VariantsRequest,
)
from chartside.testing import NOON, Case
from chartside.testing.bundle import bundle, entered_in_error, of_somebody_else, of_the_future, records
from chartside.testing.choices import choices
from chartside.testing.mined import Mined
from chartside.vocabulary import CREATININE, SYSTOLIC_BP
from chartside.vocabulary.conditions import ATRIAL_FIBRILLATION
from chartside.vocabulary.medicines import OPIOIDS
from tests.contract.charts import chart_of

REQUESTS = {
    "age": AgeRequest(),
    "sex": SexRequest(),
    "sbp": Latest(SYSTOLIC_BP, "mm[Hg]"),
    "creatinine": History(CREATININE, "mg/dL"),
    "af": Having("Condition", ATRIAL_FIBRILLATION),
    "allergy": Having("AllergyIntolerance", ATRIAL_FIBRILLATION),
    "prescriptions": PrescriptionsRequest(OPIOIDS),
    "procedures": ProceduresRequest(ATRIAL_FIBRILLATION),
    "vaccines": ImmunizationsRequest(ATRIAL_FIBRILLATION),
    "relatives": FamilyHistoryRequest(ATRIAL_FIBRILLATION),
    "encounters": EncountersRequest(),
    "genotypes": GenotypesRequest(frozenset({"CYP2C19"})),
    "variants": VariantsRequest(frozenset({"BRAF"})),
    "notes": NotesRequest(),
}
SAID = {
    "prescriptions": lambda v: [
        (p.code, p.current, [(d.dose, d.unit, d.times, d.per_hours) for d in p.dosages]) for p in v
    ],
    "age": lambda v: v.value,
    "sex": lambda v: v.value,
    "sbp": lambda v: (v.value, v.unit, v.effective.start),
    "creatinine": lambda v: [(q.value, q.effective.start) for q in v],
    "genotypes": lambda v: [(g.gene, g.reported) for g in v],
    "variants": lambda v: [(one.gene, one.present, one.hgvs) for one in v],
    "notes": lambda v: [n.text for n in v if n.text != "Nothing."],
    "encounters": lambda v: [(e.kind, e.status) for e in v if e.kind != "VR"],
}


def one_case(name):
    """Return the first two things that somebody would find."""
    made = [
        c for c in choices(name, REQUESTS[name], Mined(), None, NOON) if c.kind == "ordinary" and c.known and c.value
    ]
    return [Case({name: choice}, NOON) for choice in made[:2]]


@pytest.mark.parametrize("name", REQUESTS)
def test_what_is_written_is_read(name):
    inputs = {name: Input(name, REQUESTS[name])}
    said = SAID.get(name, lambda v: [f.code for f in v])
    for case in one_case(name):
        read = chart_of(bundle(records(case, inputs)), inputs, NOON)[name]
        assert said(read) == said(case.facts[name])


@pytest.mark.parametrize("name", [n for n in REQUESTS if n not in ("age", "sex")])
def test_what_must_not_count_is_not_read(name):
    inputs = {name: Input(name, REQUESTS[name])}
    said = SAID.get(name, lambda v: [f.code for f in v])
    nothing = chart_of(bundle(records(Case({}, NOON), inputs)), inputs, NOON)[name]
    for case in one_case(name):
        own = [r for r in records(case, inputs) if not r["id"].startswith("unrelated")]
        for change in (entered_in_error, of_somebody_else, lambda r: of_the_future(r, NOON)):
            changed = [made for resource in own for made in change(resource)]
            read = chart_of(bundle([*records(Case({}, NOON), inputs), *changed]), inputs, NOON)[name]
            assert isinstance(read, Missing) if isinstance(nothing, Missing) else said(read) == said(nothing)


def test_a_patient_is_never_taken_back():
    person = records(Case({}, NOON), {})[0]
    assert not [*entered_in_error(person), *of_somebody_else(person), *of_the_future(person, NOON)]
