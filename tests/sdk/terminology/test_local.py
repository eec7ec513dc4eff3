"""A folder of value sets: versions side by side, and an error for all that cannot be answered for."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from chartside.codes import RXNORM, SNOMED, CodeSet
from chartside.terminology import LocalTerminology, TerminologyError, TerminologyService, ValueSet

URL = "http://example.org/ValueSet/strokes"
RXNORM_SYSTEM, SNOMED_SYSTEM = RXNORM("").system, SNOMED("").system


def concept(code, system=SNOMED_SYSTEM):
    return {"system": system, "code": code, "display": f"the concept {code}"}


def compact(version=None, *codes, **more):
    return {"url": URL, "name": "STROKES", "title": "Strokes", "version": version, "codes": list(codes), **more}


def composed(*include, version="1.0.0", **compose):
    body = {"compose": {"include": list(include), **compose}}
    return {"resourceType": "ValueSet", "url": URL, "version": version, "name": "Strokes", **body}


def expanded(*contains, version="1.0.0", **more):
    return {
        "resourceType": "ValueSet",
        "url": URL,
        "version": version,
        "expansion": {"contains": list(contains), **more},
    }


LISTED = {"system": SNOMED_SYSTEM, "concept": [{"code": "1"}, {"code": "2"}]}


@pytest.fixture
def folder(tmp_path):
    def fill(**files):
        for name, content in files.items():
            raw = content if isinstance(content, bytes) else json.dumps(content).encode()
            (tmp_path / f"{name}.json").write_bytes(raw)
        return LocalTerminology.read(tmp_path)

    return fill


@pytest.mark.parametrize(
    "content",
    [
        compact("1.0.0", concept("1"), concept("2")),
        compact("1.0.0", concept("1", "urn:oid:2.16.840.1.113883.6.96"), concept("2", "https://snomed.info/sct")),
        composed(LISTED),
        composed({**LISTED, "concept": [{"code": "1"}]}, {**LISTED, "concept": [{"code": "2"}]}),
        composed({**LISTED, "concept": [{"code": c} for c in "123"]}, exclude=[{**LISTED, "concept": [{"code": "3"}]}]),
        expanded(concept("1"), concept("2"), total=2),
        expanded(
            {
                "display": "a heading",
                "contains": [concept("1"), {**concept("9"), "abstract": True, "contains": [concept("2")]}],
            }
        ),
    ],
)
def test_an_enumerated_value_set_in_any_form(folder, content):
    service: TerminologyService = folder(one=content)
    found = service.value_set(URL)
    assert (found.version, found.codes) == ("1.0.0", {SNOMED("1"), SNOMED("2")})
    assert found.sha256 == hashlib.sha256(json.dumps(content).encode()).hexdigest()
    assert service.contains(URL, SNOMED("1"))
    assert not service.contains(URL, SNOMED("3"))
    assert not service.contains(URL, RXNORM("1"))  # the same code of another system


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            composed({"system": SNOMED_SYSTEM, "filter": [{"property": "concept", "op": "is-a", "value": "1"}]}),
            "a filter",
        ),
        (composed(LISTED, {"system": SNOMED_SYSTEM, "filter": [{}]}), "a filter"),
        (composed({"system": SNOMED_SYSTEM}), "a whole code system"),
        (composed({"valueSet": ["http://example.org/other"]}), "another value set"),
        (composed(LISTED, exclude=[{"system": SNOMED_SYSTEM, "filter": [{}]}]), "a filter"),
        (composed(LISTED, exclude=[LISTED]), "excluded again"),
        (expanded(concept("1"), total=2), "1 of 2 codes"),
        (
            expanded(concept("1"), extension=[{"url": "http://hl7.org/fhir/StructureDefinition/valueset-unclosed"}]),
            "not finished",
        ),
    ],
)
def test_one_that_is_not_enumerated_is_an_error_and_never_false(folder, content, why):
    service = folder(one=content)
    for asked in (lambda: service.value_set(URL), lambda: service.contains(URL, SNOMED("1"))):
        with pytest.raises(TerminologyError, match=why):
            asked()
    assert service.listed == ()


def test_versions_side_by_side(folder):
    service = folder(
        old=compact("1.9.0", concept("1")), new=compact("1.10.0", concept("2")), none=compact(None, concept("3"))
    )
    assert service.value_set(URL).version == "1.10.0"
    assert service.value_set(f"{URL}|1.9.0").codes == service.value_set(URL, "1.9.0").codes == {SNOMED("1")}
    assert service.value_set(URL, "").codes == {SNOMED("3")}
    assert service.value_set(f"{URL}|1.9.0", "1.9.0").canonical == f"{URL}|1.9.0"
    assert [one.version for one in service.listed] == ["", "1.10.0", "1.9.0"]
    with pytest.raises(TerminologyError, match=r"only in .*1\.10\.0, 1\.9\.0"):
        service.value_set(URL, "2.0.0")
    with pytest.raises(TerminologyError, match="one of the two"):
        service.value_set(f"{URL}|1.9.0", "1.10.0")


def test_dates_have_an_order_and_other_words_have_none(folder):
    dated = folder(a=compact("2024-12", concept("1")), b=compact("2025-01-15", concept("2")))
    assert dated.value_set(URL).version == "2025-01-15"
    with pytest.raises(TerminologyError, match="newest"):
        folder(a=compact("summer", concept("1")), b=compact("2", concept("2"))).value_set(URL)


def test_an_older_version_never_stands_for_a_newer_that_cannot_be_read(folder):
    filtered = composed({"system": SNOMED_SYSTEM, "filter": [{}]}, version="2.0.0")
    for newer in (filtered, compact("2.0.0", {"code": "1"})):
        service = folder(old=compact("1.0.0", concept("1")), new=newer)
        with pytest.raises(TerminologyError, match=r"2\.0\.0"):
            service.value_set(URL)
        assert service.contains(URL, SNOMED("1"), "1.0.0")


def test_an_unknown_value_set_is_an_error(folder):
    service = folder(one=compact("1.0.0", concept("1")))
    for unknown in ("http://example.org/ValueSet/others", "", f"{URL}/"):
        with pytest.raises(TerminologyError, match="not known"):
            service.contains(unknown, SNOMED("1"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"url": ', "is not valid JSON at line 1, column 9"),
        (b"\xff\xfe", "is not valid JSON"),
        (b"[" * 100_000, "is not valid JSON"),
        ([], "is not a JSON object"),
        ({"resourceType": "CodeSystem", "url": URL}, "resourceType is not ValueSet"),
        (compact("1", concept("1"), url=""), "url must be"),
        (compact("1", concept("1"), url=f"{URL}|1"), "url must be"),
        (compact("1"), "lists no code"),
        (compact("1", codes=None), "codes must be an array"),
        (compact("1", concept("1"), {"code": "2"}), r"codes\[1\].system must be a text"),
        (compact("1", concept("1"), concept(" 2")), r"codes\[1\].code must be a text"),
        (composed({"system": SNOMED_SYSTEM, "concept": [{"code": 7}]}), r"compose.include\[0\].concept\[0\].code"),
        ({"resourceType": "ValueSet", "url": URL}, "compose must be an object"),
        (expanded({"system": SNOMED_SYSTEM}), r"expansion.contains\[0\].code"),
    ],
)
def test_a_bad_file_is_named_with_the_place_and_the_others_answer(folder, content, said):
    good = {**compact("1.0.0", concept("1")), "url": "http://example.org/ValueSet/good"}
    service = folder(bad=content, good=good)
    assert service.contains("http://example.org/ValueSet/good", SNOMED("1"))
    [fault] = service.faults
    assert fault.startswith("bad.json: ")
    assert re.search(said, fault)
    with pytest.raises(TerminologyError):
        service.value_set(URL)


def test_two_files_of_one_version_must_say_the_same(folder, tmp_path):
    same = folder(a=compact("1.0.0", concept("1")), b=composed({**LISTED, "concept": [{"code": "1"}]}))
    assert same.contains(URL, SNOMED("1"))
    with pytest.raises(TerminologyError, match="differ"):
        folder(b=compact("1.0.0", concept("2"))).value_set(URL)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(TerminologyError, match="no folder"):
        LocalTerminology.read(tmp_path / "missing")


def test_a_value_set_becomes_a_code_set_with_its_version_and_hash(folder):
    found = folder(one=compact("1.0.0", concept("1"))).value_set(URL)
    made = found.as_code_set()
    assert isinstance(made, CodeSet)
    assert (made.name, made.display, made.version) == ("STROKES", "Strokes", "1.0.0")
    assert made.source == f"{URL}|1.0.0, sha256 {found.sha256}"
    assert SNOMED("1") in made
    assert SNOMED("2") not in made


def test_public_value_sets_are_read_every_one():
    folder = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "opioid-cds" / "valuesets"
    if not folder.is_dir():
        pytest.skip("public data not here: opioid-cds/valuesets")
    service = LocalTerminology.read(folder)
    assert service.faults == ()
    assert len(service.listed) == len(list(folder.glob("*.json"))) == 61
    assert all(isinstance(one, ValueSet) and one.codes for one in service.listed)
    address = "http://fhir.org/guides/cdc/opioid-cds/ValueSet/benzodiazepine-medications"
    assert service.contains(address, RXNORM("197591"))
    assert not service.contains(address, RXNORM("833036"))
