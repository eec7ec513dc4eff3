"""Forms that were misread before are pointed out, with the words, and are not mended."""

import pytest

from tests.plugins.notes.medication.asking import lines


def pointed(text):
    return {
        (caution["kind"], text[caution["start"] : caution["end"]])
        for line in lines(text)
        for caution in line["cautions"]
    }


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("warfarin 5.0 mg daily", "trailing zero", "5.0"),
        ("digoxin .125 mg daily", "naked decimal point", ".125"),
        ("lantus 10U nightly", "U for units", "U"),
        ("lantus 10 u nightly", "U for units", "u"),
        ("vitamin d 400 IU daily", "IU for units", "IU"),
        ("MSO4 4 mg IV", "an abbreviated name", "MSO4"),
        ("MgSO4 2 g IV", "an abbreviated name", "MgSO4"),
        ("HCTZ 25 mg daily", "an abbreviated name", "HCTZ"),
        ("lisinopril 10 mg QD", "QD for daily", "QD"),
        ("lisinopril 10 mg q.d.", "QD for daily", "q.d."),
        ("digoxin 0.125 mg QOD", "QOD for every other day", "QOD"),
        ("fentanyl 50 ug IV", "ug for micrograms", "ug"),
        ("fentanyl 50 µg IV", "ug for micrograms", "µg"),
        ("amoxicillin 5 cc TID", "cc for mL", "cc"),
        ("heparin 10000 units SC", "no comma in a large number", "10000"),
        ("heparin 5000 units SQ", "SC or SQ for subcutaneous", "SQ"),
        ("zolpidem 5 mg qhs", "QHS for bedtime", "qhs"),
        ("timolol 1 drop OD daily", "OD, OS, OU for an eye", "OD"),
        ("hydralazine 10 mg TID", "looks like hydroxyzine", "hydralazine"),
        ("hydroxyzine 25 mg q6h", "looks like hydralazine, hydroxyurea", "hydroxyzine"),
    ],
)
def test_an_error_prone_form_is_pointed_out(text, kind, said):
    assert (kind, said) in pointed(text)


@pytest.mark.parametrize(
    "text",
    [
        "warfarin 5 mg daily",
        "digoxin 0.125 mg daily",
        "insulin glargine 10 units nightly",
        "fentanyl 50 mcg IV",
        "heparin 10,000 units IV",
        "amoxicillin 5.05 mL",
        "warfarin 10 mg",
    ],
)
def test_a_clear_form_is_not(text):
    assert pointed(text) == set()


def test_a_look_alike_is_never_mended():
    assert [line["ingredient"] for line in lines("hydralazine 10 mg TID, hydroxyzine 25 mg q6h")] == [
        "hydralazine",
        "hydroxyzine",
    ]
    assert lines("hydralizine 10 mg TID") == []
    assert lines("hydroxizine 25 mg q6h") == []
