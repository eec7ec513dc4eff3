"""Notes, genetic results, relatives, procedures and vaccines as people write them, and how an explanation shows them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

import pytest

from chartside import (
    SNOMED,
    Code,
    CodeSet,
    FamilyHistories,
    Found,
    Genotype,
    Genotypes,
    GenotypesRequest,
    Immunizations,
    Notes,
    Procedure,
    Procedures,
    ProceduresRequest,
    Quiet,
    Resource,
    ResourcesRequest,
    Source,
    Variants,
    analysis,
)
from chartside.explanation import explain
from chartside.plain import PlainFactError, absent, plain_facts
from chartside.snapshot import freeze, thaw
from chartside.testing import ask
from tests.docs.schemas import holds

SPRING = datetime(2026, 3, 1, tzinfo=UTC)
SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")
SCT, CVX = "http://snomed.info/sct", "http://hl7.org/fhir/sid/cvx"
COLONOSCOPY = CodeSet(
    "colonoscopy", "colonoscopy", frozenset({SNOMED("73761001")}), excludes=CodeSet.of("v", "v", SNOMED("9"))
)


@analysis("test.lists", version="1.0.0", source=SOURCE)
def lists(
    notes: Notes,
    genotypes: Genotypes,
    variants: Variants,
    family_history: FamilyHistories,
    procedures: Procedures,
    immunizations: Immunizations,
    scopes: Annotated[Found[Procedure], ProceduresRequest(COLONOSCOPY)],
    metaboliser: Annotated[Found[Genotype], GenotypesRequest(frozenset({"CYP2D6"}))],
) -> Iterator[Quiet]:
    """Read one of each."""
    yield Quiet("read")


def read(**given):
    facts = plain_facts(lists, given, SPRING)
    assert thaw(json.loads(json.dumps(freeze(facts)))) == facts
    return facts


def lines(**given):
    facts = plain_facts(lists, given, SPRING)
    explained = explain(lists, facts, ask(lists, now=SPRING, **facts))
    holds("explanation-1", json.loads(json.dumps(explained)))
    return explained.get("inputs", [])


def test_what_is_not_given_is_not_known():
    for name, value in read().items():
        assert (value.items, value.unknown.reason) == ((), "not-provided")
        assert absent(lists.inputs[name].request) == value


def test_an_empty_list_says_that_there_is_none():
    names = list(lists.inputs)
    assert all(value.known_absent for value in read(**{name: [] for name in names}).values())
    shown = lines(**{name: [] for name in names})
    assert [(line["name"], line["value"]) for line in shown] == [(name, False) for name in names]
    assert shown[3]["display"] == "no family history found"


def test_notes_are_texts_or_texts_with_their_date_and_type():
    typed = {"text": "Later.", "written": "2026-02-01", "type": {"system": "http://loinc.org", "code": "34133-9"}}
    found = read(notes=[typed, {"text": "First.", "written": "2026-01-01", "title": "letter"}])["notes"]
    assert [(n.text, n.display) for n in found] == [("First.", "letter"), ("Later.", "")]
    assert found[1].code == Code("http://loinc.org", "34133-9")
    assert [n.text for n in read(notes="Alone.")["notes"]] == ["Alone."]
    assert len({n.text_sha256 for n in read(notes=["a", "b", "a"])["notes"]}) == 2


def test_the_line_of_a_note_says_which_it_was_and_not_what_it_says():
    [line] = lines(notes=[{"text": "Secret words.", "written": "2026-01-01", "title": "letter"}])
    assert line == {
        "name": "notes",
        "display": "letter",
        "value": "13 characters",
        "effective": "2026-01-01",
    }


def test_genotypes_as_reported():
    one = {"gene": "CYP2D6", "reported": "*1/*4", "effective": "2020-01-01"}
    other = {"gene": "CYP2D6", "reported": "*1/*1"}
    found = read(genotypes=[one, other])["genotypes"]
    assert [(g.gene, g.reported, g.conflicts) for g in found] == [
        ("CYP2D6", "*1/*4", ("given/genotypes/1",)),
        ("CYP2D6", "*1/*1", ("given/genotypes/0",)),
    ]
    [line] = lines(genotypes=one)
    assert line == {"name": "genotypes", "display": "CYP2D6 genotype", "value": "*1/*4", "effective": "2020-01-01"}


def test_only_the_genes_that_are_asked_for():
    given = [{"gene": "cyp2d6", "reported": "*1/*4"}, {"gene": "CYP2C19", "reported": "*1/*2"}]
    assert [g.gene for g in read(metaboliser=given)["metaboliser"]] == ["cyp2d6"]


def test_variants_are_present_unless_they_say_otherwise():
    given = [
        {"gene": "BRAF", "hgvs": "p.Val600Glu", "allele_frequency": "0.25", "source_class": "somatic"},
        {"gene": "EGFR", "present": False},
        {"gene": "KRAS", "present": "no-call", "hgvs": ["c.35G>A", "p.Gly12Asp"]},
    ]
    found = read(variants=given)["variants"]
    assert [v.present for v in found] == ["present", "absent", "no-call"]
    assert (found[0].allele_frequency, found[2].hgvs) == (Decimal("0.25"), ("c.35G>A", "p.Gly12Asp"))
    assert [(line["display"], line["value"]) for line in lines(variants=given)] == [
        ("BRAF p.Val600Glu, somatic", "present"),
        ("EGFR variant", "absent"),
        ("KRAS c.35G>A", "no-call"),
    ]


def test_conditions_of_relatives():
    given = {"relative": "Mother", "system": SCT, "code": "254837009", "display": "breast cancer", "onset_age": 45}
    (one,) = read(family_history=[given])["family_history"]
    assert (one.relationship.value, one.onset_age, one.code) == ("MTH", 45, SNOMED("254837009"))
    (other,) = read(family_history=[{**given, "relative": "half-cousin"}])["family_history"]
    assert (other.relationship, other.relative) == (None, "half-cousin")
    [line] = lines(family_history=[given])
    assert (line["display"], line["value"], line["code"]) == ("breast cancer (mother at 45)", True, "254837009")


def test_procedures_and_vaccines():
    done = {"system": SCT, "code": "73761001", "display": "Colonoscopy", "date": "2024-05"}
    given = {"system": CVX, "code": "140", "dose": 2, "primary": True, "date": "2025-10-01"}
    facts = read(procedures=[done], immunizations=[given], scopes=[done, {"system": SCT, "code": "1"}])
    assert [(p.code, p.since.text) for p in facts["procedures"]] == [(SNOMED("73761001"), "2024-05")]
    assert [(i.code, i.dose, i.primary) for i in facts["immunizations"]] == [(Code(CVX, "140"), "2", True)]
    assert len(facts["scopes"]) == 1
    [line] = lines(procedures=[done])
    assert line == {
        "name": "procedures",
        "display": "Colonoscopy",
        "value": True,
        "code": "73761001",
        "system": SCT,
        "effective": "2024-05",
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"notes": 5}, r"notes: expected a list of text, or \{text, "),
        ({"notes": [""]}, r"notes\[0\]: expected text, or"),
        ({"notes": [{"text": "a", "when": "2026"}]}, r"notes\[0\]: has no when; it has text, title, type, written"),
        ({"notes": [{"text": "a", "written": "soon"}]}, r"notes\[0\].written: not a date"),
        ({"genotypes": [{"gene": "CYP2D6"}]}, r"genotypes\[0\]: expected \{gene, reported\}"),
        ({"genotypes": ["*1/*4"]}, r"genotypes\[0\]: expected \{gene, reported\}"),
        ({"genotypes": [{"gene": "A", "reported": "b", "kind": "x"}]}, r"genotypes\[0\].kind: expected genotype"),
        ({"genotypes": [{"gene": "A", "reported": 4}]}, r"genotypes\[0\].reported: expected text"),
        ({"variants": [{"gene": "A", "present": "maybe"}]}, r"variants\[0\].present: expected true, false, no-call"),
        ({"variants": [{"gene": "A", "hgvs": 4}]}, r"variants\[0\].hgvs: expected an HGVS expression"),
        ({"variants": [{"gene": "A", "allele_frequency": 25}]}, r"allele_frequency: expected a fraction of 1"),
        ({"family_history": [{"relative": "mother"}]}, r"family_history\[0\]: expected \{relative, system, code\}"),
        ({"family_history": [{"relative": "a", "code": "b", "onset_age": -1}]}, r"onset_age: expected years"),
        ({"family_history": [{"relative": "a", "code": "b", "died_of_it": 1}]}, r"died_of_it: expected true or false"),
        ({"procedures": True}, r"procedures: expected a list of \{system, code\}"),
        ({"procedures": [{"system": "x"}]}, r"procedures\[0\]: expected \{system, code\}"),
        ({"immunizations": [{"code": "x", "primary": "yes"}]}, r"immunizations\[0\].primary: expected true or false"),
        ({"immunizations": [{"code": "x", "date": "soon"}]}, r"immunizations\[0\].date: not a date"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_mend_and_without_its_value(given, said):
    with pytest.raises(PlainFactError, match=said) as error:
        read(**given)
    assert "soon" not in str(error.value)
    assert "maybe" not in str(error.value)


def test_an_exclusion_wins():
    assert read(scopes=[{"system": SCT, "code": "9"}])["scopes"].known_absent


@analysis("plain-lists.whole", version="1.0.0", source=SOURCE)
def whole(allergies: Annotated[Found[Resource], ResourcesRequest("AllergyIntolerance")]) -> Iterator[Quiet]:
    """Say what is listed."""
    yield Quiet(", ".join(one.get("code")["text"] for one in allergies) or "none")


def test_whole_resources_are_given_as_fhir_has_them():
    assert ask(whole, allergies=[{"code": {"text": "Latex"}}, {"code": {"text": "Nuts"}}]).reason == "Latex, Nuts"
    assert ask(whole, allergies=[]).reason == "none"
    assert ask(whole).outcome == "answered"


def test_a_resource_of_another_type_is_refused_without_its_content():
    with pytest.raises(PlainFactError, match="expected a AllergyIntolerance") as caught:
        plain_facts(whole, {"allergies": [{"resourceType": "Condition", "note": "SECRET"}]}, SPRING)
    assert "SECRET" not in str(caught.value)
