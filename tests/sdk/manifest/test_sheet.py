"""What is told about a plugin: derived from its inputs, as JSON and as a page."""

import json
from datetime import timedelta

import pytest

from chartside import LOINC, CodeSet, Having, Input, Latest
from chartside.inputs import NotesRequest, Read, ResourcesRequest
from chartside.manifest.code_sets import code_sets
from chartside.manifest.input_line import input_line, spoken
from chartside.manifest.page import page
from chartside.manifest.sheet import scopes, sheet
from tests.sdk.manifest.made import read, written

SUGAR = CodeSet.of("sugar", "sugar", LOINC("1-8", "Sugar"))


@pytest.fixture
def told(tmp_path):
    rest = '[analyses.raised.cutoffs]\nsbp = ["> 180"]\n[analyses.raised.computed_cutoffs]\nage = "it | depends"'
    return sheet(written(tmp_path, rest=rest), read(tmp_path, rest=rest))


def test_scopes_are_one_for_each_type_that_is_read():
    reads = [Read("Observation"), Read("Condition"), Read("Observation", search="code=x")]
    assert scopes(reads) == ["patient/Condition.rs", "patient/Observation.rs"]
    assert scopes([]) == []


def test_the_sheet_is_json_and_holds_what_the_signature_says_and_what_the_manifest_says(told):
    assert json.loads(json.dumps(told)) == told
    [one] = told["analyses"]
    assert one["scopes"] == told["scopes"] == ["patient/Observation.rs", "patient/Patient.rs"]
    pressure, age = one["inputs"]
    assert pressure == {
        "name": "sbp",
        "asks": "the newest systolic blood pressure",
        "fhir": ["Observation"],
        "lookBack": "90 days",
        "codeSet": "systolic-bp",
        "unit": "mm[Hg]",
        "required": False,
    }
    assert (age["fhir"], "lookBack" in age) == (["Patient"], False)
    assert one["cutoffs"] == [{"input": "sbp", "asks": "the newest systolic blood pressure", "at": ["> 180"]}]
    assert one["limits"] == ["For adults.", "Never for children."]
    assert len(one["sourceAttributes"]) == 13
    codes = told["codeSets"]["systolic-bp"]
    assert {"system": "LOINC", "code": "8480-6", "display": "Systolic blood pressure"} in codes["codes"]


def test_without_a_manifest_there_is_what_the_code_says(tmp_path):
    told = sheet(written(tmp_path), None)
    assert "quality" not in told
    assert told["analyses"][0]["limits"] == ["For adults."]


def test_the_page_says_each_of_it_and_breaks_no_table(told):
    text = page(told)
    for said in (
        "| `sbp` |",
        "90 days",
        "mm[Hg]",
        "`patient/Observation.rs`",
        "8480-6",
        "> 180",
        "https://example.org",
    ):
        assert said in text
    assert "E13 Use of health-status assessments" in text
    assert "**nobody**: a test" in text
    tables = [line for line in text.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in tables)


def test_a_check_that_fails_stands_in_the_sheet(tmp_path):
    rest = '[quality]\npure = "done"'
    told = sheet(written(tmp_path, rest=rest), read(tmp_path, rest=rest), failing=["no_network"])
    [rule] = [rule for rule in told["quality"]["rules"] if rule["id"] == "pure"]
    assert (rule["standing"], rule["why"]) == ("contradicted", "the check no_network fails")


@pytest.mark.parametrize(
    ("request_", "asks"),
    [
        (Latest(SUGAR, unit="mg/dL", bounds=True), "the newest sugar, a bound such as > 60 too"),
        (Having("Condition", SUGAR, ever=True), "sugar (also what is over)"),
        (Having("Condition", SUGAR, statement="sugar is on the list"), "sugar is on the list"),
        (ResourcesRequest("ImagingStudy", "modality=CT"), "whole ImagingStudy resources"),
    ],
)
def test_an_input_is_said_in_words(request_, asks):
    assert input_line(Input("x", request_))["asks"] == asks


def test_a_kind_without_words_of_its_own_is_said_in_those_of_its_promise():
    line = input_line(Input("notes", NotesRequest(SUGAR, timedelta(days=30))))
    assert "sugar" in line["asks"]
    assert (line["fhir"], line["lookBack"]) == (["DiagnosticReport", "DocumentReference"], "30 days")


def test_a_search_of_the_authors_own_is_told_whole():
    assert input_line(Input("x", ResourcesRequest("ImagingStudy", "modality=CT")))["searches"] == [
        "ImagingStudy?modality=CT"
    ]


@pytest.mark.parametrize(
    ("back", "said"),
    [(timedelta(days=1), "1 day"), (timedelta(days=90), "90 days"), (timedelta(hours=36), "36 hours")],
)
def test_a_look_back_is_said_in_words(back, said):
    assert spoken(back) == said


def test_excluded_codes_and_beginnings_are_told():
    out = CodeSet.of("not-sugar", "no sugar", LOINC("2-6"))
    codes = CodeSet("sugar", "sugar", prefixes={"http://hl7.org/fhir/sid/icd-10-cm": ("E10",)}, excludes=out)

    class Plain:
        inputs = {"x": Input("x", Having("Condition", codes))}  # noqa: RUF012 - stands for an analysis
        when = None

    assert code_sets([Plain])["sugar"] == {
        "display": "sugar",
        "beginnings": {"ICD-10-CM": ["E10"]},
        "excludes": {"display": "no sugar", "codes": [{"system": "LOINC", "code": "2-6", "display": ""}]},
    }
